"""Published accuracy in the browse table: sorted, bounded, at its own size alone, with a file of accuracies and without."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from generator.dataset.accuracy import attach, decode_results
from generator.dataset.weights import WEIGHTS, read_weights
from generator.records import Dataset
from generator.records.weights import Library
from generator.render.accuracy import accuracies, at
from generator.render.browse import files

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def library(root: Path) -> Library:
    """The weights of the committed dataset, with what torchvision publishes."""
    found = read_weights(root / "docs" / "data" / WEIGHTS)
    assert found
    return found


def opened(page: Page, query: str = "") -> Page:
    page.goto(f"browse/{query}")
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    return page


def status(page: Page) -> Locator:
    return page.locator(".nw-browse .nwt-status")


def serve(page: Page, written: Mapping[str, str]) -> None:
    """Answer with these files where the page asks for the table's data."""
    for name in ("index", "native"):
        path = f"assets/browse/{name}.json"
        page.route(f"**/{path}", partial(Route.fulfill, body=written[path], content_type="application/json"))


def test_published_accuracy_sorts_names_its_weights_and_stands_at_its_own_size_alone(page: Page) -> None:
    """torchvision publishes 76.13 and 80.858 for the two weights of ResNet-50, both at 224 px."""
    opened(page, "?name=resnet50&zoo=torchvision&task=classification&sort=-top1")
    expect(page.locator(".nwt-grid tbody th").first).to_have_text("wide_resnet50_2")
    cell = (
        page.locator(".nwt-grid tbody tr", has_text="resnet50")
        .filter(has_not_text="wide")
        .locator("[title*=' published by ']")
    )
    expect(cell).to_have_text("80.858\u00a0%")
    expect(cell).to_have_attribute(
        "title", re.compile(r"^IMAGENET1K_V2 at 224 px, published by torchvision ")
    )
    opened(page, "?name=resnet50&zoo=torchvision&task=classification&px=288&cols=top1")
    expect(page.locator(".nwt-grid tbody tr").first).to_contain_text("\u2013")


def test_a_bound_of_accuracy_leaves_what_is_published_inside_it_and_stands_in_the_address(
    page: Page, zoos: Dataset, library: Library
) -> None:
    found = accuracies(library)
    best = [at(found, one.architecture, one.architecture.native) for one in zoos.entries]
    opened(page, "?sort=-top1")
    low, high = page.get_by_label("Top-1 in % at least"), page.get_by_label("Top-1 in % at most")
    low.focus()
    page.keyboard.type("80.5")
    inside = [one for one in best if one and one.percent >= 80.5]
    assert inside
    expect(status(page)).to_have_text(f"{len(inside)} of 1,492 architectures")
    page.keyboard.press("Tab")
    expect(high).to_be_focused()
    page.keyboard.type("84%")
    inside = [one for one in inside if one.percent <= 84]
    expect(status(page)).to_have_text(f"{len(inside)} of 1,492 architectures")
    page.wait_for_url("**/browse/?top1=80.5..84%25&sort=-top1")
    page.reload()
    expect(status(page)).to_have_text(f"{len(inside)} of 1,492 architectures")
    assert (low.input_value(), high.input_value()) == ("80.5", "84%")
    high.fill("most")
    expect(high).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Reset").click()
    expect(status(page)).to_have_text("1,492 architectures")


def test_accuracies_of_a_file_are_bounded_like_those_that_are_published(
    page: Page, zoos: Dataset, library: Library
) -> None:
    """What ``render --accuracy FILE`` writes for the table, in place of what is served."""
    results = """model,top1,top5,img_size
vit_base_patch16_224.augreg2_in21k_ft_in1k,85.1,97.5,224
resnet50.a1_in1k,80.2,94.6,224
"""
    enriched, unknown = attach(library, decode_results(results, "results.csv"), "results.csv")
    assert not unknown
    serve(page, files(zoos, enriched))
    opened(page, "?zoo=timm&top1=85..")
    expect(page.locator(".nwt-grid tbody th")).to_have_text(["vit_base_patch16_224"])
    expect(status(page)).to_have_text("1 of 1,492 architectures")


def test_where_no_accuracy_is_published_there_is_no_bound_of_it(page: Page, zoos: Dataset) -> None:
    serve(page, files(zoos))
    opened(page, "?top1=80..")
    expect(status(page)).to_have_text("1,492 architectures")
    expect(page.get_by_label("Top-1 in % at least")).to_have_count(0)
