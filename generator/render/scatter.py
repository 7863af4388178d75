"""Every architecture as a point: parameters against MACs at the native size, on logarithmic axes."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

from generator.records import Dataset, Entry
from generator.render.environment import fragment
from generator.render.links import model_path
from generator.render.units import rounded

WIDTH, HEIGHT = 900, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 28, 12, 44


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """A decade on an axis: where it lies, and its label."""

    at: int
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One architecture: its place in the drawing, its page and what hovering tells."""

    x: int
    y: int
    path: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Axis:
    """Whole decades, as exponents of ten, over a stretch of the drawing."""

    low: int
    high: int
    start: int
    end: int

    def place(self, value: int) -> int:
        """Where a positive value lies."""
        span = (log10(value) - self.low) / (self.high - self.low)
        return round(self.start + span * (self.end - self.start))

    def ticks(self) -> list[Tick]:
        """A tick for each decade."""
        powers = range(self.low, self.high + 1)
        return [Tick(at=self.place(10**power), label=_decade(power)) for power in powers]


def scatter(dataset: Dataset) -> str:
    """The drawing for the home page; empty text where no architecture has both numbers."""
    entries = [entry for entry in dataset.entries if _drawn(entry)]
    if not entries:
        return ""
    across = _axis([_numbers(entry)[0] for entry in entries], _LEFT, WIDTH - _RIGHT)
    upwards = _axis([_numbers(entry)[1] for entry in entries], HEIGHT - _BOTTOM, _TOP)
    zoos: dict[str, list[Point]] = {}
    for entry in entries:
        parameters, macs = _numbers(entry)
        one = entry.architecture
        point = Point(
            x=across.place(parameters),
            y=upwards.place(macs),
            path=model_path(one),
            title=f"{one.name}: {rounded(parameters, digits=3)}, {rounded(macs, 'MACs', digits=3)}",
        )
        zoos.setdefault(one.zoo, []).append(point)
    ordered = sorted(zoos.items(), key=lambda item: (-len(item[1]), item[0]))
    return fragment("scatter.html", zoos=ordered, across=across, upwards=upwards, width=WIDTH, height=HEIGHT)


def _drawn(entry: Entry) -> bool:
    return entry.native is not None and all(_numbers(entry))


def _numbers(entry: Entry) -> tuple[int, int]:
    if entry.native is None:
        return (0, 0)
    return (entry.native.numbers.parameters, entry.native.numbers.macs)


def _axis(values: list[int], start: int, end: int) -> Axis:
    low, high = len(str(min(values))) - 1, len(str(max(values)))
    return Axis(low=low, high=high, start=start, end=end)


def _decade(power: int) -> str:
    return rounded(10**power, digits=3).replace(".00", "").replace("0.0", "0")
