"""``counters.json``: how other counters fare. Readable text, one record a line, read as strictly as the dataset."""

from __future__ import annotations

import dataclasses
from collections import Counter as Multiset
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.dataset.columns import Reader
from generator.dataset.node import Node, dump, parse, quote
from generator.dataset.texts import read_optional
from generator.records import Size
from generator.records.counters import Comparison, Counter, Outcome, Residue, Specimen, Trap

COUNTERS = "counters.json"
"""The file's name beside the dataset."""

COUNTERS_SCHEMA = 1
"""The version of the file's layout."""

OWN_PACKAGE = "netweight"
"""Whose answers for architectures are the dataset itself."""

_COUNTER: Mapping[str, Reader] = dict.fromkeys(("name", "package", "call", "reading"), Node.label)
_TRAP: Mapping[str, Reader] = {
    "name": Node.label,
    "meaning": Node.label,
    "shape": Node.integers,
    "parameters": Node.integer,
    "macs": Node.integer,
}
_SPECIMEN: Mapping[str, Reader] = {"key": Node.label, "size": Node.size}
_OUTCOME: Mapping[str, Reader] = {
    "counter": Node.label,
    "case": Node.label,
    "parameters": lambda node: None if node.value is None else node.integer(),
    "macs": lambda node: None if node.value is None else node.integer(),
    "partial": Node.boolean,
    "error": Node.text,
}
_RESIDUE: Mapping[str, Reader] = {
    field.name: Node.integer if field.type == "int" else Node.label if field.name == "counter" else Node.text
    for field in dataclasses.fields(Residue)
}
_TABLES: Mapping[str, tuple[type[Any], Mapping[str, Reader]]] = {
    "counters": (Counter, _COUNTER),
    "traps": (Trap, _TRAP),
    "specimens": (Specimen, _SPECIMEN),
    "outcomes": (Outcome, _OUTCOME),
    "residues": (Residue, _RESIDUE),
}


def encode_counters(comparison: Comparison) -> str:
    """The text of the file, which is the same for the same comparison.

    Raises:
        DatasetError: the comparison is not whole, or holds what JSON has not.
    """
    tables = [f'"schema": {COUNTERS_SCHEMA}', f'"versions": {dump(dict(comparison.versions), COUNTERS)}']
    for table, (_, readers) in _TABLES.items():
        rows = ",\n".join(_line(row, readers) for row in getattr(comparison, table))
        tables.append(f'"{table}": [\n{rows}\n]')
    text = "{\n" + ",\n".join(tables) + "\n}\n"
    decode_counters(text, COUNTERS)
    return text


def decode_counters(text: str, where: str) -> Comparison:
    """The comparison that :func:`encode_counters` wrote.

    Args:
        text: the whole file.
        where: the file, for errors.

    Raises:
        DatasetError: a key, a type or a name is not what it should be, or an outcome is missing or there twice.
    """
    members = parse(text, where).keys(("schema", "versions", *_TABLES))
    if members["schema"].integer() != COUNTERS_SCHEMA:
        raise members["schema"].error(f"{COUNTERS_SCHEMA}")
    versions = {name: node.label() for name, node in members["versions"].members().items()}
    if list(versions) != sorted(versions):
        raise members["versions"].error("packages in ascending order")
    tables = {
        name: tuple(_record(node, record, readers) for node in members[name].items())
        for name, (record, readers) in _TABLES.items()
    }
    comparison = Comparison(versions=tuple(versions.items()), **tables)
    _check_names(comparison, members)
    _check_outcomes(comparison, members)
    return comparison


def read_counters(path: Path) -> Comparison | None:
    """The comparison in a file, or None where there is no such file: it is optional.

    Raises:
        DatasetError: as :func:`decode_counters`.
    """
    text = read_optional(path)
    return None if text is None else decode_counters(text, str(path))


def _line(row: Any, readers: Mapping[str, Reader]) -> str:
    values = {name: getattr(row, name) for name in readers}
    return dump(
        {name: str(value) if isinstance(value, Size) else value for name, value in values.items()}, COUNTERS
    )


def _record(node: Node, record: type[Any], readers: Mapping[str, Reader]) -> Any:
    members = node.keys(readers)
    return record(**{name: read(members[name]) for name, read in readers.items()})


def _check_names(comparison: Comparison, members: Mapping[str, Node]) -> None:
    """Names are unique, and every counter's package has a version."""
    names = (
        ("counters", [one.name for one in comparison.counters]),
        ("traps", [one.name for one in comparison.traps]),
        ("specimens", [one.key for one in comparison.specimens]),
    )
    for table, found in names:
        _check_once(found, sorted(set(found)), members[table])
    known = dict(comparison.versions)
    for counter in comparison.counters:
        if counter.package not in known:
            raise members["versions"].error(f"a version of {counter.package}", "none")


def _check_outcomes(comparison: Comparison, members: Mapping[str, Node]) -> None:
    """Each pair once; and what failed has no number."""
    traps = [one.name for one in comparison.traps]
    keys = [one.key for one in comparison.specimens]
    asked = [
        f"{one.name}: {case}"
        for one in comparison.counters
        for case in (traps if one.package == OWN_PACKAGE else [*traps, *keys])
    ]
    _check_once([f"{one.counter}: {one.case}" for one in comparison.outcomes], asked, members["outcomes"])
    names = [one.name for one in comparison.counters]
    _check_once([one.counter for one in comparison.residues], names, members["residues"])
    for node, one in zip(members["outcomes"].items(), comparison.outcomes, strict=True):
        if one.error and (one.parameters is not None or one.macs is not None or one.partial):
            raise node.error("numbers or an error, not both")
        if one.partial and one.macs is None:
            raise node.error("MACs that are partial")


def _check_once(found: Sequence[str], expected: Iterable[str], node: Node) -> None:
    """Each of ``expected`` once, and nothing else."""
    counts = Multiset(found)
    for name in expected:
        if counts.pop(name, 0) != 1:
            raise node.error(f"{quote(name)} once", f"{found.count(name)} times")
    for name in counts:
        raise node.error("names that were asked for", quote(name))
