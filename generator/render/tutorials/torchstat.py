"""torchstat's report from our tape, and its totals beside ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.records import Dataset, Numbers, Size
from generator.records.examples import Examples, TorchstatRow, TorchstatTable
from generator.render.tutorials.formulas import field, numbers_of
from generator.render.units import DASH, exact, mebibytes, pixels, ratio

_PRODUCTS = frozenset({"Conv2d", "Linear"})


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportRow:
    """One line of the report, as torchstat prints it."""

    path: str
    input_shape: str
    output_shape: str
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """The whole report at one size; ``totals`` follow the cells of a row."""

    size: str
    anchor: str
    rows: tuple[ReportRow, ...]
    totals: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparedRow:
    """One of torchstat's totals beside ours: (size, theirs, ours, ratio) for each size."""

    column: str
    name: str
    anchor: str
    cells: tuple[tuple[str, str, str, str], ...]


def torchstat_tables(examples: Examples, key: str, size: Size) -> list[Report]:
    """The report on one architecture at one size; none where it was not made."""
    found = [one for one in examples.torchstat if (one.architecture, one.size) == (key, size)]
    return [_report(table) for table in found]


def _report(table: TorchstatTable) -> Report:
    return Report(
        size=pixels(table.size),
        anchor=f"px-{table.size}",
        rows=tuple(
            ReportRow(
                path=row.path,
                input_shape=" ".join(str(side) for side in row.input_shape),
                output_shape=" ".join(str(side) for side in row.output_shape),
                cells=_cells([row]),
            )
            for row in table.rows
        ),
        totals=_cells(table.rows),
    )


def _cells(rows: Iterable[TorchstatRow]) -> tuple[str, ...]:
    """params, memory(MB), MAdd, Flops, MemRead(B), MemWrite(B), MemR+W(B)."""
    rows = tuple(rows)
    read, written = _sum(rows, "read_bytes"), _sum(rows, "written_bytes")
    return (
        exact(_sum(rows, "parameters")),
        mebibytes(_sum(rows, "output_bytes"), 2),
        exact(_sum(rows, "madd")),
        exact(_sum(rows, "flops")),
        exact(read),
        exact(written),
        exact(read + written),
    )


def torchstat_values(dataset: Dataset, examples: Examples) -> dict[str, object]:
    """For each architecture the totals of the report beside ours, at all sizes."""
    keys = list(dict.fromkeys(table.architecture for table in examples.torchstat))
    return {"models": [_compared(dataset, examples, key) for key in keys]}


def _compared(dataset: Dataset, examples: Examples, key: str) -> dict[str, object]:
    tables = [table for table in examples.torchstat if table.architecture == key]
    found = [(table, numbers_of(dataset, key, table.size)) for table in tables]
    return {
        "key": key,
        "name": key.rpartition("/")[2],
        "rows": [
            ComparedRow(
                column=column,
                name=name,
                anchor=anchor,
                cells=tuple(
                    (
                        pixels(table.size),
                        *_cell(_sum(_chosen(table.rows, column), part), _ours(numbers, name)),
                    )
                    for table, numbers in found
                ),
            )
            for column, part, name, anchor in _COMPARED
        ],
    }


_OF_PRODUCTS = "of Conv2d and Linear"
_COMPARED = (
    ("params", "parameters", "parameters", "parameters"),
    ("memory(MB), in bytes", "output_bytes", "feature_bytes", "feature_bytes"),
    ("Flops", "flops", "macs", "macs"),
    (f"Flops {_OF_PRODUCTS}", "flops", "macs", "macs"),
    ("MAdd", "madd", "flops", "flops"),
    (f"MAdd {_OF_PRODUCTS}", "madd", "flops \u2212 activations", "activations"),
    ("MemRead(B)", "read_bytes", "read_bytes", "byte-fields"),
    ("MemWrite(B)", "written_bytes", "written_bytes", "byte-fields"),
)
"""torchstat's column, its field in our rows, our field, and where that is defined."""


def _chosen(rows: tuple[TorchstatRow, ...], column: str) -> tuple[TorchstatRow, ...]:
    if not column.endswith(_OF_PRODUCTS):
        return rows
    return tuple(row for row in rows if row.class_name in _PRODUCTS)


def _ours(numbers: Numbers | None, name: str) -> int | None:
    first, _, second = name.partition(" \u2212 ")
    left = field(numbers, first)
    if not second or left is None:
        return left
    return left - (field(numbers, second) or 0)


def _cell(theirs: int, ours: int | None) -> tuple[str, str, str]:
    if ours is None:
        return exact(theirs), DASH, DASH
    return exact(theirs), exact(ours), ratio(theirs, ours)


def _sum(rows: Iterable[TorchstatRow], part: str) -> int:
    return sum(getattr(row, part) for row in rows)
