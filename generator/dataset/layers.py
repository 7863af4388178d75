"""Layer tables: a row of column names, then one array for each layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.dataset.columns import Reader
from generator.dataset.node import Node, dump, parse
from generator.records import Layer

LAYER_READERS: Mapping[str, Reader] = {
    "path": Node.text,
    "class_name": Node.label,
    "stage": Node.text,
    "input_shape": Node.integers,
    "output_shape": Node.integers,
    "parameters": Node.integer,
    "buffers": Node.integer,
    "macs": Node.integer,
    "activations": Node.integer,
    "output_bytes": Node.integer,
    "read_bytes": Node.integer,
    "written_bytes": Node.integer,
    "calls": Node.integer,
}
"""The columns in the order they are written, and how each is read."""


def encode_layers(layers: Sequence[Layer]) -> str:
    """An array of arrays, one a line: the column names, then the rows in the order of the model.

    Raises:
        DatasetError: a row holds what JSON or the schema does not.
    """
    header = dump(list(LAYER_READERS), "layers")
    rows = [dump([getattr(layer, name) for name in LAYER_READERS], "layers") for layer in layers]
    text = "[" + ",\n".join([header, *rows]) + "]"
    decode_layers(text, "layers")
    return text


def decode_layers(text: str, where: str) -> tuple[Layer, ...]:
    """The rows of a table that :func:`encode_layers` wrote.

    Args:
        text: the whole file.
        where: the file, for errors.

    Raises:
        DatasetError: the columns are others, a row has another length, or a value another type.
    """
    node = parse(text, where)
    table = node.items()
    if not table or table[0].value != list(LAYER_READERS):
        raise node.error(f"the columns {', '.join(LAYER_READERS)} first")
    return tuple(_row(row) for row in table[1:])


def _row(node: Node) -> Layer:
    cells = node.items()
    if len(cells) != len(LAYER_READERS):
        raise node.error(f"{len(LAYER_READERS)} values", f"{len(cells)}")
    readers = zip(LAYER_READERS.items(), cells, strict=True)
    return Layer(**{name: read(cell) for (name, read), cell in readers})
