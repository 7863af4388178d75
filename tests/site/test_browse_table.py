"""The browse table in a real browser: rows, order, filters, sizes, the address, the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from generator.records import Dataset, Entry, Size
from generator.render.links import natural

pytestmark = pytest.mark.browser

ROWS_IN_SIGHT = 100
"""More rows than can be seen would mean that the table is not virtual."""


def opened(page: Page, query: str = "") -> Page:
    page.goto(f"browse/{query}")
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    return page


def names(page: Page, count: int = 5) -> list[str]:
    return page.locator(".nwt-grid tbody th").all_inner_texts()[:count]


def header(page: Page, label: str) -> Locator:
    return page.locator(".nwt-grid thead").get_by_role("button", name=label)


def status(page: Page) -> Locator:
    return page.locator(".nw-browse .nwt-status")


def parameters(entry: Entry) -> int:
    return entry.native.numbers.parameters


def by_parameters(entries: list[Entry], *, descending: bool) -> list[str]:
    """Names by parameters; where these are equal, in natural order of the names and then by zoo."""
    ordered = sorted(entries, key=lambda entry: (natural(entry.architecture.name), entry.architecture.zoo))
    ordered.sort(key=parameters, reverse=descending)
    return [entry.architecture.name for entry in ordered]


def test_all_rows_are_counted_and_few_are_in_the_page(page: Page, zoos: Dataset) -> None:
    opened(page)
    expect(status(page)).to_have_text(f"{len(zoos.entries):,} architectures")
    assert page.locator(".nwt-grid tbody th").count() < ROWS_IN_SIGHT
    assert page.locator(".nwt-grid").get_attribute("aria-rowcount") == str(len(zoos.entries) + 1)


def test_scrolling_to_the_end_shows_the_last_row(page: Page, zoos: Dataset) -> None:
    opened(page)
    header(page, "Architecture").focus()
    page.keyboard.press("Control+End")
    last = page.locator(".nwt-grid tbody th").last
    expect(last).to_have_text("xcit_tiny_24_p16_384")
    expect(page.locator(f".nwt-grid tbody tr[aria-rowindex='{len(zoos.entries) + 1}']")).to_be_visible()


def test_a_click_sorts_a_second_turns_and_aria_says_so(page: Page, zoos: Dataset) -> None:
    opened(page)
    header(page, "Parameters").click()
    column = page.get_by_role("columnheader", name="Parameters")
    expect(column).to_have_attribute("aria-sort", "descending")
    assert names(page) == by_parameters(list(zoos.entries), descending=True)[:5]
    header(page, "Parameters").press("Enter")
    expect(column).to_have_attribute("aria-sort", "ascending")
    assert names(page) == by_parameters(list(zoos.entries), descending=False)[:5]


def test_shift_adds_a_key_and_keeps_the_first(page: Page, zoos: Dataset) -> None:
    opened(page)
    header(page, "Zoo").click()
    header(page, "Zoo").click()
    header(page, "Parameters").click(modifiers=["Shift"])
    order = [entry for entry in zoos.entries if entry.architecture.zoo == "torchvision"]
    assert names(page) == by_parameters(order, descending=True)[:5]
    assert page.locator("th[aria-sort]").count() == 1
    expect(header(page, "Parameters")).to_have_attribute("aria-description", "sort key 2, descending")


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("resnet50*", "resnet50", None),
        ("vit_b_??", "vit_b_16", 2),
        ("swin tiny", "swin_s3_tiny_224", None),
        ("alexnet", "alexnet", 1),
        ("no such name", None, 0),
    ],
)
def test_words_and_globs_filter_names(page: Page, text: str, first: str | None, count: int | None) -> None:
    opened(page)
    page.get_by_label("Name").fill(text)
    if count is not None:
        expect(status(page)).to_contain_text(f"{count} of ")
    if first is not None:
        expect(page.locator(".nwt-grid tbody th").first).to_have_text(first)


def test_zoo_and_task_select(page: Page, zoos: Dataset) -> None:
    opened(page)
    page.get_by_label("Zoo").select_option("torchvision")
    page.get_by_label("Task").select_option("detection")
    wanted = [
        entry
        for entry in zoos.entries
        if entry.architecture.zoo == "torchvision" and entry.architecture.task == "detection"
    ]
    expect(status(page)).to_contain_text(f"{len(wanted)} of 1,492")
    page.get_by_label("Zoo").select_option("timm")
    expect(status(page)).to_have_text("0 of 1,492 architectures")


def test_bounds_take_prefixes_and_wrong_ones_are_marked(page: Page, zoos: Dataset) -> None:
    opened(page)
    page.get_by_label("Parameters at least").fill("2M")
    page.get_by_label("Parameters at most").fill("3.5 M")
    inside = [e for e in zoos.entries if 2_000_000 <= e.native.numbers.parameters <= 3_500_000]
    expect(status(page)).to_contain_text(f"{len(inside):,} of ")
    page.get_by_label("Parameters at most").fill("many")
    expect(page.get_by_label("Parameters at most")).to_have_attribute("aria-invalid", "true")


def test_another_size_shows_its_numbers_and_its_refusals(page: Page, zoos: Dataset) -> None:
    opened(page)
    page.get_by_label("Resolution").select_option("160")
    refused = sum(entry.at(Size(160, 160)) is None for entry in zoos.entries)
    expect(status(page)).to_contain_text(f"{refused} of them refused at 160 px")
    page.get_by_label("Name").fill("resnet50")
    row = page.locator(".nwt-grid tbody tr", has_text="torchvision").filter(
        has=page.get_by_text("resnet50", exact=True)
    )
    # Every map shrinks by 160 / 224 = 5 / 7 in each direction; the classifier, 2048 x 1000, does not.
    body = 4_089_184_256 - 2048 * 1000
    expect(row.locator(f"td[title='{body * 25 // 49 + 2048 * 1000:,}']")).to_have_text("2.087\u00a0G")


def test_what_is_typed_while_another_size_loads_is_shown_with_the_numbers_of_that_size(page: Page) -> None:
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/assets/browse/160.json", hold)
    opened(page, "?name=alexnet")
    with page.expect_request("**/assets/browse/160.json"):
        page.get_by_label("Resolution").select_option("160")
    page.get_by_label("Name").fill("resnet50*")
    page.get_by_label("Zoo").select_option("torchvision")
    waiting[0].continue_()
    expect(page.locator(".nwt-grid tbody th").first).to_have_text("resnet50")
    expect(page.locator("tbody tr:not([aria-hidden]) td").nth(3)).to_have_text("160")


def test_flops_are_twice_the_macs_and_keep_their_exact_integer(page: Page) -> None:
    opened(page, "?name=alexnet")
    convolutions = [
        3 * 64 * 121 * 55**2,
        64 * 192 * 25 * 27**2,
        (192 * 384 + 384 * 256 + 256 * 256) * 9 * 13**2,
    ]
    macs = sum(convolutions) + 9216 * 4096 + 4096 * 4096 + 4096 * 1000
    expect(page.locator(f"tbody td[title='{macs:,}']")).to_have_text("714.2\u00a0M")
    page.get_by_label("Count in").select_option("flops")
    expect(page.locator(f"tbody td[title='{2 * macs:,}']")).to_have_text("1.428\u00a0G")
    expect(header(page, "FLOPs")).to_be_visible()


def test_the_address_holds_the_view_and_brings_it_back(page: Page) -> None:
    opened(page)
    page.get_by_label("Name").fill("resnet*")
    page.get_by_label("Zoo").select_option("timm")
    page.get_by_label("MACs at most").fill("5G")
    header(page, "Parameters").click()
    page.wait_for_url("**/browse/?name=resnet*&zoo=timm&macs=..5G&sort=-parameters")
    before = (status(page).inner_text(), names(page))
    page.reload()
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    assert (status(page).inner_text(), names(page)) == before
    assert page.get_by_label("MACs at most").input_value() == "5G"


def test_a_wrong_address_is_read_as_far_as_it_makes_sense(page: Page, zoos: Dataset) -> None:
    opened(page, "?zoo=nowhere&px=7&sort=nothing,-macs&unit=apples")
    expect(status(page)).to_have_text(f"{len(zoos.entries):,} architectures")
    expect(page.get_by_role("columnheader", name="MACs")).to_have_attribute("aria-sort", "descending")


def test_reset_shows_everything_again(page: Page, zoos: Dataset) -> None:
    opened(page, "?name=alexnet&unit=flops")
    page.get_by_role("button", name="Reset").click()
    expect(status(page)).to_have_text(f"{len(zoos.entries):,} architectures")
    page.wait_for_url("**/browse/")


def test_a_row_links_to_its_page(page: Page) -> None:
    opened(page, "?name=alexnet")
    page.get_by_role("link", name="alexnet", exact=True).click()
    page.wait_for_url("**/torchvision/alexnet/")
    expect(page.locator("h1").first).to_contain_text("alexnet")


def test_a_failed_load_says_so_and_can_be_tried_again(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.route("**/assets/browse/native.json", lambda route: route.fulfill(status=500))
    page.goto("browse/")
    expect(page.get_by_role("alert")).to_contain_text("native.json answered 500")
    page.unroute("**/assets/browse/native.json")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    context.close()


def test_without_javascript_the_plain_table_is_one_link_away(
    browser: Browser, address: str, zoos: Dataset
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("browse/")
    page.locator("noscript a").click()
    expect(page.locator(".nwt-plain tbody tr")).to_have_count(len(zoos.entries))
    context.close()


def test_a_family_of_both_zoos_is_one_choice_and_its_long_names_are_whole(page: Page, zoos: Dataset) -> None:
    opened(page)
    page.get_by_label("Family").select_option("resnet")
    members = [entry for entry in zoos.entries if entry.architecture.family == "resnet"]
    assert {entry.architecture.zoo for entry in members} == {"timm", "torchvision"}
    expect(status(page)).to_have_text(f"{len(members)} of 1,492 architectures")
    page.wait_for_url("**/browse/?family=resnet")
    longest = max((entry.architecture.name for entry in zoos.entries), key=len)
    page.get_by_role("button", name="Reset").click()
    page.get_by_label("Name").fill(longest)
    expect(page.get_by_role("row").get_by_role("link", name=longest, exact=True)).to_be_visible()
    assert page.locator(".nwt-grid tbody th").first.get_attribute("title") == longest


def test_a_phone_shows_the_name_beside_the_numbers_however_far_they_are_scrolled(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    opened(page, "?name=resnet50*&sort=-macs")
    page.locator(".nwt-scroll").scroll_into_view_if_needed()
    page.locator(".nwt-scroll").evaluate("region => { region.scrollLeft = region.scrollWidth }")
    name, last = page.locator(".nwt-grid tbody th").first, page.locator(".nwt-grid tbody td:last-child").first
    expect(last).to_be_in_viewport()
    expect(name).to_be_in_viewport(ratio=1)
