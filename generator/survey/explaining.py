"""One architecture, or one figure of it, measured now and taken apart; only what is told is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.records import Architecture, Field, Layer, Numbers, OperatorShare, Refusal, Size
from generator.survey.refusing import reason
from generator.survey.watching import Shortcuts, Watching

if TYPE_CHECKING:
    from generator.account import Tapes
    from generator.account.shares import Share
    from generator.records import Tape
    from generator.zoo import Zoo


class NoFigure(Exception):
    """A field that an architecture has no figure for; the message says which step failed, and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One field at one size, and the lines that sum to it."""

    architecture: Architecture
    size: Size
    field: Field
    noun: str
    """What a line is: ``call``, ``tensor`` or ``module``."""
    value: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """One forward told in full: its totals, by operator and by layer."""

    architecture: Architecture
    size: Size
    numbers: Numbers
    operators: tuple[OperatorShare, ...]
    layers: tuple[Layer, ...]
    gaps: tuple[Refusal, ...] = ()
    """The deploy form where it fails: ``numbers`` then has no field of it."""


def explanation_of(zoo: Zoo, name: str, size: Size | None = None) -> Explanation:
    """Measures one architecture, at the native size unless another is given.

    A deploy form that fails is a gap, as it is in a survey.

    Args:
        zoo: the zoo of the architecture.
        name: its name there.
        size: instead of the native one.

    Raises:
        Exception: whatever refuses the size.
    """
    from generator.account import Tapes, break_down

    architecture = zoo.describe(name)
    size = size or architecture.native
    watching = Watching(zoo, architecture, size, Shortcuts())
    forward = watching.forward(size)
    deployed = None
    gaps: tuple[Refusal, ...] = ()
    try:
        deployed = watching.deployed(size, forward)
    except Exception as error:
        gaps = (Refusal(size=size, stage="deploy form", message=reason(error)),)
    told = break_down(Tapes(forward=forward, deployed=deployed))
    return Explanation(
        architecture=architecture,
        size=size,
        numbers=told.numbers,
        operators=told.operators,
        layers=told.layers,
        gaps=gaps,
    )


def figure_of(zoo: Zoo, name: str, field: str, size: Size | None = None) -> Figure:
    """Measures one field, at the native size unless another is given.

    Args:
        zoo: the zoo of the architecture.
        name: its name there.
        field: a key of ``generator.account.shares.EXPLAINED``.
        size: instead of the native one.

    Raises:
        KeyError: there is no such field.
        NoFigure: the step that the field is measured by failed.
        ArithmeticError: the lines do not sum to the figure.
        Exception: whatever refuses the size.
    """
    from generator.account import count
    from generator.account.shares import EXPLAINED, needs, noun, shares

    kind = needs(field)
    architecture = zoo.describe(name)
    size = size or architecture.native
    watching = Watching(zoo, architecture, size, Shortcuts())
    forward = watching.forward(size)
    try:
        tapes = _record(watching, size, forward, kind)
    except Exception as error:
        raise NoFigure(f"the {kind} failed: {reason(error)}") from error
    found, value = shares(tapes, field), value_of(count(tapes), field)
    total = sum(share.amount for share in found)
    if total != value:
        raise ArithmeticError(f"{field} of {architecture.key}: lines sum to {total:,}, expected {value:,}")
    return Figure(
        architecture=architecture,
        size=size,
        field=EXPLAINED[field],
        noun=noun(field),
        value=value,
        shares=found,
    )


def _record(watching: Watching, size: Size, forward: Tape, kind: str) -> Tapes:
    from generator.account import Tapes

    if kind == "deploy form":
        return Tapes(forward=forward, deployed=watching.deployed(size, forward))
    if kind == "batch":
        return Tapes(forward=forward, deployed=None, batches=watching.batches(size))
    if kind in ("training", "backward"):
        trained = {batch: watching.trained(size, batch, backward=kind == "backward") for batch in (2, 3)}
        return Tapes(forward=forward, deployed=None, training=trained)
    if kind in ("bfloat16", "batch in bfloat16"):
        batches = (1,) if kind == "bfloat16" else (1, 2, 3)
        converted = {batch: watching.converted(size, batch) for batch in batches}
        return Tapes(forward=forward, deployed=None, converted=converted)
    if kind == "mixed precision":
        return Tapes(forward=forward, deployed=None, mixed=watching.mixed(size))
    return Tapes(forward=forward, deployed=None)


def value_of(numbers: Numbers, field: str) -> int:
    """A field as one number; of a tally the sum of its counts.

    Raises:
        LookupError: the field was not measured.
    """
    value = getattr(numbers, field)
    if value is None:
        raise LookupError(f"{field} was not measured")
    return sum(count for _, count in value) if isinstance(value, tuple) else int(value)


__all__ = ["Figure", "NoFigure", "figure_of", "value_of"]
