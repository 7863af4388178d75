"""Layer tables: small, strict, and equal after reading."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.dataset import DatasetError, decode_layers, encode_layers
from generator.records import Layer
from tests import factories
from tests.dataset.strategies import LAYERS

COLUMNS = [
    "path", "class_name", "stage", "input_shape", "output_shape", "parameters", "buffers", "macs",
    "activations", "output_bytes", "read_bytes", "written_bytes", "calls",
]  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.lists(LAYERS, max_size=4).map(tuple))
def test_decoding_an_encoded_table_gives_equal_layers(layers: tuple[Layer, ...]) -> None:
    assert decode_layers(encode_layers(layers), "x") == layers


def test_a_table_is_a_header_and_one_array_a_layer() -> None:
    text = encode_layers(factories.layers())
    table = json.loads(text)
    assert table[0] == COLUMNS
    assert [len(row) for row in table[1:]] == [13] * 12
    assert len(text.splitlines()) == 13


def test_the_rows_keep_their_sums() -> None:
    layers = decode_layers(encode_layers(factories.layers()), "x")
    assert sum(layer.parameters for layer in layers) == 25_557_032
    assert sum(layer.macs for layer in layers) == 4_089_184_256


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([], f"x: $: expected the columns {', '.join(COLUMNS)} first, found []"),
        ([COLUMNS[:-1]], None),
        ([COLUMNS, ["fc"]], "x: $[1]: expected 13 values, found 1"),
        ([COLUMNS, {}], "x: $[1]: expected an array, found {}"),
        (
            [COLUMNS, ["", "Linear", "head", [2048], [1000], 1, 0, -5, 0, 0, 0, 0, 1]],
            "x: $[1][7]: expected a non-negative integer, found -5",
        ),
        (
            [COLUMNS, ["", "Linear", "head", [2048, "7"], [1000], 1, 0, 5, 0, 0, 0, 0, 1]],
            'x: $[1][3][1]: expected a non-negative integer, found "7"',
        ),
    ],
)
def test_another_table_is_refused(table: list[Any], message: str | None) -> None:
    with pytest.raises(DatasetError) as caught:
        decode_layers(json.dumps(table), "x")
    expected = f"the columns {', '.join(COLUMNS)} first"
    assert str(caught.value) == message or (message is None and caught.value.expected == expected)
