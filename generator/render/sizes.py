"""The table over resolutions: a row for every measured size and for every run of sizes refused alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from generator.records import Entry, Measurement, Refusal, Size
from generator.render.refusals import reason, runs
from generator.render.units import DASH, NBSP, Figure, pixels, prefix_of, scaled


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One size with its figures in the order of the columns, or sizes with the reason why there are none."""

    size: str
    mark: str
    figures: tuple[Figure, ...] = ()
    refusal: str = ""


class Column(NamedTuple):
    """Heading, field, and the unit of its figures with the exponent of ten that it stands for."""

    name: str
    field: str
    unit: str = ""
    exponent: int = 0

    @property
    def heading(self) -> str:
        """``MACs [G]``."""
        return f"{self.name}{NBSP}[{self.unit}]" if self.unit else self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class SizeTable:
    """Headings of the columns with their units and the fields behind them, and rows by ascending size.

    A column has one unit, such as ``G`` or ``MB``; it is empty for a count in full.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


_COLUMNS = (
    ("MACs", "macs"),
    ("FLOPs", "flops"),
    ("Elementwise FLOPs", "elementwise_flops"),
    ("fvcore MACs", "macs_fvcore"),
    ("Activations", "activations"),
    ("Features", "feature_bytes"),
    ("Peak", "peak_activation_bytes"),
    ("Saved", "saved_bytes"),
)


def size_table(entry: Entry) -> SizeTable:
    """Every size of an entry; parameters and buffers have a column only where they change."""
    varies = {
        name: len({getattr(measured.numbers, name) for measured in entry.measurements}) > 1
        for name in ("parameters", "buffers")
    }
    columns = list(_COLUMNS)
    if varies["parameters"]:
        columns.insert(0, ("Parameters", "parameters"))
    if varies["buffers"]:
        columns.append(("Buffers", "buffers"))
    told = tuple(_column(entry, name, field) for name, field in columns)
    return SizeTable(columns=told, rows=tuple(_rows(entry, told)))


def _column(entry: Entry, name: str, field: str) -> Column:
    values = (getattr(one.numbers, field) for one in entry.measurements)
    exponent, prefix = prefix_of(value for value in values if value is not None)
    unit = f"{prefix}B" if field.endswith("_bytes") else prefix
    return Column(name, field, unit, exponent)


def _rows(entry: Entry, columns: tuple[Column, ...]) -> Iterator[Row]:
    """Rows by ascending size; a size with a mark stands alone."""
    ends: list[Measurement | Refusal] = sorted(
        (*entry.measurements, *entry.refusals), key=lambda end: end.size
    )
    for mark, marked in groupby(ends, key=lambda end: _mark(entry, end.size)):
        for refused, members in groupby(marked, key=lambda end: isinstance(end, Refusal)):
            if refused:
                for run in runs(end for end in members if isinstance(end, Refusal)):
                    yield Row(size=_sizes(run), mark=mark, refusal=reason(run))
                continue
            for end in members:
                if isinstance(end, Measurement):
                    figures = tuple(_figure(end, column) for column in columns)
                    yield Row(size=pixels(end.size), mark=mark, figures=figures)


def _mark(entry: Entry, size: Size) -> str:
    marks = (("native", entry.architecture.native), ("test", entry.architecture.test))
    return ", ".join(text for text, marked in marks if marked == size)


def _sizes(run: list[Refusal]) -> str:
    """``128, 160, 192 px``: the unit once, where all are square."""
    return ", ".join(pixels(one.size) for one in run).replace(f"{NBSP}px,", ",")


def _figure(measured: Measurement, column: Column) -> Figure:
    value = getattr(measured.numbers, column.field)
    return Figure(DASH, 0) if value is None else Figure(scaled(value, column.exponent), value)
