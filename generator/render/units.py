"""Rounding: the only place where an integer in a base unit becomes a text with a prefix.

Three laws, held by a table test: ``0`` is printed for zero only, ``100 %`` for all only, and a
number is rounded half up once, from the exact integer, never from a rounded one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from generator.records import Size

NBSP = "\u00a0"
DASH = "\u2013"
_PREFIXES = ((3, "k"), (6, "M"), (9, "G"), (12, "T"), (15, "P"), (18, "E"))


class Figure(NamedTuple):
    """A number as the reader sees it, the integer behind it, and the field it is of, where a reader finds it by that."""

    text: str
    exact: int
    field: str = ""

    @property
    def grouped(self) -> str:
        """The exact integer in groups of three."""
        return exact(self.exact)

    @property
    def title(self) -> str:
        """The exact integer in groups of three, or nothing where the text already is exact."""
        return "" if self.text.split(NBSP)[0] == self.grouped else self.grouped


def exact(value: int) -> str:
    """``25557032`` is ``25,557,032``."""
    return f"{value:,}"


def rounded(value: int, unit: str = "", digits: int = 4) -> str:
    """Exact below ``10**digits``, else ``digits`` significant digits and an SI prefix.

    ``25557032`` is ``25.56 M``; with the unit ``B`` it is ``25.56 MB``. Prefixes are powers of 1000.

    Raises:
        ValueError: the value is negative, or there are fewer than three digits.
    """
    if value < 0 or digits < 3:
        raise ValueError(f"expected a count and at least three digits; found {value} and {digits}")
    if value < 10**digits:
        return exact(value) + (f"{NBSP}{unit}" if unit else "")
    for exponent, prefix in _PREFIXES:
        for decimals in range(digits - 1, digits - 4, -1):
            steps = half_up(value, 10 ** (exponent - decimals))
            if steps < 10**digits:
                return f"{decimal(steps, decimals)}{NBSP}{prefix}{unit}"
    return f"{value:.3e}{NBSP}{unit}".rstrip()


def tick(value: int, unit: str = "") -> str:
    """A round number on an axis, without decimals that say nothing: ``500 M``, ``1.5 G``."""
    number, *prefix = rounded(value, unit, digits=3).split(NBSP)
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return NBSP.join((number, *prefix))


def printed(value: int, rounded_to: int) -> str:
    """A number with the digits that its source prints: 4,500,000,000 rounded to 100,000,000 is ``4.5 G``.

    Raises:
        ValueError: ``rounded_to`` is no power of ten, or above 10**18.
    """
    zeros = len(str(rounded_to)) - 1
    prefixes = [(exponent, prefix) for exponent, prefix in ((0, ""), *_PREFIXES) if exponent >= zeros]
    if rounded_to != 10**zeros or not prefixes:
        raise ValueError(f"expected a power of ten up to 10**18; found {rounded_to}")
    fitting = [one for one in prefixes if 10 ** one[0] <= value]
    exponent, prefix = fitting[-1] if fitting else prefixes[0]
    number = decimal(value // rounded_to, exponent - zeros)
    return f"{number}{NBSP}{prefix}" if prefix else number


def half_up(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` to the nearest integer, halves upwards, without floats."""
    return (2 * numerator + denominator) // (2 * denominator)


def decimal(steps: int, decimals: int) -> str:
    """``steps`` of ``10**-decimals`` as a decimal number: ``decimal(2556, 2)`` is ``25.56``."""
    if decimals == 0:
        return exact(steps)
    whole, rest = divmod(steps, 10**decimals)
    return f"{whole:,}.{rest:0{decimals}d}"


def prefix_of(values: Iterable[int]) -> tuple[int, str]:
    """Exponent and SI prefix of the largest unit of which the least value above zero has at least one.

    Values that print in full below ``10**4`` have none: ``prefix_of([9536])`` is ``(0, "")``.
    """
    least = min((value for value in values if value), default=0)
    fitting = [one for one in _PREFIXES if least >= 10**4 and 10 ** one[0] <= least]
    return fitting[-1] if fitting else (0, "")


def scaled(value: int, exponent: int, digits: int = 4) -> str:
    """A number in units of ``10**exponent`` with so many significant digits or all of its whole part.

    ``scaled(4089184256, 9)`` is ``4.089``, ``scaled(21359460352, 6)`` is ``21,359``.
    """
    whole = len(str(value // 10**exponent)) if value >= 10**exponent else 0
    decimals = min(max(digits - whole, 0), exponent)
    return decimal(half_up(value, 10 ** (exponent - decimals)), decimals) if value else "0"


def count(value: int, field: str = "") -> Figure:
    """Elements, operations or calls."""
    return Figure(rounded(value), value, field)


def size_in_bytes(value: int, field: str = "") -> Figure:
    """Bytes with an SI prefix: 1 MB is 1,000,000 bytes."""
    return Figure(rounded(value, "B"), value, field)


def mebibytes(value: int, decimals: int) -> str:
    """Bytes over 1,048,576, what other tools call MB; without a unit, and never ``0`` for a few bytes."""
    steps = half_up(value * 10**decimals, 2**20)
    return f"<{decimal(1, decimals)}" if steps == 0 and value else decimal(steps, decimals)


def plain(value: int) -> Figure:
    """A number that is printed in full."""
    return Figure(exact(value), value)


def share(part: int, whole: int) -> str:
    """Percent with one decimal; ``0 %`` for nothing only and ``100 %`` for all only."""
    if whole == 0:
        return DASH
    if part == 0:
        return f"0{NBSP}%"
    if part == whole:
        return f"100{NBSP}%"
    permille = half_up(1000 * part, whole)
    if permille == 0:
        return f"<0.1{NBSP}%"
    if permille == 1000:
        return f">99.9{NBSP}%"
    return f"{decimal(permille, 1)}{NBSP}%"


def fixed(value: int, exponent: int, decimals: int = 2) -> str:
    """A number in a fixed unit of ``10**exponent``, for columns that share one unit.

    ``fixed(4089184256, 9)`` is ``4.09``; a number that would round to zero is ``<0.01``.
    """
    steps = half_up(value, 10 ** (exponent - decimals))
    if steps == 0 and value:
        return f"<{decimal(1, decimals)}"
    return decimal(steps, decimals)


def ratio(ours: int, theirs: int) -> str:
    """Ours over theirs with four decimals; ``1`` without decimals for equal numbers only."""
    if ours == theirs:
        return "1"
    if theirs == 0:
        return DASH
    steps = half_up(10_000 * ours, theirs)
    return "<0.0001" if steps == 0 and ours else decimal(steps, 4)


def pixels(size: Size) -> str:
    """``224 px``, or ``224 × 320 px`` where height and width differ."""
    if size.height_px == size.width_px:
        return f"{size.height_px}{NBSP}px"
    return f"{size.height_px}{NBSP}\u00d7{NBSP}{size.width_px}{NBSP}px"


def shape(sides: tuple[int, ...]) -> str:
    """``256 × 56 × 56`` in a compact form that breaks nowhere; a dash where there is none."""
    return "\u00d7".join(str(side) for side in sides) if sides else DASH
