"""Which sizes an entry has an end for; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from generator.records import Entry, Size


def surveyed(entry: Entry) -> list[Size]:
    """Every size that is measured or refused, ascending."""
    measured = [measurement.size for measurement in entry.measurements]
    return sorted(measured + [refusal.size for refusal in entry.refusals])


def restricted(entry: Entry, sizes: Collection[Size]) -> Entry:
    """The entry with its measurements and refusals at ``sizes`` only."""
    return replace(
        entry,
        measurements=tuple(one for one in entry.measurements if one.size in sizes),
        refusals=tuple(one for one in entry.refusals if one.size in sizes),
    )
