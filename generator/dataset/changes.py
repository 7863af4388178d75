"""Two datasets -> what moved, gathered by field, with its causes, the most important first; and that as a file."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from generator.dataset.causes import another_forward, cause, moved, suspects
from generator.dataset.differences import Difference, diff
from generator.dataset.files import VERSIONS
from generator.dataset.node import Node, dump, parse
from generator.dataset.texts import read_text
from generator.records import FIELDS, Dataset, Entry, Provenance, Size
from generator.records.changes import KINDS, Change, Changes

CHANGES = "changes"
"""The directory beside the dataset with one file for each comparison that is published."""

CHANGES_SCHEMA = 2
"""The version of the file's layout; 1 had no ``not_compared``, since no two schemas were."""

_FIRST = (
    "architecture",
    "outcome",
    "parameters",
    "macs",
    "activations",
    "buffers",
    "checkpoint_bytes",
    "peak_activation_bytes",
    "training_peak_activation_bytes",
    "elementwise_flops",
    "macs_fvcore",
)
"""Fields that readers look at first."""

_LAST = ("weights", "tags", "notes", "published", "reconciled")
"""Fields that say nothing of the model itself."""

_TALLIES = frozenset(field.name for field in FIELDS if field.is_tally)
_ORDER = {name: rank for rank, name in enumerate(dict.fromkeys((*_FIRST, *(field.name for field in FIELDS))))}
_KEYS = ("key", "field", "kind", "native", "sizes", "old", "new", "causes")


def changes(
    old: Dataset, new: Dataset, old_name: str, new_name: str, without: Collection[str] = ()
) -> Changes:
    """All that moved, by architecture and field, sorted by importance, then by how much, then by name.

    Args:
        old: what was.
        new: what is.
        old_name: what it is called, a release or a directory.
        new_name: likewise.
        without: fields that only one of two schemas has; of them nothing is said but their names. Another schema is
            another way of counting, whatever version it says it has.
    """
    before = {entry.architecture.key: entry for entry in old.entries}
    after = {entry.architecture.key: entry for entry in new.entries}
    versions = moved(old.provenance, new.provenance)
    if without and "netweight" not in versions:
        versions = (*versions, "netweight")
    found = [
        change
        for key, differences in groupby(diff(old, new), key=lambda one: one.key)
        for change in _gathered(list(differences), before.get(key), after.get(key), versions)
        if change.group not in without
    ]
    return Changes(
        old_name=old_name,
        new_name=new_name,
        old=old.provenance,
        new=new.provenance,
        common=len(before.keys() & after.keys()),
        changes=tuple(sorted(found, key=_importance)),
        not_compared=tuple(sorted(without)),
    )


def _gathered(
    differences: Sequence[Difference], old: Entry | None, new: Entry | None, versions: Iterable[str]
) -> list[Change]:
    """The differences of one architecture, those of one field at several sizes as one change."""
    present = new or old
    if present is None:
        raise ValueError("expected an entry on one side at least, found none")
    architecture = present.architecture
    forward = another_forward(old, new) if old and new else None
    suspected = suspects(architecture.zoo, versions)
    fields: dict[tuple[str, str, tuple[str, ...]], list[Difference]] = {}
    for one in differences:
        fields.setdefault((one.field, one.kind, cause(one, suspected, forward)), []).append(one)
    return [
        Change(
            key=architecture.key,
            field=field,
            kind=kind,
            native=architecture.native,
            sizes=tuple(one.size for one in members if one.size is not None),
            old=tuple(_value(one.field, one.old, old) for one in members),
            new=tuple(_value(one.field, one.new, new) for one in members),
            causes=causes,
        )
        for (field, kind, causes), members in fields.items()
    ]


def _value(field: str, value: Any, entry: Entry | None) -> Any:
    """A value as plain JSON; of an architecture that is in one dataset only, what is measured at its native size."""
    if value is None:
        return None
    if field == "architecture":
        native = entry.native if entry else None
        return {name: getattr(native.numbers, name) for name in ("parameters", "macs")} if native else {}
    return dict(value) if field in _TALLIES else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Size):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _importance(change: Change) -> tuple[Any, ...]:
    kind = KINDS.index(change.kind)
    last = _LAST.index(change.group) + 1 if change.group in _LAST else 0
    rank = _ORDER.get(change.group, len(_ORDER))
    return (change.field != "architecture", last, rank, change.group, kind, -extent(change), change.key)


def extent(change: Change) -> float:
    """How far a number moved at the size that is told, as a part of what it was; infinite from nothing."""
    old, new = change.old[change.told], change.new[change.told]
    if type(old) is not int or type(new) is not int:
        return 0.0
    return abs(new - old) / abs(old) if old else float("inf")


def encode_changes(found: Changes) -> str:
    """The text of the file, one change a line.

    Raises:
        DatasetError: a change is not what a line can hold.
    """
    rows = ",\n".join(_line(one) for one in found.changes)
    head = {
        "schema": CHANGES_SCHEMA,
        "old": {"name": found.old_name, "provenance": dataclasses.asdict(found.old)},
        "new": {"name": found.new_name, "provenance": dataclasses.asdict(found.new)},
        "common": found.common,
        "not_compared": list(found.not_compared),
    }
    lines = "".join(f"{dump(key, CHANGES)}: {dump(value, CHANGES)},\n" for key, value in head.items())
    text = f'{{\n{lines}"changes": [\n{rows}\n]\n}}\n'
    decode_changes(text, CHANGES)
    return text


def decode_changes(text: str, where: str) -> Changes:
    """What :func:`encode_changes` wrote; ``where`` is the file, for errors.

    Raises:
        DatasetError: a key or a type is not what it should be.
    """
    node = parse(text, where)
    first = node.members().get("schema")
    keys = ("schema", "old", "new", "common", "not_compared", "changes")
    members = node.keys([key for key in keys if key != "not_compared" or first is None or first.value != 1])
    if members["schema"].integer() not in (1, CHANGES_SCHEMA):
        raise members["schema"].error(f"1 or {CHANGES_SCHEMA}")
    (old_name, old), (new_name, new) = _side(members["old"]), _side(members["new"])
    return Changes(
        old_name=old_name,
        new_name=new_name,
        old=old,
        new=new,
        common=members["common"].integer(),
        changes=members["changes"].each(_change),
        not_compared=members["not_compared"].each(Node.label) if "not_compared" in members else (),
    )


def read_changes(directory: Path) -> dict[str, Changes]:
    """Every comparison that is published beside a dataset, by its file's name without the ending, sorted.

    Raises:
        DatasetError: as :func:`decode_changes`.
    """
    paths = sorted((directory / CHANGES).glob("*.json"))
    return {path.stem: decode_changes(read_text(path), str(path)) for path in paths}


def _line(change: Change) -> str:
    values: Mapping[str, Any] = {name: getattr(change, name) for name in _KEYS}
    return dump(
        {**values, "native": str(change.native), "sizes": [str(one) for one in change.sizes]}, change.key
    )


def _side(node: Node) -> tuple[str, Provenance]:
    members = node.keys(("name", "provenance"))
    versions = members["provenance"].keys(VERSIONS)
    return members["name"].label(), Provenance(**{name: versions[name].label() for name in VERSIONS})


def _change(node: Node) -> Change:
    members = node.keys(_KEYS)
    sizes = members["sizes"].each(Node.size)
    values = {side: tuple(item.value for item in members[side].items()) for side in ("old", "new")}
    for side, found in values.items():
        if len(found) != max(1, len(sizes)):
            raise members[side].error(f"{max(1, len(sizes))} values", f"{len(found)}")
    return Change(
        key=members["key"].label(),
        field=members["field"].label(),
        kind=members["kind"].choice(KINDS),
        native=members["native"].size(),
        sizes=sizes,
        old=values["old"],
        new=values["new"],
        causes=members["causes"].each(Node.label),
    )
