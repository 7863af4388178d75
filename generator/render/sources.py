"""The page of published numbers: theirs, ours, the ratio and the cause, counted and in two tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.records import CAUSES, Architecture, Dataset, Entry, Published, Reconciled
from generator.render.environment import FRAGMENTS, fragment
from generator.render.links import by_name, model_path
from generator.render.proof import NAMES, theirs
from generator.render.units import Figure, count, exact, pixels, ratio
from generator.render.verdicts import verdict

PATH = f"{FRAGMENTS}/crosscheck/sources.html"
"""The fragment that the handwritten page includes."""

_MEANINGS = {
    "equal": "are ours, to the digits printed",
    "convention": "count by another convention, which we count too",
    "size": "are ours at another size",
    "form": "are those of the deploy form",
    "without": "leave out some modules or products",
    "classes": "have a head with another number of classes",
    "factor": "are ours times a factor",
    "unexplained": "are not explained",
    "not measured": "are for a size that is refused",
}
"""Causes as predicates of numbers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One published number beside ours under the definition and ours under the rule that gives it."""

    architecture: Architecture
    path: str
    name: str
    size: str
    source: str
    url: str
    theirs: Figure
    ours: Figure | None
    ratio: str
    verdict: str
    under: Figure | None
    """Ours under the rule; None where that is ours under the definition."""
    explained: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """A set of numbers: how many, of what, and how many of each cause."""

    total: str
    architectures: str
    families: str
    sources: str
    causes: tuple[tuple[str, str], ...]
    """Number and predicate, in the order of ``CAUSES``; causes without a number are left out."""


def fragments(dataset: Dataset) -> Mapping[str, str]:
    """The fragment of the page; its links are those of a page two levels deep."""
    own, others = _split(dataset)
    values = {"own": rows(own), "others": rows(others), "own_tally": tally(own), "tally": tally(others)}
    return {PATH: fragment("sources.html", root="../../", **values)}


Claimed = tuple[Entry, Published, Reconciled]
"""A number, whose it is, and what gives it."""


def _split(dataset: Dataset) -> tuple[list[Claimed], list[Claimed]]:
    """Numbers that a library carries itself, and those that stand at an address; by name of the architecture."""
    entries = {entry.architecture.key: entry for entry in dataset.entries}
    claimed = [
        (entries[one.key], published, reconciled)
        for one in by_name(entry.architecture for entry in dataset.entries)
        for published, reconciled in zip(one.published, entries[one.key].reconciled, strict=True)
    ]
    return [one for one in claimed if not one[1].url], [one for one in claimed if one[1].url]


def rows(claimed: Iterable[Claimed]) -> list[Row]:
    """A row for each number, in order."""
    return [_row(*one) for one in claimed]


def _row(entry: Entry, published: Published, reconciled: Reconciled) -> Row:
    measured = entry.at(published.size)
    ours = None if measured is None else getattr(measured.numbers, published.field)
    under = reconciled.value
    return Row(
        architecture=entry.architecture,
        path=model_path(entry.architecture),
        name=NAMES.get(published.field, published.field),
        size=pixels(published.size),
        source=published.source,
        url=published.url,
        theirs=theirs(published),
        ours=None if ours is None else count(ours),
        ratio="" if ours is None else ratio(ours, published.value),
        verdict=verdict(reconciled),
        under=None if under is None or under == ours else count(under),
        explained=reconciled.cause not in ("unexplained", "not measured"),
    )


def tally(claimed: Iterable[Claimed]) -> Tally:
    """How many numbers of how many architectures, families and sources, and how many of each cause."""
    claimed = list(claimed)
    described = [entry.architecture for entry, _, _ in claimed]
    causes = Counter(reconciled.cause for _, _, reconciled in claimed)
    return Tally(
        total=exact(len(claimed)),
        architectures=exact(len({one.key for one in described})),
        families=exact(len({one.family for one in described})),
        sources=exact(len({published.url for _, published, _ in claimed})),
        causes=tuple((exact(causes[cause]), _MEANINGS[cause]) for cause in CAUSES if causes[cause]),
    )
