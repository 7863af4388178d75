"""A closed form held against measurements: where it is right, and which of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from generator.records import Numbers, Size
from generator.records.forms import REQUIRED_FIELDS, Form

HELD_SIZES = 4
"""Recorded sizes that a form must give and that took no part in finding it."""

_SMALL_PX = 128
"""Below this, a size at which any field is wrong is left out of the domain: forwards take other ways there."""

_HALVED = "peak_activation_bytes_bfloat16"

_OF_ALL_CALLS = ("macs_fvcore", "elementwise_flops", "feature_bytes", "peak_activation_bytes", _HALVED)
"""Fields that read the extents of every call; the others read those of products, or of tensors at rest."""

_NOT_HALF = "a form takes all of float32 at half; the converted model widens some of it, or does not run"
_DOUBT = "another field is wrong at a size: an extent outside the products is not what it seems"

Differences = Mapping[str, tuple[int, int | None]]
"""By field: what a form gives, and what was measured."""


class Unequal(ValueError):
    """A form that is not the measurement at a size of its domain."""


def compared(
    form: Form, held: Mapping[Size, Numbers], measured: Mapping[Size, Numbers], refused: list[Size]
) -> Form:
    """The form over the sizes from the least on at which it is right, without the fields that are wrong there.

    Raises:
        Unequal: macs or activations are wrong at a large size, or fewer than ``HELD_SIZES`` are left.
    """
    from generator.account.forms import differing

    numbers_at = {
        size: numbers for size, numbers in {**held, **measured}.items() if not form.domain.objection(size)
    }
    wrong: dict[Size, Differences] = {
        size: differing(form, size, numbers) for size, numbers in numbers_at.items()
    }
    missing = dict(form.missing)
    if any(_HALVED in fields and "peak_activation_bytes" not in fields for fields in wrong.values()):
        missing[_HALVED] = _NOT_HALF
        wrong = {size: _without(fields, _HALVED) for size, fields in wrong.items()}
    failing = [
        *refused,
        *(
            size
            for size, fields in wrong.items()
            if fields.keys() & set(REQUIRED_FIELDS) or (fields and _shorter(size) < _SMALL_PX)
        ),
    ]
    beyond = max(map(_shorter, failing), default=0)
    inside = [size for size in wrong if _shorter(size) > beyond]
    kept = tuple(sorted(size for size in inside if size in held))
    if len(kept) < HELD_SIZES:
        raise Unequal(_told(wrong, failing))
    for size in inside:
        for name, (ours, theirs) in wrong[size].items():
            missing.setdefault(name, f"a form gives {ours} at {size} px, where {theirs} is measured")
    for name in _doubtful(missing, wrong, inside):
        missing.setdefault(name, _DOUBT)
    return replace(
        form,
        domain=replace(form.domain, least_px=min(map(_shorter, inside))),
        fields=tuple((name, rows) for name, rows in form.fields if name not in missing),
        held=kept,
        grid=sum(size in measured for size in inside),
        missing=tuple(missing.items()),
    )


def _without(fields: Differences, name: str) -> Differences:
    return {other: fields[other] for other in fields if other != name}


def _doubtful(
    missing: Iterable[str], wrong: Mapping[Size, Iterable[str]], inside: Sequence[Size]
) -> tuple[str, ...]:
    """The fields that read the extents of every call, where one of them has been wrong.

    That another was right at the sizes to compare with proves nothing: at another size the same extent may decide it.
    """
    seen = {name for size in inside for name in wrong[size]}
    return _OF_ALL_CALLS if seen & set(_OF_ALL_CALLS) & set(missing) else ()


def _shorter(size: Size) -> int:
    return min(size.height_px, size.width_px)


def least(sizes: list[Size], refused: list[Size]) -> int:
    """The shortest side of the sizes that are longer than all that are refused."""
    beyond = max(map(_shorter, refused), default=0)
    return min((_shorter(size) for size in sizes if _shorter(size) > beyond), default=beyond + 1)


def _told(wrong: Mapping[Size, Differences], failing: list[Size]) -> str:
    size = max(failing)
    for name, (ours, theirs) in wrong.get(size, {}).items():
        if name in REQUIRED_FIELDS:
            return f"the form of {name} gives {ours} at {size} px, where {theirs} is measured"
    return f"{size} px is refused"


__all__ = ["HELD_SIZES", "Unequal", "compared", "least"]
