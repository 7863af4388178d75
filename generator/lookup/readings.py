"""What a printed number may mean: its unit, and every reading with the range that its digits allow. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.lookup import words
from generator.lookup.conventions import BYTES, OPERATIONS, SIZE, TRAINING

EXAMPLE_BATCH = "'training 3.2 GB batch 32'"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One meaning of a printed number: anything from ``low`` to ``high`` of ``kind``, in base units.

    ``cost`` is the higher the less likely the meaning. ``doubled`` is false where the word excludes that a multiplication
    and its addition count as two. A size has its two sides in ``px`` and no range. Memory is at a ``batch``.
    """

    kind: str
    cost: int
    center: float = 0.0
    low: float = 0.0
    high: float = 0.0
    doubled: bool = True
    px: tuple[int, int] = (0, 0)
    batch: int = 1


@dataclass(frozen=True, slots=True)
class Unit:
    """A power of ten, what is counted, and what bytes are used for, each of which may be missing."""

    power: int | None = None
    what: str | None = None
    use: str | None = None

    def merged(self, other: Unit) -> Unit | None:
        """Both together, None where they say the same thing twice; of memory and a batch that is so for "size" and "memory"."""
        if self.use == words.BATCH and other == Unit(None, SIZE):
            return self
        if (self.power is not None and other.power is not None) or (self.what and other.what):
            return None
        uses = {self.use, other.use} - {None}
        if len(uses) > 1:
            uses -= {"memory"}
        if len(uses) > 1 or (words.BATCH in uses and (self.what or other.what)):
            return None
        power = other.power if self.power is None else self.power
        return Unit(power, self.what or other.what, *uses)


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A number as it is written: ``digits`` without a point, of which ``decimals`` stand behind it, and its unit.

    ``placed`` says that "at" stands before it, ``px`` are the two sides of a size, ``batch`` is 0 where none is said.
    """

    text: str
    digits: int
    decimals: int = 0
    exponent: int | None = None
    unit: Unit = Unit()
    placed: bool = False
    px: tuple[int, int] | None = None
    batch: int = 0


def readings(number: Number) -> Iterator[Reading]:
    """All that a number may mean, but for a size.

    Raises:
        ValueError: what is said to be memory is not of bytes, or its batch is missing or too small.
    """
    if number.unit.use:
        yield from _used(number)
    else:
        yield from _meanings(number)


def _meanings(number: Number) -> Iterator[Reading]:
    power, what = number.unit.power, number.unit.what
    exact = number.exponent is not None or (number.decimals == 0 and number.digits >= words.EXACT_FROM)
    if what is not None:
        kind = OPERATIONS if what == words.MACS else what
        if power is not None or what in (BYTES, words.BINARY):
            yield from _counts(number, what, power or 0, 0)
        elif exact:
            yield from _counts(number, what, 0, 0)
        else:
            for scale, cost in words.WORDED[kind]:
                yield from _counts(number, what, scale, cost)
    elif power is not None:
        for kind, cost in words.PREFIXED[power]:
            yield from _counts(number, kind, power, cost)
    elif exact:
        for kind, cost in words.EXACT:
            yield from _counts(number, kind, 0, cost)
    else:
        for kind, scale, cost in words.BARE:
            yield from _counts(number, kind, scale, cost)


def _used(number: Number) -> Iterator[Reading]:
    """Readings of memory in use; without a batch it is that of one sample, and of training it needs one.

    Raises:
        ValueError: the number is not of bytes, or its batch is missing or too small.
    """
    use, what, batch = number.unit.use, number.unit.what or BYTES, number.batch
    if what not in (BYTES, words.BINARY):
        raise ValueError(f"expected bytes, such as 98 MB, of memory; found {number.text!r}")
    if use == TRAINING and batch < words.LEAST_BATCH:
        raise ValueError(
            f"expected a batch of at least {words.LEAST_BATCH} beside the memory of training, such as {EXAMPLE_BATCH}; "
            f"found {number.text!r}"
        )
    exact = number.exponent is not None or (number.decimals == 0 and number.digits >= words.EXACT_FROM)
    power = number.unit.power
    powers = ((power or 0, 0),) if power is not None or number.unit.what or exact else words.USED_POWERS
    for kind, cost in words.USED[str(use)]:
        if kind == TRAINING and batch < words.LEAST_BATCH:
            continue
        for each, more in powers:
            for one in _counts(number, what, each, cost + more):
                yield replace(one, kind=kind, batch=1 if kind == BYTES else max(batch, 1))


def _counts(number: Number, what: str, power: int, cost: int) -> Iterator[Reading]:
    """One reading, or two of MB: 1,000,000 bytes and, as many tools mean, 1,048,576."""
    kind = {words.MACS: OPERATIONS, words.BINARY: BYTES}.get(what, what)
    scale = 10 ** (power + (number.exponent or 0))
    scales = [1024 ** (power // 3) * 10 ** (number.exponent or 0) if what == words.BINARY else scale]
    if what == BYTES and power >= 6 and number.exponent is None:
        scales.append(1024 ** (power // 3))
    step = 2 * 10**number.decimals
    for each in scales:
        yield Reading(
            kind=kind,
            cost=cost,
            center=2 * number.digits * each / step,
            low=(2 * number.digits - 1) * each / step,
            high=(2 * number.digits + 1) * each / step,
            doubled=what != words.MACS,
        )
