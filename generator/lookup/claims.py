"""What a paper prints, taken apart: "4.1 GFLOPs, 25.6 M, 224" -> three claims, each with all that it may mean.

A number is as precise as it is printed: 4.1 G is anything from 4.05 to 4.15 thousand millions, both ends included,
since not everybody rounds alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.lookup import words
from generator.lookup.conventions import BYTES, OPERATIONS, SIZE

MOST_CLAIMS = 8
MOST_DIGITS = 15
"""Above, a double of the page could not hold what an integer here does."""

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_TOKEN = re.compile(
    rf"(?P<power>(?P<mantissa>{_NUMBER})(?:e\+?(?P<e>[0-9]{{1,2}})(?![A-Za-z0-9])|\s*[x×*]\s*10\s*\^\s*(?P<ten>[0-9]{{1,2}})))"
    r"|(?P<sides>[0-9]+(?:\s*[x×]\s*[0-9]+){1,3})"
    r"|(?P<square>[0-9]+)\s*(?:²|\^2)"
    rf"|(?P<number>{_NUMBER})"
    r"|(?P<word>#?[A-Za-z]+(?:-[A-Za-z]+)*\.?)"
    r"|(?P<place>@)"
    r"|(?P<separator>[,;/|&+\n])"
    r"|(?P<nothing>[\s:=()\[\]~≈]+)",
    re.IGNORECASE,
)

EXAMPLE = "'4.1 GFLOPs, 25.6 M, 224'"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One meaning of a printed number: anything from ``low`` to ``high`` of ``kind``, in base units.

    ``cost`` is the higher the less likely the meaning. ``doubled`` is false where the word excludes that a multiplication
    and its addition count as two. A size has its two sides in ``px`` and no range.
    """

    kind: str
    cost: int
    center: float = 0.0
    low: float = 0.0
    high: float = 0.0
    doubled: bool = True
    px: tuple[int, int] = (0, 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One number as it is written, and its readings; a lower cost first."""

    text: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A power of ten and what is counted, either of which may be missing."""

    power: int | None = None
    what: str | None = None

    def merged(self, other: Unit) -> Unit | None:
        """Both together, None where they say the same thing twice."""
        if (self.power is not None and other.power is not None) or (self.what and other.what):
            return None
        power = other.power if self.power is None else self.power
        return Unit(power, self.what or other.what)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Number:
    text: str
    digits: int
    decimals: int = 0
    exponent: int | None = None
    unit: Unit = Unit()
    placed: bool = False
    px: tuple[int, int] | None = None


def parse(text: str) -> tuple[Claim, ...]:
    """The claims of a text, in its order.

    Raises:
        ValueError: there is no number, a word that is no unit, only a size, or a number that cannot be read; the message
            names it.
    """
    claims = tuple(_claim(number) for number in _numbers(text))
    if not claims:
        raise ValueError(f"expected numbers such as {EXAMPLE}; found {text.strip()!r}")
    if len(claims) > MOST_CLAIMS:
        raise ValueError(f"expected up to {MOST_CLAIMS} numbers; found {len(claims)}")
    if all(reading.kind == SIZE for claim in claims for reading in claim.readings):
        raise ValueError(
            f"a size alone fits every architecture; expected a count beside it, such as {EXAMPLE}; found {text.strip()!r}"
        )
    return claims


def unit_of(word: str) -> Unit | None:
    """``GFLOPs`` is 9 and operations, ``M`` is 6, ``params`` is parameters; None for no unit."""
    plain = word.lower().strip("#.")
    if plain in words.PREFIXES:
        return Unit(words.PREFIXES[plain])
    if plain in words.QUANTITIES:
        return Unit(None, words.QUANTITIES[plain])
    rest = plain[1:].lstrip("-")
    if plain[:1] in words.PREFIXES and rest in words.QUANTITIES:
        return Unit(words.PREFIXES[plain[:1]], words.QUANTITIES[rest])
    return None


def _numbers(text: str) -> Iterator[_Number]:
    """Numbers with the units that stand behind them or, as a label, before them."""
    current: _Number | None = None
    label, said, placed = Unit(), "", False
    for token, kind in _tokens(text):
        if kind == "word":
            unit = _known(token[0])
            merged = current and current.unit.merged(unit)
            if current and merged:
                written = f"{current.text}{_gap(token)}{token[0]}"
                current = replace(current, unit=merged, text=written)
                continue
            label, said = label.merged(unit) or unit, token[0]
        if current:
            yield current
            current = None
        placed = placed or kind == "place"
        if kind in ("power", "sides", "square", "number"):
            current = replace(_number(token, kind), unit=label, placed=placed)
            label, said, placed = Unit(), "", False
    if current:
        yield current
    if said:
        raise ValueError(f"expected a number beside {said!r}; found none")


def _known(word: str) -> Unit:
    unit = unit_of(word)
    if unit is None:
        raise ValueError(f"expected a unit such as G, M, GMACs, params, MB or px; found {word!r}")
    return unit


def _tokens(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Tokens with what they are; what says nothing is left out, and "at" is what "@" is."""
    place = 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            raise ValueError(
                f"expected numbers such as {EXAMPLE}; found {text[place:].split(maxsplit=1)[0]!r}"
            )
        place = token.end()
        kind = str(token.lastgroup)
        plain = token[0].lower()
        if kind == "word" and plain in words.PLACES:
            kind = "place"
        if kind != "nothing" and plain not in words.FILLERS:
            yield token, kind


def _gap(token: re.Match[str]) -> str:
    """What stood between a number and its unit: a space or nothing."""
    before = token.string[: token.start()]
    return " " if before != before.rstrip() else ""


def _number(token: re.Match[str], kind: str) -> _Number:
    if kind in ("sides", "square"):
        sides = [int(side) for side in re.findall("[0-9]+", token["sides"] or token["square"])]
        sides = sides[-2:] if len(sides) > 1 else sides * 2
        return _Number(text=token[0], digits=0, px=(sides[0], sides[1]))
    whole, _, part = (token["mantissa"] or token["number"]).replace(",", "").partition(".")
    digits = int(whole + part)
    if digits == 0 or len(str(digits)) > MOST_DIGITS:
        raise ValueError(
            f"expected a number above zero of at most {MOST_DIGITS} digits; found {token[0].strip()!r}"
        )
    raised = token["e"] or token["ten"]
    return _Number(
        text=token[0], digits=digits, decimals=len(part), exponent=None if raised is None else int(raised)
    )


def _claim(number: _Number) -> Claim:
    """All readings of one number, the likeliest first.

    Raises:
        ValueError: the unit does not go with the number, such as a size of 4.1 px.
    """
    whole = number.decimals == 0 and number.exponent is None
    bare = number.unit == Unit() and whole
    if number.px or number.unit.what == SIZE or (number.placed and bare):
        if number.px is None and not (whole and number.unit.power is None):
            raise ValueError(f"expected a size in whole pixels; found {number.text!r}")
        px = number.px or (number.digits, number.digits)
        return Claim(text=number.text, readings=(Reading(kind=SIZE, cost=0, px=px),))
    readings = list(_meanings(number))
    least, most = words.SIZES_PX
    if bare and least <= number.digits <= most:
        readings = [replace(one, cost=one.cost + words.SIZE_FIRST) for one in readings]
        readings.append(Reading(kind=SIZE, cost=0, px=(number.digits, number.digits)))
    return Claim(text=number.text, readings=tuple(sorted(readings, key=lambda one: one.cost)))


def _meanings(number: _Number) -> Iterator[Reading]:
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


def _counts(number: _Number, what: str, power: int, cost: int) -> Iterator[Reading]:
    """One reading, or two of MB: 1,000,000 bytes and, as many tools mean, 1,048,576."""
    kind = {words.MACS: OPERATIONS, words.BINARY: BYTES}.get(what, what)
    scale = 10 ** (power + (number.exponent or 0))
    scales = [1024 ** (power // 3) if what == words.BINARY else scale]
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
