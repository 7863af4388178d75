"""What the build leaves out of a page is what HTML implies: a browser reads the same."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WHOLE = """<!doctype html>
<html lang="en"><head><title>t</title></head>
<body><div><p>one</p><p>two <b>three</b></p></div>
<p>before a list</p><ul><li><p>item</p></li><li>other</li></ul>
<dl><div><dt>name</dt><dd>value</dd></div><dt>plain</dt><dd>first</dd><dd>second</dd></dl>
<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><th>c</th><td></td></tr><tr><th>d</th><td>e</td></tr></tbody>
<tfoot><tr><th>f</th><td>g</td></tr></tfoot></table><a href="x">in <span>a link</span></a><p>last</p><pre>
  kept   as it is
</pre></body></html>
"""
SHAPE = """() => {
  const walk = node => node.nodeType === 3 ? node.data.replace(/\\s+/g, " ").trim()
    : [node.tagName, ...[...node.childNodes].map(walk).filter(one => one !== "")]
  return walk(document.body)
}"""


@pytest.fixture
def hook(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("fragments", root / "overrides/hooks/fragments.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_browser_builds_the_same_elements_from_the_shorter_page(hook: ModuleType, page: Page) -> None:
    shorter = hook.on_post_page(WHOLE)
    assert len(shorter) < len(WHOLE) - 150
    page.set_content(WHOLE)
    whole = page.evaluate(SHAPE)
    page.set_content(shorter)
    assert page.evaluate(SHAPE) == whole


def test_what_is_written_verbatim_stays(hook: ModuleType) -> None:
    assert "<pre>\n  kept   as it is\n</pre>" in hook.on_post_page(WHOLE)


def test_a_head_in_markdown_is_of_its_column_and_an_empty_one_is_a_plain_cell(hook: ModuleType) -> None:
    table = "<table><thead><tr><th></th><th align=right>A</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"
    made = hook.on_post_page(hook.on_page_content(table))
    assert "<tr><td><th scope=col align=right>A<tbody>" in made
