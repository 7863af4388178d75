"""Closed forms: tapes of one architecture at several sizes in, its numbers as functions of height and width out.

The tapes are laid over each other into one whose extents are polynomials over whole parts of height and width
(:mod:`lifting`), and that tape goes through the accounting of integers (:mod:`fields`). Whether the form holds is
then asked of sizes that took no part: :func:`differing`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from generator.account.forms.extents import NoForm
from generator.account.forms.fields import form_fields, product_fields, values_of
from generator.account.forms.lifting import check_alike, lift, lift_products
from generator.account.forms.polynomial import Poly
from generator.account.forms.space import Space, Terms
from generator.records import Numbers, Size, Tape
from generator.records.forms import REQUIRED_FIELDS, Domain, Form, Whole


def find_form(key: str, tapes: Sequence[tuple[Size, Tape]], domain: Domain) -> Form:
    """The form that several tapes lead to; nothing has been compared yet.

    Args:
        key: ``zoo/name``.
        tapes: eval forwards of one architecture at sizes of the domain, which tell its functions apart.
        domain: what is shown of every size is shown from ``least_px`` on.

    Raises:
        NoForm: the tapes differ in more than numbers, an extent is no function that is known, or a field that a form
            must have is none.
    """
    space = _space(tapes, domain)
    found, missing = form_fields(lift([tape for _, tape in tapes], space))
    return _complete(key, domain, space, found, missing)


def find_product_form(key: str, tapes: Sequence[tuple[Size, Tape]], domain: Domain, why: str) -> Form:
    """The form of what follows from products and tensors alone, where whole forwards differ; ``why`` they do.

    Raises:
        NoForm: as :func:`find_form`, of the products.
    """
    space = _space(tapes, domain)
    inventory, products = lift_products([tape for _, tape in tapes], space)
    found, missing = product_fields(inventory, products, why)
    return _complete(key, domain, space, found, missing)


def _space(tapes: Sequence[tuple[Size, Tape]], domain: Domain) -> Space:
    sides = [tuple(size.height_px // domain.step for size, _ in tapes)]
    if not domain.square:
        sides.append(tuple(size.width_px // domain.step for size, _ in tapes))
    return Space(tuple(sides), domain.least_px // domain.step)


def _complete(
    key: str, domain: Domain, space: Space, found: Mapping[str, tuple[Any, ...]], missing: Mapping[str, str]
) -> Form:
    for name in REQUIRED_FIELDS:
        if name in missing:
            raise NoForm(f"{name}: {missing[name]}")
    return _written(key, domain, space, found, missing)


def differing(form: Form, size: Size, numbers: Numbers) -> dict[str, tuple[int, int | None]]:
    """Fields in which a form is not the measurement: what it gives, and what was measured.

    Raises:
        ValueError: the size lies outside the domain.
    """
    measured = values_of(numbers)
    return {name: (value, measured[name]) for name, value in form.at(size).items() if value != measured[name]}


def _written(
    key: str, domain: Domain, space: Space, found: Mapping[str, tuple[Any, ...]], missing: Mapping[str, str]
) -> Form:
    """The form with the atoms and monomials that its fields use, and no others."""
    polynomials = {name: [_terms(one) for one in several] for name, several in found.items()}
    used = {monomial for several in polynomials.values() for terms in several for monomial, _ in terms} | {()}
    place = _places(space, used)
    monomials = sorted((tuple(sorted(place[atom] for atom in monomial)), monomial) for monomial in used)
    return Form(
        key=key,
        domain=domain,
        wholes=tuple(
            Whole(
                terms=tuple((factor, *(place[atom] for atom in monomial)) for monomial, factor in terms),
                divisor=divisor,
            )
            for terms, divisor in (
                space.wholes[atom - space.letters] for atom in place if atom >= space.letters
            )
        ),
        monomials=tuple(new for new, _ in monomials),
        fields=tuple(
            (name, tuple(tuple(dict(terms).get(old, 0) for _, old in monomials) for terms in several))
            for name, several in polynomials.items()
        ),
        held=(),
        grid=0,
        missing=tuple(missing.items()),
    )


def _terms(value: Any) -> Terms:
    if isinstance(value, Poly):
        return value.terms
    return (((), value),) if value else ()


def _places(space: Space, monomials: Collection[tuple[int, ...]]) -> dict[int, int]:
    """New numbers of the atoms in use, ascending, and of those inside them."""
    wanted = {atom for monomial in monomials for atom in monomial}
    left = list(wanted)
    while left:
        atom = left.pop()
        if atom >= space.letters:
            inside = {one for monomial, _ in space.wholes[atom - space.letters].terms for one in monomial}
            left += inside - wanted
            wanted |= inside
    wanted |= set(range(space.letters))
    return {atom: number for number, atom in enumerate(sorted(wanted))}


__all__ = ["NoForm", "check_alike", "differing", "find_form", "find_product_form"]
