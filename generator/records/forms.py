"""A closed form: numbers of one architecture as functions of height and width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

from generator.records.entry import Size

FORM_FIELDS: tuple[str, ...] = (
    "parameters",
    "parameters_trainable",
    "buffer_bytes",
    "buffer_bytes_bfloat16",
    "macs",
    "macs_fvcore",
    "elementwise_flops",
    "activations",
    "feature_bytes",
    "peak_activation_bytes",
    "peak_activation_bytes_bfloat16",
)
"""What a form may give: fields of ``Numbers``, and ``buffer_bytes_in("bfloat16")``."""

REQUIRED_FIELDS = ("macs", "activations")
"""Without these there is no form."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Domain:
    """The sizes a form holds for: both sides multiples of ``step`` from ``least_px`` to ``most_px``."""

    step: int
    square: bool
    """Height and width are equal."""
    least_px: int
    most_px: int

    def objection(self, size: Size) -> str:
        """Why a size lies outside, as the end of a sentence; empty where it lies inside."""
        sides = (size.height_px, size.width_px)
        if self.square and sides[0] != sides[1]:
            return "the form holds for square sizes"
        if any(side % self.step for side in sides):
            return f"the form holds for multiples of {self.step} px"
        if min(sides) < self.least_px or max(sides) > self.most_px:
            return f"the form holds from {self.least_px} to {self.most_px} px a side"
        return ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Whole:
    """``floor(sum of terms / divisor)``: a term is (factor, atom, atom, ...), over atoms that come before."""

    terms: tuple[tuple[int, ...], ...]
    divisor: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """Fields of one architecture over a domain.

    Atom 0 is the height and atom 1 the width, each divided by ``domain.step``; where all sizes are square, atom 0 is
    both. ``wholes`` are the next atoms. A monomial is a product of atoms, () is 1. A field has one row of factors
    of the monomials, or several, of which it is the largest.
    """

    key: str
    domain: Domain
    wholes: tuple[Whole, ...]
    monomials: tuple[tuple[int, ...], ...]
    fields: tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]
    held: tuple[Size, ...]
    """Sizes that were recorded for comparison and took no part in finding the form."""
    grid: int
    """How many sizes of the dataset lie in the domain; the form gives their numbers too."""
    missing: tuple[tuple[str, str], ...] = ()
    """Fields without a form, and why."""

    def at(self, size: Size) -> dict[str, int]:
        """Every field at a size.

        Raises:
            ValueError: the size lies outside the domain; the message says how.
        """
        objection = self.domain.objection(size)
        if objection:
            raise ValueError(f"no closed form of {self.key} at {size} px: {objection}")
        values = self._monomials(size)
        return {name: max(sum(map(int.__mul__, row, values)) for row in rows) for name, rows in self.fields}

    def plain(self) -> dict[str, Any]:
        """The form in values of JSON; a field that is a constant is that number."""
        return {
            "key": self.key,
            "step": self.domain.step,
            "square": self.domain.square,
            "least_px": self.domain.least_px,
            "most_px": self.domain.most_px,
            "wholes": [[whole.terms, whole.divisor] for whole in self.wholes],
            "monomials": self.monomials,
            "fields": {
                name: rows[0][0] if len(rows) == 1 and not any(rows[0][1:]) else rows
                for name, rows in self.fields
            },
            "held": [str(size) for size in self.held],
            "grid": self.grid,
            "missing": dict(self.missing),
        }

    def _monomials(self, size: Size) -> list[int]:
        step = self.domain.step
        atoms = [size.height_px // step] + ([] if self.domain.square else [size.width_px // step])
        for whole in self.wholes:
            inside = sum(factor * prod(atoms[atom] for atom in term) for factor, *term in whole.terms)
            atoms.append(inside // whole.divisor)
        return [prod(atoms[atom] for atom in monomial) for monomial in self.monomials]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unformed:
    """An architecture without a closed form, and why."""

    key: str
    reason: str

    def plain(self) -> dict[str, Any]:
        """Key and reason in values of JSON."""
        return {"key": self.key, "reason": self.reason}


Forms: TypeAlias = Mapping[str, Form | Unformed]
"""By ``zoo/name``."""

__all__ = ["FORM_FIELDS", "REQUIRED_FIELDS", "Domain", "Form", "Forms", "Unformed", "Whole"]
