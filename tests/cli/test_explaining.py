"""``netweight explain --field``: a figure, and the lines that sum to it."""

from __future__ import annotations

import pytest

from generator import survey
from generator.account.shares import EXPLAINED, Share
from generator.cli.figure import percent
from generator.records import Size
from generator.survey.explaining import Figure, NoFigure
from generator.survey.watching import Watching
from tests import factories
from tests.cli.conftest import Runner

LINES = (
    Share("aten.convolution.default", "conv1", "1x3x8x8, 8x3x3x3 -> 1x8x8x8", 13_824),
    Share("aten.convolution.default", "conv2", "1x8x8x8, 8x8x3x3 -> 1x8x8x8", 36_864),
    Share("aten.addmm.default", "", "10, 1x512, 512x10 -> 1x10", 5_120),
)
TOTAL = 13_824 + 36_864 + 5_120


def figure(lines=LINES, field="macs", noun="call"):
    return Figure(
        architecture=factories.architecture(),
        size=Size(224, 224),
        field=EXPLAINED[field],
        noun=noun,
        value=sum(line.amount for line in lines),
        shares=lines,
    )


@pytest.fixture
def measured(installed, monkeypatch):
    """The survey gives what ``put`` was called with last, and ``asked`` says what it was asked for."""
    asked, given = [], [figure()]

    def explain_field(key, field, size=None):
        asked.append((key, field, size))
        return given[-1]

    monkeypatch.setattr(survey, "explain_field", explain_field)
    return asked, given


def test_a_figure_is_told_by_operator_and_by_module_the_largest_first(run: Runner, measured) -> None:
    result = run("explain", "timm/resnet50", "--field", "macs")
    assert (result.exit_code, result.stderr) == (0, "")
    heading, operators, modules = result.stdout.rstrip().split("\n\n")
    assert heading.splitlines() == [
        "timm/resnet50 at 224 px (3 x 224 x 224)",
        "macs: 55,808 MACs",
        f"  {EXPLAINED['macs'].meaning}",
    ]
    assert [line.split() for line in operators.splitlines()] == [
        ["operator", "calls", "MACs", "share"],
        ["aten.convolution.default", "2", "50,688", "90.8", "%"],
        ["aten.addmm.default", "1", "5,120", "9.2", "%"],
        ["total", "3", f"{TOTAL:,}", "100", "%"],
    ]
    assert [line.split()[0] for line in modules.splitlines()] == [
        "module", "conv2", "conv1", "(the", "total",
    ]  # fmt: skip
    assert measured[0] == [("timm/resnet50", "macs", None)]


def test_every_line_can_be_printed(run: Runner, measured) -> None:
    rows = run("explain", "timm/resnet50", "--field", "macs", "--by", "line").stdout.splitlines()[4:]
    assert rows[0].split() == ["operator", "module", "call", "MACs", "share"]
    assert all(
        line.what in row and f"{line.amount:,}" in row for line, row in zip(LINES, rows[1:], strict=False)
    )
    assert rows[-1].split() == ["total", f"{TOTAL:,}", "100", "%"]


def test_small_modules_are_one_row_unless_all_are_asked_for(run: Runner, measured) -> None:
    lines = tuple(Share("aten.mm.default", f"layer.{place}", "", 100 - place) for place in range(30))
    measured[1].append(figure(lines))
    text = run("explain", "timm/resnet50", "--field", "macs").stdout
    rest = next(line for line in text.splitlines() if line.startswith("10 other modules"))
    assert f" {sum(range(71, 81)):,} " in rest
    full = run("explain", "timm/resnet50", "--field", "macs", "--by", "module").stdout
    assert "other modules" not in full
    assert "layer.29" in full
    assert "aten.mm.default" not in full


def test_a_figure_of_nothing_says_so(run: Runner, measured) -> None:
    measured[1].append(figure((), "parameters_tied", "tensor"))
    text = run("explain", "timm/resnet50", "--field", "parameters_tied").stdout
    assert text.splitlines()[1] == "parameters_tied: 0 elements"
    assert text.splitlines()[-1] == "no tensor adds anything"


def test_the_size_that_is_asked_for_is_measured(run: Runner, measured) -> None:
    run("explain", "timm/resnet50", "--field", "macs", "--px", "160")
    assert measured[0] == [("timm/resnet50", "macs", Size(160, 160))]


@pytest.mark.usefixtures("measured")
def test_an_unknown_field_is_an_error_that_lists_the_fields(run: Runner) -> None:
    result = run("explain", "timm/resnet50", "--field", "paramters")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: no field is called 'paramters'; did you mean parameters")
    assert all(field in result.stderr for field in EXPLAINED)


@pytest.mark.usefixtures("installed")
def test_a_table_without_a_field_is_an_error(run: Runner) -> None:
    result = run("explain", "timm/resnet50", "--by", "module")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: --by module needs --field FIELD, which says what is grouped\n"


def test_a_figure_that_there_is_not_gives_the_reason(
    run: Runner, installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(key, field, size=None):
        raise NoFigure("the training failed: targets are missing")

    monkeypatch.setattr(survey, "explain_field", refuse)
    result = run("explain", "timm/resnet50", "--field", "saved_bytes")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: timm/resnet50 has no saved_bytes at its native size: the training failed: targets are missing\n"
    )


def test_the_step_that_fails_is_named_and_no_other_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args, **kwargs):
        raise RuntimeError("on purpose")

    for step in ("deployed", "batches", "trained"):
        monkeypatch.setattr(Watching, step, refuse)
    size = Size(64, 64)
    macs = survey.explain_field("timm/test_byobnet", "macs", size)
    assert macs.value == sum(line.amount for line in macs.shares) > 0
    for field, step in (
        ("deploy_macs", "deploy form"),
        ("peak_sample_bytes", "batch"),
        ("saved_bytes", "training"),
        ("macs_backward", "backward"),
    ):
        with pytest.raises(NoFigure, match=f"^the {step} failed: .*on purpose"):
            survey.explain_field("timm/test_byobnet", field, size)


def test_without_a_field_the_figures_are_printed_and_a_deploy_form_that_fails_is_named(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args, **kwargs):
        raise RuntimeError("on purpose")

    whole = run("explain", "timm/test_byobnet", "--px", "64")
    monkeypatch.setattr(Watching, "deployed", refuse)
    result = run("explain", "timm/test_byobnet", "--px", "64")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{whole.stdout}not measured: deploy form: on purpose\n"


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(1, 4, "25.0 %"), (4, 4, "100 %"), (-1, 4, "-"), (5, 4, "-"), (3, -2, "-")]
)
def test_what_is_no_part_of_the_whole_has_no_share(part: int, whole: int, text: str) -> None:
    assert percent(part, whole) == text
