"""Integers that depend on height and width: polynomials over whole parts, which count as integers do.

A tape whose extents are such polynomials goes through the same accounting as one of integers, and what comes
out is a formula instead of a number. Normal form: a whole part ``floor(P / m)`` has coefficients and a constant in
``0 .. m - 1``, no common divisor, and no single whole part inside, since ``floor((floor(X / n) + b) / m)`` is
``floor((X + b*n) / (n*m))``. A polynomial without letters is an ``int``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from math import gcd
from typing import Any

from generator.account.forms.bounds import is_never_negative
from generator.account.forms.space import Monomial, Space, Terms, Whole


class Undecided(ArithmeticError):
    """A comparison whose outcome is not shown to be the same at every size."""


def letter(space: Space, axis: int) -> Poly:
    """Height (0) or width (1), in steps."""
    return Poly(space, (((min(axis, space.letters - 1),), 1),))


def total(space: Space, found: Mapping[Monomial, int]) -> Any:
    """The polynomial of some coefficients, an ``int`` where it has no letter."""
    terms = tuple(sorted((monomial, factor) for monomial, factor in found.items() if factor))
    if not terms:
        return 0
    return terms[0][1] if terms[-1][0] == () else Poly(space, terms)


def never_negative(value: Any) -> bool:
    """Whether an integer or a polynomial is shown to be at least zero at every size."""
    if isinstance(value, Poly):
        return is_never_negative(value.space, value.terms)
    return bool(value >= 0)


class Poly:
    """A polynomial that is no constant. Immutable; as an operand of an ``int`` it behaves as an ``int`` does.

    It has no value: whatever needs one (``range``, ``float``, an index) raises ``TypeError``, and a comparison that
    is not the same at every size raises :class:`Undecided`.
    """

    __slots__ = ("_hash", "space", "terms")

    def __init__(self, space: Space, terms: Terms) -> None:
        """Made by :func:`total`, which sees to the normal form."""
        self.space = space
        self.terms = terms
        self._hash = hash(terms)

    @property
    def values(self) -> tuple[int, ...]:
        """What it comes to at each probe."""
        return self.space.values(self.terms)

    def __add__(self, other: object) -> Any:
        """With an integer or a polynomial of the same space."""
        found = dict(self.terms)
        if isinstance(other, Poly):
            for monomial, factor in other.terms:
                found[monomial] = found.get(monomial, 0) + factor
        elif isinstance(other, int):
            found[()] = found.get((), 0) + other
        else:
            return NotImplemented
        return total(self.space, found)

    __radd__ = __add__

    def __mul__(self, other: object) -> Any:
        """With an integer or a polynomial of the same space."""
        if isinstance(other, int):
            return total(self.space, {monomial: factor * other for monomial, factor in self.terms})
        if not isinstance(other, Poly):
            return NotImplemented
        found: dict[Monomial, int] = {}
        for left, factor in self.terms:
            for right, times in other.terms:
                monomial = tuple(sorted(left + right))
                found[monomial] = found.get(monomial, 0) + factor * times
        return total(self.space, found)

    __rmul__ = __mul__

    def __neg__(self) -> Any:
        """Times minus one."""
        return self * -1

    def __sub__(self, other: object) -> Any:
        """With an integer or a polynomial of the same space."""
        return self + other * -1 if isinstance(other, int | Poly) else NotImplemented

    def __rsub__(self, other: object) -> Any:
        """An integer less the polynomial."""
        return -self + other

    def __floordiv__(self, divisor: object) -> Any:
        """By a positive integer, rounded down: whole multiples come out, the rest is a whole part."""
        if not isinstance(divisor, int) or divisor <= 0:
            return NotImplemented
        outside, inside = {}, {}
        for monomial, factor in self.terms:
            outside[monomial], inside[monomial] = divmod(factor, divisor)
        return _whole(self.space, inside, divisor) + total(self.space, outside)

    def __mod__(self, divisor: object) -> Any:
        """What division by a positive integer leaves."""
        return self - (self // divisor) * divisor if isinstance(divisor, int) else NotImplemented

    def __eq__(self, other: object) -> bool:
        """Equal at every size: the normal form is the same."""
        return isinstance(other, Poly) and self.terms == other.terms

    def __hash__(self) -> int:
        """Of the normal form."""
        return self._hash

    def __bool__(self) -> bool:
        """Whether it is zero nowhere.

        Raises:
            Undecided: that is not shown.
        """
        if never_negative(self - 1) or never_negative(-self - 1):
            return True
        raise Undecided("whether an extent is zero depends on the size")

    def __gt__(self, other: object) -> bool:
        """Above at every size, or at none.

        Raises:
            Undecided: neither is shown.
        """
        return _is_above(self - other) if isinstance(other, int | Poly) else NotImplemented

    def __lt__(self, other: object) -> bool:
        """As ``>``."""
        return _is_above(other - self) if isinstance(other, int | Poly) else NotImplemented

    def __ge__(self, other: object) -> bool:
        """As ``>``."""
        return not self < other

    def __le__(self, other: object) -> bool:
        """As ``>``."""
        return not self > other

    def __repr__(self) -> str:
        """The normal form."""
        return f"Poly({self.terms!r})"


def _whole(space: Space, found: Mapping[Monomial, int], divisor: int) -> Any:
    """``floor(found / divisor)`` in normal form; the coefficients lie in ``0 .. divisor - 1``."""
    inside = {monomial: factor for monomial, factor in found.items() if factor}
    constant = inside.pop((), 0)
    common = reduce(gcd, inside.values(), divisor)
    if not inside or divisor == 1:
        return 0
    if common > 1:
        inside = {monomial: factor // common for monomial, factor in inside.items()}
        constant, divisor = constant // common, divisor // common
        return _divided(space, inside, constant, divisor)
    if list(inside.values()) == [1]:
        ((monomial, _),) = inside.items()
        if len(monomial) == 1 and monomial[0] >= space.letters:
            inner = space.wholes[monomial[0] - space.letters]
            return _divided(space, dict(inner.terms), constant * inner.divisor, inner.divisor * divisor)
    terms = tuple(sorted((inside | ({(): constant} if constant else {})).items()))
    return Poly(space, (((space.atom(Whole(terms, divisor)),), 1),))


def _divided(space: Space, found: dict[Monomial, int], constant: int, divisor: int) -> Any:
    """``floor((found + constant) / divisor)``."""
    found[()] = found.get((), 0) + constant
    return total(space, found) // divisor


def _is_above(difference: Any) -> bool:
    """Whether a difference is above zero at every size, or at none."""
    if never_negative(difference - 1):
        return True
    if never_negative(-difference):
        return False
    raise Undecided("which of two numbers is the larger depends on the size")


__all__ = ["Poly", "Undecided", "letter", "never_negative", "total"]
