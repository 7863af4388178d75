"""Every page of the built site: what it weighs, and that no link of it leads nowhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page

from generator.records import FIELDS, Dataset
from generator.render.definitions import definition

pytestmark = pytest.mark.browser

LIMIT = 20_000
"""Bytes of HTML that a page stays below."""

EXCEPTIONS = {
    # The search, the examples, the counts, the legend of the scatter and the citation in one.
    "index.html": 30_000,
    # Every architecture in one table that prints and reads without JavaScript.
    "table/index.html": 600_000,
    # What the server answers with where there is no page is asked for by nobody.
    "404.html": LIMIT,
}

DOWNLOADED = re.compile(
    r"/data/(?:layers/[^/]+/[^/]+\.json|netweight\.(?:csv|parquet)|croissant\.json|SHA256SUMS)$"
)
"""Files that a survey and ``netweight downloads`` write, not the rendering of pages."""

_HREF = re.compile(r"<a\s[^>]*?href=(?:\"([^\"]*)\"|([^\s>]+))")
_ID = re.compile(r"\sid=(?:\"([^\"]*)\"|([^\s>]+))")


def written(built: Path) -> dict[str, Path]:
    return {path.relative_to(built).as_posix(): path for path in sorted(built.rglob("*.html"))}


def test_every_page_is_under_20_kb_but_the_home_page_and_the_table_of_everything(
    built: Path, zoos: Dataset
) -> None:
    sizes = {name: path.stat().st_size for name, path in written(built).items()}
    assert {f"{entry.architecture.key}/index.html" for entry in zoos.entries} <= sizes.keys()
    heavy = {name: size for name, size in sizes.items() if size >= EXCEPTIONS.get(name, LIMIT)}
    assert heavy == {}


def test_every_link_within_the_site_leads_to_a_page_and_to_a_place_in_it(built: Path) -> None:
    pages = written(built)

    @cache
    def places(name: str) -> frozenset[str]:
        text = pages[name].read_text(encoding="utf-8")
        return frozenset(one or other for one, other in _ID.findall(text))

    lost = []
    for name, path in pages.items():
        if name == "404.html":
            continue
        for one, other in _HREF.findall(path.read_text(encoding="utf-8")):
            link = urlsplit((one or other).replace("&amp;", "&"))
            if link.scheme or link.netloc:
                continue
            target = (path.parent / unquote(link.path)).resolve() if link.path else path
            target = target / "index.html" if target.is_dir() else target
            found = target.relative_to(built.resolve()).as_posix() if target.is_file() else ""
            place = unquote(link.fragment)
            if DOWNLOADED.search(target.as_posix()):
                continue
            if not found or (place and found in pages and place not in places(found)):
                lost.append((name, one or other))
    assert lost == []


def test_scripts_and_pages_link_a_term_to_the_same_definition(page: Page) -> None:
    page.goto("whence/")
    terms = [*(field.name for field in FIELDS), "flops", "inference_bytes", "training_bytes", "published"]
    linked = page.evaluate(
        """async terms => {
          const { definition } = await import(new URL("assets/dom.js", new URL("..", location)))
          return terms.map(definition)
        }""",
        terms,
    )
    assert linked == [definition(term) for term in terms]
