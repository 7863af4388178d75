"""The letters of a form, and the whole parts that come up: ``floor(P / m)`` of what was known before."""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple, TypeAlias

Monomial: TypeAlias = tuple[int, ...]
"""Atoms of a product, ascending; () is 1."""

Terms: TypeAlias = tuple[tuple[Monomial, int], ...]
"""Coefficients by monomial, sorted, none zero."""


class Whole(NamedTuple):
    """``floor(terms / divisor)``."""

    terms: Terms
    divisor: int


class Space:
    """The atoms of one architecture.

    Atom 0 is the height and atom 1 the width, both in steps; where every size is square, atom 0 is both. Further
    atoms are whole parts in the order in which they came up.
    """

    def __init__(self, probes: tuple[tuple[int, ...], ...], least: int) -> None:
        """Starts with the letters.

        Args:
            probes: values of each letter, as many of one as of the other.
            least: what each letter is at least, at every size, in steps.
        """
        self.least = least
        self.letters = len(probes)
        self.wholes: list[Whole] = []
        self.bounds: dict[Monomial, Any] = {}
        """What :mod:`generator.account.forms.bounds` has worked out."""
        self._index: dict[Whole, int] = {}
        self._values: list[tuple[int, ...]] = list(probes)

    def atom(self, whole: Whole) -> int:
        """The number of a whole part, a new one where it is new."""
        found = self._index.get(whole)
        if found is None:
            found = self._index[whole] = self.letters + len(self.wholes)
            self.wholes.append(whole)
            self._values.append(tuple(value // whole.divisor for value in self.values(whole.terms)))
        return found

    def values(self, terms: Terms) -> tuple[int, ...]:
        """What terms come to at each probe."""
        columns = [(factor, [self._values[atom] for atom in monomial]) for monomial, factor in terms]
        return tuple(
            [
                sum(factor * prod(value[probe] for value in atoms) for factor, atoms in columns)
                for probe in range(len(self._values[0]))
            ]
        )


__all__ = ["Monomial", "Space", "Terms", "Whole"]
