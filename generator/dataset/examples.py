"""The worked examples as a file: tables of a row of column names, then one array for each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from generator.dataset.columns import Reader
from generator.dataset.files import write_if_changed
from generator.dataset.node import Node, dump, parse
from generator.dataset.texts import read_optional
from generator.records.examples import (
    Bodies,
    Examples,
    HeldTensor,
    LayerSum,
    Moved,
    Separable,
    Sharing,
    Step,
    TorchstatRow,
    TorchstatTable,
)

EXAMPLES = "examples.json"
"""The file beside the dataset."""

EXAMPLES_SCHEMA = 1
"""Raised by one with every change that an earlier reader would refuse or misread."""

Columns = Mapping[str, Reader]
Row = TypeVar("Row")

_HELD: Columns = {"name": Node.label, "shape": Node.integers, "elements": Node.integer}
_LAYER: Columns = {
    "path": Node.text,
    "class_name": Node.label,
    "weight": Node.integers,
    "bias": Node.boolean,
    "input_shape": Node.integers,
    "output_shape": Node.integers,
    "parameters": Node.integer,
    "macs": Node.integer,
    "output_bytes": Node.integer,
}
_SHARING: Columns = {
    "name": Node.label,
    "source": Node.label,
    **dict.fromkeys(("by_name", "by_call", "parameters", "tied", "reused", "unused"), Node.integer),
}
_TORCHSTAT: Columns = {
    "path": Node.text,
    "class_name": Node.label,
    "input_shape": Node.integers,
    "output_shape": Node.integers,
    **dict.fromkeys(
        ("parameters", "output_bytes", "madd", "flops", "read_bytes", "written_bytes"), Node.integer
    ),
}
_SEPARABLE: Columns = {
    "path": Node.label,
    "channels_in": Node.integer,
    "channels_out": Node.integer,
    "output_shape": Node.integers,
    **dict.fromkeys(("depthwise_parameters", "pointwise_parameters", "dense_parameters"), Node.integer),
    **dict.fromkeys(("depthwise_macs", "pointwise_macs", "dense_macs"), Node.integer),
}
_MOVED: Columns = {
    "name": Node.label,
    "parameters": Node.boolean,
    **dict.fromkeys(
        ("tensors", "elements", "by_eval_forward", "by_training_forward", "with_gradient", "by_optimizer"),
        Node.integer,
    ),
}
_TOTALS = ("separable_parameters", "separable_macs", "dense_parameters", "dense_macs")
_KEYS = ("schema", "resnet50", "vgg11", "vgg16", "sharing", "torchstat", "mobilenet", "steps")


def encode_examples(examples: Examples) -> str:
    """One JSON object, a row a line, with a newline at its end.

    Raises:
        DatasetError: a row holds what JSON or the schema does not.
    """
    parts = {
        "schema": str(EXAMPLES_SCHEMA),
        "resnet50": _encode(examples.resnet50, _HELD),
        "vgg11": _encode(examples.vgg11, _LAYER),
        "vgg16": _encode(examples.vgg16, _LAYER),
        "sharing": _encode(examples.sharing, _SHARING),
        "torchstat": _list(
            _object(
                architecture=_value(table.architecture),
                size=_value(str(table.size)),
                rows=_encode(table.rows, _TORCHSTAT),
            )
            for table in examples.torchstat
        ),
        "mobilenet": _list(
            _object(
                size=_value(str(bodies.size)),
                blocks=_encode(bodies.blocks, _SEPARABLE),
                **{name: _value(getattr(bodies, name)) for name in _TOTALS},
            )
            for bodies in examples.mobilenet
        ),
        "steps": _list(
            _object(
                name=_value(step.name),
                input_shape=_value(step.input_shape),
                groups=_encode(step.groups, _MOVED),
            )
            for step in examples.steps
        ),
    }
    text = _object(**parts) + "\n"
    decode_examples(text, EXAMPLES)
    return text


def decode_examples(text: str, where: str) -> Examples:
    """What :func:`encode_examples` wrote; ``where`` is the file, for errors.

    Raises:
        DatasetError: a key, a column or a value is not what the schema says.
    """
    node = parse(text, where)
    version = node.members().get("schema")
    if version is not None and version.value != EXAMPLES_SCHEMA:
        raise version.error(f"the schema version {EXAMPLES_SCHEMA}, which `netweight examples` writes")
    parts = node.keys(_KEYS)
    return Examples(
        resnet50=_decode(parts["resnet50"], HeldTensor, _HELD),
        vgg11=_decode(parts["vgg11"], LayerSum, _LAYER),
        vgg16=_decode(parts["vgg16"], LayerSum, _LAYER),
        sharing=_decode(parts["sharing"], Sharing, _SHARING),
        torchstat=parts["torchstat"].each(_torchstat),
        mobilenet=parts["mobilenet"].each(_bodies),
        steps=parts["steps"].each(_step),
    )


def read_examples(directory: Path) -> Examples | None:
    """The worked examples beside a dataset, or None where they were not measured.

    Raises:
        DatasetError: the file does not decode.
    """
    path = directory / EXAMPLES
    text = read_optional(path)
    return None if text is None else decode_examples(text, str(path))


def write_examples(examples: Examples, directory: Path) -> bool:
    """Write the file atomically unless it is equal already; whether it was written."""
    return write_if_changed(directory / EXAMPLES, encode_examples(examples).encode())


def _torchstat(node: Node) -> TorchstatTable:
    parts = node.keys(("architecture", "size", "rows"))
    return TorchstatTable(
        architecture=parts["architecture"].label(),
        size=parts["size"].size(),
        rows=_decode(parts["rows"], TorchstatRow, _TORCHSTAT),
    )


def _bodies(node: Node) -> Bodies:
    parts = node.keys(("size", "blocks", *_TOTALS))
    return Bodies(
        size=parts["size"].size(),
        blocks=_decode(parts["blocks"], Separable, _SEPARABLE),
        **{name: parts[name].integer() for name in _TOTALS},
    )


def _step(node: Node) -> Step:
    parts = node.keys(("name", "input_shape", "groups"))
    return Step(
        name=parts["name"].label(),
        input_shape=parts["input_shape"].integers(),
        groups=_decode(parts["groups"], Moved, _MOVED),
    )


def _decode(node: Node, kind: type[Row], columns: Columns) -> tuple[Row, ...]:
    table = node.items()
    if not table or table[0].value != list(columns):
        raise node.error(f"the columns {', '.join(columns)} first")
    rows = []
    for row in table[1:]:
        cells = row.items()
        if len(cells) != len(columns):
            raise row.error(f"{len(columns)} values", f"{len(cells)}")
        readers = zip(columns.items(), cells, strict=True)
        rows.append(kind(**{name: read(cell) for (name, read), cell in readers}))
    return tuple(rows)


def _encode(rows: Sequence[Any], columns: Columns) -> str:
    cells = [_value([getattr(row, name) for name in columns]) for row in rows]
    return _list([_value(list(columns)), *cells])


def _list(items: Iterable[str]) -> str:
    return "[" + ",\n".join(items) + "]"


def _object(**members: str) -> str:
    return "{" + ",\n".join(f'"{name}":{text}' for name, text in members.items()) + "}"


def _value(value: Any) -> str:
    return dump(value, EXAMPLES)
