"""A survey in parts, for machines that share nothing: who measures what, and whether parts make a whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from generator.dataset import Part
from generator.records import Dataset, Entry, Provenance, Size

_TEXT = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})")
_NAMED = 5
"""How many names an error gives before it counts the rest."""


class ShardError(ValueError):
    """Shards do not make a whole; the message names what is wrong."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Part ``index`` of ``count``, counted from 1."""

    index: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """``"2/8"`` is the second of eight.

        Raises:
            ValueError: the text is something else, or the index is above the count.
        """
        match = _TEXT.fullmatch(text.strip())
        if match is None or int(match[1]) > int(match[2]):
            raise ValueError(
                f"a shard is INDEX/COUNT, from 1/COUNT to COUNT/COUNT, such as 2/8; found {text!r}"
            )
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        """``2/8``."""
        return f"{self.index}/{self.count}"

    def of(self, keys: Iterable[str]) -> list[str]:
        """Every ``count``-th key in sorted order.

        Neighbours in that order are of one family and cost about the same, so that each shard gets its
        share of every family, and a shard is the same on every machine.
        """
        return sorted(keys)[self.index - 1 :: self.count]

    def part(self, code: str, sizes: Sequence[Size] | None, architectures: Iterable[str]) -> Part:
        """What the shard's directory says of it; ``architectures`` are those of the whole survey."""
        return Part(
            index=self.index,
            count=self.count,
            code=code,
            sizes=tuple(str(size) for size in sizes or ()),
            architectures=tuple(sorted(architectures)),
        )


def join(shards: Mapping[Path, tuple[Dataset, Part]]) -> Dataset:
    """The dataset that a survey without shards would have written.

    Raises:
        ShardError: the shards are of different versions, code, sizes or surveys; one is missing or there
            twice; an architecture is missing or in two shards.
    """
    if not shards:
        raise ShardError("there is no shard to merge")
    _same(shards)
    _complete({path: part for path, (_, part) in shards.items()})
    entries: dict[str, Entry] = {}
    owner: dict[str, Path] = {}
    for path, (dataset, _) in shards.items():
        for entry in dataset.entries:
            key = entry.architecture.key
            if key in owner:
                raise ShardError(f"{key} is in two shards, {owner[key]} and {path}")
            entries[key], owner[key] = entry, path
    dataset, part = next(iter(shards.values()))
    missing = [key for key in part.architectures if key not in entries]
    if missing:
        raise ShardError(f"the shards lack {_some(missing)}")
    extra = sorted(entries.keys() - set(part.architectures))
    if extra:
        raise ShardError(f"the survey did not ask for {_some(extra)}")
    return Dataset(provenance=dataset.provenance, entries=tuple(entries[key] for key in sorted(entries)))


def _same(shards: Mapping[Path, tuple[Dataset, Part]]) -> None:
    (first, (dataset, part)), *others = shards.items()
    for path, (other, its) in others:
        for field in fields(Provenance):
            old, new = getattr(dataset.provenance, field.name), getattr(other.provenance, field.name)
            if old != new:
                raise ShardError(
                    f"{path} was measured with {field.name} {new}, {first} with {field.name} {old}"
                )
        if its.code != part.code:
            raise ShardError(
                f"{path} was measured by other code than {first}, though both say {_version(other)}"
            )
        if its.sizes != part.sizes:
            raise ShardError(f"{path} was measured at {_sizes(its)}, {first} at {_sizes(part)}")
        if its.count != part.count:
            raise ShardError(f"{path} is shard {its}, {first} is shard {part}")
        differing = sorted(set(its.architectures) ^ set(part.architectures))
        if differing:
            raise ShardError(
                f"{path} and {first} are of different surveys: only one asked for {_some(differing)}"
            )


def _complete(parts: Mapping[Path, Part]) -> None:
    count = next(iter(parts.values())).count
    found = Counter(part.index for part in parts.values())
    for path, part in parts.items():
        if found[part.index] > 1:
            twice = next(p for p, other in parts.items() if other.index == part.index and p != path)
            raise ShardError(f"{path} and {twice} are both shard {part}")
    missing = [f"{index}/{count}" for index in range(1, count + 1) if index not in found]
    if missing:
        raise ShardError(f"shard {_some(missing)} is missing")


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _sizes(part: Part) -> str:
    return ", ".join(part.sizes) or "the default sizes"


def _version(dataset: Dataset) -> str:
    return f"netweight {dataset.provenance.netweight}"
