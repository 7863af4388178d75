"""Numbers that papers, repositories and model zoos print for architectures that a zoo has.

One row a number, as printed, with the place where it was read. Which definition it follows is not decided
here: that is found out by holding it against what is measured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from generator.records import Published, Size
from generator.zoo.claims_read import ROWS

_PRINTED = re.compile(r"([0-9][0-9,]*)(?:\.([0-9]+))?\s?([kMGB]?)")
_EXPONENTS = {"": 0, "k": 3, "M": 6, "G": 9, "B": 9}
"""Powers of ten that are printed; ``B`` is a billion."""


class Printed(NamedTuple):
    """A number in base units, and the unit of its last printed digit."""

    value: int
    rounded_to: int


class Claim(NamedTuple):
    """One published number of one architecture at one size."""

    key: str
    field: str
    """The field of ours that has the meaning which the source gives the number."""
    printed: str
    size: Size
    source: str
    url: str

    def published(self) -> Published:
        """The claim in base units."""
        value, rounded_to = parse(self.printed)
        return Published(
            source=self.source,
            field=self.field,
            value=value,
            rounded_to=rounded_to,
            size=self.size,
            url=self.url,
        )


def parse(printed: str) -> Printed:
    """``4.5G`` is 4,500,000,000 rounded to 100,000,000; ``5,288,548`` is exact.

    Raises:
        ValueError: the text is no number with one of the prefixes k, M, G and B, or has more decimals
            than its prefix.
    """
    match = _PRINTED.fullmatch(printed)
    if match is None:
        raise ValueError(f"expected a number such as 4.5G or 25,557,032; found {printed!r}")
    whole, decimals = match[1].replace(",", ""), match[2] or ""
    exponent = _EXPONENTS[match[3]] - len(decimals)
    if exponent < 0:
        raise ValueError(f"expected a whole number of base units; found {printed!r}")
    return Printed(int(whole + decimals) * 10**exponent, 10**exponent)


CLAIMS: tuple[Claim, ...] = tuple(
    Claim(row.key, field, printed, Size.parse(row.size), row.source.name, row.source.url)
    for row in ROWS
    for field, printed in (
        ("parameters", row.parameters),
        ("macs", row.macs),
        ("activations", row.activations),
    )
    if printed
)
"""In the order of the tables; a row gives one claim for each number that it prints."""


@cache
def _by_key() -> Mapping[str, tuple[Published, ...]]:
    found: dict[str, tuple[Published, ...]] = {}
    for claim in CLAIMS:
        found[claim.key] = (*found.get(claim.key, ()), claim.published())
    return found


def claimed(key: str) -> tuple[Published, ...]:
    """The claims of one architecture, ``zoo/name``; empty where nothing is claimed."""
    return _by_key().get(key, ())
