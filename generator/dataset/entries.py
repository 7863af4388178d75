"""One architecture as one line of JSON, and back."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from generator.dataset.columns import (
    OPERATOR_READERS,
    STAGE_READERS,
    decode_numbers,
    decode_operators,
    decode_stages,
    encode_columns,
    encode_numbers,
)
from generator.dataset.errors import DatasetError
from generator.dataset.node import Node, dump, parse
from generator.dataset.schema import ARCHITECTURE_KEYS, ENTRY_KEYS, REFUSAL_STAGES
from generator.records import FIELDS, Architecture, Entry, Published, Refusal, Size

_PUBLISHED_KEYS = ("source", "field", "value", "rounded_to", "size", "explanation")
_REFUSAL_KEYS = ("size", "stage", "message")
_PUBLISHABLE = (*(field.name for field in FIELDS if not field.is_tally), "flops")


def encode_entry(entry: Entry) -> str:
    """The line of an entry, without a newline at its end; :func:`decode_entry` gives back an equal entry.

    Raises:
        DatasetError: the entry is not what a line can hold; nothing is ever written that would be
            refused when it is read.
    """
    where = entry.architecture.key
    text = dump(_plain(entry), where)
    if decode_entry(text, where) != entry:
        raise DatasetError(where, "an entry that reads back equal", "another one after encoding and decoding")
    return text


def decode_entry(text: str, where: str) -> Entry:
    """The entry of a line.

    Args:
        text: one line of a zoo's file, with or without its newline.
        where: ``file:line``, for errors.

    Raises:
        DatasetError: a key is missing or unknown, a value has another type or range, or a law
            between values is broken; the message names the place, the expected and the found.
    """
    node = parse(text, where)
    members = node.keys(ENTRY_KEYS)
    sizes = members["sizes"].each(Node.size)
    _ascending(members["sizes"], sizes)
    entry = Entry(
        architecture=_architecture(members),
        measurements=decode_numbers(members["numbers"], sizes),
        refusals=members["refusals"].each(_refusal),
        stages=decode_stages(members["stages"]),
        operators=decode_operators(members["operators"]),
    )
    _check_ends(entry, members)
    return entry


def _plain(entry: Entry) -> dict[str, Any]:
    """The keys of a line with values that JSON has."""
    architecture = {key: getattr(entry.architecture, key) for key in ARCHITECTURE_KEYS}
    architecture["native"] = str(entry.architecture.native)
    architecture["test"] = None if entry.architecture.test is None else str(entry.architecture.test)
    architecture["published"] = [_plain_sized(one, _PUBLISHED_KEYS) for one in entry.architecture.published]
    return {
        **architecture,
        "sizes": [str(measurement.size) for measurement in entry.measurements],
        "numbers": encode_numbers(entry.measurements),
        "refusals": [_plain_sized(refusal, _REFUSAL_KEYS) for refusal in entry.refusals],
        "stages": encode_columns(entry.stages, STAGE_READERS),
        "operators": encode_columns(entry.operators, OPERATOR_READERS),
    }


def _plain_sized(record: Published | Refusal, keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: getattr(record, key) for key in keys} | {"size": str(record.size)}


def _architecture(members: dict[str, Node]) -> Architecture:
    test = members["test"]
    return Architecture(
        zoo=members["zoo"].name(),
        name=members["name"].name(),
        task=members["task"].label(),
        family=members["family"].name(),
        native=members["native"].size(),
        test=None if test.value is None else test.size(),
        fixed_size=members["fixed_size"].boolean(),
        channels=members["channels"].integer(minimum=1),
        frames=members["frames"].integer(),
        images=members["images"].integer(minimum=1),
        classes=members["classes"].integer(),
        weights=members["weights"].text(),
        tags=members["tags"].each(Node.label),
        notes=members["notes"].each(Node.label),
        published=members["published"].each(_published),
    )


def _published(node: Node) -> Published:
    members = node.keys(_PUBLISHED_KEYS)
    return Published(
        source=members["source"].label(),
        field=members["field"].choice(_PUBLISHABLE),
        value=members["value"].integer(),
        rounded_to=members["rounded_to"].integer(minimum=1),
        size=members["size"].size(),
        explanation=members["explanation"].text(),
    )


def _refusal(node: Node) -> Refusal:
    members = node.keys(_REFUSAL_KEYS)
    return Refusal(
        size=members["size"].size(),
        stage=members["stage"].choice(REFUSAL_STAGES),
        message=members["message"].label(),
    )


def _ascending(node: Node, sizes: tuple[Size, ...]) -> None:
    for before, after in pairwise(sizes):
        if after == before:
            raise node.error("each size once", f'"{after}" twice')
        if after < before:
            raise node.error("sizes in ascending order", f'"{after}" after "{before}"')


def _check_ends(entry: Entry, members: dict[str, Node]) -> None:
    """Every size ends in one record, the native one has an end, and without it there is no stage."""
    measured = {measurement.size for measurement in entry.measurements}
    refused = tuple(refusal.size for refusal in entry.refusals)
    _ascending(members["refusals"], refused)
    for size in refused:
        if size in measured:
            raise members["refusals"].error("no size that is measured too", f'"{size}"')
    native = entry.architecture.native
    if native not in measured and native not in refused:
        raise members["sizes"].error(f'the native size "{native}", unless it is refused', "neither")
    for key in ("stages", "operators"):
        if native not in measured and getattr(entry, key):
            raise members[key].error(f'no rows, since the native size "{native}" is refused')
