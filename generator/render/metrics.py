"""Every field of the dataset as an axis of the scatter page: what there is, and the numbers of one field at one size.

``assets/metrics/index.json`` names the fields; ``assets/metrics/<size>/<field>.json`` is an array of integers in
base units in the order of ``assets/browse/index.json``, ``null`` where nothing is measured. A reader who chooses a
field for an axis loads the numbers of that field alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from generator.records import FIELDS, Dataset, Entry, Field, Measurement
from generator.render.browse import COLUMNS, NATIVE, offered

DIRECTORY = "assets/metrics"
"""Where the files lie, below docs/ and below the site's root; nothing else lies there."""

FURTHER: tuple[Field, ...] = tuple(
    field for field in FIELDS if not field.is_tally and field.name not in COLUMNS
)
"""Fields that are one number; those of the browse table come with its own files."""

_Column = list[int | None]


def files(dataset: Dataset) -> Mapping[str, str]:
    """The index, and a file for each field and size at which it is measured, by path below docs/."""
    measured = _measured(dataset.entries)
    columns = {
        (field.name, size): column(rows, field.name) for field in FURTHER for size, rows in measured.items()
    }
    known = {place: values for place, values in columns.items() if any(value is not None for value in values)}
    described = [
        {
            "name": field.name,
            "unit": field.unit,
            "group": field.group,
            "meaning": field.meaning,
            "native_only": native_only(dataset.entries, field.name),
            "sizes": [size for size in measured if (field.name, size) in known],
        }
        for field in FURTHER
    ]
    index = {"versions": asdict(dataset.provenance), "fields": described}
    written = {f"{DIRECTORY}/{size}/{name}.json": _dump(values) for (name, size), values in known.items()}
    return written | {f"{DIRECTORY}/index.json": _dump(index)}


def column(measured: Sequence[Measurement | None], name: str) -> _Column:
    """A field's numbers, None where there is no measurement or it lacks the field."""
    return [None if one is None else getattr(one.numbers, name) for one in measured]


def native_only(entries: Sequence[Entry], name: str) -> bool:
    """Whether a field is measured at no other size of an architecture than its native one."""
    others = (one for entry in entries for one in entry.measurements if one.size != entry.architecture.native)
    return all(getattr(one.numbers, name) is None for one in others)


def _measured(entries: Sequence[Entry]) -> dict[str, list[Measurement | None]]:
    """The measurements at the native size and at every size that the browse table offers."""
    native = {NATIVE: [entry.native for entry in entries]}
    return native | {str(size): [entry.at(size) for entry in entries] for size in offered(entries)}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
