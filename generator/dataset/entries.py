"""One architecture as one line of JSON, and back."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from generator.dataset.columns import (
    OPERATOR_READERS,
    RECONCILED_READERS,
    STAGE_READERS,
    USE_READERS,
    decode_numbers,
    decode_operators,
    decode_peak,
    decode_reconciled,
    decode_stages,
    decode_uses,
    encode_columns,
    encode_numbers,
    encode_peak,
)
from generator.dataset.errors import DatasetError
from generator.dataset.node import Node, dump, parse
from generator.dataset.schema import ARCHITECTURE_KEYS, ENTRY_KEYS, GAP_STAGES, REFUSAL_STAGES
from generator.records import FIELDS, Architecture, Entry, Published, Refusal, Size

PUBLISHED_KEYS = ("source", "field", "value", "rounded_to", "size", "url")
"""The keys of a published number, in the order they are written."""

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
        gaps=members["gaps"].each(_gap),
        stages=decode_stages(members["stages"]),
        operators=decode_operators(members["operators"]),
        uses=decode_uses(members["uses"]),
        reconciled=decode_reconciled(members["reconciled"]),
        peak=decode_peak(members["peak"]),
        second_macs=members["second_macs"].optional_integer(),
    )
    _check_ends(entry, members)
    return entry


def _plain(entry: Entry) -> dict[str, Any]:
    """The keys of a line with values that JSON has."""
    architecture = {key: getattr(entry.architecture, key) for key in ARCHITECTURE_KEYS}
    architecture["native"] = str(entry.architecture.native)
    architecture["test"] = None if entry.architecture.test is None else str(entry.architecture.test)
    architecture["published"] = [_plain_sized(one, PUBLISHED_KEYS) for one in entry.architecture.published]
    return {
        **architecture,
        "reconciled": encode_columns(entry.reconciled, RECONCILED_READERS),
        "sizes": [str(measurement.size) for measurement in entry.measurements],
        "numbers": encode_numbers(entry.measurements),
        "refusals": [_plain_sized(refusal, _REFUSAL_KEYS) for refusal in entry.refusals],
        "gaps": [_plain_sized(gap, _REFUSAL_KEYS) for gap in entry.gaps],
        "stages": encode_columns(entry.stages, STAGE_READERS),
        "operators": encode_columns(entry.operators, OPERATOR_READERS),
        "uses": encode_columns(entry.uses, USE_READERS),
        "peak": encode_peak(entry.peak),
        "second_macs": entry.second_macs,
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
    members = node.keys(PUBLISHED_KEYS)
    return Published(
        source=members["source"].label(),
        field=members["field"].choice(_PUBLISHABLE),
        value=members["value"].integer(),
        rounded_to=members["rounded_to"].integer(minimum=1),
        size=members["size"].size(),
        url=members["url"].text(),
    )


def _refusal(node: Node) -> Refusal:
    return _failed(node, REFUSAL_STAGES)


def _gap(node: Node) -> Refusal:
    return _failed(node, GAP_STAGES)


def _failed(node: Node, stages: tuple[str, ...]) -> Refusal:
    members = node.keys(_REFUSAL_KEYS)
    return Refusal(
        size=members["size"].size(),
        stage=members["stage"].choice(stages),
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
    for gap in entry.gaps:
        if gap.size not in measured:
            raise members["gaps"].error("a size that is measured", f'"{gap.size}"')
    if len(entry.reconciled) != len(entry.architecture.published):
        expected = f"one row for each of the {len(entry.architecture.published)} published numbers"
        raise members["reconciled"].error(expected, f"{len(entry.reconciled)}")
    for key in ("stages", "operators", "uses", "peak"):
        if native not in measured and getattr(entry, key):
            raise members[key].error(f'no rows, since the native size "{native}" is refused')
