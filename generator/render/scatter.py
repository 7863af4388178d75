"""Every architecture as a point: parameters against MACs at the native size, on logarithmic axes.

The drawing is a file of its own, since 1,500 points weigh ten times as much as the home page; the page
loads it when it comes into sight. It is an SVG that also stands alone, where nothing runs scripts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from generator.records import Dataset, Entry
from generator.render.axes import Decades
from generator.render.environment import FRAGMENTS, drawing, fragment
from generator.render.links import model_path
from generator.render.units import exact, pixels, rounded

PATH = "assets/scatter.svg"
"""Where the drawing lies, below docs/ and below the site's root."""

WIDTH, HEIGHT = 900, 508
_LEFT, _RIGHT, _TOP, _BOTTOM = 88, 36, 34, 66
_COLOURED = 7
"""The largest families have a colour each; more could not be told apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One architecture: its place in the drawing, its page and what hovering tells."""

    x: int
    y: int
    path: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The points of one colour; colour 0 and no family for all the rest."""

    colour: int
    family: str
    total: str
    points: tuple[Point, ...]


def files(dataset: Dataset) -> Mapping[str, str]:
    """The drawing and the fragment that shows it; without a point the fragment alone, and empty."""
    place = f"{FRAGMENTS}/overview/scatter.html"
    entries = [entry for entry in dataset.entries if _drawn(entry)]
    if not entries:
        return {place: ""}
    across = Decades.over([_numbers(entry)[0] for entry in entries], _LEFT, WIDTH - _RIGHT)
    upwards = Decades.over([_numbers(entry)[1] for entry in entries], HEIGHT - _BOTTOM, _TOP)
    groups = grouped(entries, across, upwards)
    sides = {"width": WIDTH, "height": HEIGHT}
    drawn = drawing("scatter.svg", groups=groups, across=across, upwards=upwards, **sides)
    shown = fragment("scatter.html", src=PATH, groups=groups, total=exact(len(entries)), **sides)
    return {PATH: drawn, place: shown}


def grouped(entries: list[Entry], across: Decades, upwards: Decades) -> list[Group]:
    """The rest first, so that the coloured points lie on top; then families, the largest first."""
    sizes = Counter(entry.architecture.family for entry in entries)
    largest = sorted(sizes, key=lambda family: (-sizes[family], family))[:_COLOURED]
    points: dict[str, list[Point]] = {family: [] for family in ("", *largest)}
    for entry in entries:
        family = entry.architecture.family
        points[family if family in largest else ""].append(_point(entry, across, upwards))
    return [
        Group(colour=colour, family=family, total=exact(len(members)), points=tuple(members))
        for colour, (family, members) in enumerate(points.items())
        if members
    ]


def _point(entry: Entry, across: Decades, upwards: Decades) -> Point:
    one, (parameters, macs) = entry.architecture, _numbers(entry)
    counted = f"{rounded(parameters, digits=3)}, {rounded(macs, 'MACs', digits=3)}"
    return Point(
        x=across.place(parameters),
        y=upwards.place(macs),
        path=model_path(one),
        title=f"{one.key}: {counted} at {pixels(one.native)}",
    )


def _drawn(entry: Entry) -> bool:
    return entry.native is not None and all(_numbers(entry))


def _numbers(entry: Entry) -> tuple[int, int]:
    if entry.native is None:
        return (0, 0)
    return (entry.native.numbers.parameters, entry.native.numbers.macs)
