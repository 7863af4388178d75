"""The papers of a family, as the libraries name them for its members or for all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from generator.records import Architecture
from generator.records.weights import Library, Paper, Shelf


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """One paper: its title or its address, and whose it is: ``3 of 12 members``, empty for the family."""

    text: str
    arxiv: str
    url: str
    whose: str = ""


def papers_of(members: Sequence[Architecture], library: Library | None) -> list[Reference]:
    """The papers that a library names for all of a family, then those of its members, the one of most members first."""
    if library is None or not members:
        return []
    shelves = library.by_key()
    named = [_named(shelves.get(member.key)) for member in members]
    shared = library.by_family().get((members[0].zoo, members[0].family), ())
    totals = Counter(url for papers in named for url in {paper.url for paper in papers})
    titles = {paper.url: paper.title for papers in (*named, shared) for paper in papers if paper.title}
    first = [paper.url for paper in shared]
    rest = sorted(totals.keys() - set(first), key=lambda url: (-totals[url], url))
    return [
        _reference(Paper(title=titles.get(url, ""), url=url), totals[url], len(members))
        for url in (*first, *rest)
    ]


def _named(shelf: Shelf | None) -> list[Paper]:
    """The papers that a library names for one member or for any of its weights."""
    return [] if shelf is None else [*shelf.papers, *(paper for one in shelf.weights for paper in one.papers)]


def _reference(paper: Paper, total: int, members: int) -> Reference:
    whose = "" if total in (0, members) else f"{total} of {members} members"
    return Reference(text=paper.title or paper.url, arxiv=paper.arxiv, url=paper.url, whose=whose)
