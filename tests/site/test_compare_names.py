"""Which architectures are compared: names of the address, the field that completes, the order; and the page without any."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.records import Dataset
from tests.site.comparing import PAIR, opened, status

pytestmark = pytest.mark.browser


def test_the_order_is_changed_and_names_are_removed_by_keyboard(page: Page) -> None:
    opened(page)
    page.get_by_role("button", name="Move torchvision/vit_b_16 towards the first").press("Enter")
    expect(page.locator(".nwt-compared li a")).to_have_text(["vit_b_16", "resnet50"])
    expect(page).to_have_url(re.compile(re.escape("?a=torchvision/vit_b_16,timm/resnet50&px=224") + "$"))
    page.get_by_role("button", name="Move torchvision/vit_b_16 towards the last").press("Enter")
    expect(page.locator(".nwt-compared li a")).to_have_text(["resnet50", "vit_b_16"])
    page.get_by_role("button", name="Remove timm/resnet50").press("Enter")
    expect(page.locator(".nwt-compared li a")).to_have_text(["vit_b_16"])
    expect(status(page)).to_contain_text("add another")
    expect(page.get_by_label("Add an architecture")).to_be_focused()


def test_the_field_completes_names_as_the_search_does(page: Page) -> None:
    opened(page)
    field = page.get_by_label("Add an architecture")
    field.press_sequentially("Swin-T")
    first = page.locator(".nwt-options li").first
    expect(first).to_have_text("swin_t torchvision")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", str(first.get_attribute("id")))
    field.press("Enter")
    expect(page.locator(".nwt-compared li a")).to_have_text(["resnet50", "vit_b_16", "swin_t"])
    expect(page.locator(".nwt-options li")).to_have_count(0)
    field.fill("alexnet")
    field.press("Enter")
    expect(page.locator(".nwt-compared li a").last).to_have_text("alexnet")
    field.fill("alexnet")
    field.press("Enter")
    expect(status(page)).to_have_text("torchvision/alexnet is compared already.")


def test_a_name_that_is_wrong_is_told_with_what_is_near(page: Page) -> None:
    opened(page, "?a=timm/resnet5o,torchvision/vit_b_16")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("No architecture is called timm/resnet5o.")
    alert.get_by_role("button", name="Take timm/resnet50 for timm/resnet5o").click()
    expect(page.locator(".nwt-compared li a")).to_have_text(["vit_b_16", "resnet50"])
    expect(alert).to_have_count(0)


def test_a_name_without_its_zoo_is_enough_unless_both_have_it(page: Page) -> None:
    opened(page, "?a=alexnet,resnet50")
    expect(page.locator(".nwt-compared li a")).to_have_text(["alexnet"])
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("resnet50 stands in both zoos")
    alert.get_by_role("button", name="Take torchvision/resnet50 for resnet50").click()
    expect(page.locator(".nwt-compared li a")).to_have_text(["alexnet", "resnet50"])


def test_more_than_eight_are_not_compared_and_those_left_out_are_named(page: Page, zoos: Dataset) -> None:
    keys = [one.architecture.key for one in zoos.entries[:9]]
    opened(page, f"?a={','.join(keys)}")
    expect(page.locator(".nwt-compared li")).to_have_count(8)
    expect(page.get_by_role("alert")).to_contain_text(f"left out: {keys[8]}")


def test_an_empty_page_has_three_examples_and_each_compares_something(page: Page) -> None:
    opened(page, "")
    links = page.locator(".nwt-empty li a").evaluate_all("links => links.map(link => link.href)")
    assert len(links) == 3
    for link in links:
        page.goto(link)
        expect(status(page)).to_contain_text("architectures, differences to")
        expect(page.get_by_role("alert")).to_have_count(0)


def test_numbers_that_cannot_be_loaded_say_so_and_can_be_tried_again(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.route("**/api/v1/timm/resnet50.json", lambda route: route.fulfill(status=500))
    page.goto(f"compare/?a={PAIR}")
    expect(page.get_by_role("alert")).to_contain_text("resnet50.json answered 500")
    page.unroute("**/api/v1/timm/resnet50.json")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".nwt-compare")).to_have_count(1)
    context.close()


def test_without_javascript_the_page_says_where_the_tables_are(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("compare/")
    page.locator("noscript a").first.click()
    expect(page.locator(".nwt-plain tbody tr").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_does_not_scroll_sideways_and_the_lines_are_seen_on_the_page(page: Page, scheme: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(color_scheme=scheme)
    opened(page, f"?a={PAIR},timm/nothing_like_this,timm/vit_pe_spatial_gigantic_patch14_448")
    expect(page.locator(".nwt-curves")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
