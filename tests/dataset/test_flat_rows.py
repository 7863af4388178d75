"""The flat view: keys, order and types that others build on."""

from __future__ import annotations

import csv
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from generator.dataset import (
    REFUSAL_COLUMNS,
    ROW_COLUMNS,
    encode_csv,
    encode_jsonl,
    flat_rows,
    refusal_rows,
)
from generator.dataset.parquet import encode_parquet
from generator.records import FIELDS, Dataset, Size
from tests import factories

KEYS = ["zoo", "name", "task", "family", "height_px", "width_px", "native", "verified"]
DERIVED = ["parameters_frozen", "flops", "parameter_bytes_bfloat16", "parameter_bytes_int8"]
EMPTY = Dataset(provenance=factories.provenance())
TALLIES = {"parameter_bytes_by_dtype", "buffer_bytes_by_dtype", "uncounted"}


def test_a_row_has_the_keys_of_the_contract_in_their_order() -> None:
    expected = [*KEYS, *(field.name for field in FIELDS), *DERIVED]
    assert list(ROW_COLUMNS) == expected
    assert all(list(row) == expected for row in flat_rows(factories.dataset()))


def test_a_refusal_has_exactly_six_keys() -> None:
    expected = ["zoo", "name", "height_px", "width_px", "stage", "message"]
    assert list(REFUSAL_COLUMNS) == expected
    rows = list(refusal_rows(factories.dataset()))
    assert [list(row) for row in rows] == [expected] * 3


def test_rows_are_sorted_by_zoo_name_height_width_and_each_is_there_once() -> None:
    rows = list(flat_rows(factories.dataset()))
    keys = [(row["zoo"], row["name"], row["height_px"], row["width_px"]) for row in rows]
    assert keys == sorted(set(keys))
    assert len(keys) == sum(len(entry.measurements) for entry in factories.dataset().entries)


def test_native_marks_the_native_size_alone() -> None:
    rows = [row for row in flat_rows(factories.dataset()) if row["native"]]
    assert [(row["name"], row["height_px"], row["width_px"]) for row in rows] == [
        ("efficientnet_b0", 224, 224),
        ("resnet50", 224, 224),
        ("vit_base_patch16_224", 224, 224),
        ("r3d_18", 112, 112),
        ("resnet50", 224, 224),
    ]


def test_derived_columns_are_arithmetic_over_the_fields() -> None:
    row = next(row for row in flat_rows(factories.dataset()) if row["name"] == "resnet50" and row["native"])
    assert row["flops"] == 2 * 4_089_184_256
    assert row["parameter_bytes_bfloat16"] == 2 * 25_557_032
    assert row["parameter_bytes_int8"] == 25_557_032


def test_jsonl_holds_tallies_as_objects() -> None:
    lines = b"".join(encode_jsonl(flat_rows(factories.dataset()))).decode().splitlines()
    first = json.loads(lines[0])
    assert first["buffer_bytes_by_dtype"] == {"float32": 2 * 4 * 26_560, "int64": 8 * 53}
    assert first["native"] is False
    assert first["uncounted"] == {}


def test_csv_ends_lines_with_a_newline_and_holds_tallies_as_compact_json() -> None:
    text = b"".join(encode_csv(flat_rows(factories.dataset()), ROW_COLUMNS)).decode()
    assert "\r" not in text
    assert text.endswith("\n")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["buffer_bytes_by_dtype"] == '{"float32":212480,"int64":424}'
    assert rows[0]["native"] == "false"
    assert {row["native"] for row in rows} == {"true", "false"}


def test_csv_quotes_a_message_of_several_lines() -> None:
    message = 'RuntimeError: "a", b\nc'
    entry = factories.entry(refused=(Size(160, 160),))
    refusal = factories.refusal(message=message)
    dataset = Dataset(
        provenance=factories.provenance(),
        entries=(type(entry)(architecture=entry.architecture, refusals=(refusal,)),),
    )
    text = b"".join(encode_csv(refusal_rows(dataset), REFUSAL_COLUMNS)).decode()
    assert next(iter(csv.DictReader(io.StringIO(text, newline=""))))["message"] == message


def test_csv_without_rows_is_its_header() -> None:
    assert b"".join(encode_csv(refusal_rows(EMPTY), REFUSAL_COLUMNS)) == (
        b"zoo,name,height_px,width_px,stage,message\n"
    )


@pytest.mark.parametrize("dataset", [factories.dataset(), EMPTY], ids=["rows", "no rows"])
def test_parquet_has_typed_columns_with_and_without_rows(dataset: Dataset) -> None:
    table = pq.read_table(pa.BufferReader(encode_parquet(flat_rows(dataset), ROW_COLUMNS)))
    assert table.column_names == list(ROW_COLUMNS)
    for field in table.schema:
        text = field.name in {"zoo", "name", "task", "family", *TALLIES}
        expected = pa.bool_() if field.name in ("native", "verified") else pa.string() if text else pa.int64()
        assert field.type == expected
    refused = pq.read_table(pa.BufferReader(encode_parquet(refusal_rows(dataset), REFUSAL_COLUMNS)))
    types = [pa.string(), pa.string(), pa.int64(), pa.int64(), pa.string(), pa.string()]
    assert refused.schema.types == types


def test_the_three_formats_hold_the_same_rows() -> None:
    dataset = factories.dataset()
    flat = [json.loads(line) for line in b"".join(encode_jsonl(flat_rows(dataset))).splitlines()]
    for row in flat:
        row |= {name: json.dumps(row[name], separators=(",", ":")) for name in TALLIES}
    table = pq.read_table(pa.BufferReader(encode_parquet(flat_rows(dataset), ROW_COLUMNS)))
    assert table.to_pylist() == flat
    text = b"".join(encode_csv(flat_rows(dataset), ROW_COLUMNS)).decode()
    as_text = [
        {k: "" if v is None else str(v).lower() if isinstance(v, bool) else str(v) for k, v in row.items()}
        for row in flat
    ]
    assert list(csv.DictReader(io.StringIO(text))) == as_text


def test_equal_datasets_give_equal_parquet_bytes() -> None:
    once, again = (encode_parquet(flat_rows(factories.dataset()), ROW_COLUMNS) for _ in range(2))
    assert once == again


def test_a_column_that_is_not_of_the_flat_view_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a column of the flat view, found 'speed'"):
        encode_parquet([], ["speed"])
