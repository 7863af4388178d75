"""Each figure of the headline is copied as a number, a LaTeX row, BibTeX or JSON."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from generator.records import Dataset

pytestmark = pytest.mark.browser


def copied(page: Page, name: str, form: str) -> str:
    button = page.get_by_role("button", name=f"Copy {name}", exact=True)
    button.click()
    page.get_by_role("group", name=f"Copy {name} as").get_by_role("button", name=form).click()
    figure = page.locator(".nw-headline > div").filter(has=button)
    expect(figure.get_by_role("status")).to_have_text("Copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def group(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=f"Copy {name} as", include_hidden=True)


def test_a_figure_is_copied_as_the_exact_integer_and_as_a_row_of_a_table(page: Page) -> None:
    page.goto("timm/vit_base_patch16_224/")
    macs = copied(page, "MACs", "Number")
    assert macs.isdecimal()
    shown = page.locator(".nw-headline dd").nth(1).locator("b").inner_text().replace("\u00a0", "\\,")
    assert copied(page, "MACs", "LaTeX row").splitlines() == [
        "% architecture & px & MACs",
        f"vit\\_base\\_patch16\\_224 & 224 & {shown} \\\\",
    ]


def test_json_says_what_every_figure_is_and_what_it_was_taken_under(page: Page, zoos: Dataset) -> None:
    entry = next(one for one in zoos.entries if one.architecture.key == "torchvision/resnet50")
    assert entry.native is not None
    numbers = entry.native.numbers
    page.goto("torchvision/resnet50/")
    expected = {
        "Parameters": ("parameters", numbers.parameters, "elements"),
        "MACs": ("macs", numbers.macs, "MACs"),
        "FLOPs": ("flops", numbers.flops, "FLOPs"),
        "Activations": ("activations", numbers.activations, "elements"),
        "Inference memory, batch 1": ("inference_bytes", numbers.inference_bytes(1), "bytes"),
        "Training memory, batch 32, AdamW": ("training_bytes", numbers.training_bytes(32, "AdamW"), "bytes"),
    }
    for name, (field, value, unit) in expected.items():
        found = json.loads(copied(page, name, "JSON"))
        assert (found["architecture"], found["px"]) == ("torchvision/resnet50", "224")
        assert (found["name"], found["value"], found["unit"]) == (field, value, unit)
    assert (found["batch"], found["optimizer"], found["dtype"]) == (32, "AdamW", "float32")


def test_bibtex_is_the_citation_of_the_page(page: Page) -> None:
    page.goto("timm/resnet50/")
    assert copied(page, "Parameters", "BibTeX") == page.locator("[data-bibtex]").inner_text()


def test_the_forms_open_and_close_by_keyboard_and_the_focus_comes_back(page: Page) -> None:
    page.goto("timm/resnet50/")
    button = page.get_by_role("button", name="Copy MACs", exact=True)
    expect(button).to_have_attribute("aria-expanded", "false")
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    choices = group(page, "MACs").get_by_role("button")
    expect(choices.first).to_be_focused()
    page.keyboard.press("Tab")
    expect(choices.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(group(page, "MACs")).to_be_hidden()
    expect(button).to_be_focused()
    button.press("Enter")
    page.keyboard.press("Enter")
    expect(group(page, "MACs")).to_be_hidden()
    assert page.evaluate("navigator.clipboard.readText()") == "4089184256"


def test_leaving_a_figure_closes_its_forms(page: Page) -> None:
    page.goto("timm/resnet50/")
    page.get_by_role("button", name="Copy MACs", exact=True).click()
    page.get_by_role("button", name="Copy FLOPs", exact=True).click()
    expect(group(page, "MACs")).to_be_hidden()
    expect(group(page, "FLOPs")).to_be_visible()


def test_what_cannot_be_copied_says_why(page: Page) -> None:
    page.goto("timm/resnet50/")
    page.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error('not allowed') } }")
    page.get_by_role("button", name="Copy MACs", exact=True).click()
    group(page, "MACs").get_by_role("button", name="Number").click()
    expect(page.locator(".nwt-copied", has_text="Not copied: not allowed")).to_be_visible()


def test_without_javascript_there_is_no_button_and_every_figure_is_exact(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("timm/resnet50/")
    expect(page.locator("article button")).to_have_count(0)
    expect(page.locator(".nw-headline")).to_contain_text("4,089,184,256")
    context.close()
