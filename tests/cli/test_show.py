"""``netweight show`` and ``netweight explain``."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import survey
from generator.records import Size
from tests.cli.conftest import Runner, StandIn


def facts(text: str) -> dict[str, list[str]]:
    """The words of every indented line by its first word."""
    lines = [line.split() for line in text.splitlines() if line.startswith("  ")]
    return {words[0]: words[1:] for words in lines}


def test_a_report_holds_headline_parameters_batch_norm_sizes_and_stages(run: Runner, data: Path) -> None:
    result = run("show", "timm/resnet50", "--data", data)
    assert (result.exit_code, result.stderr) == (0, "")
    found = facts(result.stdout)
    assert found["parameters"] == ["25,557,032", "elements"]
    assert found["macs"] == ["4,089,184,256", "MACs"]
    assert found["flops"][0] == "8,178,368,512"
    assert found["parameters_linear_bias"] == ["1,000", "<0.1", "%"]
    assert found["batch_norm_layers"] == ["53", "modules"]
    assert found["batch_norm_buffers"] == ["53,173", "elements"]
    assert found["224"][:2] == ["25,557,032", "4,089,184,256"]
    assert found["head"][0] == "1000"
    titles = [line for line in result.stdout.splitlines() if line and not line.startswith(" ")]
    assert titles == [
        "timm/resnet50",
        "At 224 px, the native size",
        "Parameters",
        "Buffers and BatchNorm",
        "Operations",
        "Sizes",
        "Stages at 224 px",
    ]


def test_px_reports_another_size(run: Runner, data: Path) -> None:
    found = facts(run("show", "timm/resnet50", "--px", "448", "--data", data).stdout)
    assert found["macs"] == [f"{4 * (4_089_184_256 - 2_048_000) + 2_048_000:,}", "MACs"]


def test_a_refused_size_is_reported_with_its_reason(run: Runner, data: Path) -> None:
    text = run("show", "raft_large", "--data", data).stdout
    assert "At 520 px\n  refused at construction: AssertionError: Input height (160) should" in text
    assert "\n  128  refused at construction: AssertionError" in text
    assert "Stages" not in text


def test_an_operator_without_a_rule_is_named(run: Runner, data: Path) -> None:
    assert (
        "without a rule: aten._weird.default 3" in run("show", "vit_base_patch16_224", "--data", data).stdout
    )


def test_notes_are_printed(run: Runner, data: Path) -> None:
    assert "Notes\n  The clip length of its weights is 16.\n" in run("show", "r3d_18", "--data", data).stdout


def test_a_name_in_two_zoos_is_reported_for_each(run: Runner, data: Path) -> None:
    lines = run("show", "resnet50", "--data", data).stdout.splitlines()
    assert [line for line in lines if line.startswith(("timm/", "torchvision/"))] == [
        "timm/resnet50",
        "torchvision/resnet50",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["resnet51"], "no architecture matches 'resnet51'; did you mean timm/resnet50, torchvision/resnet50?"),
        (["r3d_18", "--px", "100"], "torchvision/r3d_18 was not surveyed at 100 px, but at 112, 112x144, 128, 160, "
         "192, 224, 256, 288, 320, 384, 448, 512; `netweight explain torchvision/r3d_18 --px 100` measures it now"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_an_error(run: Runner, data: Path, arguments: list[str], message: str) -> None:
    result = run("show", *arguments, "--data", data)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: {message}\n")


@pytest.mark.usefixtures("installed")
def test_explain_prints_the_operators_by_macs_with_calls_share_and_a_total(run: Runner) -> None:
    result = run("explain", "timm/resnet50")
    assert result.exit_code == 0
    heading, header, *rows, last = result.stdout.splitlines()
    assert heading == (
        "timm/resnet50 at 224 px (3 x 224 x 224): 25,557,032 parameters, 4,089,184,256 MACs, "
        f"{226_752 * 49 + 1000:,} activations"
    )
    assert header.split() == ["operator", "calls", "MACs", "share"]
    assert [row.split() for row in rows] == [
        ["aten.convolution.default", "53", f"{4_089_184_256 - 2_048_000:,}", "99.9", "%"],
        ["aten.addmm.default", "1", "2,048,000", "0.1", "%"],
        ["aten.native_batch_norm.default", "53", "0", "0", "%"],
        ["aten.relu_.default", "49", "0", "0", "%"],
        ["total", "156", "4,089,184,256", "100", "%"],
    ]
    assert last == "without a rule: aten.sort.default 2"


def test_explain_traces_at_the_size_that_is_asked_for(run: Runner, installed: StandIn) -> None:
    text = run("explain", "torchvision/r3d_18", "--px", "224x320").stdout
    assert text.startswith("torchvision/r3d_18 at 224x320 px (3 x 16 x 224 x 320): ")


@pytest.mark.usefixtures("installed")
def test_explain_of_an_unknown_name_is_an_error(run: Runner) -> None:
    result = run("explain", "resnet51")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: no architecture matches 'resnet51'; did you mean timm/resnet50")


def test_explain_of_a_size_that_is_refused_gives_the_library_s_reason(
    run: Runner, installed: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(key: str, size: Size | None = None) -> None:
        raise AssertionError(f"{size} is not divisible by patch size 16")

    monkeypatch.setattr(survey, "explain", refuse)
    result = run("explain", "timm/resnet50", "--px", "150")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: timm/resnet50 cannot be measured at 150 px: 150 is not divisible by patch size 16\n"
    )
