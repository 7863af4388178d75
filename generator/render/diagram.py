"""The stages of an architecture as a drawing in the manner of a paper's figure: boxes from the input to the head."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt, prod

from generator.records import Entry, Stage
from generator.render.units import NBSP, exact, half_up, shape, share

_STEP, _BOX, _EDGE = 104, 84, 10
"""Across, in the drawing's units: from box to box, one box, and the margins."""

_TALLEST, _LEAST, _MIDDLE = 84, 26, 66
"""Heights of boxes, and where their middles lie."""

HEIGHT = 132
_NARROWEST = 2
"""With fewer stages there is nothing to draw."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """One stage: its middle, and what is written above, in and below its box; ``name`` with the number of blocks."""

    x: int
    above: str
    name: str
    below: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagram:
    """``frames``, ``fills`` and ``arrows`` are path data; ``says`` is what is drawn, in words."""

    title: str
    says: str
    frames: str
    fills: str
    arrows: str
    boxes: tuple[Box, ...]
    width: int
    height: int = HEIGHT


def diagram(entry: Entry) -> Diagram | None:
    """The drawing of the stages that run; None where there are fewer than two of them.

    The height of a box grows as the square root of the elements of its output, as the side of a feature map does, and
    a box is filled from below to its share of the MACs. A stage whose output has no shape has the least height.
    """
    stages = [one for one in entry.stages if one.name != "not run"]
    if len(stages) < _NARROWEST or entry.native is None:
        return None
    macs = entry.native.numbers.macs
    heights = _heights(stages)
    places = [_EDGE + _BOX // 2 + _STEP * place for place in range(len(stages))]
    fills = [
        half_up(height * one.macs, macs) if macs else 0 for one, height in zip(stages, heights, strict=True)
    ]
    drawn = list(zip(places, heights, fills, strict=True))
    return Diagram(
        title=f"Stages of {entry.architecture.name}",
        says="Outputs above, shares of the MACs below and as fill; a higher box has a larger output.",
        frames="".join(_bar(x, height, height) for x, height, _ in drawn),
        fills="".join(_bar(x, height, fill) for x, height, fill in drawn if fill),
        arrows="".join(f"M{x + _BOX // 2 + 3} {_MIDDLE}h{_STEP - _BOX - 7}" for x in places[:-1]),
        boxes=tuple(_box(one, x, macs) for one, x in zip(stages, places, strict=True)),
        width=2 * _EDGE + _BOX + _STEP * (len(stages) - 1),
    )


def _heights(stages: list[Stage]) -> list[int]:
    sides = [isqrt(prod(one.output_shape)) if one.output_shape else 0 for one in stages]
    largest = max(sides) or 1
    return [max(_LEAST, half_up(_TALLEST * side, largest)) for side in sides]


def _bar(x: int, height: int, fill: int) -> str:
    """The lowest ``fill`` of a box of some height around the middle line."""
    return f"M{x - _BOX // 2} {_MIDDLE + height // 2}v-{fill}h{_BOX}v{fill}z"


def _box(stage: Stage, x: int, macs: int) -> Box:
    return Box(
        x=x,
        above=shape(stage.output_shape),
        name=f"{stage.name}{NBSP}\u00d7{NBSP}{exact(stage.blocks)}" if stage.blocks else stage.name,
        below=share(stage.macs, macs),
    )
