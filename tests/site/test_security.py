"""The content security policy: every page has it, and it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

POLICY = "default-src 'self';img-src 'self' data:;base-uri 'none';form-action 'none'"
"""Of this origin alone, nothing inline; the theme's icons are images in its style sheet."""

KEPT = "default-src 'none'; style-src 'self'; img-src 'self'"
"""Of the pages that a release keeps, which run no script at all."""


def test_every_page_states_the_policy_before_anything_that_it_binds(built: Path) -> None:
    for path in built.rglob("*.html"):
        head = path.read_text(encoding="utf-8").partition("</head>")[0]
        kept = path.relative_to(built).parts[0] == "r" and len(path.relative_to(built).parts) > 3
        assert f'content="{KEPT if kept else POLICY}"' in head, path
        before = head.partition("Content-Security-Policy")[0]
        assert not [tag for tag in ("<script", "<link", "<style") if tag in before], path


def test_what_is_inline_or_from_elsewhere_does_not_run(browser: Browser, address: str) -> None:
    """In a profile of its own, since the console speaks of what is refused."""
    page = browser.new_page(base_url=address)
    page.goto("timm/resnet50/")
    page.evaluate(
        """() => {
            window.refused = []
            document.addEventListener("securitypolicyviolation", event => window.refused.push(event.effectiveDirective))
            const script = document.createElement("script")
            script.textContent = "window.ran = true"
            const image = document.createElement("img")
            image.src = "https://example.org/x.png"
            const styled = document.createElement("template")
            styled.innerHTML = "<p style='color:red' onclick='1'>x</p>"
            document.body.append(script, image, styled.content)
        }"""
    )
    page.wait_for_function("window.refused.length >= 3")
    assert page.evaluate("window.ran") is None
    assert {"script-src-elem", "img-src", "style-src-attr"} <= set(page.evaluate("window.refused"))
    page.close()
