"""The flat view as a Parquet file; alone in a module because pyarrow takes long to import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from generator.dataset.rows import REFUSAL_COLUMNS, ROW_COLUMNS, Row, flatten_tally
from generator.records import FIELDS

_TALLIES = tuple(field.name for field in FIELDS if field.is_tally)
_NULLABLE = {"verified", *(field.name for field in FIELDS if field.is_optional)}
_STRINGS = {*_TALLIES, "zoo", "name", "task", "family", "stage", "message"}


def encode_parquet(rows: Iterable[Row], columns: Sequence[str]) -> bytes:
    """A whole Parquet file; without rows it has the same schema and no row.

    Strings (tallies as compact JSON), ``native`` and ``verified`` bool, all others int64. Null are only
    ``verified`` and the fields that are optional.
    """
    flat = list(rows)
    arrays = [
        pa.array([flatten_tally(row[column]) for row in flat], type=_type(column)) for column in columns
    ]
    schema = pa.schema([pa.field(column, _type(column), nullable=column in _NULLABLE) for column in columns])
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _type(column: str) -> pa.DataType:
    if column not in ROW_COLUMNS and column not in REFUSAL_COLUMNS:
        raise ValueError(f"expected a column of the flat view, found {column!r}")
    if column in ("native", "verified"):
        return pa.bool_()
    return pa.string() if column in _STRINGS else pa.int64()
