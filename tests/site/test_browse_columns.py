"""Which columns the browse table begins with, how much room they have, and where each is defined."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from generator.render.definitions import definition

pytestmark = pytest.mark.browser

USUAL = [
    "Architecture",
    "Zoo",
    "Task",
    "Family",
    "Size",
    "Parameters",
    "MACs",
    "Top-1",
    "Activations",
    "BatchNorm",
    "Buffers",
    "Inference\u00a0×1",
    "Training\u00a0×32",
]

WIDE_PX, BAR_PX = 1440, 15
"""A window that holds all usual columns; a scroll bar of a desktop, which a headless browser does not draw."""

TERMS = {
    "parameters": "parameters",
    "macs": "macs",
    "flops": "flops",
    "activations": "activations",
    "buffers": "buffers",
    "γ and β": "batch_norm_parameters",
    "features": "feature_bytes",
    "inference": "inference_bytes",
    "training": "training_bytes",
}
"""What a column is called, and the field that its definition is that of."""


def opened(page: Page, query: str = "") -> Page:
    page.goto(f"browse/{query}")
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    return page


def heads(page: Page) -> list[str]:
    return page.locator(".nwt-grid thead button").evaluate_all(
        "buttons => buttons.map(button => button.firstChild.data)"
    )


def header(page: Page, label: str) -> Locator:
    return page.locator(".nwt-grid thead").get_by_role("button", name=label)


def row(page: Page, place: int) -> Locator:
    """A row by its place from 1 on."""
    return page.locator(f".nwt-grid tbody tr[aria-rowindex='{place + 1}']")


def test_the_usual_columns_are_those_of_the_page_and_all_have_numbers(page: Page) -> None:
    page.set_viewport_size({"width": WIDE_PX, "height": 900})
    opened(page)
    assert heads(page) == USUAL
    texts = row(page, 1).locator("td:not(.nwt-pick), th").all_inner_texts()
    assert len(texts) == len(USUAL)
    assert all(texts)


@pytest.mark.parametrize(("width", "left_out"), [(WIDE_PX, set()), (1280, {"Task", "Buffers"})])
def test_a_desktop_window_shows_its_usual_columns_whole(page: Page, width: int, left_out: set[str]) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    opened(page)
    assert heads(page) == [label for label in USUAL if label not in left_out]
    region = page.locator(".nwt-scroll")
    # As much as the bars of the page and of the table take on a desktop.
    region.evaluate("(region, bars) => { region.style.width = `${region.offsetWidth - bars}px` }", 2 * BAR_PX)
    assert region.evaluate("region => region.scrollWidth - region.clientWidth") == 0
    cut = page.locator(".nwt-grid :is(thead th, td.nwt-num)").evaluate_all(
        "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => cell.textContent)"
    )
    assert cut == []


def test_a_window_that_gets_narrower_shows_fewer_columns_but_those_that_were_chosen(page: Page) -> None:
    page.set_viewport_size({"width": WIDE_PX, "height": 900})
    opened(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(header(page, "Buffers")).to_have_count(0)
    opened(page, "?cols=name,task,buffers")
    assert heads(page) == ["Architecture", "Task", "Buffers"]


def test_an_edge_beyond_which_there_are_columns_is_shaded_until_they_are_reached(page: Page) -> None:
    page.set_viewport_size({"width": 900, "height": 900})
    opened(page)
    region = page.locator(".nwt-scroll")
    box = region.bounding_box()
    assert box is not None
    # Inside of the border, just below a row's upper line, where no text stands.
    clip = {"x": box["x"] + box["width"] - 3, "y": box["y"] + 40, "width": 1, "height": 1}

    def edge() -> tuple[int, ...]:
        return Image.open(BytesIO(page.screenshot(clip=clip))).convert("RGB").getpixel((0, 0))

    shaded = edge()
    region.evaluate("region => { region.scrollLeft = region.scrollWidth }")
    plain = edge()
    assert plain == (255, 255, 255)
    assert max(shaded) < 240


def test_every_column_and_unit_is_linked_to_its_definition_once(page: Page) -> None:
    opened(page)
    columns = page.evaluate(
        """async () => {
          const { COLUMNS } = await import(new URL("../assets/browse-columns.js", location))
          return COLUMNS.map(({ label }) => label.toLowerCase())
        }"""
    )
    links = page.locator("article p a").evaluate_all(
        "links => links.map(link => [link.textContent.toLowerCase(), new URL(link.href).pathname + new URL(link.href).hash])"
    )
    defined = [(text, address) for text, address in links if "#" in address]
    assert len({address for _, address in defined}) == len(defined)
    texts = [text for text, _ in defined]
    # BatchNorm is told by what it is the share of; task and family are one entry.
    wanted = set(columns) - {"batchnorm", "task", "family"} | {"task and family", "flops", "globs", "batch"}
    assert {text: texts.count(text) for text in wanted} == dict.fromkeys(wanted, 1)
    addressed = dict(defined)
    for text, term in TERMS.items():
        assert addressed[text] == f"/{definition(term)}"


def test_a_reader_chooses_columns_and_the_address_holds_them(page: Page) -> None:
    page.set_viewport_size({"width": WIDE_PX, "height": 900})
    opened(page)
    page.locator("summary", has_text="Columns").click()
    chooser = page.get_by_role("group", name="Columns")
    for label in ("Task", "Family", "Top-1", "BatchNorm", "Buffers", "Training"):
        chooser.get_by_label(label, exact=True).uncheck()
    chooser.get_by_label("Features").check()
    wanted = [
        "Architecture",
        "Zoo",
        "Size",
        "Parameters",
        "MACs",
        "Activations",
        "Inference\u00a0×1",
        "Features",
    ]
    assert heads(page) == wanted
    page.wait_for_url("**/browse/?cols=name,zoo,size,parameters,macs,activations,inference,feature_bytes")
    page.reload()
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    assert heads(page) == wanted
    assert page.locator(".nwt-grid").get_attribute("aria-colcount") == str(len(wanted) + 1)
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("button", name="The usual columns").click()
    assert heads(page) == USUAL
    page.wait_for_url("**/browse/")


def test_a_phone_begins_with_fewer_columns_and_shows_those_that_are_asked_for(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    opened(page)
    assert heads(page) == [label for label in USUAL if label not in ("Task", "Family", "Top-1", "Buffers")]
    opened(page, "?cols=name,family,macs")
    assert heads(page) == ["Architecture", "Family", "MACs"]
