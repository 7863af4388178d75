"""What search engines and reference managers read of the pages."""

from __future__ import annotations

import json
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest

pytestmark = pytest.mark.browser

SHOWN = 300
"""Characters of a description; search engines cut longer ones in the middle of a sentence."""


class Head(HTMLParser):
    """Title, the ``meta`` elements by name, and blocks of JSON-LD."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.title, self.named, self.blocks = "", defaultdict[str, list[str]](list), list[str]()
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self._inside = {"title": "title", "script": told.get("type") or ""}.get(tag, "")
        if tag == "meta" and told.get("name"):
            self.named[str(told["name"])].append(told.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data
        elif self._inside == "application/ld+json":
            self.blocks.append(data)


@pytest.fixture(scope="module")
def heads(built: Path) -> dict[str, Head]:
    """Every page by its path below the root; what a page has besides its head holds no title and no ``meta``."""
    return {
        str(path.parent.relative_to(built)): Head(path.read_text(encoding="utf-8").partition("<body")[0])
        for path in sorted(built.rglob("index.html"))
    }


def test_no_two_pages_have_the_same_title_or_description(heads: dict[str, Head]) -> None:
    for read in (lambda head: head.title, lambda head: head.named["description"][0]):
        pages = defaultdict(list)
        for path, head in heads.items():
            pages[read(head)].append(path)
        assert {text: paths for text, paths in pages.items() if len(paths) > 1} == {}


def test_every_page_has_one_title_and_one_description_that_is_shown_whole(heads: dict[str, Head]) -> None:
    for path, head in heads.items():
        (description,) = head.named["description"]
        assert head.title.endswith("Netweight"), path
        assert description.endswith("."), path
        assert 20 <= len(description) <= SHOWN, path


def test_google_scholar_finds_title_and_author_of_every_architecture(heads: dict[str, Head]) -> None:
    """https://scholar.google.com/intl/en/scholar/inclusion.html: both are required; a date is, once there is a release."""
    pages = {path: head for path, head in heads.items() if path.startswith(("timm/", "torchvision/"))}
    assert len(pages) > 1_000
    for path, head in pages.items():
        (title,) = head.named["citation_title"]
        assert head.title == f"{title} - Netweight", path
        assert head.named["citation_author"] == ["Netweight contributors"], path


@pytest.mark.parametrize("path", [".", "data"])
def test_the_dataset_is_described_where_people_arrive(built: Path, heads: dict[str, Head], path: str) -> None:
    (block,) = heads[path].blocks
    told = json.loads(block)
    assert told["@type"] == "Dataset"
    root = "https://example.org/n/"
    page = root if path == "." else f"{root}{path}/"
    there = [urljoin(page, one["contentUrl"]) for one in told["distribution"]]
    assert all(address.startswith(f"{root}data/") for address in there)
    lines = [address.removeprefix(root) for address in there if address.endswith(".jsonl")]
    assert len(lines) == 2
    assert all((built / name).is_file() for name in lines)
