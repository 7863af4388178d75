"""Numbers from a paper: the page answers as the command does, from an address, by keyboard, and says what it cannot read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from generator.cli.whence import document
from generator.lookup.claims import parse
from generator.lookup.conventions import SIZE
from generator.lookup.readings import Reading
from generator.lookup.whence import whence
from generator.records import Dataset
from tests.lookup import grammar

pytestmark = pytest.mark.browser

CASES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "lookup" / "cases.json").read_text(encoding="utf-8")
)

ANSWER = """async ({ asked, most }) => {
  const base = new URL("assets/", location.origin + "/")
  const [{ parse }, { rowsOf, whence, plain }] = await Promise.all(
    ["claims.js", "whence-model.js"].map(name => import(new URL(name, base))))
  const [index, data] = await Promise.all(
    ["browse/index.json", "whence.json"].map(async name => (await fetch(new URL(name, base))).json()))
  const rows = rowsOf(index, data)
  return asked.map(text => {
    try {
      return whence(parse(text, data.rules), rows, data.rules).slice(0, most).map(plain)
    } catch (error) {
      return error.message
    }
  })
}"""


def test_page_and_command_give_the_same_answers(page: Page, zoos: Dataset) -> None:
    page.goto("whence/")
    asked = [case["claims"] for case in CASES["found"]] + [
        "300M 3.4M",
        "4G",
        "12.5 7.3",
        "5M params 240",
        "1.2TFLOPs",
    ]
    found = page.evaluate(ANSWER, {"asked": asked, "most": 20})
    for text, answers in zip(asked, found, strict=True):
        wanted = [document(one) for one in whence(parse(text), zoos.entries)[:20]]
        for theirs, ours in zip(answers, wanted, strict=True):
            assert theirs.pop("cost") == pytest.approx(ours.pop("cost"), abs=2e-6)
            for one, other in zip(theirs["answers"], ours["answers"], strict=True):
                assert one.pop("difference") == pytest.approx(other.pop("difference"), abs=2e-6)
        assert answers == wanted, text


READ = """async asked => {
  const base = new URL("assets/", location.origin + "/")
  const { parse } = await import(new URL("claims.js", base))
  const { rules } = await (await fetch(new URL("whence.json", base))).json()
  return asked.map(text => {
    try {
      return parse(text, rules)
    } catch (error) {
      return error.message
    }
  })
}"""


def generated(count: int) -> list[str]:
    """Texts that nobody thought of, the same at every run."""
    texts: list[str] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(grammar.rows, st.lists(grammar.claims, max_size=4).map(", ".join)))
    def collect(text: str) -> None:
        texts.append(text)

    collect()
    return texts


def written(text: str) -> str | list[dict[str, Any]]:
    """What the command reads in a text, as the page's own objects, or the words of its error."""
    try:
        claims = parse(text)
    except ValueError as error:
        return str(error)
    return [
        {"text": claim.text, "readings": [plain_reading(one) for one in claim.readings]} for claim in claims
    ]


def plain_reading(reading: Reading) -> dict[str, Any]:
    if reading.kind == SIZE:
        return {"kind": SIZE, "cost": reading.cost, "px": list(reading.px)}
    fields = ("kind", "cost", "center", "low", "high", "doubled", "batch")
    return {
        name: pytest.approx(value, rel=1e-12) if type(value) is float else value
        for name, value in ((name, getattr(reading, name)) for name in fields)
    }


def test_page_and_command_read_the_same_in_texts_that_nobody_thought_of(page: Page) -> None:
    page.goto("whence/")
    asked = generated(1000)
    wanted = [written(text) for text in asked]
    assert {type(one) for one in wanted} == {str, list}
    for text, found, ours in zip(asked, page.evaluate(READ, asked), wanted, strict=True):
        assert found == ours, text


def test_page_and_command_refuse_in_the_same_words(page: Page) -> None:
    page.goto("whence/")
    asked = [case["claims"] for case in CASES["errors"]]
    assert page.evaluate(ANSWER, {"asked": asked, "most": 1}) == [case["says"] for case in CASES["errors"]]


def test_typing_finds_the_architecture_and_the_address_brings_it_back(page: Page) -> None:
    page.goto("whence/")
    page.get_by_label("Numbers as they are printed").fill("4.1G 25.6M 224")
    expect(page.locator(".nwt-answers > li").first).to_contain_text("timm/resnet50 at 224")
    row = page.locator(".nwt-answers > li").first.get_by_role("row", name="4.1G")
    expect(row).to_contain_text("4,089,184,256")
    # 4,089,184,256 / 4,100,000,000 - 1 = -0.264 %
    expect(row).to_contain_text("\u22120.3\u00a0%")
    expect(row).to_contain_text("as printed")
    page.wait_for_url(f"**/whence/?numbers={quote('4.1G 25.6M 224')}")
    page.reload()
    expect(page.locator(".nwt-answers > li").first).to_contain_text("timm/resnet50 at 224")
    assert page.get_by_label("Numbers as they are printed").input_value() == "4.1G 25.6M 224"


def test_an_example_is_one_click_or_enter_away(page: Page) -> None:
    page.goto("whence/")
    page.get_by_role("link", name="86.6M 17.6").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".nwt-answers > li").first).to_contain_text("timm/vit_base_patch16_224")
    expect(page.get_by_label("Numbers as they are printed")).to_be_focused()


def test_an_answer_links_to_its_page_and_its_convention_to_the_definition(page: Page) -> None:
    page.goto("whence/?numbers=8.2%20GFLOPs%2025.6M%20params")
    page.get_by_role("link", name="flops = 2 × macs").first.click()
    page.wait_for_url("**/operations/#flops")
    page.go_back()
    page.get_by_role("heading").get_by_role("link", name="timm/resnet50").first.click()
    page.wait_for_url("**/timm/resnet50/")


def test_more_answers_come_by_a_button_that_passes_the_focus_on(page: Page) -> None:
    page.goto("whence/?numbers=4G")
    items = page.locator(".nwt-answers > li")
    expect(items).to_have_count(8)
    page.get_by_role("button", name="Show more").press("Enter")
    expect(items).to_have_count(16)
    expect(items.nth(8).locator("h3 a")).to_be_focused()


def test_what_cannot_be_read_is_said_and_marked(page: Page) -> None:
    page.goto("whence/?numbers=4.1%20apples")
    expect(page.locator("#nwt-claims-status")).to_have_text(
        "Expected a unit such as G, M, GMACs, params, MB or px; found 'apples'.",
        timeout=10_000,
    )
    field = page.get_by_label("Numbers as they are printed")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("1.23456789T 7 MB")
    expect(page.locator("#nwt-claims-status")).to_contain_text("No measurement is within 5 %")
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_a_failed_load_says_so_and_can_be_tried_again(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.route("**/assets/whence.json", lambda route: route.fulfill(status=500))
    page.goto("whence/?numbers=4.1G%2025.6M")
    expect(page.get_by_role("alert")).to_contain_text("whence.json answered 500")
    page.unroute("**/assets/whence.json")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".nwt-answers > li").first).to_contain_text("resnet50")
    context.close()


def test_a_phone_needs_no_sideways_scrolling_of_the_page(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("whence/?numbers=16.87%20GMACs%2086.57M")
    expect(page.locator(".nwt-answers > li").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_javascript_the_command_is_named(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("whence/")
    expect(page.locator("noscript code").first).to_contain_text("netweight whence")
    context.close()
