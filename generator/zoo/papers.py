"""Papers in the documentation strings of torchvision and timm; text in, records out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from generator.records.weights import Paper

_MARKED = re.compile(r"`+\"?(?P<title>[^`<>]+?)\"?\s*<(?P<url>https?://[^>\s]+)>`")
"""reStructuredText: a title in backticks with its address in angle brackets."""

_DASHED = re.compile(r"[`'](?P<title>[^`\n]+?)[`']\s*-\s*(?P<url>https?://[^\s)>,]+)")
"""As timm's modules have it: a title in backticks, a dash, the address."""

_BARE = re.compile(r"(?P<title>)(?P<url>https?://arxiv\.org/[^\s)>,]+)")

_ARXIV = re.compile(
    r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/([0-9]{4}\.[0-9]{4,5})(?:v[0-9]+)?(?:\.pdf)?[.;]?"
)
_HOSTS = ("https://papers.nips.cc/",)
"""Where papers lie that are not on arXiv; other addresses in a documentation string are code."""


def papers_in(text: str, titles: Mapping[str, str] | None = None) -> tuple[Paper, ...]:
    """The papers that a documentation string names, in its order, each once.

    Args:
        text: the documentation string.
        titles: by address, for papers that are named by their address or by a part of their title.
    """
    found = sorted(
        (match.start("url"), match["title"], address(match["url"]))
        for pattern in (_MARKED, _DASHED, _BARE)
        for match in pattern.finditer(text)
    )
    named: dict[str, str] = {}
    for _, title, url in found:
        if url:
            named[url] = named.get(url) or " ".join(title.split())
    return tuple(
        Paper(title=_fuller(title, (titles or {}).get(url, "")), url=url) for url, title in named.items()
    )


def _fuller(title: str, known: str) -> str:
    """The title, unless it is missing or the one known elsewhere goes on with it: *X: Y* instead of *Y*."""
    return known if title in known else title


def titles_in(texts: Iterable[str]) -> dict[str, str]:
    """The titles of all papers in several documentation strings, by address; the first of each counts."""
    known: dict[str, str] = {}
    for text in texts:
        for paper in papers_in(text):
            if paper.title:
                known.setdefault(paper.url, paper.title)
    return known


def address(url: str) -> str:
    """The address of a paper in one form, that of the abstract on arXiv; empty for what is no paper."""
    match = _ARXIV.fullmatch(url)
    if match:
        return f"https://arxiv.org/abs/{match[1]}"
    return url if url.startswith(_HOSTS) else ""
