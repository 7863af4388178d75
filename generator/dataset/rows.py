"""The flat view: one row for each (zoo, name, height_px, width_px), as ``export`` prints it.

The columns and their order are a contract with readers; a new field is appended to its group in
:data:`generator.records.FIELDS` and shows here by itself.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from generator.records import FIELDS, Dataset, Entry, Size

Row: TypeAlias = dict[str, Any]
"""Values by column: str, int, bool, None, or for a tally an object of counts by name."""

DERIVED = ("parameters_frozen", "flops", "parameter_bytes_bfloat16", "parameter_bytes_int8")
"""Properties of ``Numbers`` that follow its fields."""

KEY_COLUMNS = ("zoo", "name", "task", "family", "height_px", "width_px", "native", "verified")
"""What a row is about; ``native`` says whether the size is the architecture's native one, and ``verified``, null at
other sizes, whether a second counter finds the same ``macs`` there."""

ROW_COLUMNS = (*KEY_COLUMNS, *(field.name for field in FIELDS), *DERIVED)
"""The columns of a measurement's row."""

REFUSAL_COLUMNS = ("zoo", "name", "height_px", "width_px", "stage", "message")
"""The columns of a refusal's row."""


def flat_rows(dataset: Dataset) -> Iterator[Row]:
    """One row for each measurement, sorted by zoo, name, height and width."""
    for entry in _sorted(dataset):
        for measurement in sorted(entry.measurements, key=lambda one: one.size):
            architecture = entry.architecture
            row: Row = {
                "zoo": architecture.zoo,
                "name": architecture.name,
                "task": architecture.task,
                "family": architecture.family,
                **_sides(measurement.size),
                "native": measurement.size == architecture.native,
                "verified": entry.verified if measurement.size == architecture.native else None,
            }
            for field in FIELDS:
                value = getattr(measurement.numbers, field.name)
                row[field.name] = dict(value) if field.is_tally else value
            yield row | {name: getattr(measurement.numbers, name) for name in DERIVED}


def refusal_rows(dataset: Dataset) -> Iterator[Row]:
    """One row for each refusal, sorted by zoo, name, height and width."""
    for entry in _sorted(dataset):
        for refusal in sorted(entry.refusals, key=lambda one: one.size):
            yield {
                "zoo": entry.architecture.zoo,
                "name": entry.architecture.name,
                **_sides(refusal.size),
                "stage": refusal.stage,
                "message": refusal.message,
            }


def encode_jsonl(rows: Iterable[Row]) -> Iterator[bytes]:
    """One JSON object a line; tallies are objects."""
    for row in rows:
        yield f"{_json(row)}\n".encode()


def encode_csv(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[bytes]:
    """A header, then one line for each row; tallies are compact JSON, bools ``true`` or ``false``."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        yield _take(buffer)
        writer.writerow([_cell(row[column]) for column in columns])
    yield _take(buffer)


def flatten_tally(value: Any) -> Any:
    """A tally as the compact JSON that csv and parquet hold; any other value unchanged."""
    return _json(value) if isinstance(value, dict) else value


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else flatten_tally(value)


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _sides(size: Size) -> Row:
    return {"height_px": size.height_px, "width_px": size.width_px}


def _sorted(dataset: Dataset) -> list[Entry]:
    return sorted(dataset.entries, key=lambda entry: (entry.architecture.zoo, entry.architecture.name))


def _take(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
