"""Family pages and their index in a real browser: the plot answers, tables sort and filter."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.records import Dataset
from generator.render.kin import families

pytestmark = pytest.mark.browser

FAMILY = "families/timm/swin_transformer/"


def opened(page: Page, path: str) -> Page:
    page.goto(path)
    expect(page.locator(".nw-sortable thead button").first).to_be_visible(timeout=20_000)
    return page


def first_column(page: Page) -> list[str]:
    rows = page.locator(".nw-sortable tbody tr:visible")
    return rows.evaluate_all("rows => rows.map(row => row.cells[0].textContent)")


def test_the_index_lists_every_family_and_counts_them(page: Page, zoos: Dataset) -> None:
    opened(page, "families/")
    groups = families(entry.architecture for entry in zoos.entries)
    assert len(first_column(page)) == len(groups)
    expect(page.locator(".nwt-status")).to_have_text(f"{len(groups)} of {len(groups)}")


def test_a_click_sorts_the_index_a_second_turns_a_third_brings_the_order_back(
    page: Page, zoos: Dataset
) -> None:
    opened(page, "families/")
    before = first_column(page)
    button = page.locator(".nw-sortable thead").get_by_role("button", name="Architectures")
    head = page.get_by_role("columnheader", name="Architectures")
    members = [len(one) for one in families(entry.architecture for entry in zoos.entries).values()]
    counts = page.locator(".nw-sortable tbody tr td:nth-child(3)")
    button.click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert [int(text) for text in counts.all_inner_texts()] == sorted(members, reverse=True)
    button.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert [int(text) for text in counts.all_inner_texts()] == sorted(members)
    page.wait_for_url("**/families/?sort=architectures")
    button.click()
    assert first_column(page) == before


def test_words_and_globs_filter_the_index_and_the_address_holds_them(page: Page, zoos: Dataset) -> None:
    opened(page, "families/")
    named = {(one.zoo, one.family) for one in (entry.architecture for entry in zoos.entries)}
    field = page.get_by_label("Filter families")
    field.fill("torchvision vision")
    wanted = sorted(family for zoo, family in named if zoo == "torchvision")
    expect(page.locator(".nwt-status")).to_have_text(f"{len(wanted)} of {len(named)}")
    field.fill("swin*")
    assert sorted(first_column(page)) == sorted(family for _, family in named if family.startswith("swin"))
    page.wait_for_url("**/families/?name=swin*")
    page.reload()
    expect(page.locator(".nwt-status")).to_be_visible()
    assert sorted(first_column(page)) == sorted(family for _, family in named if family.startswith("swin"))


def test_members_sort_by_their_numbers(page: Page, zoos: Dataset) -> None:
    opened(page, FAMILY)
    members = [
        one
        for one in zoos.entries
        if one.architecture.key.startswith("timm/swin_") and one.architecture.family == "swin_transformer"
    ]
    page.locator(".nw-sortable thead").get_by_role("button", name="MACs").click()
    assert first_column(page) == [
        one.architecture.name for one in sorted(members, key=lambda one: -one.native.numbers.macs)
    ]


def test_exact_integers_come_once_a_reader_points_at_the_table(page: Page, zoos: Dataset) -> None:
    opened(page, FAMILY)
    one = next(
        entry for entry in zoos.entries if entry.architecture.key == "timm/swin_tiny_patch4_window7_224"
    )
    row = page.locator(".nw-sortable tbody tr", has_text="swin_tiny_patch4_window7_224")
    assert row.locator("td[title]").count() == 0
    row.hover()
    expect(row.locator("td").nth(-3)).to_have_attribute("title", f"{one.native.numbers.parameters:,}")
    expect(row.locator("td").nth(-2)).to_have_attribute("title", f"{one.native.numbers.macs:,}")


def test_the_plot_answers_to_mouse_and_keys_with_the_numbers_of_the_table(page: Page) -> None:
    opened(page, FAMILY)
    points = page.locator(".nw-family .nw-f a")
    expect(points).to_have_count(9)
    page.locator(".nw-family a[tabindex='0']").focus()
    page.keyboard.press("End")
    # The most parameters of the family.
    expect(page.locator(".nw-tip")).to_have_text(
        "swin_large_patch4_window12_384: 196.7\u00a0M parameters, 103.9\u00a0G MACs, 202.2\u00a0M activations"
    )
    box = page.locator(".nw-family a[aria-label^='swin_large_patch4_window7_224:']").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/timm/swin_large_patch4_window7_224/")


def test_a_point_has_the_name_and_the_numbers_of_its_own_row(page: Page, zoos: Dataset) -> None:
    opened(page, "families/torchvision/resnet/")
    said = page.locator(".nw-family .nw-f a").evaluate_all(
        "links => links.map(link => [link.getAttribute('aria-label').split(':')[0], new URL(link.getAttribute('href')).pathname])"
    )
    assert [(name, path) for name, path in said] == [(name, f"/torchvision/{name}/") for name, _ in said]
    x = page.locator(".nw-family .nw-f a path").evaluate_all(
        "paths => paths.map(path => Number(path.getAttribute('d').match(/[0-9]+/)[0]))"
    )
    parameters = {
        one.architecture.name: one.native.numbers.parameters
        for one in zoos.entries
        if one.architecture.zoo == "torchvision" and one.architecture.family == "resnet"
    }
    placed = sorted(zip(x, (parameters[name] for name, _ in said), strict=True))
    assert [value for _, value in placed] == sorted(parameters.values())


def test_without_javascript_the_plot_and_the_table_are_there(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(FAMILY)
    expect(
        page.get_by_role("img", name="Parameters against MACs in the family swin_transformer")
    ).to_be_visible()
    expect(page.locator(".nw-members tbody tr")).to_have_count(9)
    context.close()
