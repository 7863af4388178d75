"""The pages of published numbers: counted by cause and by source, then number by number, a page for each publisher."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.records import CAUSES, Architecture, Dataset, Entry, Published, Reconciled
from generator.render.environment import FRAGMENTS, fragment, page, slug
from generator.render.links import by_name, model_path
from generator.render.proof import NAMES, theirs
from generator.render.units import Figure, count, exact, pixels, ratio
from generator.render.verdicts import verdict

DIRECTORY = "crosscheck/sources"
"""Where the pages below the handwritten one lie."""

PATH = f"{FRAGMENTS}/{DIRECTORY}.html"
"""The fragment that the handwritten page includes."""

OTHERS = "others"
"""The publisher of all who have few numbers."""

_FEW = 20
_MEANINGS = {
    "equal": "are ours, to the digits printed",
    "convention": "count by another convention, which we count too",
    "size": "are ours at another size",
    "form": "are of the deploy form",
    "without": "leave out some modules or products",
    "classes": "have a head with another number of classes",
    "factor": "are ours times a factor",
    "unexplained": "are not explained",
    "not measured": "are for a size that is refused",
}
"""Causes as predicates of numbers."""
_OF_ONE = {"are": "is", "count": "counts", "leave": "leaves", "have": "has"}
"""The verbs of these predicates, of one number."""


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
    whole: bool
    """Whether theirs is printed to the last digit."""
    ours: Figure | None
    ratio: str
    verdict: str
    under: Figure | None
    """Ours under the rule; None where that is ours under the definition."""
    cause: str
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One address and its numbers; ``publisher`` names the page, ``anchor`` the place in it."""

    name: str
    url: str
    publisher: str
    anchor: str
    rows: tuple[Row, ...]

    @property
    def equal(self) -> int:
        """How many are ours to the digits printed."""
        return sum(row.cause == "equal" for row in self.rows)

    @property
    def unexplained(self) -> int:
        """How many no rule gives."""
        return sum(not row.explained for row in self.rows)

    @property
    def explained(self) -> int:
        """How many another convention, form or size gives."""
        return len(self.rows) - self.equal - self.unexplained


Claimed = tuple[Entry, Published, Reconciled]
"""A number, whose it is, and what gives it."""


def files(dataset: Dataset) -> Mapping[str, str]:
    """The fragment of the handwritten page, and the pages below it."""
    own, others = _split(dataset)
    listed = sources(rows(others))
    missing = [row for one in listed for row in one.rows if not row.explained]
    values = {"own_tally": tally(own), "tally": tally(others), "missing": len(missing), "sources": listed}
    written = {PATH: fragment("sources.html", root="../../", **values)}
    publishers = sorted({one.publisher for one in listed}, key=lambda name: (name == OTHERS, name.lower()))
    kin = [(slug(one), one) for one in publishers]
    kin += [("libraries", "the libraries")] * bool(own) + [("unexplained", "not explained")] * bool(missing)
    for publisher in publishers:
        held = [one for one in listed if one.publisher == publisher]
        title = f"Published numbers: {publisher}"
        total = sum(len(one.rows) for one in held)
        publish = "publish" if publisher == OTHERS else "publishes"
        said = f"{total} parameters, MACs and activations that {publisher} {publish}, beside ours, and what gives each."
        written |= _page(slug(publisher), title, said, kin, sources=held)
    if own:
        said = "Parameters and MACs that torchvision's weights carry in their metadata, beside ours."
        written |= _page("libraries", "Numbers of the libraries", said, kin, **_own(rows(own)))
    if missing:
        said = (
            "Every published number of parameters, MACs or activations that no rule gives, with its source."
        )
        written |= _page("unexplained", "Numbers that are not explained", said, kin, missing=missing)
    return written


def _page(
    name: str, title: str, said: str, kin: Sequence[tuple[str, str]], **values: object
) -> dict[str, str]:
    path = f"{DIRECTORY}/{name}"
    held = {"sources": (), "missing": (), "differing": (), "agreeing": (), **values}
    body = fragment("sources-page.html", root="../../../", title=title, said=said, kin=kin, here=name, **held)
    return page(path, title, said, body)


def _own(listed: Sequence[Row]) -> dict[str, object]:
    """Every row of an architecture of which some number differs, and one line for each where all agree."""
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in listed:
        by_key[row.architecture.key].append(row)
    agreeing = {key for key, held in by_key.items() if all(row.cause == "equal" for row in held)}
    return {
        "differing": [row for key, held in by_key.items() for row in held if key not in agreeing],
        "agreeing": [
            (held[0], {row.name: row.theirs.grouped if row.whole else row.theirs.text for row in held})
            for key, held in by_key.items()
            if key in agreeing
        ],
    }


def _split(dataset: Dataset) -> tuple[list[Claimed], list[Claimed]]:
    """Numbers that a library carries itself, and those that stand at an address; by name of the architecture."""
    entries = {entry.architecture.key: entry for entry in dataset.entries}
    claimed = [
        (entries[one.key], published, reconciled)
        for one in by_name(entry.architecture for entry in dataset.entries)
        for published, reconciled in zip(one.published, entries[one.key].reconciled, strict=True)
    ]
    return [one for one in claimed if not one[1].url], [one for one in claimed if one[1].url]


def sources(listed: Iterable[Row]) -> list[Source]:
    """A source for each address, in the order of their names; an owner with few numbers is one of the others."""
    held: dict[tuple[str, str], list[Row]] = defaultdict(list)
    owners: Counter[str] = Counter()
    for row in listed:
        held[row.source, row.url].append(row)
        owners[_owner(row.source)] += 1
    seen: Counter[str] = Counter()
    made = []
    for name, url in sorted(held, key=lambda pair: (pair[0].lower(), pair[1])):
        seen[name] += 1
        owner = _owner(name)
        made.append(
            Source(
                name=name,
                url=url,
                publisher=owner if owners[owner] >= _FEW else OTHERS,
                anchor=slug(name) + (f"-{seen[name]}" if seen[name] > 1 else ""),
                rows=tuple(held[name, url]),
            )
        )
    return made


def _owner(source: str) -> str:
    """``facebookresearch`` of ``facebookresearch/pycls, MODEL_ZOO.md``."""
    owner, slash, _ = source.partition(",")[0].partition("/")
    return owner if slash else OTHERS


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
        whole=published.rounded_to == 1,
        ours=None if ours is None else count(ours),
        ratio="" if ours is None else ratio(ours, published.value),
        verdict=verdict(reconciled),
        under=None if under is None or under == ours else count(under),
        cause=reconciled.cause,
        explained=reconciled.cause not in ("unexplained", "not measured"),
    )


def _predicate(cause: str, total: int) -> str:
    """What so many numbers of a cause do: ``are ours at another size``, of one ``is ours at another size``."""
    verb, rest = _MEANINGS[cause].split(" ", 1)
    return f"{_OF_ONE[verb] if total == 1 else verb} {rest}"


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
        causes=tuple((exact(causes[one]), _predicate(one, causes[one])) for one in CAUSES if causes[one]),
    )
