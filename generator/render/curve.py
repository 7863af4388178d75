"""MACs and memory over the input size as two small drawings: how the cost grows, at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from generator.records import Entry, Size
from generator.render.axes import Steps, Tick, round_step
from generator.render.units import NBSP, rounded

WIDTH, HEIGHT = 340, 166
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 22, 14, 22
_FEWEST = 3
"""With fewer points the table beside it says it all."""

_APART = 14
"""Two names closer than this would overlap: the lower line's then stands below it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One quantity: ``line`` is path data, ``native`` one dot or empty; ``name`` ends at (``x``, ``y``)."""

    line: str
    native: str
    name: str
    x: int
    y: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Curve:
    """A drawing of square sizes; ``says`` is what it shows, in words."""

    title: str
    says: str
    across: tuple[Tick, ...]
    upwards: tuple[Tick, ...]
    grid: str
    lines: tuple[Line, ...]
    width: int = WIDTH
    height: int = HEIGHT


_DRAWN = (
    ("MACs", "", (("MACs", "macs"),)),
    ("Memory", "B", (("saved for backward", "saved_bytes"), ("peak of a forward", "peak_activation_bytes"))),
)
"""Title, unit, and the quantities of each drawing with their fields."""


def curves(entry: Entry) -> tuple[Curve, ...]:
    """The drawings of one entry; those that have fewer than three square sizes or nothing above zero are left out."""
    drawn = (_curve(entry, *one) for one in _DRAWN)
    return tuple(one for one in drawn if one is not None)


def _curve(entry: Entry, title: str, unit: str, quantities: tuple[tuple[str, str], ...]) -> Curve | None:
    found = {name: _over_sizes(entry, field) for name, field in quantities}
    shown = {
        name: values for name, values in found.items() if len(values) >= _FEWEST and max(values.values())
    }
    if not shown:
        return None
    sizes = sorted({size for values in shown.values() for size in values})
    top = max(value for values in shown.values() for value in values.values())
    across, upwards = _across(sizes), _upwards(top)
    marked = _side(entry.architecture.native)
    ticks = tuple(upwards.ticks(unit))
    return Curve(
        title=f"{title} of {entry.architecture.name} over the input size",
        says="; ".join(_says(name, values, unit) for name, values in shown.items()) + ".",
        across=_sides(across),
        upwards=ticks,
        grid="".join(f"M{_LEFT} {mark.at}H{WIDTH - _RIGHT}" for mark in ticks),
        lines=_lines(shown, across, upwards, marked),
    )


def _over_sizes(entry: Entry, field: str) -> dict[int, int]:
    """One field by the side of the square sizes at which it is measured."""
    return {
        side: value
        for measured in entry.measurements
        if (side := _side(measured.size)) and (value := getattr(measured.numbers, field)) is not None
    }


def _side(size: Size) -> int:
    """Of a square, else 0."""
    return size.height_px if size.height_px == size.width_px else 0


def _says(name: str, values: dict[int, int], unit: str) -> str:
    """``MACs from 1.337 G at 128 px to 21.36 G at 512 px``."""
    low, high = min(values), max(values)
    return (
        f"{name} from {rounded(values[low], unit)} at {low} px to {rounded(values[high], unit)} at {high} px"
    )


def _across(sizes: list[int]) -> Steps:
    span = sizes[-1] - sizes[0]
    step = 128 if span <= 5 * 128 else 256
    return Steps(low=sizes[0], high=sizes[-1], step=step, start=_LEFT, end=WIDTH - _RIGHT)


def _sides(across: Steps) -> tuple[Tick, ...]:
    """The marks of the axis of sizes; the last says the unit."""
    marks = across.ticks()
    return (*marks[:-1], *(Tick(at=last.at, label=f"{last.label}{NBSP}px") for last in marks[-1:]))


def _upwards(top: int) -> Steps:
    step = round_step(top, 3)
    return Steps(low=0, high=-(-top // step) * step, step=step, start=HEIGHT - _BOTTOM, end=_TOP)


def _lines(shown: dict[str, dict[int, int]], across: Steps, upwards: Steps, marked: int) -> tuple[Line, ...]:
    lines: list[Line] = []
    for name, values in shown.items():
        places = {size: f"{across.place(size)} {upwards.place(values[size])}" for size in sorted(values)}
        last = max(values)
        height = upwards.place(values[last])
        crowded = any(abs(height - other.y - 6) < _APART for other in lines)
        lines.append(
            Line(
                line="M" + " ".join(places.values()),
                native=f"M{places[marked]}h0" if marked in places else "",
                name=name,
                x=across.place(last) - (8 if len(shown) > 1 else 0),
                y=height + _APART if crowded else height - 6,
            )
        )
    return tuple(lines)
