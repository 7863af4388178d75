"""A dataset of an earlier schema, as far as it says what today's says: to be compared, and for nothing else.

A schema adds keys and fields, or takes some away. What only one of the two has is filled with nothing, so that today's strict
reader can read the rest, and is named, so that no comparison takes nothing for a number.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.dataset.columns import OPERATOR_READERS, RECONCILED_READERS, STAGE_READERS, USE_READERS
from generator.dataset.entries import PUBLISHED_KEYS, decode_entry
from generator.dataset.files import decode_part
from generator.dataset.node import dump, parse
from generator.dataset.schema import ARCHITECTURE_KEYS, ENTRY_KEYS
from generator.records import FIELDS, Architecture, Dataset, Entry

_COLUMNS: Mapping[str, Any] = {
    "reconciled": RECONCILED_READERS,
    "stages": STAGE_READERS,
    "operators": OPERATOR_READERS,
    "uses": USE_READERS,
}
_NOTHING: Mapping[str, Any] = {
    **{
        field.name: [] if field.default == () else field.default
        for field in dataclasses.fields(Architecture)
        if field.name in ARCHITECTURE_KEYS and field.default is not dataclasses.MISSING
    },
    **{key: {name: [] for name in readers} for key, readers in _COLUMNS.items()},
    "gaps": [],
    "peak": None,
    "second_macs": None,
}
"""What stands for a key that a line may be without; without any other, a line is damaged."""


def read_comparable(directory: Path) -> tuple[Dataset, frozenset[str]]:
    """A dataset of today's schema or an earlier one, and what cannot be compared: fields that only one of the two has.

    Fields are named as :attr:`generator.records.changes.Change.group` names them.

    Raises:
        DatasetError: as :func:`generator.dataset.read_dataset`.
    """
    translation = _Translation()
    dataset, shard = decode_part(directory, earlier=translation.entry)
    if shard is not None:
        raise shard.error("a whole dataset, which `netweight merge` makes of shards", "a shard of one")
    return dataset, frozenset(translation.unsaid)


class _Translation:
    """Lines of an earlier schema, one after the other; ``unsaid`` grows with what one of the two does not have."""

    def __init__(self) -> None:
        self.unsaid: set[str] = set()

    def entry(self, text: str, where: str) -> Entry:
        """The entry of a line, with nothing in place of what it does not say.

        Raises:
            DatasetError: as :func:`generator.dataset.decode_entry`.
        """
        line: dict[str, Any] = {key: node.value for key, node in parse(text, where).members().items()}
        self.unsaid |= line.keys() ^ set(ENTRY_KEYS)
        line = {**_NOTHING, **line}
        line = {key: line[key] for key in ENTRY_KEYS if key in line}
        if isinstance(line.get("numbers"), dict) and line["numbers"]:
            line["numbers"] = self._numbers(line["numbers"])
        for key, readers in _COLUMNS.items():
            if isinstance(line[key], dict) and line[key].keys() != readers.keys():
                self._leave(line, key)
        published = line["published"]
        if isinstance(published, list) and any(
            isinstance(one, dict) and one.keys() != set(PUBLISHED_KEYS) for one in published
        ):
            self._leave(line, "published")
        if self.unsaid & {"published", "reconciled"}:  # a row of one belongs to a row of the other
            self._leave(line, "published")
            self._leave(line, "reconciled")
        return decode_entry(dump(line, where), where)

    def _leave(self, line: dict[str, Any], key: str) -> None:
        line[key] = _NOTHING[key]
        self.unsaid.add(key)

    def _numbers(self, numbers: Mapping[str, Any]) -> dict[str, Any]:
        self.unsaid |= numbers.keys() ^ {field.name for field in FIELDS}
        nothing: dict[str, Any] = {
            field.name: None if field.is_optional else {} if field.is_tally else 0 for field in FIELDS
        }
        return {name: numbers.get(name, value) for name, value in nothing.items()}
