"""The scatter page in a real browser: axes, front, filter, pointing by mouse and keys, files, the address."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from generator.records import FIELDS, Dataset, Entry, Size

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"


def opened(page: Page, query: str = "") -> Page:
    page.goto(f"scatter/{query}")
    expect(page.locator(".nw-plot svg")).to_be_visible(timeout=20_000)
    return page


def points(page: Page) -> Locator:
    return page.locator(".nw-plot .nw-f a")


def status(page: Page) -> Locator:
    return page.locator(".nw-scatter-page > .nwt-status")


def told(page: Page) -> list[str]:
    """What every point says, in the order of the drawing."""
    return points(page).evaluate_all("links => links.map(link => link.getAttribute('aria-label'))")


def saved(page: Page, button: str) -> tuple[str, str]:
    """The name and the text of the file that a button gives."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    path = Path(download.value.path())
    return download.value.suggested_filename, path.read_text(encoding="utf-8")


def beaten(one: tuple[int, int], by: tuple[int, int]) -> bool:
    """Whether a pair, of which less is better, is at most as good on both and worse on one."""
    return by[0] <= one[0] and by[1] <= one[1] and by != one


def front(pairs: dict[str, tuple[int, int]]) -> set[str]:
    """The front by its definition, each against all."""
    return {key for key, pair in pairs.items() if not any(beaten(pair, other) for other in pairs.values())}


def pairs(entries: list[Entry], x: str, y: str, size: Size | None = None) -> dict[str, tuple[int, int]]:
    measured = {one.architecture.key: one.at(size) if size else one.native for one in entries}
    return {
        key: (getattr(one.numbers, x), getattr(one.numbers, y))
        for key, one in measured.items()
        if one is not None
    }


def test_every_architecture_is_a_point_that_leads_to_its_page_and_says_both_numbers(
    page: Page, zoos: Dataset
) -> None:
    opened(page)
    expect(points(page)).to_have_count(len(zoos.entries))
    expect(status(page)).to_have_text(f"{len(zoos.entries):,} architectures")
    said = "torchvision/alexnet: Parameters 61.10\u00a0M, MACs 714.2\u00a0M, at 224 px"
    expect(page.locator(f".nw-plot a[aria-label='{said}']")).to_have_attribute(
        "href", re.compile("/torchvision/alexnet/$")
    )


def test_the_front_is_what_no_other_architecture_beats(page: Page, zoos: Dataset) -> None:
    opened(page, "?task=classification&x=macs&y=parameters&ybest=more")
    classifiers = [one for one in zoos.entries if one.architecture.task == "classification"]
    more = {
        key: (macs, -parameters)
        for key, (macs, parameters) in pairs(classifiers, "macs", "parameters").items()
    }
    wanted = front(more)
    rows = page.locator("[aria-label='Members of the Pareto front'] tbody tr")
    expect(rows).to_have_count(len(wanted))
    found = [row.inner_text().split("\t") for row in rows.all()]
    assert {f"{zoo}/{name}" for name, zoo, *_ in found} == wanted
    macs = [more[f"{zoo}/{name}"][0] for name, zoo, *_ in found]
    assert macs == sorted(macs)
    marked = {text.split(":")[0] for text in told(page) if text.endswith("on the Pareto front")}
    assert marked == wanted


def test_points_at_one_place_are_on_the_front_together(page: Page) -> None:
    page.goto("")
    found = page.evaluate(
        """async pairs => {
          const { frontOf } = await import(new URL("assets/scatter-model.js", document.baseURI))
          const points = pairs.map(([x, y], order) => ({ x, y, row: { order } }))
          const places = (xbest, ybest) => frontOf(points, xbest, ybest).map(point => point.row.order)
          return [places("less", "less"), places("more", "more"), places("less", "more"), places("more", "less")]
        }""",
        [[1, 5], [1, 6], [2, 3], [2, 3], [3, 4], [4, 4], [4, 9]],
    )
    assert found == [[0, 2, 3], [6], [1, 6], [2, 3, 5]]


def test_another_size_leaves_out_what_is_refused_and_says_how_many(page: Page, zoos: Dataset) -> None:
    opened(page, "?px=160")
    measured = pairs(list(zoos.entries), "parameters", "macs", Size(160, 160))
    expect(points(page)).to_have_count(len(measured))
    refused = len(zoos.entries) - len(measured)
    expect(status(page)).to_have_text(
        f"{len(measured):,} of {len(zoos.entries):,} architectures; {refused} not measured at 160 px"
    )


def test_a_logarithmic_axis_says_what_has_no_place_on_it_and_a_linear_one_shows_it(
    page: Page, zoos: Dataset
) -> None:
    opened(page, "?y=buffers")
    none = sum(one.native.numbers.buffers == 0 for one in zoos.entries)
    expect(points(page)).to_have_count(len(zoos.entries) - none)
    expect(status(page)).to_contain_text(f"{none} with 0, for which a logarithmic axis has no place")
    page.get_by_role("group", name="Upwards").get_by_label("Scale").select_option("linear")
    expect(points(page)).to_have_count(len(zoos.entries))


def test_every_field_of_the_dataset_can_be_an_axis(page: Page) -> None:
    opened(page)
    values = page.get_by_role("group", name="Across").get_by_label("Metric").locator("option")
    keys = values.evaluate_all("options => options.map(option => option.value)")
    assert len(keys) == len(set(keys))
    assert {field.name for field in FIELDS if not field.is_tally} <= set(keys)
    assert {"inference", "training"} <= set(keys)


def test_a_field_is_loaded_when_an_axis_asks_for_it(page: Page, zoos: Dataset) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page)
    assert not [url for url in asked if "/metrics/native/" in url]
    page.get_by_role("group", name="Across").get_by_label("Metric").select_option("read_bytes")
    expect(page.locator(".nw-axis")).to_contain_text("read_bytes [bytes]")
    assert len([url for url in asked if "/metrics/native/" in url]) == 1
    entry = next(one for one in zoos.entries if one.architecture.key == "timm/resnet50")
    _, text = saved(page, "Download CSV")
    (row,) = [
        row for row in csv.DictReader(io.StringIO(text)) if (row["zoo"], row["name"]) == ("timm", "resnet50")
    ]
    assert row["read_bytes"] == str(entry.native.numbers.read_bytes)


def test_what_is_measured_at_the_native_size_alone_is_said_at_others(page: Page, zoos: Dataset) -> None:
    opened(page, "?px=160&x=macs_backward")
    native = [one for one in zoos.entries if one.architecture.native == Size(160, 160)]
    expect(points(page)).to_have_count(len(native))
    expect(status(page)).to_contain_text("macs_backward is measured at the native size alone")


def test_training_memory_that_is_a_lower_bound_is_marked(page: Page) -> None:
    opened(page, "?px=160&x=training&name=resnet50")
    expect(status(page)).to_contain_text("training memory marked \u2265 is a lower bound")
    assert all("Training memory, AdamW, batch 32 \u2265\u00a0" in text for text in told(page))
    opened(page, "?x=training&name=resnet50")
    assert not any("\u2265" in text for text in told(page))


def test_colours_are_families_tasks_or_zoos_and_the_legend_counts_them(page: Page, zoos: Dataset) -> None:
    opened(page, "?colour=zoo")
    counts = {
        zoo: sum(one.architecture.zoo == zoo for one in zoos.entries) for zoo in ("timm", "torchvision")
    }
    rows = page.locator(".nw-key li")
    assert rows.all_inner_texts() == [f"timm {counts['timm']:,}", f"torchvision {counts['torchvision']:,}"]
    page.get_by_label("Colour by").select_option("family")
    expect(rows).to_have_count(8)
    drawn = page.locator(".nw-plot .nw-f")
    totals = drawn.evaluate_all("groups => groups.map(group => group.querySelectorAll('a').length)")
    assert sum(totals) == len(zoos.entries)


def test_a_row_of_the_legend_lifts_its_points_out_and_a_click_shows_them_alone(page: Page) -> None:
    opened(page)
    button = page.locator(".nw-key").get_by_role("button", name="efficientnet", exact=True)
    button.hover()
    expect(page.locator(".nw-plane--lifted .nw-lifted")).to_have_count(1)
    button.press("Enter")
    page.wait_for_url("**/scatter/?family=efficientnet")
    expect(page.get_by_label("Family", exact=True)).to_have_value("efficientnet")


def middle(page: Page, name: str) -> tuple[float, float]:
    """Where a point stands in the window."""
    link = page.locator(f".nw-plot a[aria-label^='{name}:']")
    link.scroll_into_view_if_needed()
    x, y = link.evaluate(
        "one => { const box = one.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2] }"
    )
    return x, y


def test_hovering_near_a_point_tells_it_and_a_click_opens_its_page(page: Page) -> None:
    opened(page)
    x, y = middle(page, "timm/vit_7b_patch16_dinov3")
    # Nothing is nearer: it lies alone at the right edge.
    page.mouse.move(x + 7, y - 7)
    expect(page.locator(".nw-tip")).to_contain_text("timm/vit_7b_patch16_dinov3: Parameters 6.716\u00a0G")
    page.mouse.click(x + 7, y - 7)
    page.wait_for_url("**/timm/vit_7b_patch16_dinov3/")


def test_leaving_the_points_hides_what_they_tell(page: Page) -> None:
    opened(page)
    x, y = middle(page, "timm/vit_7b_patch16_dinov3")
    page.mouse.move(x, y)
    expect(page.locator(".nw-tip")).to_be_visible()
    page.mouse.move(x, y + 200)
    expect(page.locator(".nw-tip")).to_be_hidden()


def test_arrow_keys_walk_from_point_to_point_and_enter_opens_the_page(page: Page, zoos: Dataset) -> None:
    opened(page, "?name=resnet50&zoo=torchvision&task=classification")
    # resnet50 and wide_resnet50_2 of torchvision: the second is larger and costs more.
    expect(points(page)).to_have_count(2)
    focused = "document.activeElement.getAttribute('aria-label').split(':')[0]"
    page.locator(".nw-plot a[tabindex='0']").focus()
    assert page.evaluate(focused) == "torchvision/resnet50"
    for key, expected in (
        ("ArrowRight", "wide_resnet50_2"),
        ("ArrowRight", "wide_resnet50_2"),
        ("ArrowLeft", "resnet50"),
        ("ArrowUp", "wide_resnet50_2"),
        ("ArrowDown", "resnet50"),
        ("End", "wide_resnet50_2"),
        ("Home", "resnet50"),
    ):
        page.keyboard.press(key)
        assert page.evaluate(focused) == f"torchvision/{expected}", key
    expect(page.locator(".nw-tip")).to_contain_text("torchvision/resnet50: Parameters 25.56\u00a0M")
    assert page.locator(".nw-plot a[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/torchvision/resnet50/")


def test_every_point_can_be_reached_by_walking(page: Page) -> None:
    opened(page, "?family=resnet&zoo=timm")
    total = points(page).count()
    page.locator(".nw-plot a[tabindex='0']").focus()
    reached = page.evaluate(
        """total => {
          const seen = new Set([document.activeElement])
          for (let steps = 1; steps < total; steps++) {
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }))
            seen.add(document.activeElement)
          }
          return seen.size
        }""",
        total,
    )
    assert reached == total


def test_the_filter_is_that_of_the_browse_table_and_the_same_rows_can_be_opened_there(
    page: Page, zoos: Dataset
) -> None:
    opened(page)
    page.get_by_label("Name").fill("resnet*")
    page.get_by_label("Zoo").select_option("timm")
    page.get_by_label("MACs at most").fill("5 G")
    page.wait_for_url("**/scatter/?name=resnet*&zoo=timm&macs=..5+G")
    wanted = [
        one.architecture.name
        for one in zoos.entries
        if one.architecture.zoo == "timm"
        and one.architecture.name.startswith("resnet")
        and one.native.numbers.macs <= 5_000_000_000
    ]
    expect(points(page)).to_have_count(len(wanted))
    page.get_by_role("link", name="Show these in Browse").click()
    page.wait_for_url("**/browse/?name=resnet*&zoo=timm&macs=..5+G")
    expect(page.locator(".nw-browse .nwt-status")).to_contain_text(f"{len(wanted)} of ")


def test_the_browse_table_leads_back_with_its_filter(page: Page) -> None:
    page.goto("browse/?name=resnet50*&zoo=timm&px=160&sort=-macs")
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    shown = page.locator(".nw-browse .nwt-status").inner_text().split()[0]
    page.get_by_role("link", name="Show these as a scatter").click()
    page.wait_for_url("**/scatter/?name=resnet50*&zoo=timm&px=160&sort=-macs")
    expect(points(page)).to_have_count(int(shown))


def test_the_address_holds_the_view_and_brings_it_back(page: Page) -> None:
    opened(page)
    across, upwards = (page.get_by_role("group", name=name) for name in ("Across", "Upwards"))
    across.get_by_label("Metric").select_option("macs")
    upwards.get_by_label("Metric").select_option("training")
    upwards.get_by_label("Scale").select_option("linear")
    upwards.get_by_label("Direction").select_option("more")
    page.get_by_label("Colour by").select_option("task")
    page.get_by_label("Count in").select_option("flops")
    page.wait_for_url("**/scatter/?unit=flops&x=macs&y=training&yscale=linear&ybest=more&colour=task")
    before = (status(page).inner_text(), told(page))
    page.reload()
    expect(page.locator(".nw-plot svg")).to_be_visible()
    assert (status(page).inner_text(), told(page)) == before
    assert upwards.get_by_label("Direction").input_value() == "more"
    page.get_by_role("button", name="Swap axes").click()
    page.wait_for_url("**/scatter/?unit=flops&x=training&xscale=linear&xbest=more&colour=task")
    assert upwards.get_by_label("Metric").input_value() == "macs"


def test_a_wrong_address_is_read_as_far_as_it_makes_sense(page: Page, zoos: Dataset) -> None:
    opened(page, "?x=nothing&yscale=cubic&colour=mood&y=activations&zoo=nowhere&px=7")
    expect(points(page)).to_have_count(len(zoos.entries))
    axes = page.locator(".nw-axis")
    expect(axes).to_contain_text("Activations [elements]")
    expect(axes).to_contain_text("Parameters [elements]")


def test_flops_are_twice_the_macs(page: Page) -> None:
    opened(page, "?name=alexnet&unit=flops")
    # 714,188,480 MACs: the sum over its five convolutions and three linear layers.
    convolutions = 3 * 64 * 121 * 55**2 + 64 * 192 * 25 * 27**2
    convolutions += (192 * 384 + 384 * 256 + 256 * 256) * 9 * 13**2
    macs = convolutions + 9216 * 4096 + 4096 * 4096 + 4096 * 1000
    _, text = saved(page, "Download CSV")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["flops"] == str(2 * macs)
    assert told(page)[0].startswith("torchvision/alexnet: Parameters 61.10\u00a0M, FLOPs 1.428\u00a0G")


def test_the_points_are_a_csv_with_exact_integers(page: Page, zoos: Dataset) -> None:
    opened(page, "?zoo=torchvision&px=160")
    name, text = saved(page, "Download CSV")
    assert name == "netweight-macs-parameters-160.csv"
    rows = list(csv.DictReader(io.StringIO(text)))
    entries = [one for one in zoos.entries if one.architecture.zoo == "torchvision"]
    wanted = pairs(entries, "parameters", "macs", Size(160, 160))
    assert {
        f"{row['zoo']}/{row['name']}": (int(row["parameters"]), int(row["macs"])) for row in rows
    } == wanted
    assert {f"{row['zoo']}/{row['name']}" for row in rows if row["on_front"] == "true"} == front(wanted)
    assert {row["size_px"] for row in rows} == {"160"}


def test_the_drawing_is_an_svg_that_needs_nothing_else(page: Page, address: str, tmp_path: Path) -> None:
    opened(page, "?family=resnet&colour=zoo")
    total = points(page).count()
    name, text = saved(page, "Download SVG")
    assert name == "netweight-macs-parameters-native.svg"
    tree = ElementTree.fromstring(text)
    links = tree.findall(f".//{SVG}a")
    assert len(links) == total
    assert all(link.get("href", "").startswith(address) for link in links)
    assert all(len(link.findall(f"{SVG}title")) == 1 for link in links)
    assert tree.findtext(f"{SVG}title") == "MACs against Parameters at their native size"
    assert f"{total} architectures" in (tree.findtext(f"{SVG}desc") or "")
    words = [one.text or "" for one in tree.iter(f"{SVG}text")]
    assert "Parameters [elements]" in words
    assert any(word.startswith("timm ") for word in words)
    assert any("torch 2." in word for word in words)
    # Nothing is asked of elsewhere, and colours do not hang on a style sheet.
    assert not re.search(r"url\(|@import|var\(|<style|<script|<image", text)
    assert all(one.get("fill") for one in tree.iter(f"{SVG}text"))
    bottom = float(tree.get("viewBox", "").split()[3]) + float(tree.get("viewBox", "").split()[1])
    assert all(float(one.get("y", "0")) < bottom for one in tree.iter(f"{SVG}text"))


def test_a_screen_reader_is_told_what_the_drawing_shows(page: Page, zoos: Dataset) -> None:
    opened(page, "?task=detection")
    drawing = page.get_by_role("group", name="MACs against Parameters at their native size")
    expect(drawing).to_be_visible()
    description = page.locator(".nw-plot desc").text_content() or ""
    total = sum(one.architecture.task == "detection" for one in zoos.entries)
    assert description.startswith(
        f"{total} architectures; Parameters [elements] across, MACs [one sample] upwards"
    )
    expect(page.get_by_role("application", name="Scatter plot")).to_have_attribute(
        "aria-describedby", "nw-plot-keys"
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_the_drawing_has_the_width_of_the_window_and_letters_of_one_size(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    opened(page)
    drawing = page.locator(".nw-plot svg")
    box = drawing.bounding_box()
    assert box is not None
    assert 0.85 * min(width, 1160) < box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    label = page.locator(".nw-axis text").first
    height = label.evaluate("one => one.getBoundingClientRect().height")
    assert 11 <= height <= 20


def test_a_failed_load_says_so_and_can_be_tried_again(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.route("**/assets/metrics/index.json", lambda route: route.fulfill(status=500))
    page.goto("scatter/")
    expect(page.get_by_role("alert")).to_contain_text("metrics/index.json answered 500")
    page.unroute("**/assets/metrics/index.json")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".nw-plot svg")).to_be_visible()
    page.route("**/metrics/native/read_bytes.json", lambda route: route.fulfill(status=500))
    page.get_by_role("group", name="Across").get_by_label("Metric").select_option("read_bytes")
    expect(status(page)).to_contain_text("read_bytes.json answered 500")
    context.close()


def test_without_javascript_the_page_shows_a_drawing_and_leads_to_the_table(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("scatter/")
    drawing = page.locator("noscript object").get_attribute("data")
    assert page.request.get(f"{address}scatter/{drawing}").ok
    page.locator("noscript").get_by_role("link", name="all architectures in one plain table").click()
    page.wait_for_url("**/table/")
    context.close()


def test_published_accuracy_is_an_axis_on_which_more_is_better(page: Page) -> None:
    """torchvision publishes 81.886 for the linear SWAG weights of ViT-B/16 and 75.912 for ViT-B/32, which costs less."""
    opened(page, "?x=macs&y=top1&yscale=linear&name=vit_b&zoo=torchvision&px=224")
    front = page.get_by_label("Members of the Pareto front")
    for percent in ("81.886", "75.912"):
        expect(front).to_contain_text(f"{percent}\u00a0%")
