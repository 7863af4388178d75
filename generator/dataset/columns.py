"""Fields over several sizes or rows: the columns of a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from generator.dataset.node import Node
from generator.records import (
    CAUSES,
    FIELDS,
    USES,
    Alive,
    Field,
    Measurement,
    Numbers,
    OperatorShare,
    Peak,
    Reconciled,
    Size,
    Stage,
    Use,
)
from generator.records.field import Tally

Reader = Callable[[Node], Any]

STAGE_READERS: Mapping[str, Reader] = {
    "name": Node.label,
    "path": Node.text,
    "output_shape": Node.integers,
    "blocks": Node.integer,
    "layers": Node.integer,
    "parameters": Node.integer,
    "buffers": Node.integer,
    "macs": Node.integer,
    "activations": Node.integer,
    "output_bytes": Node.integer,
}
"""The fields of a stage in the order they are written, and how each is read."""

OPERATOR_READERS: Mapping[str, Reader] = {"operator": Node.label, "calls": Node.integer, "macs": Node.integer}
"""The fields of an operator share in the order they are written, and how each is read."""

USE_READERS: Mapping[str, Reader] = {
    "kind": lambda node: node.choice(USES),
    "names": lambda node: node.each(Node.label),
    "elements": Node.integer,
}
"""The fields of a use in the order they are written, and how each is read."""

ALIVE_READERS: Mapping[str, Reader] = {
    "bytes": Node.integer,
    "shape": Node.integers,
    "path": Node.text,
    "operator": Node.label,
}
"""The fields of a tensor at the peak in the order they are written, and how each is read."""

_PEAK_KEYS = ("path", "operator", "call", "calls", "alive", "timeline")

RECONCILED_READERS: Mapping[str, Reader] = {
    "cause": lambda node: node.choice(CAUSES),
    "detail": Node.text,
    "value": Node.optional_integer,
}
"""The fields of a reconciled number in the order they are written, and how each is read."""


def encode_columns(rows: Sequence[Any], readers: Mapping[str, Reader]) -> dict[str, list[Any]]:
    """Rows of one dataclass as an array for each field."""
    return {name: [getattr(row, name) for row in rows] for name in readers}


def decode_columns(node: Node, readers: Mapping[str, Reader]) -> list[dict[str, Any]]:
    """The fields of each row; every column has as many values as the first."""
    members = node.keys(readers)
    columns = {name: members[name].each(read) for name, read in readers.items()}
    first = next(iter(readers))
    for name, column in columns.items():
        if len(column) != len(columns[first]):
            raise members[name].error(f"as many values as {first}, {len(columns[first])}", f"{len(column)}")
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def decode_stages(node: Node) -> tuple[Stage, ...]:
    """The stages, from the stem to the head."""
    return tuple(Stage(**row) for row in decode_columns(node, STAGE_READERS))


def decode_uses(node: Node) -> tuple[Use, ...]:
    """The parameters that are not simply read once, by kind."""
    return tuple(Use(**row) for row in decode_columns(node, USE_READERS))


def decode_reconciled(node: Node) -> tuple[Reconciled, ...]:
    """What gives each published number, in their order."""
    return tuple(Reconciled(**row) for row in decode_columns(node, RECONCILED_READERS))


def decode_operators(node: Node) -> tuple[OperatorShare, ...]:
    """The operators; each appears once."""
    shares = tuple(OperatorShare(**row) for row in decode_columns(node, OPERATOR_READERS))
    names = [share.operator for share in shares]
    for name in names:
        if names.count(name) > 1:
            raise node.error("each operator once", f'"{name}" twice')
    return shares


def encode_peak(peak: Peak | None) -> dict[str, Any] | None:
    """The peak as an object, its tensors as columns."""
    if peak is None:
        return None
    plain = {name: getattr(peak, name) for name in _PEAK_KEYS}
    return plain | {"alive": encode_columns(peak.alive, ALIVE_READERS)}


def decode_peak(node: Node) -> Peak | None:
    """The peak, or None where there is none."""
    if node.value is None:
        return None
    members = node.keys(_PEAK_KEYS)
    return Peak(
        path=members["path"].text(),
        operator=members["operator"].text(),
        call=members["call"].integer(),
        calls=members["calls"].integer(),
        alive=tuple(Alive(**row) for row in decode_columns(members["alive"], ALIVE_READERS)),
        timeline=members["timeline"].integers(),
    )


def encode_numbers(measurements: Sequence[Measurement]) -> dict[str, Any]:
    """Every field as an array over the measured sizes, or one value where it is equal at all of them.

    A field that is measured at some of them is an object of those sizes.
    """
    if not measurements:
        return {}
    encoded = {}
    for field in FIELDS:
        values = [getattr(measurement.numbers, field.name) for measurement in measurements]
        if field.is_tally:
            values = [dict(value) for value in values]
        constant = all(value == values[0] and type(value) is type(values[0]) for value in values)
        encoded[field.name] = values[0] if constant else values
        if not constant and None in values:
            at = [str(measurement.size) for measurement in measurements]
            encoded[field.name] = {s: v for s, v in zip(at, values, strict=True) if v is not None}
    return encoded


def decode_numbers(node: Node, sizes: tuple[Size, ...]) -> tuple[Measurement, ...]:
    """One measurement for each size; without a size there is no field."""
    if not sizes:
        node.keys(())
        return ()
    members = node.keys([field.name for field in FIELDS])
    columns = {}
    for field in FIELDS:
        columns[field.name] = _read(field, members[field.name], sizes)
    rows = zip(*columns.values(), strict=True)
    return tuple(
        Measurement(size=size, numbers=Numbers(**dict(zip(columns, row, strict=True))))
        for size, row in zip(sizes, rows, strict=True)
    )


def _integers(node: Node, count: int) -> tuple[int, ...]:
    if not isinstance(node.value, list):
        return (node.integer(),) * count
    return _varying(node, node.integers(), count)


def _optional(node: Node, signed: bool, sizes: tuple[Size, ...]) -> tuple[int | None, ...]:
    """One value or null for all sizes, an array without null, or an object of the sizes that have a value."""
    if isinstance(node.value, dict):
        return _at_some(node, signed, sizes)
    if isinstance(node.value, list):
        read = Node.signed if signed else Node.integer
        return _varying(node, node.each(read), len(sizes))
    return ((node.optional_signed() if signed else node.optional_integer()),) * len(sizes)


def _at_some(node: Node, signed: bool, sizes: tuple[Size, ...]) -> tuple[int | None, ...]:
    names = [str(size) for size in sizes]
    found = {name: item.signed() if signed else item.integer() for name, item in node.members().items()}
    if not found or len(found) == len(names) or [name for name in names if name in found] != list(found):
        raise node.error("some of the sizes, in ascending order", ", ".join(found) or "none")
    return tuple([found.get(name) for name in names])


def _tallies(node: Node, count: int) -> tuple[Tally, ...]:
    if not isinstance(node.value, list):
        return (_tally(node),) * count
    return _varying(node, node.each(_tally), count)


def _tally(node: Node) -> Tally:
    tally = tuple((name, item.integer(minimum=1)) for name, item in node.members().items())
    if list(tally) != sorted(tally):
        raise node.error("names in ascending order")
    return tally


def _varying(node: Node, values: tuple[Any, ...], count: int) -> tuple[Any, ...]:
    if len(values) != count:
        raise node.error(f"a value for each of the {count} sizes", f"{len(values)}")
    if all(value == values[0] for value in values):
        raise node.error("one value, since it is equal at all sizes")
    return values


def _read(field: Field, node: Node, sizes: tuple[Size, ...]) -> tuple[Any, ...]:
    if field.is_optional:
        return _optional(node, field.is_signed, sizes)
    return (_tallies if field.is_tally else _integers)(node, len(sizes))
