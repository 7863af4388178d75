"""Units, further bounds and picking on the browse page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from generator.records import Dataset

pytestmark = pytest.mark.browser


def opened(page: Page, query: str = "") -> Page:
    page.goto(f"browse/{query}")
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    return page


def header(page: Page, label: str) -> Locator:
    return page.locator(".nwt-grid thead").get_by_role("button", name=label)


def status(page: Page) -> Locator:
    return page.locator(".nw-browse .nwt-tools > .nwt-status")


def row(page: Page, place: int) -> Locator:
    """A row by its place from 1 on."""
    return page.locator(f".nwt-grid tbody tr[aria-rowindex='{place + 1}']")


def test_a_box_that_opens_is_closed_by_escape_and_by_a_click_elsewhere(page: Page) -> None:
    opened(page)
    summary = page.locator("summary", has_text="Columns")
    box = page.locator(".nwt-popup[open]")
    summary.press("Enter")
    expect(box).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(summary).to_be_focused()
    summary.click()
    page.locator("h1").click()
    expect(box).to_have_count(0)


def test_bytes_are_shown_in_powers_of_1024_where_a_reader_wants_it(page: Page, zoos: Dataset) -> None:
    opened(page, "?name=resnet50&zoo=torchvision&sort=-macs&cols=inference")
    numbers = next(
        one for one in zoos.entries if one.architecture.key == "torchvision/resnet50"
    ).native.numbers
    cell = page.locator(f"td[title='{numbers.inference_bytes(1):,}']")
    expect(cell).to_have_text(f"{numbers.inference_bytes(1) / 1e6:.1f}\u00a0MB")
    page.get_by_label("Bytes in").select_option("mib")
    expect(cell).to_have_text(f"{numbers.inference_bytes(1) / 2**20:.1f}\u00a0MiB")
    page.wait_for_url("**bytes=mib**")


def test_units_are_remembered_and_an_address_that_names_others_is_followed(page: Page) -> None:
    opened(page)
    page.get_by_label("Count in").select_option("flops")
    page.get_by_label("Bytes in").select_option("mib")
    opened(page)
    expect(header(page, "FLOPs")).to_be_visible()
    assert page.get_by_label("Bytes in").input_value() == "mib"
    opened(page, "?unit=macs&bytes=mb")
    expect(header(page, "MACs")).to_be_visible()
    assert page.get_by_label("Bytes in").input_value() == "mb"
    page.get_by_role("button", name="Reset").click()
    expect(header(page, "FLOPs")).to_be_visible()


def test_a_bound_of_macs_in_an_address_is_not_read_as_one_of_flops(page: Page, zoos: Dataset) -> None:
    opened(page)
    page.get_by_label("Count in").select_option("flops")
    opened(page, "?macs=..5G")
    inside = [one for one in zoos.entries if one.native.numbers.macs <= 5_000_000_000]
    expect(status(page)).to_contain_text(f"{len(inside):,} of ")
    expect(header(page, "MACs")).to_be_visible()


def test_further_bounds_filter_and_say_what_is_wrong(page: Page, zoos: Dataset) -> None:
    opened(page)
    page.get_by_text("More bounds").click()
    page.get_by_label("Activations at most").fill("2M")
    few = [one for one in zoos.entries if one.native.numbers.activations <= 2_000_000]
    expect(status(page)).to_contain_text(f"{len(few):,} of ")
    page.get_by_label("Buffers at least").fill("5k")
    few = [one for one in few if one.native.numbers.buffers >= 5_000]
    expect(status(page)).to_contain_text(f"{len(few):,} of ")
    page.get_by_label("BatchNorm share in % at least").fill("0.5")
    few = [
        one
        for one in few
        if 1000 * one.native.numbers.batch_norm_parameters > 5 * one.native.numbers.parameters
    ]
    expect(status(page)).to_contain_text(f"{len(few):,} of ")
    assert few
    page.wait_for_url("**/browse/?activations=..2M&buffers=5k..&batch_norm=0.5..")
    page.get_by_label("BatchNorm share in % at least").fill("half")
    expect(page.get_by_label("BatchNorm share in % at least")).to_have_attribute("aria-invalid", "true")


def test_picked_rows_lead_to_the_page_that_compares_them_at_the_same_size(page: Page) -> None:
    opened(page, "?name=resnet50&px=256")
    page.get_by_label("Compare timm/resnet50", exact=True).check()
    page.get_by_label("Compare torchvision/resnet50", exact=True).check()
    picks = page.get_by_role("group", name="Picked to compare")
    expect(picks).to_contain_text("timm/resnet50, torchvision/resnet50")
    link = picks.get_by_role("link", name="Compare")
    assert "compare/?a=timm/resnet50,torchvision/resnet50&px=256" in (link.get_attribute("href") or "")
    page.wait_for_url("**sel=timm/resnet50,torchvision/resnet50")
    page.reload()
    expect(page.get_by_label("Compare timm/resnet50", exact=True)).to_be_checked()
    page.get_by_label("Compare timm/resnet50", exact=True).uncheck()
    expect(picks).not_to_contain_text("timm/")
    picks.get_by_role("button", name="Clear").click()
    expect(picks).to_be_hidden()


def test_a_ninth_architecture_is_not_picked_and_the_page_says_so(page: Page) -> None:
    opened(page, "?name=resnet*&zoo=timm")
    boxes = page.locator(".nwt-grid tbody input")
    for place in range(8):
        boxes.nth(place).check()
    boxes.nth(8).click()
    expect(boxes.nth(8)).not_to_be_checked()
    expect(status(page)).to_contain_text("Eight architectures at most")


def test_names_that_no_zoo_has_are_not_picked(page: Page) -> None:
    opened(page, "?sel=timm/nothing,timm/resnet50")
    expect(page.get_by_role("group", name="Picked to compare").locator("span")).to_have_text("timm/resnet50")


def test_units_that_storage_holds_wrongly_are_the_usual_ones(page: Page) -> None:
    page.add_init_script("""localStorage.setItem("netweight.units", '{"unit":"apples"}')""")
    opened(page)
    expect(header(page, "MACs")).to_be_visible()
