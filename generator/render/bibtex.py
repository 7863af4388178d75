"""BibTeX of the paper, of the library and of this dataset.

Nothing here is invented: a paper has the title and the address that its library gives, and no authors, since no library
lists them; the entries of the libraries are those of their own ``CITATION.cff``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator.records import Provenance
from generator.records.release import Edition
from generator.records.weights import Paper
from generator.render.references import Reference

AT_MOST = 3
"""Of more papers than these, of which a library does not say whose they are, identifiers alone are printed."""

DIGITS = 16
"""Of a record's digest in a citation; the JSON has all 64."""

_TITLE = "Netweight: parameters and operations of neural network architectures"
_LATEX = {sign: f"\\{sign}" for sign in "&%$#_{}"} | {"~": r"\~{}", "^": r"\^{}", "\\": r"\textbackslash{}"}


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
