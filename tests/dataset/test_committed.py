"""The committed dataset: both zoos whole, canonical, small, and lawful in every entry."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from generator.dataset import MANIFEST, read_dataset, write_dataset
from generator.records import Dataset
from tests.dataset.laws import broken

DATA = Path(__file__).parents[2] / "docs" / "data"
FILES = (MANIFEST, "timm.jsonl", "torchvision.jsonl")


@pytest.fixture(scope="module")
def committed() -> Dataset:
    return read_dataset(DATA)


def test_every_architecture_of_both_zoos_has_an_entry(committed: Dataset) -> None:
    zoos = Counter(entry.architecture.zoo for entry in committed.entries)
    assert zoos == {"timm": 1371, "torchvision": 121}


def test_every_entry_keeps_the_laws(committed: Dataset) -> None:
    assert [law for entry in committed.entries for law in broken(entry)] == []


def test_writing_it_again_gives_the_same_bytes(committed: Dataset, tmp_path: Path) -> None:
    write_dataset(committed, tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()


def test_it_weighs_less_than_ten_megabytes() -> None:
    assert sum((DATA / name).stat().st_size for name in FILES) < 10_000_000
