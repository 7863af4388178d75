"""Parameters against MACs within a family: a small drawing whose data is the table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.records import Entry
from generator.render.axes import Stretch, Tick

WIDTH, HEIGHT = 380, 270
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 12, 26, 40
_LETTER, _LINE = 5.9, 11
"""Width of a letter and height of a line of the labels, in the units of the drawing; a little more than they take."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A member's name beside its point; ``x`` and ``y`` are where its base line begins."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FamilyPlot:
    """The drawing: ``points`` is path data with a point for each member that has one, in the order of the rows."""

    across: tuple[Tick, ...]
    upwards: tuple[Tick, ...]
    grid: str
    points: str
    labels: tuple[Label, ...]
    description: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    bottom: int = HEIGHT - _BOTTOM


def family_plot(entries: Sequence[Entry]) -> FamilyPlot | None:
    """The drawing of the members that are measured at their native size; None with fewer than two."""
    drawn = [entry for entry in entries if has_point(entry)]
    if len(drawn) < 2:
        return None
    pairs = [_pair(entry) for entry in drawn]
    across = Stretch.over([x for x, _ in pairs], _LEFT, WIDTH - _RIGHT)
    upwards = Stretch.over([y for _, y in pairs], HEIGHT - _BOTTOM, _TOP)
    places = [(across.place(x), upwards.place(y)) for x, y in pairs]
    named = [(x, y, entry.architecture.name) for (x, y), entry in zip(places, drawn, strict=True)]
    ticks = (tuple(across.ticks()), tuple(upwards.ticks()))
    lines = [f"M{mark.at} {_TOP}V{HEIGHT - _BOTTOM}" for mark in ticks[0]]
    lines += [f"M{_LEFT} {mark.at}H{WIDTH - _RIGHT}" for mark in ticks[1]]
    return FamilyPlot(
        across=ticks[0],
        upwards=ticks[1],
        grid="".join(lines),
        points="".join(f"M{x} {y}h0" for x, y in places),
        labels=labels(named),
        description=f"{len(drawn)} members on logarithmic axes, each at its native size; the table has the numbers.",
    )


def has_point(entry: Entry) -> bool:
    """Whether both numbers are above zero, so that a logarithmic axis has a place for them."""
    return entry.native is not None and all(_pair(entry))


def labels(named: Sequence[tuple[int, int, str]]) -> tuple[Label, ...]:
    """Names beside as many points as there is room for: none over another, over a point or out of the drawing.

    The names at the ends of the drawing come first, then every second, fourth ... of those between, so that what is
    left out is left out everywhere.
    """
    order = sorted(range(len(named)), key=lambda place: (named[place][0], named[place][1], place))
    taken: list[tuple[float, float, float, float]] = [(x - 3, y - 3, x + 3, y + 3) for x, y, _ in named]
    found: dict[int, Label] = {}
    for place in _spread(order):
        x, y, text = named[place]
        if any(named[other][2] == text for other in found):
            continue
        length = _LETTER * len(text)
        for left, base in (
            (x + 5, y + 4),
            (x - 5 - length, y + 4),
            (x - length / 2, y - 6),
            (x - length / 2, y + 14),
        ):
            box = (left, base - _LINE + 2, left + length, base + 2)
            inside = box[0] >= _LEFT and box[2] <= WIDTH and box[1] >= _TOP - 8 and box[3] <= HEIGHT - _BOTTOM
            if inside and not any(_meet(box, other) for other in taken):
                taken.append(box)
                found[place] = Label(x=round(left), y=round(base), text=text)
                break
    return tuple(found[place] for place in sorted(found))


def _spread(order: Sequence[int]) -> list[int]:
    """The first and the last, then what lies halfway between those that came before."""
    chosen = [order[0], order[-1]]
    step = 1 << (len(order) - 1).bit_length()
    while step > 1:
        step //= 2
        chosen += order[step :: 2 * step]
    return list(dict.fromkeys([*chosen, *order]))


def _meet(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _pair(entry: Entry) -> tuple[int, int]:
    if entry.native is None:
        return (0, 0)
    return (entry.native.numbers.parameters, entry.native.numbers.macs)
