"""Pages in a real browser: they open quietly, fit the screen, load their layers, and copy what they say."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from generator.render import units
from tests.factories import layers

pytestmark = pytest.mark.browser

VISITED = ("", "browse/", "table/", "timm/resnet50/", "families/", "methodology/", "refusals/")
SAMPLES = (
    0,
    1,
    999,
    9_999,
    10_000,
    10_005,
    99_995,
    999_949,
    999_950,
    25_557_032,
    4_089_184_256,
    10**12 - 1,
    7 * 10**13,
)


@pytest.mark.parametrize("path", VISITED)
@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360)]
)
def test_a_page_opens_quietly_and_is_no_wider_than_the_screen(
    context: BrowserContext, path: str, scheme: str, width: int
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    answer = page.goto(path, wait_until="networkidle")
    assert answer is not None
    assert answer.ok
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (
        page.locator("body").get_attribute("data-md-color-scheme")
        == {"light": "default", "dark": "slate"}[scheme]
    )


def opened_layers(page: Page) -> Page:
    page.goto("timm/resnet50/")
    page.locator("details.nw-layers summary").click()
    expect(page.locator(".nw-layers tbody tr").first).to_be_visible()
    return page


def test_layers_are_fetched_only_when_they_are_opened(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("timm/resnet50/", wait_until="networkidle")
    assert not [url for url in asked if "data/layers" in url]
    page.locator("details.nw-layers summary").click()
    expect(page.locator(".nw-layers tbody tr")).to_have_count(len(layers()))
    assert [url for url in asked if "data/layers" in url] == [f"{address}data/layers/timm/resnet50.json"]


def test_the_total_row_is_the_sum_of_the_layers(page: Page) -> None:
    opened_layers(page)
    total = page.locator(".nw-layers tfoot td").all_inner_texts()
    for field in ("parameters", "buffers", "macs", "activations", "output_bytes"):
        assert f"{sum(getattr(layer, field) for layer in layers()):,}" in total


def test_layers_sort_by_a_column_turn_and_return_to_the_order_of_the_model(page: Page) -> None:
    opened_layers(page)
    rows = page.locator(".nw-layers tbody th")
    paths = rows.all_inner_texts()
    assert paths == [layer.path for layer in layers()]
    button = page.locator(".nw-layers thead").get_by_role("button", name="Activations")
    column = page.locator(".nw-layers").get_by_role("columnheader", name="Activations")
    button.click()
    expect(column).to_have_attribute("aria-sort", "descending")
    most = max(layers(), key=lambda layer: layer.activations)
    assert rows.first.inner_text() == most.path
    button.click()
    expect(column).to_have_attribute("aria-sort", "ascending")
    button.click()
    assert column.get_attribute("aria-sort") is None
    assert rows.all_inner_texts() == paths


def test_layers_that_cannot_be_loaded_say_so_in_place(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.route("**/data/layers/**", lambda route: route.fulfill(status=404))
    page.goto("timm/resnet50/")
    page.locator("details.nw-layers summary").click()
    expect(page.locator(".nw-layers").get_by_role("alert")).to_contain_text("404")
    page.unroute("**/data/layers/**")
    page.locator(".nw-layers").get_by_role("button", name="Try again").click()
    expect(page.locator(".nw-layers tbody tr")).to_have_count(len(layers()))
    context.close()


def test_a_copy_button_copies_exactly_what_it_holds_and_says_so(page: Page) -> None:
    page.goto("timm/resnet50/")
    button = page.locator(".nw-copy").first
    wanted = button.get_attribute("data-copy")
    button.click()
    expect(page.locator(".nwt-copied").first).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == wanted


@pytest.mark.parametrize("key", ["", "Enter", " "])
def test_the_search_field_of_the_home_page_opens_the_search(page: Page, key: str) -> None:
    page.goto("", wait_until="networkidle")
    field = page.locator(".md-content .nw-search")
    if key:
        field.press(key)
    else:
        field.click()
    expect(page.locator("input.md-search__input")).to_be_focused()
    page.keyboard.type("alexnet")
    expect(page.locator(".md-search-result__item h1").first).to_have_text("alexnet")


def test_numbers_are_rounded_in_the_browser_as_in_the_pages(page: Page) -> None:
    page.goto("")
    shown = page.evaluate(
        """async values => {
          const { rounded, exact, share } = await import(new URL("assets/units.js", document.baseURI))
          return values.map(value => [rounded(value), rounded(value, "B"), exact(value), share(value, 4089184256)])
        }""",
        list(SAMPLES),
    )
    assert shown == [
        [units.rounded(n), units.rounded(n, "B"), units.exact(n), units.share(n, 4_089_184_256)]
        for n in SAMPLES
    ]


def test_bounds_are_read_as_people_write_them(page: Page) -> None:
    page.goto("")
    written = ["5G", "30 M", "1.5e9", "4,089,184,256", "7B", ".5k", "", "five", "1..2", "-3"]
    read = page.evaluate(
        """async texts => {
          const { parseNumber } = await import(new URL("assets/units.js", document.baseURI))
          return texts.map(text => { const n = parseNumber(text); return Number.isNaN(n) ? "wrong" : n })
        }""",
        written,
    )
    wanted = [5_000_000_000, 30_000_000, 1_500_000_000, 4_089_184_256, 7_000_000_000, 500]
    assert read == [*wanted, None, "wrong", "wrong", "wrong"]
