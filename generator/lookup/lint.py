"""The numbers of a table held against the dataset, cell by cell.

A cell is ``right`` under the meaning of its head, right under another ``convention`` or at another ``size``, or ``off``; it is
``unmeasured`` where the size it names is, and ``unread`` where it is no number. A name that nothing answers to is ``unresolved``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator.lookup.claims import parse
from generator.lookup.columns import NAME, Column, columns, of_kind
from generator.lookup.conventions import ACTIVATIONS, OPERATIONS, PARAMETERS, SIZE, Convention, values
from generator.lookup.names import Names
from generator.lookup.readings import Reading
from generator.lookup.tables import Row, Table
from generator.records import Entry, Measurement, Size

RIGHT, CONVENTION, OTHER_SIZE, OFF, UNMEASURED, UNREAD, UNRESOLVED = (
    "right", "convention", "size", "off", "unmeasured", "unread", "unresolved",
)  # fmt: skip
_ORDER = (RIGHT, CONVENTION, OTHER_SIZE, OFF, UNMEASURED)
_COUNTED = (PARAMETERS, OPERATIONS, ACTIVATIONS)
_PLAIN = frozenset({"macs", "flops", "parameters", "activations"})
"""What a number that is off is told to be off from."""

_WORDS = {PARAMETERS: "params", OPERATIONS: "FLOPs", ACTIVATIONS: "acts"}
_POWERS = {3: "k", 6: "M", 9: "G", 12: "T"}
_NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "?"})
_REFERENCE = re.compile(r"\s*\[[0-9][0-9,;–\s-]*\]")
_SIZED = re.compile(r"^(.*?)[\s@↑(,/]+([0-9]{2,4})(?:\s*[x×]\s*([0-9]{2,4}))?\s*(?:²|px)?\)?$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What is found of one cell, or of a name. ``difference`` is (theirs - ours) / ours.

    ``cut`` says of what is off that it would be right if digits were cut off and not rounded.
    """

    line: int
    name: str
    header: str
    text: str
    status: str
    architecture: str = ""
    size: str = ""
    convention: str = ""
    value: int | None = None
    difference: float = 0.0
    cut: bool = False
    nearest: tuple[str, ...] = ()


def lint(table: Table, names: Names) -> tuple[Finding, ...]:
    """Every name and every counted cell of a table, in its order; empty where the table has no such columns."""
    found = columns(table)
    name, counted, sizes = of_kind(found, NAME), of_kind(found, *_COUNTED), of_kind(found, SIZE)
    if not name or not counted:
        return ()
    return tuple(
        finding
        for row in table.rows
        for finding in _row(row, name[0], counted, sizes[0] if sizes else None, names)
    )


def _row(
    row: Row, name: Column, counted: Sequence[Column], sized: Column | None, names: Names
) -> Iterator[Finding]:
    text = _REFERENCE.sub("", row.cell(name.place)).strip()
    cells = [(column, row.cell(column.place)) for column in counted]
    cells = [(column, cell) for column, cell in cells if cell.lower() not in _NOTHING]
    if not text or not cells:
        return
    size = _size(row.cell(sized.place)) if sized else None
    resolution = names.resolve(text)
    split = _SIZED.match(text)
    if not resolution.entries and split:
        again = names.resolve(split[1])
        if again.entries:
            resolution = again
            size = size or Size(int(split[2]), int(split[3] or split[2]))
    if not resolution.entries:
        yield Finding(
            line=row.line,
            name=text,
            header=name.header,
            text=text,
            status=UNRESOLVED,
            nearest=resolution.nearest,
        )
        return
    entries = resolution.entries
    if size is not None:
        of_size = names.resolve(f"{text} {size.height_px}").entries
        entries += tuple(
            entry for entry in of_size if entry.architecture.native == size and entry not in entries
        )
    for column, cell in cells:
        yield _best(row.line, text, column, cell, entries, size)


def _size(cell: str) -> Size | None:
    """The size of a cell such as 224, 224×224, 3×224×224 or 224²; None for none."""
    sides = [int(side) for side in re.findall("[0-9]+", cell)]
    if not sides or re.search(r"[A-Za-wyz]", cell.replace("px", "")):
        return None
    return Size(sides[-2] if len(sides) > 1 else sides[0], sides[-1])


def _best(
    line: int, name: str, column: Column, cell: str, entries: Sequence[Entry], size: Size | None
) -> Finding:
    """The best that any of the architectures makes of a cell."""
    readings = _readings(column, cell)
    blank = Finding(line=line, name=name, header=column.header, text=cell, status=UNREAD)
    if not readings:
        return blank
    found = [one for entry in entries for one in _judged(blank, column, readings, entry, size)]
    return min(found, key=lambda one: (_ORDER.index(one.status), abs(one.difference)))


def _readings(column: Column, cell: str) -> tuple[Reading, ...]:
    """What a cell may be under its head; none where it is no number."""
    prefix = "" if column.prefix is None else f"({_POWERS.get(column.prefix, '')})"
    for head in (f"{_WORDS[column.kind]} {prefix}", _WORDS[column.kind], ""):
        try:
            claims = parse(f"{head} {cell}")
        except ValueError:
            continue
        fitting = [one for one in claims[0].readings if one.kind == column.kind]
        if len(claims) == 1 and fitting:
            return tuple(fitting)
    return ()


def _judged(
    cell: Finding, column: Column, readings: Sequence[Reading], entry: Entry, size: Size | None
) -> Iterator[Finding]:
    """What an architecture makes of a cell at the size that is asked for, else at its own and then at any other."""
    chosen = entry.architecture.native if size is None else size
    at = entry.at(chosen)
    if at is None:
        yield replace(cell, status=UNMEASURED, architecture=entry.architecture.key, size=str(chosen))
        return
    first = _measured(cell, column, readings, entry, at)
    yield first
    if size is not None or first.status != OFF:
        return
    for measured in entry.measurements:
        other = _measured(cell, column, readings, entry, measured)
        if other.status == RIGHT or (other.status == CONVENTION and other.convention == "macs"):
            yield replace(other, status=OTHER_SIZE)


def _measured(
    cell: Finding, column: Column, readings: Sequence[Reading], entry: Entry, at: Measurement
) -> Finding:
    """The likeliest convention that has the digits of a cell; where none has, the nearest of the plain ones."""
    there = [(one, value) for one, value in values(at.numbers) if one.kind == column.kind and value > 0]
    inside, near = [], []
    for reading in readings:
        for one, value in there:
            difference = (reading.center - value) / value
            if reading.low <= value <= reading.high and (one.cost <= 1 or _sharp(reading)):
                inside.append((not _meant(column, one), one.cost, abs(difference), one, value, reading))
            elif one.key in _PLAIN:
                near.append((abs(difference), one.cost, 0.0, one, value, reading))
    status = OFF
    pick = min(inside or near, key=lambda one: one[:3])
    if inside:
        status = CONVENTION if pick[0] else RIGHT
    _, _, _, convention, value, reading = pick
    return replace(
        cell,
        status=status,
        architecture=entry.architecture.key,
        size=str(at.size),
        convention=convention.key,
        value=value,
        difference=(reading.center - value) / value,
        cut=status == OFF and 0 <= value - reading.center < reading.high - reading.low,
    )


def _sharp(reading: Reading) -> bool:
    """Whether three digits are printed: what is coarser fits an unlikely convention by accident."""
    return 100 * (reading.high - reading.low) <= reading.center


def _meant(column: Column, convention: Convention) -> bool:
    """Whether a head says this convention: MACs are ``macs``, FLOPs two for each."""
    if column.kind == OPERATIONS:
        return convention.key == ("macs" if column.says_macs else "flops")
    return convention.key in (PARAMETERS, ACTIVATIONS)
