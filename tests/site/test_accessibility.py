"""axe-core finds nothing on any kind of page, in light and in dark, with what opens opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.kinds import CROSSCHECK, METHODOLOGY

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
"""axe-core 4.14.1 as npm has it, under the MPL 2.0."""

ROWS = 40
"""Of a table's rows, which are made by one template, so many are looked at: axe needs minutes for all 1,492."""

COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that can tell dark from light; all others are run once."""

KINDS = (
    "404.html",
    "",
    "browse/",
    "browse/?family=resnet",
    "scatter/",
    "compare/",
    "compare/?a=timm/resnet50,torchvision/vit_b_16&px=224,384",
    "table/",
    "timm/resnet50/",
    "timm/mobileone_s1/",
    "timm/vit_7b_patch16_dinov3/",
    "timm/halonet_h1/",
    "torchvision/keypointrcnn_resnet50_fpn/",
    "torchvision/mvit_v2_s/",
    "torchvision/raft_large/",
    "families/",
    "families/timm/vision_transformer/",
    "families/timm/vision_transformer/30M-100M/",
    "whence/",
    *METHODOLOGY,
    *CROSSCHECK,
    "refusals/",
    "changes/",
    "data/",
    "dictionary/",
    "dictionary-architecture/",
    "dictionary-published/",
    "changes-timm/",
    "keyboard/",
    "own-model/",
    "performance/",
    "scaling/",
    "citing/",
    "contributing/architecture/",
)


@pytest.fixture(scope="module")
def examined(browser: Browser, address: str) -> Iterator[Page]:
    """A page that axe may be put into: the policy of the site allows no script but the site's."""
    context = browser.new_context(
        base_url=address, viewport={"width": 1280, "height": 900}, bypass_csp=True, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds on the page as it is: the rule, the element and what is wrong with it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
        page.evaluate(
            "rows => document.querySelectorAll(`tbody > tr:nth-child(n + ${rows + 1})`).forEach(row => row.remove())",
            ROWS,
        )
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def in_both_schemes(page: Page) -> list[str]:
    """What axe finds in light, and what more in dark, as a reader's switch sets it."""
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'default')")
    light = violations(page)
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    return light + [f"in dark: {one}" for one in violations(page, *COLOURS)]


def settled(page: Page, path: str) -> None:
    page.goto(path, wait_until="load")
    expect(page.locator(".nwt-status").filter(has_text="Loading")).to_have_count(0)


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_no_violation(examined: Page, path: str) -> None:
    settled(examined, path)
    assert in_both_schemes(examined) == []


@pytest.mark.parametrize(
    "path", ["timm/resnet50/", "compare/?a=timm/resnet50,torchvision/vit_b_16&px=224,384"]
)
def test_axe_finds_no_violation_in_what_opens(examined: Page, path: str) -> None:
    settled(examined, path)
    for summary in examined.locator("article details > summary").all():
        if summary.is_visible():
            summary.click()
    for button in examined.locator(".nw-headline .nw-copy").all()[:1]:
        button.click()
    assert in_both_schemes(examined) == []


@pytest.mark.parametrize("name", ["Columns", "Export"])
def test_axe_finds_no_violation_in_the_popups_of_the_table(examined: Page, name: str) -> None:
    settled(examined, "browse/")
    examined.locator(".nwt-popup > summary", has_text=name).first.click()
    assert in_both_schemes(examined) == []


def test_axe_finds_no_violation_in_an_open_search(examined: Page) -> None:
    settled(examined, "timm/resnet50/")
    examined.keyboard.press("/")
    examined.keyboard.type("resnet50")
    expect(examined.locator(".md-search-result__item h1").first).to_have_text("resnet50")
    assert in_both_schemes(examined) == []


def test_axe_finds_no_violation_on_a_phone(examined: Page) -> None:
    examined.set_viewport_size({"width": 360, "height": 800})
    try:
        for path in ("", "browse/", "timm/resnet50/", "methodology/"):
            settled(examined, path)
            assert in_both_schemes(examined) == [], path
    finally:
        examined.set_viewport_size({"width": 1280, "height": 900})
