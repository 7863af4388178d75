"""The published comparison with an older timm: its newer side is the committed dataset, its sample cheap."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.versions import cheap
from generator.dataset import read_dataset
from generator.dataset.changes import read_changes
from generator.records import FIELDS, Dataset
from generator.records.changes import Changes
from tests import factories


@pytest.fixture(scope="module")
def committed() -> Dataset:
    return read_dataset(Path(__file__).resolve().parents[1] / "docs/data")


@pytest.fixture(scope="module")
def published() -> Changes:
    found = read_changes(Path(__file__).resolve().parents[1] / "docs/data")
    return found["timm-1.0.22-1.0.31"]


def test_the_sample_is_every_second_of_the_two_cheapest_of_each_family() -> None:
    entries = [
        factories.entry(name, family=family, replaced={"macs_linear": macs})
        for name, family, macs in (
            ("a3", "a", 3),
            ("a1", "a", 1),
            ("a2", "a", 2),
            ("b1", "b", 1),
            ("c2", "c", 2),
            ("c1", "c", 1),
        )
    ]
    known = frozenset(entry.architecture.key for entry in entries)
    # a1, a2, b1, c1, c2 are the two cheapest of each.
    assert cheap(entries, known) == ["timm/a1", "timm/b1", "timm/c2"]
    assert cheap(entries, known - {"timm/a1"}) == ["timm/a2", "timm/b1", "timm/c2"]
    assert cheap(entries, frozenset()) == []


def test_the_newer_side_is_the_committed_dataset(committed: Dataset, published: Changes) -> None:
    assert published.new == committed.provenance
    entries = {entry.architecture.key: entry for entry in committed.entries}
    counts = {field.name for field in FIELDS if not field.is_tally}
    compared = 0
    for change in published.fields:
        for size, value in zip(change.sizes, change.new, strict=False):
            measured = entries[change.key].at(size)
            if change.field in counts and measured is not None:
                assert getattr(measured.numbers, change.field) == value, change
                compared += 1
    assert compared or not published.fields
    for change in published.architectures("added"):
        native = entries[change.key].native
        assert change.new[0].get("macs") == (native.numbers.macs if native else None)


def test_timm_alone_is_another_version(published: Changes) -> None:
    assert published.old.timm == "1.0.22"
    assert published.old.torch == published.new.torch
    assert published.old.netweight == published.new.netweight
    assert {one.causes for one in published.changes} == {("timm",)}
    assert published.common == 85
