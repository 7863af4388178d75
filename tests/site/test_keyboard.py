"""By keyboard alone: every stop is seen, no page is a trap, nothing is lost when what has the focus goes, and results are said once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

KINDS = (
    "",
    "browse/?zoo=torchvision&sel=timm/resnet50",
    "compare/?a=torchvision/resnet50,torchvision/vit_b_16&px=224",
    "scatter/?zoo=torchvision",
    "whence/?numbers=4.1G%2025.6M%20224",
    "timm/resnet50/",
    "families/timm/swin_transformer/",
    "crosscheck/counters/",
)
MOST_STOPS = 140
"""More would be a trap, or a page that nobody tabs through."""

STOP = """() => {
  const one = document.activeElement
  if (!one || one === document.body) return null
  const drawn = node => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node)
    return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none"
  }
  const label = one.matches(".md-option") ? one.nextElementSibling : null
  const tip = [...document.querySelectorAll(".nw-tip")].some(node => !node.hidden)
  const search = one.matches(".md-search__input") && document.querySelector("#__search").checked
  const { top, bottom, left, right } = (label ?? one).getBoundingClientRect()
  return {
    name: `${one.tagName}.${one.getAttribute("class")} ${(one.getAttribute("aria-label") ?? one.textContent).trim().slice(0, 40)}`,
    seen: search || drawn(label ?? one) || (Boolean(one.closest("svg")) && tip),
    inside: bottom >= 0 && top <= innerHeight && right >= 0 && left <= innerWidth,
  }
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_every_stop_is_seen_and_the_last_leads_out_of_the_page(page: Page, kind: str) -> None:
    page.goto(kind)
    page.wait_for_load_state("networkidle")
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        for _ in range(20):
            if stop is None or (stop["seen"] and stop["inside"]):
                break
            page.wait_for_timeout(50)
            stop = page.evaluate(STOP)
        if stop is None:
            return
        assert stop == {**stop, "seen": True, "inside": True}
    pytest.fail(f"after {MOST_STOPS} stops the focus is still in the page: {stop}")


def counted(page: Page, place: str) -> None:
    """Count from now on how often a place is filled with other words."""
    page.evaluate(
        """place => {
          window.said = []
          const voice = document.querySelector(place)
          new MutationObserver(() => window.said.push(voice.textContent)).observe(voice, { childList: true })
        }""",
        place,
    )


def test_what_typing_finds_is_seen_at_once_and_said_once(page: Page) -> None:
    page.goto("browse/")
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    expect(page.locator(".nwt-tools [role=status]")).to_have_text("1,492 architectures")
    counted(page, ".nwt-tools [role=status]")
    page.get_by_label("Name").focus()
    page.keyboard.type("alexnet", delay=40)
    expect(page.locator(".nwt-tools > .nwt-status")).to_have_text("1 of 1,492 architectures")
    expect(page.locator(".nwt-tools [role=status]")).to_have_text("1 of 1,492 architectures")
    assert page.evaluate("window.said") == ["1 of 1,492 architectures"]


def test_the_calculator_and_the_numbers_of_a_paper_are_said_once_too(page: Page) -> None:
    page.goto("timm/resnet50/")
    form = page.locator("form.nw-memory")
    expect(form.locator("[role=status]")).to_contain_text("455.7")
    counted(page, "form.nw-memory [role=status]")
    form.get_by_label("Batch").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("128", delay=40)
    # 102,228,128 + 212,904 bytes of weights; a sample adds less than its own peak, 11,038,720.
    expect(form.locator("[role=status]")).to_contain_text("1.515")
    assert len(page.evaluate("window.said")) == 1
    page.goto("whence/")
    page.get_by_label("Numbers as they are printed").focus()
    counted(page, ".nw-whence [role=status]")
    page.keyboard.type("4.1G 25.6M", delay=40)
    expect(page.locator(".nw-whence [role=status]")).to_contain_text("the likeliest first")
    assert len(page.evaluate("window.said")) == 1


def test_the_search_says_how_much_it_found(page: Page) -> None:
    page.goto("")
    page.keyboard.press("/")
    page.keyboard.type("alexnet", delay=40)
    expect(page.locator(".md-search-result__meta + [role=status]")).to_contain_text("matching")


def test_a_box_that_is_left_by_tab_closes(page: Page) -> None:
    page.goto("browse/")
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    popup = page.locator(".nwt-popup", has=page.get_by_text("Columns", exact=True))
    popup.locator("summary").focus()
    page.keyboard.press("Enter")
    # The boxes come with the event that tells of the opening.
    expect(popup.get_by_role("checkbox").first).to_be_visible()
    page.keyboard.press("Tab")
    assert popup.evaluate("popup => popup.contains(document.activeElement)")
    page.keyboard.press(" ")
    expect(popup).to_have_attribute("open", "")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(popup).not_to_have_attribute("open", "")


def test_a_cell_tells_the_keyboard_what_it_tells_the_mouse(page: Page) -> None:
    page.goto("browse/?name=alexnet&cols=name,parameters,macs")
    told = "one => getComputedStyle(one.closest('th, td'), '::after').content"
    head = page.locator(".nwt-grid thead").get_by_role("button", name="MACs")
    expect(head).to_be_visible()
    page.get_by_role("button", name="Reset").focus()
    while page.evaluate("!document.activeElement.closest('.nwt-grid')"):
        page.keyboard.press("Tab")
    for _ in ("parameters", "macs"):
        page.keyboard.press("ArrowRight")
    expect(head).to_be_focused()
    page.keyboard.press("ArrowDown")
    cell = page.locator(".nwt-grid :focus")
    title = cell.get_attribute("title")
    assert title
    assert cell.evaluate(told) == f'"{title}"'
    page.keyboard.press("ArrowUp")
    about = page.locator(".nwt-grid th:has(:focus)").get_attribute("title")
    assert about
    assert page.locator(".nwt-grid :focus").evaluate(told) == f'"{about}"'


def test_the_focus_stays_when_what_has_it_goes(page: Page) -> None:
    page.goto("browse/?sel=timm/resnet50")
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    page.locator(".nwt-picked").get_by_role("button", name="Clear").press("Enter")
    assert page.evaluate("Boolean(document.activeElement.closest('.nwt-grid'))")
    page.goto("scatter/?zoo=torchvision")
    page.get_by_role("button", name="resnet", exact=True).press("Enter")
    page.wait_for_url("**family=resnet*")
    expect(page.get_by_role("button", name="resnet", exact=True)).to_be_focused()


def test_the_table_is_filtered_sorted_and_picked_without_a_mouse(page: Page) -> None:
    page.goto("browse/")
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    page.get_by_label("Name").focus()
    page.keyboard.type("resnet*")
    page.keyboard.press("Tab")
    page.keyboard.type("torch")
    page.keyboard.press("Tab")
    page.keyboard.type("classification")
    for text in ("", "", "", "", "", "5G", "75", ""):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.wait_for_url("**/browse/?name=resnet*&zoo=torchvision&task=classification&macs=..5G&top1=75..")
    while page.evaluate("!document.activeElement.closest('.nwt-grid')"):
        page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    page.wait_for_url("**sel=torchvision/resnet50*")
