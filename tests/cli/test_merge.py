"""``netweight survey --shard`` and ``netweight merge``: parts are equal to the whole, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.dataset import read_shard
from tests.cli.conftest import Runner, StandIn


def contents(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def parts(run: Runner, tmp_path: Path, installed: StandIn) -> list[Path]:
    """The synthetic dataset, surveyed in three shards."""
    directories = [tmp_path / f"part{index}" for index in (1, 2, 3)]
    for index, directory in enumerate(directories, start=1):
        assert run("survey", "--shard", f"{index}/3", "--out", directory).exit_code == 0
    return directories


def test_merged_shards_are_the_survey_that_was_not_sharded(
    run: Runner, tmp_path: Path, parts: list[Path]
) -> None:
    assert run("survey", "--out", tmp_path / "whole").exit_code == 0
    result = run("merge", parts[2], parts[0], parts[1], "--out", tmp_path / "merged")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        f"6 architectures, 61 measurements, 3 refusals from 3 shards in {tmp_path / 'merged'}\n"
    )
    assert contents(tmp_path / "merged") == contents(tmp_path / "whole")


def test_a_shard_says_which_one_it_is_and_holds_every_third(parts: list[Path], installed: StandIn) -> None:
    keys = sorted(architecture.key for architecture in installed.catalogue())
    for index, directory in enumerate(parts):
        dataset, part = read_shard(directory)
        assert (part.index, part.count, part.architectures) == (index + 1, 3, tuple(keys))
        assert sorted(entry.architecture.key for entry in dataset.entries) == keys[index::3]


def test_no_command_takes_a_shard_for_a_dataset(run: Runner, parts: list[Path]) -> None:
    result = run("list", "--data", parts[0])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"Error: {parts[0] / 'dataset.json'}: $.shard: expected a whole dataset, which `netweight merge` makes of "
        "shards, found a shard of one\n"
    )


def test_merge_takes_no_dataset_for_a_shard(run: Runner, tmp_path: Path, data: Path) -> None:
    result = run("merge", data, "--out", tmp_path / "merged")
    assert result.exit_code == 2
    assert result.stderr == (
        f"Error: {data / 'dataset.json'}: expected a shard, from `survey --shard`, found a whole dataset\n"
    )


def test_what_cannot_be_merged_is_named_and_nothing_is_written(
    run: Runner, tmp_path: Path, parts: list[Path]
) -> None:
    result = run("merge", parts[0], parts[2], "--out", tmp_path / "merged")
    assert (result.exit_code, result.stderr) == (2, "Error: shard 2/3 is missing\n")
    assert not (tmp_path / "merged").exists()


def test_a_layer_table_that_is_missing_is_named_and_nothing_is_written(
    run: Runner, tmp_path: Path, parts: list[Path]
) -> None:
    table = next(path for part in parts for path in sorted(part.rglob("layers/*/*.json")))
    table.unlink()
    result = run("merge", *parts, "--out", tmp_path / "merged")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {table}: expected ")
    assert not (tmp_path / "merged").exists()


def test_shards_whose_weights_differ_are_named_and_nothing_is_written(
    run: Runner, tmp_path: Path, parts: list[Path]
) -> None:
    path = parts[1] / "weights.jsonl"
    said = f"Error: {path}: expected what {parts[0] / 'weights.jsonl'} holds, found "
    path.write_text(path.read_text().replace("80.858", "80.859"))
    result = run("merge", *parts, "--out", tmp_path / "merged")
    assert (result.exit_code, result.stderr) == (2, f"{said}other weights\n")
    path.unlink()
    result = run("merge", *parts, "--out", tmp_path / "merged")
    assert (result.exit_code, result.stderr) == (2, f"{said}no such file\n")
    assert not (tmp_path / "merged").exists()


def test_a_manifest_whose_shard_is_impossible_is_an_error(run: Runner, parts: list[Path]) -> None:
    path = parts[0] / "dataset.json"
    manifest = json.loads(path.read_text())
    manifest["shard"]["index"] = 4
    path.write_text(json.dumps(manifest))
    result = run("merge", *parts)
    assert (result.exit_code, result.stderr) == (
        2,
        f"Error: {path}: $.shard.index: expected an index from 1 to 3, found 4\n",
    )


def test_an_empty_shard_is_an_error(run: Runner, tmp_path: Path, installed: StandIn) -> None:
    result = run("survey", "timm/resnet50", "--shard", "2/2", "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: shard 2/2 is empty: there is no more than 1 architecture\n",
    )


def test_a_malformed_shard_is_a_usage_error(run: Runner) -> None:
    result = run("survey", "--shard", "3/2")
    assert result.exit_code == 2
    assert "Invalid value for '--shard': a shard is INDEX/COUNT" in result.stderr
