"""The dataset on disk: the same bytes for the same dataset, whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.dataset import (
    DatasetError,
    layers_path,
    read_dataset,
    read_layers,
    write_atomically,
    write_dataset,
    write_layers,
)
from generator.records import Dataset, Size
from tests import factories


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A dataset of six entries in two zoos."""
    write_dataset(factories.dataset(), tmp_path / "data")
    return tmp_path / "data"


def test_reading_a_written_dataset_gives_an_equal_dataset(directory: Path) -> None:
    assert read_dataset(directory) == factories.dataset()


def test_a_dataset_is_one_file_a_zoo_and_a_manifest_that_counts_their_lines(directory: Path) -> None:
    assert sorted(path.name for path in directory.iterdir()) == [
        "dataset.json",
        "timm.jsonl",
        "torchvision.jsonl",
    ]
    assert json.loads((directory / "dataset.json").read_text()) == {
        "schema": 4,
        "provenance": {
            "python": "3.12.3",
            "torch": "2.14.1",
            "torchvision": "0.29.1",
            "timm": "1.0.31",
            "netweight": "0.1.0",
        },
        "zoos": {"timm": 3, "torchvision": 3},
        "sha256": {
            zoo: hashlib.sha256((directory / f"{zoo}.jsonl").read_bytes()).hexdigest()
            for zoo in ("timm", "torchvision")
        },
    }
    assert len((directory / "timm.jsonl").read_text().splitlines()) == 3


def test_the_order_of_the_run_does_not_change_a_byte(directory: Path, tmp_path: Path) -> None:
    dataset = factories.dataset()
    shuffled = dataclasses.replace(dataset, entries=dataset.entries[::-1])
    write_dataset(shuffled, tmp_path / "other")
    for path in directory.iterdir():
        assert (tmp_path / "other" / path.name).read_bytes() == path.read_bytes()


def test_every_architecture_of_both_zoos_fits_in_ten_megabytes(tmp_path: Path) -> None:
    write_dataset(factories.dataset(60), tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) / 60 * 1492 < 10_000_000


def test_an_architecture_that_appears_twice_is_not_written(directory: Path) -> None:
    before = {path: path.read_bytes() for path in directory.iterdir()}
    dataset = factories.dataset()
    with pytest.raises(DatasetError) as caught:
        write_dataset(dataclasses.replace(dataset, entries=dataset.entries * 2), directory)
    message = f"{directory}: expected each architecture once, found timm/efficientnet_b0 twice"
    assert str(caught.value) == message
    assert {path: path.read_bytes() for path in directory.iterdir()} == before


def test_an_entry_that_cannot_be_written_leaves_the_files_as_they_were(directory: Path) -> None:
    before = {path: path.read_bytes() for path in directory.iterdir()}
    bad = factories.entry("zzz", "torchvision", task="")
    dataset = Dataset(provenance=factories.provenance(), entries=(factories.entry("new"), bad))
    with pytest.raises(DatasetError, match=r"torchvision/zzz: \$\.task: expected a string that is not empty"):
        write_dataset(dataset, directory)
    assert {path: path.read_bytes() for path in directory.iterdir()} == before


def test_a_write_that_fails_leaves_the_old_file_and_no_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left on device"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_other_files_of_the_directory_are_not_looked_at(directory: Path) -> None:
    (directory / "downloads.jsonl").write_text("not a dataset")
    assert read_dataset(directory) == factories.dataset()


def swap(lines: list[str]) -> str:
    return "".join([lines[1], lines[0], lines[2]])


BROKEN = [
    (
        lambda lines: "".join(lines)[:-100],
        ":3: expected a newline at the end of the last line, found the file cut short",
    ),
    (
        lambda lines: "".join(lines)[:-1],
        ":3: expected a newline at the end of the last line, found the file cut short",
    ),
    (lambda lines: "".join(lines[:2]), ": expected 3 lines, as dataset.json says, found 2"),
    (
        swap,
        ':2: $.name: expected names in ascending order, found "efficientnet_b0" after "resnet50"',
    ),
    (
        lambda lines: "".join([lines[0], lines[1], lines[1]]),
        ':3: $.name: expected each name once, found "resnet50" twice',
    ),
    (
        lambda lines: "".join([*lines[:2], lines[2].replace('"zoo":"timm"', '"zoo":"torchvision"')]),
        ':3: $.zoo: expected "timm", found "torchvision"',
    ),
    (
        lambda lines: "".join([lines[0], "\n", lines[2]]),
        ":2: expected JSON, found Expecting value at character 1",
    ),
]


@pytest.mark.parametrize(("change", "message"), BROKEN, ids=[str(number) for number in range(len(BROKEN))])
def test_a_broken_file_names_the_line_the_expected_and_the_found(
    directory: Path, change: Callable[[list[str]], str], message: str
) -> None:
    path = directory / "timm.jsonl"
    path.write_text(change(path.read_text().splitlines(keepends=True)))
    with pytest.raises(DatasetError) as caught:
        read_dataset(directory)
    assert str(caught.value) == f"{path}{message}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            '"schema": 4',
            '"schema": 5',
            "$.schema: expected a schema version up to 4, the newest that this netweight reads, found 5",
        ),
        ('"schema": 4', '"schema": true', "$.schema: expected an integer of at least 1, found true"),
        ('"timm": 3', '"../timm": 3', None),
        (
            '"torch": "2.14.1"',
            '"torch": ""',
            '$.provenance.torch: expected a string that is not empty, found ""',
        ),
        ('"schema": 4,', "", '$: expected the key "schema", found no such key'),
    ],
)
def test_a_broken_manifest_names_the_place(directory: Path, old: str, new: str, message: str | None) -> None:
    path = directory / "dataset.json"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(DatasetError) as caught:
        read_dataset(directory)
    name = "a name of letters, digits, '.', '_' and '-' that does not start with a dot"
    message = message or f'$.zoos: expected {name}, found "../timm"'
    assert str(caught.value) == f"{path}: {message}"


@pytest.mark.parametrize("name", ["dataset.json", "timm.jsonl"])
def test_a_missing_file_says_what_writes_it(directory: Path, name: str) -> None:
    (directory / name).unlink()
    with pytest.raises(DatasetError) as caught:
        read_dataset(directory)
    assert str(caught.value) == (
        f"{directory / name}: expected a file that `netweight survey` writes, found no such file"
    )


def test_a_file_that_is_not_utf_8_is_refused(directory: Path) -> None:
    (directory / "timm.jsonl").write_bytes(b"{\xff")
    with pytest.raises(DatasetError, match="expected UTF-8, found another encoding at byte 1"):
        read_dataset(directory)


def test_reading_written_layers_gives_equal_layers_and_none_removes_the_file(tmp_path: Path) -> None:
    write_layers(factories.layers(), tmp_path, "timm/resnet50")
    assert layers_path(tmp_path, "timm/resnet50") == tmp_path / "layers" / "timm" / "resnet50.json"
    assert read_layers(tmp_path, "timm/resnet50") == factories.layers()
    write_layers((), tmp_path, "timm/resnet50")
    with pytest.raises(DatasetError, match="found no such file"):
        read_layers(tmp_path, "timm/resnet50")


@pytest.mark.parametrize("key", ["timm/../x", "../x", "timm/", "timm", "timm/a/b", "timm/.x"])
def test_a_layer_table_never_lies_outside_its_directory(tmp_path: Path, key: str) -> None:
    with pytest.raises(DatasetError, match="expected a name of letters"):
        layers_path(tmp_path, key)


def test_sizes_are_stored_for_what_was_refused_too(tmp_path: Path) -> None:
    size = Size(520, 520)
    entry = factories.entry(native=size, refused=(size,), test=None)
    write_dataset(Dataset(provenance=factories.provenance(), entries=(entry,)), tmp_path)
    assert [refusal.size for refusal in read_dataset(tmp_path).entries[0].refusals] == [size]
