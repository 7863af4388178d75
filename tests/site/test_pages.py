"""Pages in a real browser: they open quietly, fit the screen, load their layers, and copy what they say."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.records import Dataset, Layer
from generator.render import units
from tests.site.kinds import CROSSCHECK, METHODOLOGY

pytestmark = pytest.mark.browser

VISITED = (
    "",
    "browse/",
    "scatter/",
    "compare/",
    "compare/?a=timm/resnet50,torchvision/vit_b_16&px=224,384",
    "table/",
    "timm/resnet50/",
    "timm/halonet_h1/",
    "timm/vit_7b_patch16_dinov3/",
    "torchvision/keypointrcnn_resnet50_fpn/",
    "torchvision/raft_large/",
    "families/",
    "families/timm/vision_transformer/",
    "families/timm/vision_transformer/30M-100M/",
    *METHODOLOGY,
    *CROSSCHECK,
    "refusals/",
    "data/",
)
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


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360)]
)
def test_pages_open_quietly_and_are_no_wider_than_the_screen(page: Page, scheme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for path in VISITED:
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok
        expect(page.locator("h1").first).to_be_visible()
        if path == "browse/":
            expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        shown = page.locator("body").get_attribute("data-md-color-scheme")
        assert shown == {"light": "default", "dark": "slate"}[scheme], path


def opened_layers(page: Page) -> Page:
    page.goto("timm/resnet50/")
    page.locator("details.nw-layers summary").click()
    expect(page.locator(".nw-layers tbody tr").first).to_be_visible()
    return page


def test_layers_are_fetched_only_when_they_are_opened(
    page: Page, address: str, layers: tuple[Layer, ...]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("timm/resnet50/", wait_until="networkidle")
    assert not [url for url in asked if "data/layers" in url]
    page.locator("details.nw-layers summary").click()
    expect(page.locator(".nw-layers tbody tr")).to_have_count(len(layers))
    assert [url for url in asked if "data/layers" in url] == [f"{address}data/layers/timm/resnet50.json"]


def test_the_total_row_of_the_layers_is_the_headline(page: Page, zoos: Dataset) -> None:
    opened_layers(page)
    total = page.locator(".nw-layers tfoot td").all_inner_texts()
    assert {"25,557,032", "4,089,184,256"} <= set(total)
    numbers = next(one for one in zoos.entries if one.architecture.key == "timm/resnet50").native.numbers
    assert {f"{numbers.buffers:,}", f"{numbers.activations:,}", f"{numbers.feature_bytes:,}"} <= set(total)


def test_layers_sort_by_a_column_turn_and_return_to_the_order_of_the_model(
    page: Page, layers: tuple[Layer, ...]
) -> None:
    opened_layers(page)
    rows = page.locator(".nw-layers tbody th")
    paths = rows.all_inner_texts()
    assert paths == [layer.path or "(root)" for layer in layers]
    button = page.locator(".nw-layers thead").get_by_role("button", name="Activations")
    column = page.locator(".nw-layers").get_by_role("columnheader", name="Activations")
    button.click()
    expect(column).to_have_attribute("aria-sort", "descending")
    most = max(layers, key=lambda layer: layer.activations)
    assert rows.first.inner_text() == most.path
    button.click()
    expect(column).to_have_attribute("aria-sort", "ascending")
    button.click()
    assert column.get_attribute("aria-sort") is None
    assert rows.all_inner_texts() == paths


def test_layers_that_cannot_be_loaded_say_so_in_place(
    browser: Browser, address: str, layers: tuple[Layer, ...]
) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.route("**/data/layers/**", lambda route: route.fulfill(status=404))
    page.goto("timm/resnet50/")
    page.locator("details.nw-layers summary").click()
    expect(page.locator(".nw-layers").get_by_role("alert")).to_contain_text("404")
    page.unroute("**/data/layers/**")
    page.locator(".nw-layers").get_by_role("button", name="Try again").click()
    expect(page.locator(".nw-layers tbody tr")).to_have_count(len(layers))
    context.close()


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


def test_light_and_dark_are_chosen_by_keyboard_and_remembered(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("timm/resnet50/")
    body = page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    page.get_by_role("radio", name="Switch to dark").focus()
    page.keyboard.press("Enter")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    page.goto("methodology/")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")


def test_the_first_stop_of_the_keyboard_leads_to_the_content(page: Page) -> None:
    page.goto("timm/resnet50/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#main$"))


def test_without_javascript_the_header_has_the_name_the_tabs_and_no_dead_control(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("timm/resnet50/")
    expect(page.locator("header").get_by_role("link", name="Netweight")).to_be_visible()
    expect(page.locator("header").locator("label, input, button")).to_have_count(0)
    tabs = page.get_by_role("navigation", name="Tabs")
    expect(tabs.get_by_role("link", name="Methodology")).to_be_visible()
    context.close()


def test_the_example_of_a_search_opens_it_with_its_answer(page: Page, zoos: Dataset) -> None:
    page.goto("", wait_until="networkidle")
    page.get_by_role("list", name="Examples").get_by_role("link", name="resnet50").click()
    expect(page.locator("input.md-search__input")).to_have_value("resnet50")
    found = page.locator(".md-search-result__item h1")
    expect(found.first).to_have_text("resnet50")
    # Its address, opened anew or shared, asks the same.
    page.goto("?q=resnet50")
    expect(page.locator("input.md-search__input")).to_have_value("resnet50")
    expect(found.first).to_have_text("resnet50")


def test_the_examples_of_questions_open_the_table_with_their_answers(page: Page, zoos: Dataset) -> None:
    numbers = [entry.native.numbers for entry in zoos.entries]
    small = sum(one.macs <= 5_000_000_000 and one.parameters <= 30_000_000 for one in numbers)
    fitting = [one.training_bytes(32, "AdamW") for one in numbers]
    asked = {
        "under 5 GMACs and 30 M parameters": small,
        "fits 8 GB for training at batch 32": sum(
            needed is not None and needed <= 8_000_000_000 for needed in fitting
        ),
    }
    for text, count in asked.items():
        page.goto("")
        page.get_by_role("link", name=text).click()
        page.wait_for_url("**/browse/?*")
        expect(page.locator(".nw-browse .nwt-status")).to_contain_text(
            f"{count:,} of {len(numbers):,} architectures"
        )


def test_the_arrow_keys_walk_over_the_scatter_of_the_home_page(page: Page) -> None:
    page.goto("")
    page.locator(".nw-scatter").scroll_into_view_if_needed()
    page.locator(".nw-scatter a[tabindex='0']").focus()
    page.keyboard.press("End")
    # The most parameters of all.
    expect(page.locator(".nw-tip")).to_contain_text("timm/vit_7b_patch16_dinov3")
    page.keyboard.press("Enter")
    page.wait_for_url("**/timm/vit_7b_patch16_dinov3/")


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


def test_a_page_loses_no_cell_when_ends_that_are_implied_are_left_out(page: Page) -> None:
    page.goto("timm/resnet50/")
    table = page.locator("[aria-label='Numbers over input sizes'] table")
    expect(table.locator("tbody tr")).to_have_count(10)
    for row in table.locator("tr").all():
        assert row.locator("th, td").count() == 9
    (native,) = table.locator("tr.nw-native").all_inner_texts()
    assert native.split("\t")[:3] == ["224\u00a0px native", "4.089", "8.178"]


def test_every_number_at_every_size_is_loaded_when_it_is_opened(page: Page, zoos: Dataset) -> None:
    entry = next(one for one in zoos.entries if one.architecture.key == "timm/resnet50")
    page.goto("timm/resnet50/")
    page.locator("details.nw-sizes summary").click()
    table = page.locator(".nw-sizes table")
    expect(table.locator("thead th")).to_have_count(1 + len(entry.measurements))
    row = table.locator("tbody tr", has_text="peak_activation_bytes").first
    expected = [f"{one.numbers.peak_activation_bytes:,}" for one in entry.measurements]
    assert row.locator("td").all_inner_texts() == expected


def test_the_table_over_sizes_has_exact_integers_once_a_reader_points_at_it(page: Page) -> None:
    page.goto("timm/resnet50/")
    table = page.locator("[aria-label='Numbers over input sizes'] table.nw-exact")
    assert table.locator("td[title]").count() == 0
    table.hover()
    cell = table.locator("tr.nw-native td").first
    expect(cell).to_have_attribute("title", "4,089,184,256")
    assert table.locator("td[title]").count() == 10 * 8


def test_every_rounded_figure_says_its_exact_integer_once_a_reader_points_at_a_table(
    page: Page, zoos: Dataset
) -> None:
    entries = {one.architecture.key: one for one in zoos.entries}
    for key in ("timm/resnet50", "timm/mobileone_s1", "torchvision/vit_b_16", "torchvision/raft_large"):
        page.goto(f"{key}/")
        page.locator("#parameters ~ .nw-grid .nw-t").first.hover()
        figures = page.locator("article .nw-t:not(.nw-exact, .nw-published, .nw-given) td")
        rounded = figures.filter(has_text=re.compile("^[0-9.,]+\u00a0[kMGTPE]B?$"))
        expect(rounded.first).to_have_attribute("title", re.compile(r"\d"))
        shown = rounded.evaluate_all("cells => cells.map(cell => [cell.textContent, cell.title])")
        assert len(shown) > 20
        for text, title in shown:
            value = int(title.replace(",", ""))
            assert text in {units.rounded(value), units.rounded(value, "B")}, (key, text, title)
        facts = page.locator(".nw-facts tr", has_text="Trainable").locator("td").first
        numbers = entries[key].native
        assert numbers is not None
        expect(facts).to_have_attribute("title", f"{numbers.numbers.parameters_trainable:,}")


def test_on_paper_there_are_numbers_and_drawings_but_no_control(page: Page) -> None:
    page.goto("timm/resnet50/")
    page.emulate_media(media="print")
    for seen in (".nw-headline", "svg.nw-curve >> nth=0", "svg.nw-stages", "#cite"):
        expect(page.locator(seen)).to_be_visible()
    for control in ("header.md-header", "nav.md-tabs", "form.nw-memory", ".nw-copy >> nth=0"):
        expect(page.locator(control)).to_be_hidden()


def test_reference_managers_and_search_engines_find_title_author_and_description(page: Page) -> None:
    page.goto("timm/resnet50/")
    title = page.locator("meta[name=citation_title]").get_attribute("content")
    assert title == "resnet50 (timm): 25.56\u00a0M parameters, 4.089\u00a0GMACs"
    assert page.title() == f"{title} - Netweight"
    assert page.locator("meta[name=citation_author]").get_attribute("content") == "Netweight contributors"
    description = page.locator("meta[name=description]").get_attribute("content")
    assert description == page.locator(".nw-lead").inner_text()


def test_the_scatter_has_every_architecture_and_a_click_opens_its_page(page: Page, zoos: Dataset) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 360, "height": 120})
    page.goto("", wait_until="networkidle")
    assert not [url for url in asked if "scatter.svg" in url]
    page.locator(".nw-scatter").scroll_into_view_if_needed()
    points = page.locator(".nw-scatter .nw-f a")
    expect(points).to_have_count(len(zoos.entries))
    page.set_viewport_size({"width": 1280, "height": 1000})
    # The largest of all lies alone at the right edge.
    largest = page.locator(".nw-scatter a[aria-label^='timm/vit_7b_patch16_dinov3:']")
    page.locator(".nw-scatter svg").scroll_into_view_if_needed()
    place = largest.evaluate("point => { const box = point.getBoundingClientRect(); return [box.x, box.y] }")
    page.mouse.move(*place)
    expect(page.locator(".nw-tip")).to_contain_text("6.72\u00a0G")
    page.mouse.click(*place)
    page.wait_for_url("**/timm/vit_7b_patch16_dinov3/")


def test_the_legend_lifts_a_family_out_and_leads_to_its_rows(page: Page) -> None:
    page.goto("")
    page.locator(".nw-scatter").scroll_into_view_if_needed()
    expect(page.locator(".nw-scatter svg")).to_be_visible()
    row = page.locator(".nw-legend").get_by_role("link", name="resnet", exact=True)
    row.hover()
    expect(page.locator(".nw-plane--lifted .nw-lifted")).to_have_count(1)
    row.click()
    page.wait_for_url("**/browse/?family=resnet")


def test_without_javascript_the_scatter_is_an_object_whose_points_lead_out_of_it(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("")
    drawing = page.locator(".nw-scatter object").get_attribute("data")
    answer = page.request.get(f"{address}{drawing}")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert 'xlink:href="../timm/resnet50/" target="_top"' in answer.text()
    context.close()
