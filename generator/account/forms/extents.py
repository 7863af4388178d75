"""Which function of height and width an extent is, told from its values at the probes.

Extents that an operator computes from others (convolution, pooling, concatenation, merged axes) are derived in
``rules``; here is what remains: what Python code computed, such as the multiple of a window to pad to or a table of
positions. A function is taken only if it gives the value at every probe, and a form is compared with sizes that
were no probes before it is believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from generator.account.forms.polynomial import Poly, letter
from generator.account.forms.space import Space

Values: TypeAlias = tuple[int, ...]
"""One number at each probe."""

_LARGEST_STEP = 64
"""Strides, patches and windows that are looked for."""


class NoForm(ValueError):
    """An architecture, or a field of it, that has no closed form; the message says why."""


class Extents:
    """Every extent that has been met, and what function it is."""

    def __init__(self, space: Space) -> None:
        """Knows the letters."""
        self.space = space
        self._known: dict[Values, Any] = {}
        self._sides: list[list[Poly]] = [[] for _ in range(space.letters)]
        for axis in range(space.letters):
            self.learn(letter(space, axis))

    def learn(self, found: Any) -> None:
        """Remembers a function that was derived, the first of several with the same values."""
        if not isinstance(found, Poly) or found.values in self._known:
            return
        self._known[found.values] = found
        for axis, side in enumerate(self._sides):
            if letters_of(found) == {axis}:
                side.append(found)

    def resolve(self, values: Values, near: Iterable[Any] = ()) -> Any:
        """The function of some values, an integer where they are equal.

        Args:
            values: one at each probe.
            near: functions to try before all others, such as the extents that an operator is given.

        Raises:
            NoForm: no function is found.
        """
        if len(set(values)) == 1:
            return values[0]
        nearby = [one for one in near if isinstance(one, Poly)]
        for one in nearby:
            if one.values == values:
                return one
        found = self._known.get(values)
        if found is None:
            found = self._computed(values, [*nearby, *self._known.values()])
            self.learn(found)
        return found

    def _computed(self, values: Values, bases: Sequence[Poly]) -> Any:
        for found in self._candidates(values, bases):
            if found is not None and found.values == values:
                return found
        raise NoForm(
            f"an extent of {', '.join(map(str, values))} at the probes follows no rule that is known"
        )

    def _candidates(self, values: Values, bases: Sequence[Poly]) -> Iterator[Any]:
        """Functions that may have the values, the plainest first."""
        yield from (_linear(values, base) for base in bases)
        yield from (_part(values, base) for base in bases if len(letters_of(base)) == 1)
        pairs = [(high, wide) for high in self._sides[0] for wide in self._sides[-1]]
        yield from (_linear(values, high * wide) for high, wide in pairs)
        yield from (_bilinear(values, high, wide) for high, wide in pairs)
        yield from (_windows(values, high, wide) for high, wide in pairs)
        yield from (_part(values, high * wide) for high, wide in pairs)


def letters_of(found: Poly) -> set[int]:
    """The letters that a polynomial depends on."""
    space, seen = found.space, set()
    left = [atom for monomial, _ in found.terms for atom in monomial]
    while left:
        atom = left.pop()
        if atom < space.letters:
            seen.add(atom)
        else:
            left += [inner for monomial, _ in space.wholes[atom - space.letters].terms for inner in monomial]
    return seen


def _linear(values: Values, base: Poly) -> Any:
    """``(c * base + d) / e`` in integers."""
    given = base.values
    run, rise = given[1] - given[0], values[1] - values[0]
    if run == 0 or rise == 0:
        return None
    slope = Fraction(rise, run)
    start = values[0] - slope * given[0]
    if any(slope * x + start != y for x, y in zip(given, values, strict=True)):
        return None
    multiple = slope.denominator * start.denominator
    return (base * int(slope * multiple) + int(start * multiple)) // multiple


def _part(values: Values, base: Poly) -> Any:
    """``floor((base + a) / m)``, else ``m * floor((base + a) / m) + d``; both downwards or upwards first."""
    given = base.values
    for step in range(2, _LARGEST_STEP + 1):
        low = max(value * step - x for value, x in zip(values, given, strict=True))
        high = min(value * step - x + step - 1 for value, x in zip(values, given, strict=True))
        if low <= high:
            # Of those that the probes do not tell apart: downwards, upwards, or the middle.
            shift = 0 if low <= 0 <= high else step - 1 if low <= step - 1 <= high else (low + high) // 2
            return (base + shift) // step
    for step in range(2, _LARGEST_STEP + 1):
        for shift in (0, step - 1):
            gaps = {value - step * ((x + shift) // step) for value, x in zip(values, given, strict=True)}
            if len(gaps) == 1:
                return (base + shift) // step * step + gaps.pop()
    return None


def _windows(values: Values, high: Poly, wide: Poly) -> Any:
    """``c * floor((h + a) / m) * floor((w + a) / m)``: so many windows, padded or cut."""
    for step in range(2, _LARGEST_STEP + 1):
        for shift in (step - 1, 0):
            counts = [
                (up + shift) // step * ((across + shift) // step)
                for up, across in zip(high.values, wide.values, strict=True)
            ]
            if all(counts) and len({Fraction(*pair) for pair in zip(values, counts, strict=True)}) == 1:
                factor, rest = divmod(values[0], counts[0])
                return None if rest else factor * ((high + shift) // step) * ((wide + shift) // step)
    return None


def _bilinear(values: Values, high: Poly, wide: Poly) -> Any:
    """``a*h*w + b*h + c*w + d`` with integers, of more equations than unknowns."""
    columns = [high * wide, high, 1] if high == wide else [high * wide, high, wide, 1]
    rows = [
        [Fraction(one if isinstance(one, int) else one.values[probe]) for one in columns] + [Fraction(value)]
        for probe, value in enumerate(values)
    ]
    if len(rows) <= len(columns):
        return None
    solution = _solve(rows[: len(columns)])
    if solution is None or any(factor.denominator != 1 for factor in solution):
        return None
    return sum((int(factor) * one for factor, one in zip(solution, columns, strict=True)), 0)


def _solve(rows: list[list[Fraction]]) -> list[Fraction] | None:
    """Gauss and Jordan, exact; None where there is not one solution."""
    size = len(rows)
    for column in range(size):
        pivot = next((row for row in range(column, size) if rows[row][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        lead = rows[column][column]
        rows[column] = [value / lead for value in rows[column]]
        for row in range(size):
            if row != column and rows[row][column]:
                times = rows[row][column]
                rows[row] = [a - times * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[-1] for row in rows]


__all__ = ["Extents", "NoForm", "Values", "letters_of"]
