"""What a citation of an architecture names: the record, its release, and the papers that are its own or its family's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from generator.records import Architecture, Dataset, Entry, Provenance
from generator.records.release import Edition
from generator.records.weights import Library, Paper, Shelf
from generator.render.links import permalink

_END_OF_NAME = re.compile(r"\s*:\s|\s+--?\s")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """One architecture and all that a citation of it names.

    ``papers`` are those its library names for it; ``unsure`` says that they are the family's, and that the
    library does not say which of them is this architecture's.
    """

    entry: Entry
    provenance: Provenance
    edition: Edition = field(default_factory=Edition)
    papers: tuple[Paper, ...] = ()
    unsure: bool = False

    @property
    def architecture(self) -> Architecture:
        """What is cited."""
        return self.entry.architecture

    @property
    def digest(self) -> str:
        """SHA-256 of the record's line, empty where it is not known."""
        return self.edition.digests.get(self.architecture.key, "")

    @property
    def address(self) -> str:
        """Where this record stays: the permalink, below the site's root where the site is not known."""
        return permalink(self.edition.release, self.architecture, self.edition.site)


def references(
    dataset: Dataset, weights: Library | None = None, edition: Edition | None = None
) -> dict[str, Reference]:
    """A reference for every architecture, by ``zoo/name``."""
    papers = papers_by_key(weights) if weights else {}
    found = {}
    for entry in dataset.entries:
        key = entry.architecture.key
        found[key] = Reference(
            entry=entry,
            provenance=dataset.provenance,
            edition=edition or Edition(),
            papers=papers.get(key, ((), False))[0],
            unsure=papers.get(key, ((), False))[1],
        )
    return found


def papers_by_key(weights: Library) -> dict[str, tuple[tuple[Paper, ...], bool]]:
    """What :func:`papers_of` says of every architecture."""
    families, named = weights.by_family(), defaultdict[str, list[Shelf]](list)
    for shelf in weights.shelves:
        named[shelf.name].append(shelf)
    return {
        shelf.key: papers_of(
            shelf,
            families.get((shelf.zoo, shelf.family), ()),
            {paper.url for one in named[shelf.name] for paper in one.papers},
        )
        for shelf in weights.shelves
    }


def papers_of(
    shelf: Shelf, family: tuple[Paper, ...], elsewhere: Collection[str] = ()
) -> tuple[tuple[Paper, ...], bool]:
    """The papers of an architecture, and whether they are only its family's.

    Its own; else the family's only one; else those of the family that another zoo names for an architecture of the
    same name; else that whose title begins with the architecture's name, up to a colon or a dash (*FlexiViT: One
    Model ...* for ``flexivit_base``); else all of the family.

    Args:
        shelf: what the library says of the architecture itself.
        family: what it says of the family.
        elsewhere: addresses of papers that other zoos name for an architecture of this name.
    """
    if shelf.papers or len(family) <= 1:
        return shelf.papers or family, False
    words = [re.sub(r"[^a-z0-9]", "", word) for word in shelf.name.lower().split("_")[:2]]
    same = tuple(paper for paper in family if paper.url in elsewhere)
    titled = tuple(paper for paper in family if paper.title and _named(paper.title) in words)
    certain = same or (titled if len(titled) == 1 else ())
    return certain or family, not certain


def _named(title: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _END_OF_NAME.split(title, maxsplit=1)[0].lower())
