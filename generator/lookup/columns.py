"""What the columns of a table hold, from their heads: the name, the size, and counts with their units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.lookup.claims import unit_of
from generator.lookup.conventions import ACTIVATIONS, OPERATIONS, PARAMETERS, SIZE
from generator.lookup.tables import Table
from generator.lookup.words import MACS

NAME = "name"
_WORD = re.compile(r"#?[A-Za-z]+(?:-[A-Za-z]+)*")
_POWER = re.compile(r"10\s*\^?\s*\{?([0-9]{1,2})")
_NAMES = frozenset(
    "model models method methods architecture architectures network networks backbone name encoder arch net".split()
)
_SIZES = frozenset("input res resolution px pixels crop image img".split())
_LETTERS = {"#p": PARAMETERS, "#param": PARAMETERS}
_NOT_COUNTED = frozenset(
    "reduction saving savings ratio per throughput latency speed time acc accuracy top drop".split()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column that is checked. ``prefix`` is the power of ten of its head, None where that names none.

    ``says_macs`` tells a head of MACs from one of FLOPs.
    """

    place: int
    header: str
    kind: str
    prefix: int | None = None
    says_macs: bool = False


def columns(table: Table) -> tuple[Column, ...]:
    """The columns that are known by their heads, the first of names and of sizes; a name may have no head."""
    found: list[Column] = []
    for place, header in enumerate(table.header):
        column = _known(place, header)
        if column and not (column.kind in (NAME, SIZE) and any(one.kind == column.kind for one in found)):
            found.append(column)
    if not any(column.kind == NAME for column in found):
        taken = {column.place for column in found}
        wordy = _wordiest(table, taken)
        if wordy is not None:
            found.append(Column(place=wordy, header=table.header[wordy], kind=NAME))
    return tuple(found)


def _known(place: int, header: str) -> Column | None:
    """The column of a head, None where the head says nothing that is known."""
    words = [word.lower() for word in _WORD.findall(header)]
    if _NOT_COUNTED & set(words):
        return None
    units = [unit for unit in map(unit_of, words) if unit]
    kinds = {_LETTERS[word] for word in words if word in _LETTERS} | {unit.what for unit in units}
    powers = [unit.power for unit in units if unit.power is not None]
    powers += [int(power) for power in _POWER.findall(header)]
    macs = MACS in kinds
    for kind in (OPERATIONS, PARAMETERS, ACTIVATIONS):
        if kind in kinds or (macs and kind == OPERATIONS):
            prefix = powers[0] if powers else None
            return Column(place=place, header=header, kind=kind, prefix=prefix, says_macs=macs)
    for kind, known in ((NAME, _NAMES), (SIZE, _SIZES)):
        if known & set(words):
            return Column(place=place, header=header, kind=kind)
    return None


def _wordiest(table: Table, taken: set[int]) -> int | None:
    """The first column most of whose cells have letters before anything else."""
    for place in range(len(table.header)):
        cells = [row.cell(place) for row in table.rows if row.cell(place)]
        if place not in taken and cells and 2 * sum(cell[0].isalpha() for cell in cells) > len(cells):
            return place
    return None


def of_kind(found: Sequence[Column], *kinds: str) -> list[Column]:
    """The columns of some kinds, from the left."""
    return [column for column in found if column.kind in kinds]
