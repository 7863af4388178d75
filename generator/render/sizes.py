"""The table over resolutions: a row for every size, measured or refused."""

from __future__ import annotations

from dataclasses import dataclass

from generator.records import Entry, Measurement, Refusal, Size
from generator.render.units import Figure, count, pixels, size_in_bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One size: its figures in the order of the columns, or the reason why there are none."""

    size: str
    mark: str
    figures: tuple[Figure, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SizeTable:
    """Headings of the columns, and rows by ascending size."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def size_table(entry: Entry) -> SizeTable:
    """Every size of an entry; parameters and buffers have a column only where they change."""
    varies = {
        name: len({getattr(measured.numbers, name) for measured in entry.measurements}) > 1
        for name in ("parameters", "buffers")
    }
    columns = [("MACs", "macs"), ("FLOPs", "flops"), ("Activations", "activations")]
    columns.append(("Features", "feature_bytes"))
    if varies["parameters"]:
        columns.insert(0, ("Parameters", "parameters"))
    if varies["buffers"]:
        columns.append(("Buffers", "buffers"))
    ends: dict[Size, Measurement | Refusal] = {one.size: one for one in entry.measurements}
    ends |= {one.size: one for one in entry.refusals}
    names = tuple(name for _, name in columns)
    rows = tuple(_row(entry, size, ends[size], names) for size in sorted(ends))
    return SizeTable(columns=tuple(heading for heading, _ in columns), rows=rows)


def _row(entry: Entry, size: Size, end: Measurement | Refusal, names: tuple[str, ...]) -> Row:
    architecture = entry.architecture
    marks = (("native", architecture.native), ("test", architecture.test))
    mark = ", ".join(text for text, marked in marks if marked == size)
    if isinstance(end, Refusal):
        return Row(size=pixels(size), mark=mark, refusal=f"refused at {end.stage}: {end.message}")
    return Row(size=pixels(size), mark=mark, figures=tuple(_figure(end, name) for name in names))


def _figure(measured: Measurement, name: str) -> Figure:
    value = getattr(measured.numbers, name)
    return size_in_bytes(value) if name.endswith("_bytes") else count(value)
