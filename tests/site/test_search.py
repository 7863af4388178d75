"""The search: the right architecture first for any human spelling, pages among them, and nothing unescaped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.lookup import spelling
from generator.records import Dataset
from tests.site.queries import QUERIES
from tests.site.queries_blind import BLIND, SECOND

pytestmark = pytest.mark.browser

ALL = {**QUERIES, **BLIND, **SECOND}

ASK = """async ({ worker, docs, queries }) => {
  const asked = new Worker(worker)
  const next = () => new Promise(resolve => asked.addEventListener("message", e => resolve(e.data), { once: true }))
  const answers = [next()]
  asked.postMessage({ type: 0, data: { config: {}, docs, options: {} } })
  const ready = await answers[0]
  const found = {}
  for (const query of queries) {
    const answer = next()
    asked.postMessage({ type: 2, data: query })
    const { type, data } = await answer
    found[query] = { type, items: data.items.slice(0, 8).map(group => group[0]) }
  }
  asked.terminate()
  return { ready, found }
}"""
"""Speaks the four messages to the worker as the theme does: SETUP 0, READY 1, QUERY 2, RESULT 3."""

PAGES = [
    {"location": "methodology/", "title": "Methodology", "text": "<p>What a MAC is &lt;not&gt;.</p>"},
    {"location": "methodology/#buffers", "title": "Buffers", "text": "<p>running_mean and running_var</p>"},
    {
        "location": "citing/",
        "title": "Citing",
        "text": "<p>BibTeX of this dataset; resnet50 as an example</p>",
    },
]


def ask(page: Page, *queries: str) -> dict[str, Any]:
    page.goto("")
    worker = page.evaluate(
        "new URL(JSON.parse(document.getElementById('__config').textContent).search, location).href"
    )
    assert worker.endswith("assets/search-worker.js")
    answer = page.evaluate(ASK, {"worker": worker, "docs": PAGES, "queries": list(queries)})
    assert answer["ready"] == {"type": 1}
    return {query: answer["found"][query]["items"] for query in queries}


def locations(items: list[dict[str, Any]]) -> list[str]:
    return [item["location"] for item in items]


@pytest.fixture(scope="module")
def answers(browser: Browser, address: str) -> Mapping[str, list[dict[str, Any]]]:
    context = browser.new_context(base_url=address)
    found = ask(context.new_page(), *ALL)
    context.close()
    return found


def missed(answers: Mapping[str, list[dict[str, Any]]], first: int) -> dict[str, list[str]]:
    """Queries whose architecture is not among the first, with what is."""
    found = {query: locations(answers[query])[:first] for query in ALL}
    return {query: there for query, there in found.items() if f"{ALL[query]}/" not in there}


def test_the_list_has_no_query_twice_and_is_long_enough() -> None:
    assert len(ALL) == len(QUERIES) + len(BLIND) + len(SECOND) >= 200


def test_of_a_hundred_human_spellings_ninety_eight_find_their_architecture_first(
    answers: Mapping[str, list[dict[str, Any]]],
) -> None:
    wrong = missed(answers, 1)
    assert 100 * len(wrong) <= 2 * len(ALL), wrong


def test_every_spelling_of_the_first_list_finds_its_architecture_first(
    answers: Mapping[str, list[dict[str, Any]]],
) -> None:
    assert {query: there for query, there in missed(answers, 1).items() if query in QUERIES} == {}


def test_every_human_spelling_finds_its_architecture_among_the_first_three(
    answers: Mapping[str, list[dict[str, Any]]],
) -> None:
    assert missed(answers, 3) == {}


def test_a_name_of_both_zoos_is_shown_for_both_on_top_however_it_is_spelled(
    page: Page, zoos: Dataset
) -> None:
    names = [entry.architecture.name for entry in zoos.entries]
    both = sorted({name for name in names if names.count(name) == 2})
    assert {"resnet50", "vgg16_bn", "convnext_tiny", "efficientnet_b0"} <= set(both)
    spelled = {
        way: name for name in both for way in (name, name.replace("_", " ").upper(), name.replace("_", "-"))
    }
    found = {query: set(locations(items)[:2]) for query, items in ask(page, *spelled).items()}
    wanted = {query: {f"{zoo}/{name}/" for zoo in ("timm", "torchvision")} for query, name in spelled.items()}
    assert {query: there for query, there in found.items() if there != wanted[query]} == {}


def test_scores_never_rise_so_that_the_enter_key_opens_the_first(
    answers: Mapping[str, list[dict[str, Any]]],
) -> None:
    for query, items in answers.items():
        scores = [item["score"] for item in items]
        assert scores == sorted(scores, reverse=True), query


def test_every_name_written_with_spaces_and_capitals_finds_itself_first(page: Page, zoos: Dataset) -> None:
    names = sorted({entry.architecture.name for entry in zoos.entries})
    queries = {name.replace("_", " ").upper(): name for name in names}
    found = {query: locations(items)[0].split("/")[1] for query, items in ask(page, *queries).items()}
    assert {query: name for query, name in found.items() if name != queries[query]} == {}


def test_a_weights_tag_finds_what_it_belongs_to(page: Page) -> None:
    wanted = {
        "resnet50.ram_in1k": "timm/resnet50/",
        "ram_in1k resnet50": "timm/resnet50/",
        "vit_base_patch16_224.augreg_in21k": "timm/vit_base_patch16_224/",
        "ViT_H_14_Weights.IMAGENET1K_SWAG_E2E_V1": "torchvision/vit_h_14/",
        "IMAGENET1K_V2 mobilenet_v3_large": "torchvision/mobilenet_v3_large/",
    }
    found = ask(page, *wanted)
    assert {query: locations(items)[0] for query, items in found.items()} == wanted


def test_words_of_a_page_find_the_page_and_names_stand_before_mentions(page: Page) -> None:
    found = ask(page, "methodology", "running_mean", "bibtex dataset", "resnet50")
    assert locations(found["methodology"])[0] == "methodology/"
    assert locations(found["running_mean"])[0] == "methodology/#buffers"
    assert locations(found["bibtex dataset"])[0] == "citing/"
    assert locations(found["resnet50"])[0] == "timm/resnet50/"


def test_nonsense_finds_nothing(page: Page) -> None:
    found = ask(page, "qqqqqq", "!!!", "   ", "(*[+?^$")
    assert [locations(items) for items in found.values()] == [[], [], [], []]


def test_text_of_pages_and_queries_is_never_taken_for_html(page: Page) -> None:
    found = ask(page, "methodology", "<img src=x onerror=alert(1)>")
    shown = found["methodology"][0]
    assert "<not>" not in shown["text"]
    assert all("<img" not in item["title"] + item["text"] for items in found.values() for item in items)


def test_typing_shows_the_architecture_and_enter_opens_it(page: Page) -> None:
    page.goto("")
    page.locator("input.md-search__input").click()
    page.keyboard.type("ResNet 50")
    first = page.locator(".md-search-result__item").first
    expect(first.locator("h1")).to_have_text("resnet50")
    expect(first).to_contain_text("timm, classification")
    page.keyboard.press("Enter")
    page.wait_for_url("**/timm/resnet50/")
    expect(page.locator("h1").first).to_contain_text("resnet50")


def test_without_the_names_the_pages_are_found_and_the_loss_is_said(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    context.route("**/assets/search.json", lambda route: route.fulfill(status=503))
    found = ask(context.new_page(), "methodology")["methodology"]
    context.close()
    assert found[0]["title"] == "Architectures are missing"
    assert "503" in found[0]["text"]
    assert found[1]["location"] == "methodology/"


def test_the_command_line_spells_names_as_the_search_does(page: Page) -> None:
    page.goto("")
    page.add_script_tag(url="assets/search-spelling.js")
    tables = page.evaluate(
        "(({ SAME, ALIASES, NOISE }) => ({ SAME, ALIASES, NOISE: [...NOISE] }))(globalThis.netweightSpelling)"
    )
    assert tables["SAME"] == [list(group) for group in spelling.SAME]
    assert tables["ALIASES"] == [list(pair) for pair in spelling.ALIASES]
    assert set(tables["NOISE"]) == spelling.NOISE
