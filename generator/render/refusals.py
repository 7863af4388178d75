"""Refusals grouped for reading: by reason over a dataset, and by runs of sizes within one entry."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from generator.records import Architecture, Dataset, Refusal
from generator.render.links import by_name, model_path
from generator.render.units import pixels

_NUMBER = re.compile(r"(?<![A-Za-z_0-9])[0-9]+(?:\.[0-9]+)?")
_NUMBERS = re.compile(r"\[N(?:, N)+\]")


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusalGroup:
    """Refusals of one zoo with one stage and one message, numbers aside: who, and at which sizes."""

    zoo: str
    stage: str
    message: str
    total: int
    models: tuple[tuple[str, str, str], ...]
    """Name, path and sizes."""


def refusal_groups(dataset: Dataset) -> list[RefusalGroup]:
    """Sizes that are refused, by zoo, stage and pattern of the message, the most frequent first."""
    return _grouped((entry.architecture, entry.refusals) for entry in dataset.entries)


def gap_groups(dataset: Dataset) -> list[RefusalGroup]:
    """What failed beside a measurement that stands, likewise."""
    return _grouped((entry.architecture, entry.gaps) for entry in dataset.entries)


def _grouped(found: Iterable[tuple[Architecture, Iterable[Refusal]]]) -> list[RefusalGroup]:
    groups: dict[tuple[str, str, str], dict[str, tuple[Architecture, list[str]]]] = defaultdict(dict)
    for one, refusals in found:
        for refusal in refusals:
            members = groups[one.zoo, refusal.stage, pattern(refusal.message)]
            members.setdefault(one.key, (one, []))[1].append(pixels(refusal.size))
    named = [
        RefusalGroup(
            zoo=zoo,
            stage=stage,
            message=message,
            total=sum(len(sizes) for _, sizes in members.values()),
            models=linked({key: (one, ", ".join(sizes)) for key, (one, sizes) in members.items()}),
        )
        for (zoo, stage, message), members in groups.items()
    ]
    return sorted(named, key=lambda group: (-group.total, group.zoo, group.stage, group.message))


def linked(members: dict[str, tuple[Architecture, str]]) -> tuple[tuple[str, str, str], ...]:
    """Name, path and remark of some architectures, in the order in which readers expect names."""
    ordered = by_name(one for one, _ in members.values())
    return tuple((one.key, model_path(one), members[one.key][1]) for one in ordered)


def pattern(message: str) -> str:
    """A message with N for each number, and a list of numbers of any length as one; names keep their digits."""
    return _NUMBERS.sub("[N, \u2026]", _NUMBER.sub("N", message))


def runs(refusals: Iterable[Refusal]) -> list[list[Refusal]]:
    """Neighbours with one stage and one pattern of the message, in the order they come in."""
    groups = groupby(refusals, key=lambda one: (one.stage, pattern(one.message)))
    return [list(members) for _, members in groups]


def reason(run: list[Refusal]) -> str:
    """Stage and message of a run; where messages differ in numbers, the first one and whose it is."""
    first = run[0]
    same = all(one.message == first.message for one in run)
    whose = "" if same else f" (this is the message at {pixels(first.size)}; the others differ in numbers)"
    return f"refused at {first.stage}: {first.message}{whose}"
