"""Datasets of earlier schemas: compared in what both have, named in what they have not, and taken for nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from generator.dataset import SCHEMA_VERSION, DatasetError, read_dataset, write_dataset
from generator.dataset.changes import changes, decode_changes, encode_changes
from generator.dataset.earlier import read_comparable
from generator.records import Dataset
from tests import factories
from tests.cli.conftest import Runner
from tests.factories.earlier import later, write_earlier


def released(data: Path, name: str, schema: int, dataset: Dataset) -> None:
    """Keeps a dataset of an earlier schema as the release before."""
    write_earlier(dataset, data / "releases" / name, schema)


@pytest.mark.parametrize("schema", [1, 2, 3])
def test_what_an_earlier_schema_has_is_read_and_what_it_has_not_is_named(tmp_path: Path, schema: int) -> None:
    write_earlier(factories.dataset(), tmp_path, schema)
    found, missing = read_comparable(tmp_path)
    assert missing == later(schema)
    for old, new in zip(found.entries, factories.dataset().entries, strict=True):
        assert (old.architecture.key, old.stages, old.operators) == (
            new.architecture.key,
            new.stages,
            new.operators,
        )
        assert old.refusals == new.refusals
        for was, now in zip(old.measurements, new.measurements, strict=True):
            assert was.size == now.size
            for name in ("parameters", "macs", "activations", "feature_bytes"):
                assert getattr(was.numbers, name) == getattr(now.numbers, name)


def test_of_today_s_schema_all_is_said(tmp_path: Path) -> None:
    write_dataset(factories.dataset(), tmp_path)
    assert read_comparable(tmp_path) == (factories.dataset(), frozenset())


@pytest.mark.parametrize("schema", [1, 2, 3])
def test_a_dataset_equals_itself_in_all_that_an_earlier_schema_has(
    run: Runner, tmp_path: Path, schema: int
) -> None:
    write_earlier(factories.dataset(), tmp_path / "old", schema)
    write_dataset(factories.dataset(), tmp_path / "new")
    for sides in (("old", "new"), ("new", "old"), ("old", "old")):
        result = run("diff", *(tmp_path / side for side in sides))
        assert result.exit_code == 0
        lines = result.stdout.splitlines()
        names = ", ".join(sorted(later(schema)))
        assert lines[1] == f"not compared, since the schemas differ in them: {names}"
        assert lines[-1] == "0 removed, 0 added, 0 changed, 6 equal of 6 architectures that both have"


def test_what_moved_in_a_field_of_both_is_told_and_put_down_to_the_counting(
    run: Runner, tmp_path: Path
) -> None:
    write_earlier(factories.dataset(), tmp_path / "old", 2)
    (first, *others) = factories.dataset().entries
    native = first.native
    assert native is not None
    moved = tuple(
        replace(one, numbers=replace(one.numbers, activations=7)) if one == native else one
        for one in first.measurements
    )
    dataset = replace(factories.dataset(), entries=(replace(first, measurements=moved), *others))
    write_dataset(dataset, tmp_path / "new")
    result = run("diff", tmp_path / "old", tmp_path / "new", "--json")
    assert result.exit_code == 1
    found = decode_changes(result.stdout, "stdout")
    assert found.not_compared == tuple(sorted(later(2)))
    (change,) = found.changes
    assert (change.key, change.field, change.new) == (first.architecture.key, "activations", (7,))
    assert change.old == (native.numbers.activations,)
    assert change.causes == ("netweight",)


def test_a_pull_request_says_what_was_not_compared(run: Runner, tmp_path: Path) -> None:
    write_earlier(factories.dataset(), tmp_path / "old", 1)
    write_dataset(factories.dataset(), tmp_path / "new")
    said = run("diff", tmp_path / "old", tmp_path / "new", "--markdown").stdout
    assert "\nNot compared, since the schemas differ in them: deploy_activations, " in said


def test_a_release_after_one_of_an_earlier_schema_is_compared_and_says_with_how_much(
    run: Runner, data: Path, tmp_path: Path
) -> None:
    older = factories.dataset(4)
    write_dataset(older, tmp_path / "before")
    assert run("release", "2026.10.01", "--data", tmp_path / "before").exit_code == 0
    (data / "releases.json").write_bytes((tmp_path / "before" / "releases.json").read_bytes())
    listed = json.loads((data / "releases.json").read_text())
    listed["releases"][0]["schema"] = 2
    (data / "releases.json").write_text(json.dumps(listed))
    released(data, "2026.10.01", 2, older)
    result = run("release", "2026.11.01", "--data", data)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1] == (
        f"since 2026.10.01: 0 removed, 2 added, 0 changed; {len(later(2))} fields not compared"
    )
    found = decode_changes((data / "changes" / "2026.11.01.json").read_text(), "changes")
    assert found.not_compared == tuple(sorted(later(2)))


def test_a_line_that_no_schema_had_is_refused_with_its_place(tmp_path: Path) -> None:
    write_earlier(factories.dataset(), tmp_path, 2)
    path = tmp_path / "timm.jsonl"
    whole = [json.loads(line) for line in path.read_text().splitlines()]
    for key, value in (("native", 224), ("numbers", {"macs": "many"}), ("sizes", ["224", "128"])):
        lines = [whole[0], whole[1] | {key: value}, *whole[2:]]
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        with pytest.raises(DatasetError, match=rf"timm\.jsonl:2: \$\.{key}"):
            read_comparable(tmp_path)
    lines = [{name: value for name, value in line.items() if name != "family"} for line in whole]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    with pytest.raises(
        DatasetError, match=r'timm\.jsonl:1: \$: expected the key "family", found no such key'
    ):
        read_comparable(tmp_path)


@pytest.mark.parametrize("command", ["list", "show", "export", "render"])
def test_no_other_command_takes_an_earlier_schema(run: Runner, tmp_path: Path, command: str) -> None:
    write_earlier(factories.dataset(), tmp_path, 2)
    words = {"show": ["resnet50"], "export": ["--format", "csv"], "render": ["--docs", tmp_path / "docs"]}
    result = run(command, *words.get(command, []), "--data", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"Error: {tmp_path / 'dataset.json'}: $.schema: expected schema version {SCHEMA_VERSION}; `netweight diff` "
        "reads earlier ones, to compare, found 2\n"
    )
    with pytest.raises(DatasetError, match="expected schema version"):
        read_dataset(tmp_path)


def test_the_file_of_changes_keeps_what_was_not_compared_and_files_without_it_are_read(
    tmp_path: Path,
) -> None:
    write_earlier(factories.dataset(), tmp_path, 2)
    old, missing = read_comparable(tmp_path)
    found = changes(old, factories.dataset(), "a", "b", missing)
    assert decode_changes(encode_changes(found), "text") == found
    first = json.loads(encode_changes(changes(factories.dataset(), factories.dataset(), "a", "b")))
    assert first.pop("not_compared") == []
    assert decode_changes(json.dumps(first | {"schema": 1}), "text").not_compared == ()
