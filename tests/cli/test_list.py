"""``netweight list``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Runner, StandIn

ALL = [
    "timm/efficientnet_b0",
    "timm/resnet50",
    "timm/vit_base_patch16_224",
    "torchvision/r3d_18",
    "torchvision/raft_large",
    "torchvision/resnet50",
]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ([], ALL),
        (["resnet50"], ["timm/resnet50", "torchvision/resnet50"]),
        (["--zoo", "torchvision"], ALL[3:]),
        (["--task", "optical flow"], ["torchvision/raft_large"]),
        (["--family", "resnet", "--zoo", "timm"], ["timm/resnet50"]),
        (["--zoo", "timm", "r*", "vit*"], ["timm/resnet50", "timm/vit_base_patch16_224"]),
    ],
)
def test_names_are_printed_one_a_line_and_sorted(
    run: Runner, data: Path, arguments: list[str], names: list[str]
) -> None:
    result = run("list", "--data", data, *arguments)
    assert (result.exit_code, result.stdout.splitlines(), result.stderr) == (0, names, "")


def test_long_adds_task_family_and_native_size(run: Runner, data: Path) -> None:
    assert run("list", "--data", data, "--long", "raft*", "r3d*").stdout.splitlines() == [
        "architecture            task          family  native px",
        "torchvision/r3d_18      video         r3d           112",
        "torchvision/raft_large  optical flow  raft          520",
    ]


def test_without_a_dataset_the_installed_zoos_are_listed(
    run: Runner, tmp_path: Path, installed: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("list").stdout.splitlines() == ALL


def test_a_dataset_that_is_named_and_not_there_is_an_error(
    run: Runner, tmp_path: Path, installed: StandIn
) -> None:
    result = run("list", "--data", tmp_path)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"{tmp_path / 'dataset.json'}: expected a file" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--task", "video games"],
            "no task is called 'video games'; there are classification, optical flow, video",
        ),
        (["--zoo", "timm", "raft_large"], "no architecture matches 'raft_large'"),
        (
            ["resnet51"],
            "no architecture matches 'resnet51'; did you mean timm/resnet50, torchvision/resnet50?",
        ),
    ],
)
def test_what_is_not_there_is_an_error(run: Runner, data: Path, arguments: list[str], message: str) -> None:
    result = run("list", "--data", data, *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: {message}\n")
