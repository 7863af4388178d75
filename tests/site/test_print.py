"""On paper: all rows, nothing cut off, dark ink on white, and no controls."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.records import Dataset
from tests.site.kinds import METHODOLOGY

pytestmark = pytest.mark.browser

PORTRAIT_PX, LANDSCAPE_PX = 718, 1046
"""A4 less two centimetres, at 96 px an inch."""

ACROSS = ".nw-browse, .nwt-plain, .nw-members, .nw-dense"
"""What turns a page, as the style sheet has it; of the layers' table alone its own pages are turned."""

KINDS = (
    "",
    "browse/?name=resnet50",
    "compare/?a=torchvision/resnet50,torchvision/vit_b_16,timm/convnext_tiny,timm/resnet18&px=224,384",
    "scatter/",
    "timm/resnet50/",
    "torchvision/fasterrcnn_resnet50_fpn/",
    "timm/swin_tiny_patch4_window7_224/",
    "families/",
    "families/timm/resnet/",
    *METHODOLOGY,
    "crosscheck/sources/",
    "crosscheck/counters/",
    "crosscheck/fvcore/",
    "crosscheck/memory/",
    "whence/?numbers=4.1G%2025.6M%20224",
    "table/",
    "refusals/",
    "changes/",
    "dictionary/",
    "tasks/",
    "keyboard/",
)

FINDINGS = """() => {
  const inSight = one => {
    const box = one.getBoundingClientRect()
    const { visibility, opacity } = getComputedStyle(one)
    return box.width > 0 && box.height > 0 && visibility !== "hidden" && opacity !== "0"
  }
  const named = one => `${one.tagName}.${one.getAttribute("class")} "${one.textContent.trim().slice(0, 30)}"`
  const all = [...document.querySelectorAll("main *")].filter(one => inSight(one) && !one.closest(".nwt-hidden, .nw-layers"))
  const scrolled = one => getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0
  const channel = value => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  const pale = one => {
    const [red, green, blue, alpha = 1] = getComputedStyle(one).color.match(/[\\d.]+/g).map(Number)
    const [r, g, b] = [red, green, blue].map(value => channel((value * alpha + 255 * (1 - alpha)) / 255))
    return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05) < 4.5
  }
  const worded = one => [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()) && !one.closest("svg")
  return {
    cut: all.filter(one => one.getBoundingClientRect().right > innerWidth + 1 || scrolled(one)).map(named).slice(0, 3),
    pale: all.filter(one => worded(one) && pale(one)).map(named).slice(0, 3),
    controls: all.filter(one => one.matches("input, select, textarea, button:not(.nwt-sort, .nw-key button)")).map(named).slice(0, 3),
  }
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cut_off_or_pale_and_no_control_is_printed(
    browser: Browser, address: str, kind: str
) -> None:
    """Of a page in the dark, as of any other."""
    context = browser.new_context(base_url=address, color_scheme="dark")
    page = context.new_page()
    page.goto(kind)
    page.wait_for_load_state("networkidle")
    across = page.locator(ACROSS).count() > 0
    page.set_viewport_size({"width": LANDSCAPE_PX if across else PORTRAIT_PX, "height": 1000})
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(FINDINGS) == {"cut": [], "pale": [], "controls": []}
    context.close()


def printed(page: Page) -> list[str]:
    """The rows of the browse table that are there while it is printed."""
    page.evaluate(
        """addEventListener("beforeprint", () => {
          window.printed = [...document.querySelectorAll(".nwt-grid tbody th")].map(one => one.textContent)
        }, { once: true })"""
    )
    assert page.pdf().startswith(b"%PDF")
    found: list[str] = page.evaluate("window.printed")
    return found


def test_printing_the_table_gives_every_row_of_the_view_and_leaves_it_as_it_was(
    page: Page, zoos: Dataset
) -> None:
    page.goto("browse/?sort=-parameters")
    rows = page.locator(".nwt-grid tbody th")
    expect(rows.first).to_be_visible()
    page.locator(".nwt-scroll").evaluate("region => { region.scrollTop = 6400 }")
    expect(page.locator(".nwt-grid tbody tr[aria-rowindex='210']")).to_be_visible()
    found = printed(page)
    natively = {one.architecture.name: one.native.numbers.parameters for one in zoos.entries if one.native}
    assert len(found) == len(zoos.entries)
    assert [natively[one] for one in (found[0], found[-1])] == [
        max(natively.values()),
        min(natively.values()),
    ]
    assert page.locator(".nwt-scroll").evaluate("region => region.scrollTop") == 6400
    assert rows.count() < 100
    page.get_by_label("Zoo").select_option("torchvision")
    assert len(printed(page)) == sum(one.architecture.zoo == "torchvision" for one in zoos.entries)


def test_what_the_controls_say_is_printed_in_words(page: Page) -> None:
    query = (
        "zoo=torchvision&parameters=2M..30M&macs=..5G&top1=80..&fits=8&use=training&batch=64&sort=-top1,name"
    )
    page.goto(f"browse/?{query}&px=224&bytes=mib")
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    words = page.locator(".nwt-print")
    expect(words).to_be_hidden()
    page.emulate_media(media="print")
    expect(words).to_be_visible()
    for part in (
        "At 224 px. Only: zoo torchvision; Parameters 2M to 30M; MACs at most 5G; Top-1 in % at least 80; "
        "fits in 8 GB for training at batch 64.",
        "Sorted by Top-1 descending, then Architecture ascending.",
        "One sample, eval mode, float32.",
        "1 MiB is 2^20 bytes.",
        "a step of 64 samples with AdamW",
        "timm ",
        "/browse/?",
    ):
        expect(words).to_contain_text(part)
    page.emulate_media(media="screen")
    page.get_by_label("Count in").select_option("flops")
    page.emulate_media(media="print")
    expect(words).to_contain_text("FLOPs at most 5G")
