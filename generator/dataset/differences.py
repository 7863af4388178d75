"""What changed between two datasets, field by field."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.records import FIELDS, Architecture, Dataset, Entry, Size

ABSENT = None
"""Stands for the value of what is in one dataset only."""

DESCRIBED = tuple(
    field.name for field in dataclasses.fields(Architecture) if field.name not in ("zoo", "name")
)
"""What a zoo says of an architecture, which is no number and has no size."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One field that is not what it was.

    Attributes:
        key: ``zoo/name``.
        size: the size the field belongs to, None for what has no size.
        field: a field of ``Numbers`` or of ``Architecture``; ``stages[<index>].<field>``;
            ``operators[<operator>].<field>``; ``uses[<kind>].<name>``; ``reconciled[<source>]``;
            ``second_macs``; ``gaps[<stage>]``; ``outcome``, where a size is newly measured, refused or gone;
            ``architecture``, where all of it is in one dataset only.
        old: the value before, None where there was none.
        new: the value after, None where there is none.
    """

    key: str
    size: Size | None
    field: str
    old: Any
    new: Any

    @property
    def kind(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        if self.old is ABSENT:
            return "added"
        return "removed" if self.new is ABSENT else "changed"


def diff(old: Dataset, new: Dataset) -> tuple[Difference, ...]:
    """Every difference between two datasets, sorted by architecture, then size, then field order.

    Versions are not compared: they explain differences and are none.
    """
    before = {entry.architecture.key: entry for entry in old.entries}
    after = {entry.architecture.key: entry for entry in new.entries}
    differences: list[Difference] = []
    for key in sorted(before.keys() | after.keys()):
        if key in before and key in after:
            differences += diff_entry(before[key], after[key])
        else:
            was, now = (key if key in side else ABSENT for side in (before, after))
            differences.append(Difference(key=key, size=None, field="architecture", old=was, new=now))
    return tuple(differences)


def diff_entry(old: Entry, new: Entry) -> tuple[Difference, ...]:
    """Every difference between two entries of one architecture.

    A size that is measured in one of them only differs in its ``outcome``, not in every number.
    """
    before, after = _facts(old), _facts(new)
    order = {place: index for index, place in enumerate([*before, *after])}
    common = {m.size for m in old.measurements} & {m.size for m in new.measurements}
    differences = []
    for size, field in sorted(order, key=lambda place: (place[0] is not None, place[0] or (), order[place])):
        was, now = before.get((size, field)), after.get((size, field))
        if was != now and (size is None or size in common or field == "outcome"):
            key = old.architecture.key
            differences.append(Difference(key=key, size=size, field=field, old=was, new=now))
    return tuple(differences)


def _facts(entry: Entry) -> dict[tuple[Size | None, str], Any]:
    """Everything an entry says, by place; None stands for nothing there."""
    facts: dict[tuple[Size | None, str], Any] = {
        (None, name): getattr(entry.architecture, name) for name in DESCRIBED
    }
    facts |= {(None, name): value for name, value in _rows(entry)}
    for gap in entry.gaps:
        facts[gap.size, f"gaps[{gap.stage}]"] = gap.message
    for measurement in entry.measurements:
        facts[measurement.size, "outcome"] = "measured"
        for field in FIELDS:
            facts[measurement.size, field.name] = getattr(measurement.numbers, field.name)
    for refusal in entry.refusals:
        facts[refusal.size, "outcome"] = f"refused at {refusal.stage}: {refusal.message}"
    return facts


def _rows(entry: Entry) -> Iterator[tuple[str, Any]]:
    """What an entry says at its native size beside the numbers."""
    for index, stage in enumerate(entry.stages):
        for name, value in dataclasses.asdict(stage).items():
            yield f"stages[{index}].{name}", value
    for share in entry.operators:
        yield f"operators[{share.operator}].calls", share.calls
        yield f"operators[{share.operator}].macs", share.macs
    for use in entry.uses:
        yield f"uses[{use.kind}].{use.names[0]}", use.elements
    for published, one in zip(entry.architecture.published, entry.reconciled, strict=True):
        yield f"reconciled[{published.source}]", (one.cause, one.detail, one.value)
    yield "second_macs", entry.second_macs
