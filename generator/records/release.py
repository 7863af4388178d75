"""Releases of the dataset: states that are kept for good, named by their date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from generator.records.entry import Provenance

_NAME = re.compile(r"([0-9]{4})\.([0-9]{2})\.([0-9]{2})(?:\.([2-9]|[1-9][0-9]))?")


def release_order(name: str) -> tuple[int, int, int, int]:
    """Year, month, day and number within the day of ``2026.11.22``, or of ``2026.11.22.2``, the second of its day.

    Raises:
        ValueError: the name is something else, or no day of the calendar.
    """
    match = _NAME.fullmatch(name)
    try:
        if match is None:
            raise ValueError(name)
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise ValueError(
            f"a release is named by its date, such as 2026.11.22, or 2026.11.22.2 for a second one; found {name!r}"
        ) from None
    return day.year, day.month, day.day, int(match[4] or 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """One release: what it holds and how to tell it from every other.

    Attributes:
        name: the date, as :func:`release_order` reads it.
        digest: SHA-256 of the listing of all record digests, in hexadecimal.
        schema: the version of the lines' layout.
        provenance: the versions that the numbers depend on.
        zoos: how many architectures of each zoo it holds, sorted by zoo.
    """

    name: str
    digest: str
    schema: int
    provenance: Provenance
    zoos: tuple[tuple[str, int], ...]

    @property
    def architectures(self) -> int:
        """How many architectures it holds."""
        return sum(total for _, total in self.zoos)


@dataclass(frozen=True, kw_only=True, slots=True)
class Releases:
    """Every release, oldest first, and ``site``, the address of the published site: empty, or it ends in a slash."""

    site: str = ""
    releases: tuple[Release, ...] = ()

    @property
    def latest(self) -> Release | None:
        """The newest release, None before the first."""
        return self.releases[-1] if self.releases else None

    def holding(self, digest: str) -> Release | None:
        """The newest release whose dataset has this digest, None where none is this state."""
        return next((one for one in reversed(self.releases) if one.digest == digest), None)

    def named(self, name: str) -> Release | None:
        """The release of a name, or None."""
        return next((one for one in self.releases if one.name == name), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """Which state of the dataset a page or a citation speaks of.

    Attributes:
        release: the name of the release that the dataset is, empty for a state that is not released.
        site: the address of the published site, empty or ending in a slash.
        digests: SHA-256 of each architecture's line, by ``zoo/name``.
    """

    release: str = ""
    site: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One architecture as a release holds it, read without the layout of today: what a permalink shows.

    Attributes:
        key: ``zoo/name``.
        line: the line itself, whose SHA-256 with its newline is ``digest``.
        native: the native size, as the line writes it.
        sizes: the measured sizes, ascending.
        numbers: for each field that the line has, a value for each size, None where there is none.
    """

    key: str
    digest: str
    line: str
    native: str
    sizes: tuple[str, ...]
    numbers: Mapping[str, tuple[int | None, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A release with its records, sorted by zoo, then name."""

    release: Release
    records: tuple[Record, ...]
