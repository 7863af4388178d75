"""Where a number comes from: kinds, operators, other people's numbers."""

from __future__ import annotations

from dataclasses import dataclass

from generator.records import (
    Architecture,
    Entry,
    Numbers,
    OperatorShare,
    Published,
    Reconciled,
)
from generator.render.units import Figure, count, exact, pixels, printed, ratio, share
from generator.render.verdicts import verdict

KINDS = (
    ("Dense convolution", "macs_dense_convolution"),
    ("Pointwise convolution", "macs_pointwise_convolution"),
    ("Depthwise convolution", "macs_depthwise_convolution"),
    ("Grouped convolution", "macs_grouped_convolution"),
    ("Linear", "macs_linear"),
    ("Attention", "macs_attention"),
    ("Other product", "macs_other_product"),
)
"""The kinds of MACs in the order in which tables print them; their fields sum to ``macs``."""

CONVENTIONS = (
    ("MACs as fvcore counts", "macs_fvcore"),
    ("FLOPs outside MACs", "elementwise_flops"),
    ("MACs of the backward", "macs_backward"),
)
"""Counts of operations beside the headline's, and their fields."""

NAMES = {"parameters": "Parameters", "macs": "MACs", "activations": "Activations"}
"""Fields that others publish, as tables print them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KindRow:
    """The MACs of one kind."""

    name: str
    macs: Figure
    share: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ConventionRow:
    """One way of counting a forward; ``anchor`` is the field."""

    name: str
    anchor: str
    figure: Figure
    remark: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OperatorRow:
    """The calls of one operator and its MACs."""

    operator: str
    calls: str
    macs: Figure
    share: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedRow:
    """Somebody else's number beside ours."""

    source: str
    key: str
    url: str
    name: str
    size: str
    theirs: Figure
    ours: Figure | None
    ratio: str
    verdict: str


def kind_rows(numbers: Numbers) -> tuple[KindRow, ...]:
    """The kinds that occur."""
    return tuple(
        KindRow(name=name, macs=count(value, field), share=share(value, numbers.macs))
        for name, field in KINDS
        if (value := getattr(numbers, field))
    )


def convention_rows(numbers: Numbers) -> tuple[ConventionRow, ...]:
    """The operations of a forward as different people count them, and those of a backward."""
    return tuple(
        ConventionRow(name=name, anchor=anchor, figure=count(value, anchor))
        for name, anchor in CONVENTIONS
        if (value := getattr(numbers, anchor)) is not None
    )


def operator_rows(operators: tuple[OperatorShare, ...], numbers: Numbers) -> tuple[OperatorRow, ...]:
    """The operators that have MACs, the costliest first."""
    counted = sorted((one for one in operators if one.macs), key=lambda one: (-one.macs, one.operator))
    return tuple(
        OperatorRow(
            operator=one.operator,
            calls=exact(one.calls),
            macs=count(one.macs),
            share=share(one.macs, numbers.macs),
        )
        for one in counted
    )


def published_rows(entry: Entry) -> tuple[PublishedRow, ...]:
    """Every published number of an architecture beside ours at the same size, and what gives it."""
    pairs = zip(entry.architecture.published, entry.reconciled, strict=True)
    return tuple(_published_row(entry, one, reconciled) for one, reconciled in pairs)


def _published_row(entry: Entry, one: Published, reconciled: Reconciled) -> PublishedRow:
    measured = entry.at(one.size)
    ours = None if measured is None else getattr(measured.numbers, one.field)
    source, key = _shortened(one, entry.architecture)
    return PublishedRow(
        source=source,
        key=key,
        url=one.url,
        name=NAMES.get(one.field, one.field),
        size=pixels(one.size),
        theirs=theirs(one),
        ours=None if ours is None else count(ours),
        ratio="" if ours is None else ratio(ours, one.value),
        verdict=verdict(reconciled),
    )


def theirs(one: Published) -> Figure:
    """A published number with the digits that are printed; an exact one is rounded as ours are."""
    if one.rounded_to == 1:
        return count(one.value)
    return Figure(printed(one.value, one.rounded_to), one.value)


def _shortened(one: Published, architecture: Architecture) -> tuple[str, str]:
    """``torchvision`` and ``weights.meta["_ops"]``: the page says already whose weights they are.

    Of a source with an address, which says the rest, the name alone.
    """
    who, _, what = one.source.partition(", ")
    if one.url:
        return who, ""
    return who, what.removeprefix(f"{architecture.name} ").replace("'", '"')
