"""A closed form as a person reads it: the same text as ``docs/assets/forms.js``, held together by a test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.records.forms import Form, Whole

_POWERS = {2: "²", 3: "³", 4: "⁴"}


def formula(form: Form, field: str) -> str:
    """A field over H and W [px]: ``9,408·⌈H/2⌉·⌈W/2⌉ + 2,048,000``; of several, ``max(…, …)``.

    Raises:
        KeyError: the form does not have the field.
    """
    names = _atoms(form)
    rows = [
        _sum(zip(row, (_product(names, monomial) for monomial in form.monomials), strict=True))
        for row in dict(form.fields)[field]
    ]
    return rows[0] if len(rows) == 1 else f"max({', '.join(rows)})"


def _atoms(form: Form) -> list[str]:
    """The text of each atom."""
    step = form.domain.step
    letters = ["H"] if form.domain.square else ["H", "W"]
    names = [letter if step == 1 else f"({letter}/{step})" for letter in letters]
    for whole in form.wholes:
        names.append(_whole(whole, letters, names, step))
    return names


def _whole(whole: Whole, letters: Sequence[str], names: Sequence[str], step: int) -> str:
    """``⌊H/2⌋``, ``⌈H/2⌉``, ``⌊(H + 5)/8⌋``; steps are multiplied out."""
    constant = sum(factor for factor, *atoms in whole.terms if not atoms)
    others = [(factor, atoms) for factor, *atoms in whole.terms if atoms]
    factor, atoms = others[0]
    if len(others) == 1 and factor == 1 and len(atoms) == 1 and atoms[0] < len(letters):
        letter, divisor = letters[atoms[0]], whole.divisor * step
        if constant == whole.divisor - 1:
            return f"⌈{letter}/{divisor}⌉"
        return f"⌊({letter} + {constant * step})/{divisor}⌋" if constant else f"⌊{letter}/{divisor}⌋"
    inside = _sum((factor, _product(names, atoms)) for factor, *atoms in whole.terms)
    return f"⌊({inside})/{whole.divisor}⌋"


def _product(names: Sequence[str], atoms: Sequence[int]) -> str:
    """``A·B``, ``A²``; empty for 1."""
    powers = [(names[atom], atoms.count(atom)) for atom in dict.fromkeys(atoms)]
    return "·".join(name + (_POWERS[power] if power > 1 else "") for name, power in powers)


def _sum(terms: Iterable[tuple[int, str]]) -> str:
    """Terms that are not zero, the constant last; a factor of one is left out before a product."""
    written = sorted((term for term in terms if term[0]), key=lambda term: not term[1])
    text = ""
    for factor, product in written:
        sign = ("− " if factor < 0 else "+ ") if text else ("−" if factor < 0 else "")
        size = f"{abs(factor):,}" if not product else "" if abs(factor) == 1 else f"{abs(factor):,}·"
        text += f"{' ' if text else ''}{sign}{size}{product}"
    return text or "0"


__all__ = ["formula"]
