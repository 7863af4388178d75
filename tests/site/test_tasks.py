"""Three questions of readers, answered on the site from its first page, with every click and key counted.

``docs/tasks.md`` tells the same steps with the same counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from generator.records import Dataset

pytestmark = pytest.mark.browser

GIGA = 1_000_000_000
SIX = {
    "torchvision resnet50": "torchvision/resnet50",
    "torchvision regnet_y_3_2gf": "torchvision/regnet_y_3_2gf",
    "torchvision convnext_tiny": "torchvision/convnext_tiny",
    "torchvision vit_b_16": "torchvision/vit_b_16",
    "torchvision swin_t": "torchvision/swin_t",
    "deit_small_patch16_224": "timm/deit_small_patch16_224",
}
"""What is typed, and what it adds: three ConvNets and three transformers."""


@dataclass
class Hand:
    """What a reader does, counted."""

    page: Page
    clicks: int = 0
    keys: int = 0

    def click(self, place: Locator) -> None:
        """Press the button of the mouse once."""
        place.click()
        self.clicks += 1

    def type(self, place: Locator, text: str, *then: str) -> None:
        """Click into a field and type, a key for each character, then the named keys."""
        self.click(place)
        self.write(place, text, *then)

    def write(self, place: Locator, text: str, *then: str) -> None:
        """Type into the field that has the focus."""
        expect(place).to_be_focused()
        place.press_sequentially(text)
        for key in then:
            place.press(key)
        self.keys += len(text) + len(then)

    def press(self, place: Locator, key: str) -> None:
        """Press one key, with others held or not."""
        place.press(key)
        self.keys += 1


def told(root: Path, heading: str) -> tuple[int, int]:
    """Clicks and keys of a section of the page that tells of the tasks."""
    text = (root / "docs" / "tasks.md").read_text(encoding="utf-8").partition(f"## {heading}")[2]
    match = re.search(r"(\d+) clicks?, (\d+) keys?", text)
    assert match
    return int(match[1]), int(match[2])


def test_the_most_accurate_classifier_under_5_gmacs_that_trains_at_batch_64_in_8_gb(
    page: Page, root: Path, zoos: Dataset
) -> None:
    page.goto("")
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="fits 8 GB for training at batch 32"))
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    batch = page.get_by_label("Batch", exact=True)
    hand.click(batch)
    hand.press(batch, "Control+a")
    hand.write(batch, "64")
    hand.type(page.get_by_label("MACs at most"), "5G")
    hand.click(page.locator(".nwt-grid thead").get_by_role("button", name="Top-1"))
    first = page.locator(".nwt-grid tbody tr").first
    expect(first.locator("th")).to_contain_text("convnext_tiny")
    expect(first).to_contain_text("82.52")
    page.get_by_label("Top-1 in % at least").fill("80")
    expect(page.locator(".nw-browse .nwt-status")).to_contain_text("7 of 1,492")
    found = next(one for one in zoos.entries if one.architecture.key == "torchvision/convnext_tiny")
    assert found.native is not None
    assert found.native.numbers.macs <= 5 * GIGA
    needed = found.native.numbers.training_bytes(64, "AdamW")
    assert needed is not None
    assert needed <= 8 * GIGA
    assert (hand.clicks, hand.keys) == told(root, "The most accurate")


def test_why_one_says_16_87_and_the_other_17_56_for_vit_b_16(page: Page, root: Path, zoos: Dataset) -> None:
    page.goto("")
    hand = Hand(page)
    tabs = page.get_by_role("navigation", name="Tabs")
    hand.click(tabs.get_by_role("link", name="Numbers from a paper"))
    field = page.locator("#nwt-claims")
    hand.type(field, "16.87 GMACs, 224 px")
    answer = page.locator(".nwt-answers > li", has_text="vit_b_16").first
    expect(answer).to_contain_text("16,867,412,736")
    hand.click(answer.get_by_role("link", name=re.compile("fvcore")).first)
    page.wait_for_url("**/operations/#macs_fvcore")
    # Linear layers, the patch embedding and, for fvcore alone, 25 LayerNorms of five operations an element.
    tokens, width = 14 * 14 + 1, 768
    ours = 17_563_828_224
    theirs = ours - 2 * 12 * tokens * tokens * width + 5 * 25 * tokens * width
    assert theirs == 16_867_412_736
    native = next(one for one in zoos.entries if one.architecture.key == "torchvision/vit_b_16").native
    assert native is not None
    assert (native.numbers.macs, native.numbers.macs_fvcore) == (ours, theirs)
    expect(page.locator("article")).to_contain_text(
        "17,563,828,224 − 715,327,488 + 5 · 25 · 151,296 = 16,867,412,736"
    )
    assert (hand.clicks, hand.keys) == told(root, "Why one says")


def test_a_latex_table_of_six_at_two_sizes_with_citations(page: Page, root: Path, zoos: Dataset) -> None:
    page.goto("")
    hand = Hand(page)
    hand.click(page.get_by_role("navigation", name="Tabs").get_by_role("link", name="Browse"))
    hand.click(page.locator("article").get_by_role("link", name="Compare").first)
    field = page.get_by_label("Add an architecture")
    hand.click(field)
    for text, key in SIX.items():
        hand.write(field, text, "Enter")
        expect(page.locator(".nwt-compared li").last).to_contain_text(key.partition("/")[2])
    sizes = page.get_by_role("group", name="Sizes")
    for name in ("224 px", "384 px", "native size"):
        box = sizes.get_by_label(name, exact=True)
        if not box.is_visible():
            hand.click(page.locator(".nwt-popup > summary", has_text="Sizes"))
        hand.click(box)
    hand.click(page.locator(".nwt-popup > summary", has_text="Export"))
    hand.click(page.get_by_role("button", name="Copy as LaTeX"))
    expect(page.get_by_text("LaTeX copied")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    entries = {one.architecture.key: one for one in zoos.entries}
    for key in SIX.values():
        name = key.partition("/")[2].replace("_", r"\_")
        rows = [line for line in text.splitlines() if line.startswith(f"{name} &")]
        assert len(rows) == 2, (key, text)
        for row, px in zip(rows, (224, 384), strict=True):
            macs = next(
                one.numbers.macs
                for one in entries[key].measurements
                if one.size.height_px == one.size.width_px == px
            )
            assert f"{macs / GIGA:.1f}"[:-1] in row
            assert r"\cite{arXiv:" in row
    cited = set(re.findall(r"\\cite\{(.*?)\}", text))
    assert cited == set(re.findall(r"@misc\{(.*?),", text))
    assert cited == {
        "arXiv:1512.03385", "arXiv:2003.13678", "arXiv:2201.03545", "arXiv:2010.11929", "arXiv:2103.14030", "arXiv:2012.12877", "netweight",
    }  # fmt: skip
    assert (hand.clicks, hand.keys) == told(root, "A LaTeX table")
