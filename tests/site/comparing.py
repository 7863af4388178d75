"""The page that compares, opened, and where it says what it shows."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

PAIR = "timm/resnet50,torchvision/vit_b_16"


def opened(page: Page, query: str = f"?a={PAIR}&px=224") -> Page:
    page.goto(f"compare/{query}")
    expect(status(page)).not_to_be_empty()
    return page


def status(page: Page) -> Locator:
    return page.locator(".nw-compare > form ~ .nwt-status")
