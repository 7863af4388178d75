"""The rows that the page and the Markdown share: sections by cause, tables by field, all of them of bounded length."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from generator.records import Provenance
from generator.records.changes import Change, Changes
from generator.render.units import NBSP, decimal, exact, half_up, rounded

MINUS = "\u2212"
_LONGEST = 120
_SUBJECTS = {"netweight": "the counting", "torch": "torch", "python": "Python"}
_ZOOS = ("timm", "torchvision")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One architecture's change of one field; ``path`` leads to its page, empty where it has none."""

    key: str
    path: str
    at: str
    old: str
    new: str
    drift: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """The changes of one field: ``total`` of them, in ``architectures``, of which ``rows`` are shown, ``rest`` not."""

    field: str
    total: str
    architectures: str
    rows: tuple[Row, ...]
    rest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """The tables of one cause, the most important field first."""

    cause: str
    architectures: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Alone:
    """The architectures that only one side has: ``total``, those ``shown`` as key, path and numbers, and the ``rest``."""

    kind: str
    total: str
    shown: tuple[tuple[str, str, str], ...]
    rest: str


def versions(old: Provenance, new: Provenance) -> list[tuple[str, str, str]]:
    """Package, version before and version after, of what differs."""
    names = [field.name for field in dataclasses.fields(Provenance)]
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in names]
    return [(name, before, after) for name, before, after in pairs if before != after]


def incomparable(found: Changes) -> str:
    """``not compared, since the schemas differ in them: gaps, uses``; empty where all was compared."""
    names = ", ".join(found.not_compared)
    return f"not compared, since the schemas differ in them: {names}" if names else ""


def cause(causes: tuple[str, ...], old: Provenance, new: Provenance) -> str:
    """``the model changed (timm 1.0.30 → 1.0.31)``; several that cannot be told apart are all named."""
    if not causes:
        return "no version differs"
    subjects = list(dict.fromkeys(_subject(name) for name in causes))
    who = " or ".join(part for part in (", ".join(subjects[:-1]), subjects[-1]) if part)
    known = {name: f"{name} {before} \u2192 {after}" for name, before, after in versions(old, new)}
    return f"{who} changed ({', '.join(known.get(name, name) for name in causes)})"


def _subject(name: str) -> str:
    if name in _ZOOS or name not in {field.name for field in dataclasses.fields(Provenance)}:
        return "the model"
    return _SUBJECTS[name]


def sections(found: Changes, limit: int, existing: frozenset[str] = frozenset()) -> list[Section]:
    """What differs of architectures that both sides have, by cause, in the order of the first change of each."""
    by_cause: dict[tuple[str, ...], list[Change]] = {}
    for one in found.fields:
        by_cause.setdefault(one.causes, []).append(one)
    return [
        Section(
            cause=cause(causes, found.old, found.new),
            architectures=exact(len({one.key for one in members})),
            tables=tuple(
                _table(group, list(rows), limit, existing)
                for group, rows in groupby(members, key=lambda one: one.group)
            ),
        )
        for causes, members in by_cause.items()
    ]


def folded(found: Changes, kind: str, limit: int, existing: frozenset[str] = frozenset()) -> Alone:
    """The architectures that are new, or gone."""
    members = found.architectures(kind)
    shown = tuple((one.key, _path(one.key, existing), _weight(one)) for one in members[:limit])
    return Alone(kind=kind, total=exact(len(members)), shown=shown, rest=_rest(len(members), limit))


def _table(group: str, members: list[Change], limit: int, existing: frozenset[str]) -> Table:
    return Table(
        field=group,
        total=exact(len(members)),
        architectures=exact(len({one.key for one in members})),
        rows=tuple(_row(one, existing) for one in members[:limit]),
        rest=_rest(len(members), limit),
    )


def _rest(total: int, limit: int) -> str:
    return exact(total - limit) if total > limit else ""


def _row(change: Change, existing: frozenset[str]) -> Row:
    old, new = change.old[change.told], change.new[change.told]
    which = f"{change.field}: " if change.field != change.group else ""
    return Row(
        key=change.key,
        path=_path(change.key, existing),
        at=which.removesuffix(": ") if which else at(change),
        old=text(old),
        new=text(new),
        drift=drift(old, new),
    )


def _path(key: str, existing: frozenset[str]) -> str:
    return key if key in existing else ""


def at(change: Change) -> str:
    """``224 px``, ``224 px and 11 other sizes``; empty for what has no size."""
    if not change.sizes:
        return ""
    others = len(change.sizes) - 1
    more = f" and {others} other size{'s' if others > 1 else ''}" if others else ""
    return f"{change.sizes[change.told]}{NBSP}px{more}"


def text(value: Any) -> str:
    """A value in full: integers in groups of three, lists and tallies with commas, ``none`` for nothing there."""
    if value is None:
        return "none"
    if isinstance(value, bool) or not isinstance(value, int):
        plain = value if isinstance(value, str) else _joined(value)
        plain = " ".join(plain.split())
        return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}\u2026"
    return exact(value) if value >= 0 else f"{MINUS}{exact(-value)}"


def _joined(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {text(one)}" for name, one in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(text(one) for one in value) or "none"
    return json.dumps(value)


def drift(old: Any, new: Any) -> str:
    """By how much a count moved, in percent of what it was: ``+2.4 %``; empty where there is no such ratio."""
    if type(old) is not int or type(new) is not int or old <= 0 or old == new:
        return ""
    sign = "+" if new > old else MINUS
    permille = half_up(1000 * abs(new - old), old)
    return f"{sign}{decimal(permille, 1)}{NBSP}%" if permille else f"{sign}<0.1{NBSP}%"


def _weight(change: Change) -> str:
    values = change.new[0] if change.kind == "added" else change.old[0]
    if not isinstance(values, dict) or not values.keys() >= {"parameters", "macs"}:
        return "refused at its native size"
    return f"{rounded(values['parameters'])} parameters, {rounded(values['macs'], 'MACs')} at {change.native}{NBSP}px"


def change_line(change: Change) -> str:
    """One change as a line of text: ``timm/resnet50 at 224 px: macs: 1,000 -> 1,024 (+2.4 %)``."""
    place = at(change)
    where = f"{change.key} at {place}" if place else change.key
    if change.field == "architecture":
        return f"{where}: {change.kind}: {_weight(change)}"
    old, new = change.old[change.told], change.new[change.told]
    moved = drift(old, new)
    return f"{where}: {change.field}: {text(old)} -> {text(new)}{f' ({moved})' if moved else ''}"
