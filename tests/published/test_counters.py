"""What other counters answered for twelve architectures, against the dataset."""

from __future__ import annotations

import pytest

from generator.dataset.counters import COUNTERS, read_counters
from generator.records import Entry, Numbers
from generator.records.counters import Comparison
from tests.published.conftest import DATA

DISPATCHED = ("FlopCounterMode, meta", "torchlens")
"""Counters that watch every operator, as Netweight does, and see attention whole."""


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    found = read_counters(DATA / COUNTERS)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def measured(comparison: Comparison, entries: dict[str, Entry]) -> dict[str, Numbers]:
    """Our numbers of every architecture that was counted, at the size it was counted at."""
    found = {one.key: entries[one.key].at(one.size) for one in comparison.specimens}
    return {key: one.numbers for key, one in found.items() if one is not None}


def test_every_architecture_is_measured_at_the_size_it_was_counted_at(
    comparison: Comparison, measured: dict[str, Numbers]
) -> None:
    assert set(measured) == {one.key for one in comparison.specimens}


def test_fvcore_finds_our_macs_fvcore(comparison: Comparison, measured: dict[str, Numbers]) -> None:
    for key, numbers in measured.items():
        found = comparison.outcome("fvcore", key)
        assert found is not None
        assert (found.parameters, found.macs) == (numbers.parameters, numbers.macs_fvcore), key


@pytest.mark.parametrize("counter", DISPATCHED)
def test_counters_that_watch_every_operator_find_our_macs(
    counter: str, comparison: Comparison, measured: dict[str, Numbers]
) -> None:
    for key, numbers in measured.items():
        found = comparison.outcome(counter, key)
        assert found is not None
        assert found.macs == numbers.macs, key
        assert found.parameters in (None, numbers.parameters), key
