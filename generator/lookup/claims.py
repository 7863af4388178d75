"""What a paper prints, taken apart: "4.1 GFLOPs, 25.6 M, 224" -> three claims, each with all that it may mean.

A number is as precise as it is printed: 4.1 G is anything from 4.05 to 4.15 thousand millions, both ends included,
since not everybody rounds alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.lookup import words
from generator.lookup.conventions import BYTES, SIZE
from generator.lookup.readings import EXAMPLE_BATCH, Number, Reading, Unit
from generator.lookup.readings import readings as readings_of

MOST_CLAIMS = 8
MOST_DIGITS = 15
"""Above, a double of the page could not hold what an integer here does."""

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_TOKEN = re.compile(
    rf"(?P<power>(?P<mantissa>{_NUMBER})(?:[eE]\+?(?P<e>[0-9]{{1,2}})(?![0-9])|\s*[xX×*]\s*10\s*\^\s*(?P<ten>[0-9]{{1,2}})))"
    r"|(?P<sides>[0-9]+(?:\s*[xX×]\s*[0-9]+){1,3})"
    r"|(?P<square>[0-9]+)\s*(?:²|\^2)"
    rf"|(?P<number>{_NUMBER})"
    r"|(?P<word>#?[A-Za-z]+(?:-[A-Za-z]+)*\.?)"
    r"|(?P<place>@)"
    r"|(?P<separator>[,;/|&+\n])"
    r"|(?P<nothing>[\s:=()\[\]~≈]+)"
)

EXAMPLE = "'4.1 GFLOPs, 25.6 M, 224'"


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One number as it is written, and its readings; a lower cost first."""

    text: str
    readings: tuple[Reading, ...]


def parse(text: str) -> tuple[Claim, ...]:
    """The claims of a text, in its order.

    Raises:
        ValueError: there is no number, a word that is no unit, only a size, or a number that cannot be read; the message
            names it.
    """
    claims = tuple(_claim(number) for number in _batched(list(_numbers(text))))
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
    if plain in words.USES:
        return Unit(None, None, words.USES[plain])
    rest = plain[1:].lstrip("-")
    if plain[:1] in words.PREFIXES and rest in words.QUANTITIES:
        return Unit(words.PREFIXES[plain[:1]], words.QUANTITIES[rest])
    return None


def _numbers(text: str) -> Iterator[Number]:
    """Numbers with the units that stand behind them or, as a label, before them; a label waits for a batch to be read."""
    current: Number | None = None
    label, waiting, said, placed = Unit(), Unit(), "", False
    for token, kind in _tokens(text):
        if kind == "word":
            unit = _known(token[0])
            merged = _behind(current.unit, unit) if current else None
            if current and merged:
                written = f"{current.text}{_gap(token)}{token[0]}"
                current = replace(current, unit=merged, text=written)
                continue
            if unit.use == words.BATCH and label.use != words.BATCH:
                waiting, label = label, Unit()
            label, said = label.merged(unit) or unit, token[0]
        if current:
            yield current
            current = None
        placed = placed or kind == "place"
        if kind in ("power", "sides", "square", "number"):
            current = replace(_number(token, kind), unit=label, placed=placed)
            label, waiting = (waiting, Unit()) if label.use == words.BATCH else (Unit(), waiting)
            said, placed = said if label != Unit() else "", False
    if current:
        yield current
    if said:
        raise ValueError(f"expected a number beside {said!r}; found none")


def _behind(unit: Unit, word: Unit) -> Unit | None:
    """A unit with a word behind it; what bytes are used for stands behind bytes alone, else it begins the next number."""
    if word.use and (word.use == words.BATCH or unit.what not in (BYTES, words.BINARY)):
        return None
    if unit.use == words.BATCH:
        return None
    return unit.merged(word)


def _batched(numbers: list[Number]) -> Iterator[Number]:
    """The numbers without batches; a claim of memory has the batch that stands before it, else the one behind it."""
    before, place = 0, 0
    while place < len(numbers):
        number, place = numbers[place], place + 1
        if number.unit.use == words.BATCH:
            before = _samples(number)
            continue
        if number.unit.use:
            if not before and place < len(numbers) and numbers[place].unit.use == words.BATCH:
                before, place = _samples(numbers[place]), place + 1
            if before:
                number = replace(number, batch=before, text=f"{number.text} at batch {before}")
            before = 0
        yield number
    if before:
        raise ValueError(f"expected memory beside batch {before}, such as {EXAMPLE_BATCH}; found none")


def _samples(number: Number) -> int:
    if number.decimals or number.exponent is not None or number.px or number.unit.power is not None:
        raise ValueError(f"expected a batch in whole samples; found {number.text!r}")
    return number.digits


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


def _number(token: re.Match[str], kind: str) -> Number:
    if kind in ("sides", "square"):
        sides = [int(side) for side in re.findall("[0-9]+", token["sides"] or token["square"])]
        sides = sides[-2:] if len(sides) > 1 else sides * 2
        return Number(text=token[0], digits=0, px=(sides[0], sides[1]))
    whole, _, part = (token["mantissa"] or token["number"]).replace(",", "").partition(".")
    digits = int(whole + part)
    if digits == 0 or len(str(digits)) > MOST_DIGITS:
        raise ValueError(
            f"expected a number above zero of at most {MOST_DIGITS} digits; found {token[0].strip()!r}"
        )
    raised = token["e"] or token["ten"]
    return Number(
        text=token[0], digits=digits, decimals=len(part), exponent=None if raised is None else int(raised)
    )


def _claim(number: Number) -> Claim:
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
    readings = list(readings_of(number))
    least, most = words.SIZES_PX
    if bare and least <= number.digits <= most:
        readings = [replace(one, cost=one.cost + words.SIZE_FIRST) for one in readings]
        readings.append(Reading(kind=SIZE, cost=0, px=(number.digits, number.digits)))
    return Claim(text=number.text, readings=tuple(sorted(readings, key=lambda one: one.cost)))
