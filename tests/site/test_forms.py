"""Closed forms in a real browser: the same integers and the same text as in Python, in the page and in the calculator."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from generator.dataset.forms import read_forms
from generator.records import Dataset, Size
from generator.records.forms import Form, Unformed
from generator.render.formula import formula

pytestmark = pytest.mark.browser

SIZES = (
    Size(300, 400),
    Size(224, 224),
    Size(257, 321),
    Size(448, 672),
    Size(97, 98),
    Size(30, 30),
    Size(2048, 128),
)


@pytest.fixture(scope="module")
def forms(root: Path) -> dict[str, Form]:
    found = read_forms(root / "docs" / "data")
    assert found is not None
    return {key: one for key, one in found[1].items() if isinstance(one, Form)}


def form_at(one: Form, size: Size) -> object:
    """Its numbers, or why it has none there."""
    return one.domain.objection(size) or one.at(size)


def test_the_browser_gives_the_integers_and_the_text_of_python(page: Page, forms: dict[str, Form]) -> None:
    page.goto("")
    several = [one for one in forms.values() if any(len(rows) > 1 for _, rows in one.fields)]
    chosen = [
        *list(forms.values())[::20],
        *several[::5],
        *(one for one in forms.values() if one.domain.square),
    ]
    found = page.evaluate(
        """async ([forms, sizes]) => {
          const { evaluate, formula, objection } = await import(new URL("assets/forms.js", document.baseURI))
          return forms.map(form => [
            sizes.map(size => objection(form, size) || evaluate(form, size)),
            Object.fromEntries(Object.keys(form.fields).map(field => [field, formula(form, field)])),
          ])
        }""",
        [[one.plain() for one in chosen], [[size.height_px, size.width_px] for size in SIZES]],
    )
    assert found == [
        [[form_at(one, size) for size in SIZES], {name: formula(one, name) for name, _ in one.fields}]
        for one in chosen
    ]
    assert any(len(rows) > 1 for one in chosen for _, rows in one.fields)


def asked(page: Page, key: str, size: str) -> str:
    page.goto(f"{key}/")
    form = page.locator("form.nw-anysize")
    form.get_by_label("At any size").fill(size)
    page.keyboard.press("Enter")
    answer = form.locator(".nw-answer")
    expect(answer).not_to_be_empty()
    expect(form.get_by_role("status")).to_have_text(answer.locator("p").first.inner_text())
    return answer.inner_text()


def test_a_page_gives_exact_numbers_at_a_size_that_nobody_measured(
    page: Page, forms: dict[str, Form]
) -> None:
    one = forms["torchvision/resnet50"]
    text = asked(page, one.key, "300x400")
    values = one.at(Size(300, 400))
    assert "exact, by closed form" in text
    for field in ("macs", "activations", "feature_bytes", "peak_activation_bytes", "parameters"):
        assert f"{values[field]:,}" in text
    assert f"{one.grid} sizes of the dataset" in text
    page.locator(".nw-formulas summary").click()
    expect(page.locator(".nw-formulas")).to_contain_text(formula(one, "macs"))
    expect(page.locator(".nw-formulas")).to_contain_text("⌈H/32⌉·⌈W/32⌉")


def test_a_measured_size_is_said_to_be_measured(page: Page, zoos: Dataset) -> None:
    key = "torchvision/resnet50"
    entry = next(entry for entry in zoos.entries if entry.architecture.key == key)
    found = entry.at(Size(288, 288))
    assert found is not None
    text = asked(page, key, "288")
    assert "measured" in text
    assert "closed form" not in text
    assert f"{found.numbers.macs:,}" in text


def test_a_size_without_a_number_has_a_reason_and_no_number(page: Page, forms: dict[str, Form]) -> None:
    text = asked(page, "torchvision/vit_b_16", "300x400")
    assert "Not available at 300×400 px: the form holds for square sizes. Measured at 128, 160" in text
    assert "netweight explain torchvision/vit_b_16 --px 300x400" in text
    assert "MACs" not in text


def test_an_architecture_without_a_form_says_why(page: Page, root: Path) -> None:
    found = read_forms(root / "docs" / "data")
    assert found is not None
    one = next(one for one in found[1].values() if isinstance(one, Unformed))
    assert "there is no closed form: " in asked(page, one.key, "301x299")


@pytest.mark.parametrize("typed", ["", "big", "0", "300x", "1.5", "-3"])
def test_what_is_no_size_is_said_to_be_wrong(page: Page, typed: str) -> None:
    text = asked(page, "torchvision/resnet18", typed)
    assert text == "Expected height and width in pixels, such as 300x400, or 300 for a square."
    expect(page.get_by_label("At any size")).to_have_attribute("aria-invalid", "true")


def test_the_calculator_takes_a_size(page: Page, forms: dict[str, Form]) -> None:
    one = forms["torchvision/resnet50"]
    values = one.at(Size(300, 400))
    page.goto(f"{one.key}/")
    form = page.locator("form.nw-memory")
    native = form.locator(".nw-note").inner_text()
    form.get_by_label("Size [px]").fill("300x400")
    wanted = 4 * values["parameters"] + values["buffer_bytes"] + 32 * values["peak_activation_bytes"]
    expect(form.locator(".nw-note")).to_contain_text(f"{wanted:,} bytes")
    expect(form.locator(".nw-note")).to_contain_text(
        "by closed form; activations: batch times those of one sample"
    )
    form.get_by_label("Data type").select_option("bfloat16")
    wanted = (
        2 * values["parameters"]
        + values["buffer_bytes_bfloat16"]
        + 32 * values["peak_activation_bytes_bfloat16"]
    )
    expect(form.locator(".nw-note")).to_contain_text(f"{wanted:,} bytes")
    form.get_by_label("Memory for").select_option("training")
    expect(form.locator("output")).to_have_text("A training step was not measured at this size.")
    form.get_by_label("Size [px]").fill("5x5")
    expect(form.locator("output")).to_contain_text("Not available at 5 px: the form holds from")
    form.get_by_label("Memory for").select_option("inference")
    form.get_by_label("Data type").select_option("float32")
    form.get_by_label("Size [px]").fill("")
    expect(form.locator(".nw-note")).to_have_text(native)


def test_the_page_stays_as_wide_as_the_window(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    asked(page, "torchvision/inception_v3", "300x401")
    page.locator(".nw-formulas summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
