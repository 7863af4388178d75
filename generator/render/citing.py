"""How to cite: the same texts on the page of an architecture, in ``netweight cite`` and in the JSON of the API.

Nothing here is invented: a paper has the title and the address that its library gives, and no authors, since no library
lists them; the entries of the libraries are those of their own ``CITATION.cff``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from generator.records import Architecture, Dataset, Entry, Provenance
from generator.records.release import Edition
from generator.records.weights import Library, Paper, Shelf
from generator.render.links import model_path, permalink
from generator.render.units import NBSP, fixed, pixels, rounded

AT_MOST = 3
"""Of more papers than these, of which a library does not say whose they are, identifiers alone are printed."""

DIGITS = 16
"""Of a record's digest in a citation; the JSON has all 64."""

_TITLE = "Netweight: parameters and operations of neural network architectures"
_LATEX = {sign: f"\\{sign}" for sign in "&%$#_{}"} | {"~": r"\~{}", "^": r"\^{}", "\\": r"\textbackslash{}"}
_END_OF_NAME = re.compile(r"\s*:\s|\s+--?\s")


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """A library as its own citation file describes it."""

    key: str
    author: str
    title: str
    year: str
    url: str
    doi: str = ""


LIBRARIES: Mapping[str, Work] = {
    "timm": Work(
        key="rw2019timm",
        author="Ross Wightman",
        title="PyTorch Image Models",
        year="2019",
        url="https://github.com/huggingface/pytorch-image-models",
        doi="10.5281/zenodo.4414861",
    ),
    "torchvision": Work(
        key="torchvision2016",
        author="{TorchVision maintainers and contributors}",
        title="{TorchVision: PyTorch's Computer Vision library}",
        year="2016",
        url="https://github.com/pytorch/vision",
    ),
}
"""The libraries by zoo, after the ``CITATION.cff`` of each."""


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


def bibtex(reference: Reference) -> str:
    """The entries of the paper, of the library and of this dataset, with what a reader must know as comments."""
    zoo = reference.architecture.zoo
    blocks = [*_papers(reference)]
    if zoo in LIBRARIES:
        blocks.append(_library(LIBRARIES[zoo], getattr(reference.provenance, zoo)))
    return "\n".join([*blocks, dataset_bibtex(reference.provenance, reference.edition, reference)])


def dataset_bibtex(
    provenance: Provenance, edition: Edition | None = None, reference: Reference | None = None
) -> str:
    """The entry of this dataset, or of one architecture in it, that names what a number depends on."""
    edition = edition or Edition()
    versions = f"torch {provenance.torch}, torchvision {provenance.torchvision}, timm {provenance.timm}"
    notes = [versions] if reference is None else [escaped(reference.architecture.key), versions]
    if reference is not None and reference.digest:
        notes.append(f"sha256 {reference.digest[:DIGITS]}")
    fields = {
        "author": "{Netweight contributors}",
        "title": f"{{{_TITLE}}}",
        "version": edition.release or provenance.netweight,
        "year": edition.release[:4],
        "url": reference.address if reference is not None and edition.site else edition.site,
        "note": "; ".join(notes),
    }
    suffix = "" if reference is None else f"-{reference.architecture.zoo}-{reference.architecture.name}"
    return entry("misc", f"netweight{suffix}", fields)


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """A BibTeX entry; fields without a value are left out."""
    there = {name: value for name, value in fields.items() if value}
    width = max(map(len, there))
    lines = ",\n".join(f"  {name.ljust(width)} = {{{value}}}" for name, value in there.items())
    return f"@{kind}{{{key},\n{lines}\n}}"


def escaped(text: str) -> str:
    """A text as LaTeX prints it."""
    return "".join(_LATEX.get(sign, sign) for sign in text)


def _papers(reference: Reference) -> list[str]:
    """The entries of the papers; what is not certain is said in a comment."""
    zoo, family, papers = reference.architecture.zoo, reference.architecture.family, reference.papers
    if not papers:
        return [f"% {zoo} names no paper for {reference.architecture.name}."]
    if reference.unsure and len(papers) > AT_MOST:
        addresses = ", ".join(paper.arxiv or paper.url for paper in papers)
        return [f"% {zoo} names these papers on arXiv for {family}, not which one is whose: {addresses}"]
    comment = (
        [f"% {zoo} names these papers for {family}, not which one is whose."] if reference.unsure else []
    )
    return [*comment, *map(_paper, papers)]


def _paper(paper: Paper) -> str:
    """A paper on arXiv as ``misc``, as arXiv itself gives it, without the authors that the library does not list."""
    if not paper.arxiv:
        key = re.sub(r"[^A-Za-z0-9]", "", paper.title)[:24] or "paper"
        return entry("misc", key, {"title": _protected(paper.title), "url": paper.url})
    fields = {
        "title": _protected(paper.title),
        "year": f"20{paper.arxiv[:2]}",
        "eprint": paper.arxiv,
        "archivePrefix": "arXiv",
        "url": paper.url,
    }
    return entry("misc", f"arXiv:{paper.arxiv}", fields)


def _protected(title: str) -> str:
    """A title whose capitals stay."""
    return f"{{{escaped(title)}}}" if title else ""


def _library(work: Work, version: str) -> str:
    fields = {"author": work.author, "title": work.title, "year": work.year, "version": version}
    return entry("misc", work.key, fields | {"doi": work.doi, "url": work.url})


def latex(reference: Reference) -> str:
    """Name, size, parameters in M, MACs in G and activations in M as a row of a table; empty if refused."""
    measured = reference.entry.native
    if measured is None:
        return ""
    numbers = measured.numbers
    cells = (
        escaped(reference.architecture.name),
        str(measured.size).replace("x", r"$\times$"),
        fixed(numbers.parameters, 6),
        fixed(numbers.macs, 9),
        fixed(numbers.activations, 6),
    )
    return (
        "% architecture & px & parameters [M] & MACs [G] & activations [M]\n"
        + " & ".join(cells).replace(",", "")
        + r" \\"
    )


def markdown(reference: Reference) -> str:
    """One line with the headline numbers, linked to where they stay."""
    key = reference.architecture.key
    name = f"[{key}]({reference.address})" if reference.edition.site and reference.address else key
    source = f"Netweight {reference.edition.release or reference.provenance.netweight}"
    return f"{name}: {headline(reference.entry)} ({source})".replace(NBSP, " ")


def headline(entry: Entry) -> str:
    """``25.56 M parameters, 4.089 GMACs at 224 px``."""
    size = pixels(entry.architecture.native)
    if entry.native is None:
        return f"not measured at {size}"
    numbers = entry.native.numbers
    return f"{rounded(numbers.parameters)} parameters, {rounded(numbers.macs, 'MACs')} at {size}"


def badge(reference: Reference) -> str:
    """A badge in Markdown: this site's own where its address is known, else a static one of shields.io."""
    text = headline(reference.entry).replace(NBSP, " ")
    site, path = reference.edition.site, model_path(reference.architecture)
    if site:
        return f"[![{text}]({site}{badge_path(reference.architecture)})]({reference.address or f'{site}{path}/'})"
    label, message = (_shields(one) for one in (reference.architecture.name, text))
    return f"![{text}](https://img.shields.io/badge/{label}-{message}-informational)"


def badge_path(architecture: Architecture) -> str:
    """``api/v1/badge/timm/resnet50.svg``, below the site's root."""
    return f"api/v1/badge/{model_path(architecture)}.svg"


def _shields(text: str) -> str:
    """A text as a part of the address of a static badge: shields.io doubles what it would read as a separator."""
    doubled = text.replace("-", "--").replace("_", "__").replace(" ", "_")
    return doubled.replace(",", "%2C")


FORMATS: Mapping[str, Callable[[Reference], str]] = {
    "bibtex": bibtex,
    "latex": latex,
    "markdown": markdown,
    "badge": badge,
}
"""The formats of a citation by the name that the command line takes."""


def plain(reference: Reference) -> dict[str, object]:
    """A citation as JSON has it: what is cited, and every format."""
    return {
        "key": reference.architecture.key,
        "release": reference.edition.release,
        "permalink": reference.address,
        "sha256": reference.digest,
        **{name: write(reference) for name, write in FORMATS.items()},
    }
