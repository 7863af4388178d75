"""Axes of the drawings: whole decades for the scatter, parts of decades for families, round steps for the curves."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

from generator.render.units import tick


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """A mark on an axis: where it lies, and its label."""

    at: int
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Decades:
    """Whole decades, as exponents of ten, over a stretch of the drawing."""

    low: int
    high: int
    start: int
    end: int

    @classmethod
    def over(cls, values: list[int], start: int, end: int) -> Decades:
        """The fewest decades that hold some positive values."""
        low, high = len(str(min(values))) - 1, len(str(max(values) - 1))
        return cls(low=low, high=max(high, low + 1), start=start, end=end)

    def place(self, value: int) -> int:
        """Where a positive value lies."""
        span = (log10(value) - self.low) / (self.high - self.low)
        return round(self.start + span * (self.end - self.start))

    def ticks(self) -> list[Tick]:
        """A tick for each decade."""
        powers = range(self.low, self.high + 1)
        return [Tick(at=self.place(10**power), label=tick(10**power)) for power in powers]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A logarithmic axis from ``low`` to ``high``, which are positive, over a stretch of the drawing."""

    low: float
    high: float
    start: int
    end: int

    @classmethod
    def over(cls, values: list[int], start: int, end: int) -> Stretch:
        """As much as some positive values need, and a twentieth of it at both ends; twice and half of a single one."""
        low, high = min(values), max(values)
        room = 2.0 if low == high else (high / low) ** 0.05
        return cls(low=low / room, high=high * room, start=start, end=end)

    def place(self, value: int) -> int:
        """Where a positive value lies."""
        span = log10(value / self.low) / log10(self.high / self.low)
        return round(self.start + span * (self.end - self.start))

    def ticks(self) -> list[Tick]:
        """A tick for each power of ten; for 2 and 5 times them, or equal steps, where there would be fewer than three."""
        powers = range(max(0, floor(log10(self.low))), ceil(log10(self.high)) + 1)
        step = round_step(max(1, round(self.high - self.low)), 4)
        steps = range(step * ceil(self.low / step), floor(self.high) + 1, step)
        choices: list[list[int]] = [
            [factor * 10**power for power in powers for factor in few] for few in ((1,), (1, 2, 5))
        ]
        inside = [[one for one in values if self.low <= one <= self.high] for values in (*choices, steps)]
        chosen = next((values for values in inside if len(values) > 2), inside[-1])
        return [Tick(at=self.place(value), label=tick(value)) for value in chosen]


@dataclass(frozen=True, kw_only=True, slots=True)
class Steps:
    """Equal round steps from ``low`` to ``high`` over a stretch of the drawing."""

    low: int
    high: int
    step: int
    start: int
    end: int

    def place(self, value: int) -> int:
        """Where a value lies."""
        length = self.end - self.start
        return round(self.start + (value - self.low) * length / (self.high - self.low))

    def ticks(self, unit: str = "") -> list[Tick]:
        """A tick for each multiple of the step."""
        first = -(-self.low // self.step) * self.step
        steps = range(first, self.high + 1, self.step)
        return [Tick(at=self.place(value), label=tick(value, unit)) for value in steps]


def round_step(value: int, most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, ... that leads to ``value`` in at most ``most`` steps."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if factor * step * most >= value:
                return factor * step
        step *= 10
