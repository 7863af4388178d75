"""``netweight survey``: what is measured, what is kept, and what is said."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from generator import survey
from generator.dataset import read_dataset, read_layers, write_dataset
from generator.dataset.weights import WEIGHTS, read_weights
from generator.records import Size
from generator.survey import Outcome
from tests import factories
from tests.cli.conftest import STOOD_IN, Runner, StandIn


@pytest.mark.parametrize("name", STOOD_IN)
def test_the_stand_in_takes_what_the_survey_takes(name: str) -> None:
    real = inspect.signature(getattr(survey, name)).parameters
    ours = dict(list(inspect.signature(getattr(StandIn, name)).parameters.items())[1:])
    assert {one: (real[one].kind, real[one].default) for one in ours} == {
        one: (parameter.kind, parameter.default) for one, parameter in ours.items()
    }


def last_line(stderr: str) -> str:
    return re.split(r"[\r\n]+", stderr.strip())[-1]


def test_a_survey_of_everything_writes_the_dataset_and_the_layers(
    run: Runner, tmp_path: Path, installed: StandIn
) -> None:
    result = run("survey", "--out", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert read_dataset(tmp_path) == factories.dataset()
    assert read_layers(tmp_path, "timm/resnet50") == factories.layers()
    assert not (tmp_path / "layers/torchvision/raft_large.json").exists()
    (asked,) = installed.asked
    assert (asked["sizes"], asked["jobs"], asked["fresh"]) == (None, 0, False)
    assert asked["store"] == Path(".netweight/store")


def test_the_last_line_counts_what_was_done(run: Runner, tmp_path: Path, installed: StandIn) -> None:
    installed.reused = frozenset({"timm/resnet50", "torchvision/raft_large"})
    line = last_line(run("survey", "--out", tmp_path).stderr)
    assert re.fullmatch(r"6 architectures, 61 measurements, 3 refusals, 2 reused, \d+ s", line)


def test_the_bar_on_standard_error_counts_and_rates(run: Runner, tmp_path: Path, installed: StandIn) -> None:
    stderr = run("survey", "--out", tmp_path).stderr
    assert re.search(r"6/6 \[\d\d:\d\d<\d\d:\d\d, .*models/s", stderr)


def test_options_reach_the_survey(run: Runner, tmp_path: Path, installed: StandIn) -> None:
    run(
        "survey", "--out", tmp_path, "--px", "384", "--px", "160x192", "--px", "384", "--jobs", "3", "--fresh"
    )
    (asked,) = installed.asked
    assert asked["sizes"] == (Size(160, 192), Size(384, 384))
    assert (asked["jobs"], asked["fresh"]) == (3, True)


def test_a_survey_of_everything_replaces_the_dataset_whole(
    run: Runner, tmp_path: Path, installed: StandIn
) -> None:
    write_dataset(factories.dataset(40, torch="1.0"), tmp_path)
    assert run("survey", "--out", tmp_path).exit_code == 0
    assert read_dataset(tmp_path) == factories.dataset()


def test_a_survey_of_a_pattern_replaces_its_entries_and_keeps_the_others(
    run: Runner, tmp_path: Path, installed: StandIn
) -> None:
    write_dataset(factories.dataset(), tmp_path)
    changed = factories.entry("resnet50", "timm", replaced={"activations": 7})
    installed.put(changed)
    assert run("survey", "timm/resnet50", "--out", tmp_path).exit_code == 0
    assert installed.asked[0]["keys"] == ["timm/resnet50"]
    others = {e.architecture.key: e for e in factories.dataset().entries}
    assert {e.architecture.key: e for e in read_dataset(tmp_path).entries} == others | {
        "timm/resnet50": changed
    }


def test_a_survey_of_a_pattern_begins_a_dataset_where_there_is_none(
    run: Runner, tmp_path: Path, installed: StandIn
) -> None:
    assert run("survey", "resnet50", "--out", tmp_path / "new").exit_code == 0
    keys = [entry.architecture.key for entry in read_dataset(tmp_path / "new").entries]
    assert keys == ["timm/resnet50", "torchvision/resnet50"]


def test_one_dataset_never_mixes_versions(run: Runner, tmp_path: Path, installed: StandIn) -> None:
    write_dataset(factories.dataset(timm="1.0.30", torch="2.13.0"), tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    result = run("survey", "timm/resnet50", "--out", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"Error: {tmp_path} was measured with torch 2.13.0 instead of 2.14.1, timm 1.0.30 instead of 1.0.31; "
        "survey everything (no PATTERN) or use another --out\n"
    )
    assert installed.asked == []
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_unknown_name_is_an_error_before_anything_is_measured(
    run: Runner, tmp_path: Path, installed: StandIn
) -> None:
    result = run("survey", "resnet51", "--out", tmp_path)
    assert (result.exit_code, result.stdout, installed.asked) == (2, "", [])
    assert result.stderr == (
        "Error: no architecture matches 'resnet51'; did you mean timm/resnet50, torchvision/resnet50?\n"
    )


def test_an_outcome_that_is_lost_is_never_passed_over(
    run: Runner, tmp_path: Path, installed: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "survey", lambda keys, **_: installed.survey(keys[1:]))
    with pytest.raises(RuntimeError, match=r"found none for timm/efficientnet_b0$"):
        run("survey", "--out", tmp_path)
    assert not (tmp_path / "dataset.json").exists()


def test_a_survey_that_finds_nothing_new_writes_no_file(
    run: Runner, tmp_path: Path, installed: StandIn
) -> None:
    def times() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}

    assert run("survey", "--out", tmp_path).exit_code == 0
    before = times()
    assert run("survey", "--out", tmp_path).exit_code == 0
    assert times() == before
    (tmp_path / "layers/timm/resnet50.json").unlink()
    assert run("survey", "--out", tmp_path).exit_code == 0
    assert times().keys() == before.keys()


def test_an_interrupted_survey_says_what_is_kept_and_how_to_go_on(
    run: Runner, tmp_path: Path, installed: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def until_ctrl_c(keys: Sequence[str], **_: object) -> Iterator[Outcome]:
        yield from installed.survey(keys[:2])
        raise KeyboardInterrupt

    monkeypatch.setattr(survey, "survey", until_ctrl_c)
    result = run("survey", "--out", tmp_path)
    assert result.exit_code == 130
    assert result.stderr.splitlines()[-1] == (
        "interrupted: 2 of 6 architectures measured and kept in .netweight/store; "
        "the same command goes on from there"
    )
    assert run("survey", "--fresh", "--out", tmp_path).stderr.endswith("without --fresh goes on from there\n")
    assert not (tmp_path / "dataset.json").exists()


def test_a_directory_that_cannot_be_written_is_an_error_before_anything_is_measured(
    run: Runner, tmp_path: Path, installed: StandIn
) -> None:
    file = tmp_path / "file"
    file.touch()
    result = run("survey", "--out", file / "below")
    assert (result.exit_code, installed.asked) == (2, [])
    assert result.stderr == f"Error: {file / 'below'}: cannot be written: Not a directory\n"


def test_a_survey_writes_the_weights_of_all_architectures(
    run: Runner, installed: StandIn, tmp_path: Path
) -> None:
    run("survey", "resnet50", "--out", tmp_path)
    assert read_weights(tmp_path / WEIGHTS) == installed.collect()
