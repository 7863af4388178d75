"""What can be shown of a polynomial at every size: that it is never below zero.

A whole part ``floor(P / m)`` lies between ``(P - m + 1) / m`` and ``P / m``. With these bounds in its place a
polynomial has a real polynomial in height and width below it. Written in how far both lie above the least size, a
polynomial whose coefficients are all at least zero is at least zero. Fractions are exact.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import TypeAlias

from generator.account.forms.space import Monomial, Space, Terms

Real: TypeAlias = dict[tuple[int, int], Fraction]
"""Coefficients by the powers of height and width."""

Bounds: TypeAlias = tuple[Real, Real]
"""Below and above."""

_ONE = Fraction(1)


def is_never_negative(space: Space, terms: Terms) -> bool:
    """Whether terms are shown to come to at least zero at every size; False also where nothing is shown."""
    if min(space.values(terms)) < 0:
        return False
    bounds = _bounds(space, terms)
    return bounds is not None and _is_positive(bounds[0], space.least)


def _bounds(space: Space, terms: Terms) -> Bounds | None:
    """A real polynomial below and one above; None where an atom may be negative."""
    below: Real = {}
    above: Real = {}
    for monomial, factor in terms:
        found = _of_monomial(space, monomial)
        if found is None:
            return None
        low, high = found if factor > 0 else found[::-1]
        _accumulate(below, low, factor)
        _accumulate(above, high, factor)
    return below, above


def _of_monomial(space: Space, monomial: Monomial) -> Bounds | None:
    """Bounds of a product of atoms, none of which is negative."""
    if monomial not in space.bounds:
        found: Bounds | None = ({(0, 0): _ONE}, {(0, 0): _ONE})
        for atom in monomial:
            factor = _of_atom(space, atom)
            if found is None or factor is None:
                found = None
                break
            found = _product(found[0], factor[0]), _product(found[1], factor[1])
        space.bounds[monomial] = found
    cached: Bounds | None = space.bounds[monomial]
    return cached


def _of_atom(space: Space, atom: int) -> Bounds | None:
    """Bounds of a letter or a whole part; the lower is nowhere below zero."""
    if atom < space.letters:
        power = (1 - atom, atom)
        return {power: _ONE}, {power: _ONE}
    terms, divisor = space.wholes[atom - space.letters]
    inner = _bounds(space, terms)
    if inner is None or not _is_positive(inner[0], space.least):
        return None
    low, high = ({power: value / divisor for power, value in side.items()} for side in inner)
    low[0, 0] = low.get((0, 0), Fraction(0)) - Fraction(divisor - 1, divisor)
    return (low if _is_positive(low, space.least) else {}), high


def _accumulate(total: Real, added: Real, factor: int) -> None:
    for power, value in added.items():
        total[power] = total.get(power, Fraction(0)) + factor * value


def _product(one: Real, other: Real) -> Real:
    found: Real = {}
    for (high, wide), value in one.items():
        for (higher, wider), times in other.items():
            power = high + higher, wide + wider
            found[power] = found.get(power, Fraction(0)) + value * times
    return found


def _is_positive(real: Real, least: int) -> bool:
    """Whether all coefficients are at least zero in ``H - least`` and ``W - least``."""
    shifted: Real = {}
    for (high, wide), value in real.items():
        for up in range(high + 1):
            for across in range(wide + 1):
                times = comb(high, up) * comb(wide, across) * least ** (high - up + wide - across)
                shifted[up, across] = shifted.get((up, across), Fraction(0)) + value * times
    return all(value >= 0 for value in shifted.values())


__all__ = ["is_never_negative"]
