"""The browse table by keyboard alone: one stop for Tab, arrow keys inside, a focus that is never lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from generator.records import Dataset

pytestmark = pytest.mark.browser

ROW_PX = 32


def opened(page: Page, query: str = "") -> Page:
    page.goto(f"browse/{query}")
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    return page


def header(page: Page, label: str) -> Locator:
    return page.locator(".nwt-grid thead").get_by_role("button", name=label)


def row(page: Page, place: int) -> Locator:
    """A row by its place from 1 on."""
    return page.locator(f".nwt-grid tbody tr[aria-rowindex='{place + 1}']")


def test_the_table_is_one_stop_for_tab_and_the_arrow_keys_move_inside(page: Page) -> None:
    opened(page)
    assert page.locator(".nwt-grid [tabindex='0']").count() == 1
    header(page, "Architecture").focus()
    page.keyboard.press("ArrowRight")
    expect(header(page, "Zoo")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(row(page, 1).locator("td:not(.nwt-pick)").first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(row(page, 1).get_by_role("link")).to_be_focused()
    page.keyboard.press("Home")
    expect(row(page, 1).get_by_role("checkbox")).to_be_focused()
    page.keyboard.press("End")
    expect(row(page, 1).locator("td").last).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.nwt-grid')") is None


def test_far_rows_are_reached_by_the_keyboard_and_the_first_again(page: Page, zoos: Dataset) -> None:
    opened(page)
    header(page, "Architecture").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+End")
    last = row(page, len(zoos.entries))
    expect(last.locator("td").last).to_be_focused()
    expect(last).to_be_in_viewport()
    page.keyboard.press("PageUp")
    focused = page.evaluate("Number(document.activeElement.closest('tr').getAttribute('aria-rowindex')) - 1")
    seen = page.locator(".nwt-scroll").evaluate("region => region.clientHeight") // ROW_PX
    assert 1 <= len(zoos.entries) - focused <= seen
    page.keyboard.press("Control+Home")
    assert page.evaluate("document.activeElement.closest('thead') !== null")


def test_the_focused_row_stays_when_the_wheel_moves_it_out_of_sight(page: Page) -> None:
    opened(page)
    header(page, "Architecture").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    name = row(page, 2).get_by_role("link").inner_text()
    page.locator(".nwt-scroll").evaluate("region => { region.scrollTop = 20000 }")
    expect(row(page, 20_000 // ROW_PX)).to_be_visible()
    assert page.evaluate("document.activeElement.textContent") == name
    places = page.locator(".nwt-grid tbody tr:not([aria-hidden])").evaluate_all(
        "rows => rows.map(row => Number(row.getAttribute('aria-rowindex')))"
    )
    assert places == sorted(places)
    # What lies between is as high as its rows: a row stands where its place says.
    top = row(page, 20_000 // ROW_PX).evaluate("row => row.offsetTop")
    head = page.locator(".nwt-grid thead").evaluate("head => head.offsetHeight")
    assert abs(top - head - (20_000 // ROW_PX - 1) * ROW_PX) < 2
    page.keyboard.press("ArrowDown")
    expect(row(page, 3).get_by_role("link")).to_be_focused()
    expect(row(page, 3)).to_be_in_viewport()


def test_space_picks_enter_sorts_and_opens(page: Page) -> None:
    opened(page, "?name=resnet50&zoo=timm")
    header(page, "MACs").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="MACs")).to_have_attribute("aria-sort", "descending")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Enter")
    expect(header(page, "Top-1")).to_have_attribute("aria-description", "sort key 2, descending")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    expect(row(page, 1)).to_have_attribute("aria-selected", "true")
    expect(row(page, 1).get_by_role("checkbox")).to_be_checked()
    name = row(page, 1).get_by_role("link").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/timm/{name}/")


def test_the_keys_are_told_in_the_page_and_the_grid_refers_to_it(page: Page) -> None:
    opened(page)
    told = page.locator(".nwt-grid").get_attribute("aria-describedby")
    expect(page.locator(f"#{told}")).to_contain_text("arrow keys")
