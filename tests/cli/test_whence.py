"""``netweight whence``: the best answer first, as text and as JSON; nonsense ends with status 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.dataset import write_dataset
from generator.records import Dataset
from tests.cli.conftest import Runner
from tests.factories import entry, provenance


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset of ResNet-50 alone."""
    write_dataset(Dataset(provenance=provenance(), entries=(entry(),)), tmp_path)
    return tmp_path


def test_the_architecture_of_the_numbers_is_named_with_conventions_and_differences(
    run: Runner, data: Path
) -> None:
    lines = run("whence", "4.1G 25.6M 224", "--data", data).stdout.splitlines()
    assert lines[0] == "1. timm/resnet50 at 224 px"
    # 4,089,184,256 / 4,100,000,000 - 1 = -0.26 %; 25,557,032 / 25,600,000 - 1 = -0.17 %
    assert lines[1].split() == ["4.1G", "macs", "4,089,184,256", "-0.3", "%", "as", "printed"]
    assert lines[2].split() == ["25.6M", "parameters", "25,557,032", "-0.2", "%", "as", "printed"]
    assert lines[3].split() == ["224", "size"]


def test_claims_may_be_several_arguments(run: Runner, data: Path) -> None:
    together = run("whence", "4.1G 25.6M 224", "--data", data).stdout
    assert run("whence", "4.1G", "25.6M", "224", "--data", data).stdout == together


def test_json_has_every_number_of_the_text(run: Runner, data: Path) -> None:
    answers = json.loads(run("whence", "4.1G 25.6M", "--json", "--limit", "1", "--data", data).stdout)
    assert len(answers) == 1
    assert answers[0]["architectures"][0] == "timm/resnet50"
    assert answers[0]["size"] == "224"
    assert [one["value"] for one in answers[0]["answers"]] == [4_089_184_256, 25_557_032]
    assert [one["right"] for one in answers[0]["answers"]] == [True, True]


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ("4.1 apples", "expected a unit such as G, M, GMACs, params, MB or px; found 'apples'"),
        ("@224", "a size alone fits every architecture; expected a count beside it, such as '4.1 GFLOPs, 25.6 M, 224'; found '@224'"),
        ("3T params", "no measurement is within 5% of 3T params under any convention"),
    ],
)  # fmt: skip
def test_nonsense_is_an_error_of_one_line_and_status_two(
    run: Runner, data: Path, claims: str, message: str
) -> None:
    result = run("whence", claims, "--data", data)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: {message}\n")


def test_json_of_no_answer_is_an_empty_list(run: Runner, data: Path) -> None:
    assert json.loads(run("whence", "3T params", "--json", "--data", data).stdout) == []
