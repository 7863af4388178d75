"""Memory in a real browser: the formulas, the calculator of a page, the columns and the filter of the browse table."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from generator.records import Dataset, Entry, Numbers, Size
from generator.records.memory import OPTIMIZER_STATES, PRECISIONS
from generator.render.memory import calculator

pytestmark = pytest.mark.browser

BATCHES = (1, 2, 32, 255)
SAMPLE = ("timm/resnet50", "timm/vit_base_patch16_224", "torchvision/swin_t", "torchvision/ssd300_vgg16")


def numbers(zoos: Dataset, key: str) -> Numbers:
    native = next(entry for entry in zoos.entries if entry.architecture.key == key).native
    assert native is not None
    return native.numbers


def test_bytes_in_the_browser_are_those_of_the_records(page: Page, zoos: Dataset) -> None:
    page.goto("")
    chosen = [entry.native.numbers for entry in zoos.entries[::50] if entry.native]
    found = page.evaluate(
        """async ([models, batches, optimizers, precisions]) => {
          const { inferenceBytes, trainingBytes } = await import(new URL("assets/memory.js", document.baseURI))
          const kinds = optimizers.flatMap(one => precisions.map(precision => [one, precision]))
          return models.map(model => batches.map(batch => [
            inferenceBytes(model, batch), inferenceBytes(model, batch, "bfloat16"),
            ...kinds.map(kind => trainingBytes(model, batch, ...kind)),
          ]))
        }""",
        [[json.loads(calculator(one)) for one in chosen], BATCHES, list(OPTIMIZER_STATES), PRECISIONS],
    )
    assert found == [
        [
            [
                one.inference_bytes(batch),
                one.inference_bytes(batch, "bfloat16"),
                *(
                    one.training_bytes(batch, optimizer, precision)
                    for optimizer in OPTIMIZER_STATES
                    for precision in PRECISIONS
                ),
            ]
            for batch in BATCHES
        ]
        for one in chosen
    ]


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        ("8", 8_000_000_000),
        ("7.5 GB", 7_500_000_000),
        ("8.2 GB", 8_200_000_000),
        ("24GiB", 24 * 2**30),
        ("500 mb", 500_000_000),
        ("1T", 10**12),
        ("", None),
        ("much", "wrong"),
        ("-1", "wrong"),
    ],
)
def test_a_size_is_read_as_people_write_it(page: Page, written: str, limit: object) -> None:
    page.goto("")
    found = page.evaluate(
        """async text => {
          const { memoryLimit } = await import(new URL("assets/browse-model.js", document.baseURI))
          const limit = memoryLimit(text)
          return Number.isNaN(limit) ? "wrong" : limit
        }""",
        written,
    )
    assert found == limit


def opened(page: Page, key: str) -> Locator:
    page.goto(f"{key}/")
    form = page.locator("form.nw-memory")
    expect(form.locator("output")).not_to_be_empty()
    return form


def test_the_calculator_answers_every_change(page: Page, zoos: Dataset) -> None:
    one = numbers(zoos, "timm/resnet50")
    form = opened(page, "timm/resnet50")
    spelled = form.locator(".nw-note")
    expect(spelled).to_contain_text(f"{one.inference_bytes(32):,} bytes")
    form.get_by_label("Data type").select_option("bfloat16")
    expect(spelled).to_contain_text(f"{one.inference_bytes(32, 'bfloat16'):,} bytes")
    form.get_by_label("Memory for").select_option("training")
    expect(spelled).to_contain_text(f"{one.training_bytes(32, 'AdamW'):,} bytes")
    expect(form.get_by_label("Data type")).to_be_hidden()
    form.get_by_label("Precision").select_option("mixed")
    expect(spelled).to_contain_text(f"{one.training_bytes(32, 'AdamW', 'mixed'):,} bytes")
    form.get_by_label("Precision").select_option("float32")
    form.get_by_label("Optimizer").select_option("SGD with momentum")
    form.get_by_label("Batch").fill("7")
    expect(spelled).to_contain_text(f"{one.training_bytes(7, 'SGD with momentum'):,} bytes")
    expect(form.locator("[role=status]")).to_have_text(form.locator("output").inner_text())


def test_the_calculator_is_used_by_keyboard_alone(page: Page, zoos: Dataset) -> None:
    form = opened(page, "timm/resnet50")
    form.get_by_label("Memory for").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(form.get_by_label("Batch")).to_be_focused()
    page.keyboard.press("ArrowUp")
    wanted = numbers(zoos, "timm/resnet50").training_bytes(33, "AdamW")
    expect(form.locator(".nw-note")).to_contain_text(f"{wanted:,} bytes")


@pytest.mark.parametrize("batch", ["0", "1", "2.5", "", "70000"])
def test_a_batch_that_is_none_is_said_to_be_wrong(page: Page, batch: str) -> None:
    form = opened(page, "timm/resnet50")
    form.get_by_label("Memory for").select_option("training")
    form.get_by_label("Batch").fill(batch)
    expect(form.get_by_label("Batch")).to_have_attribute("aria-invalid", "true")
    expect(form.locator("output")).to_have_text("Expected a whole number of samples from 2 to 65,536.")


def cells(page: Page, column: str) -> list[str | None]:
    """Titles of a column's cells that are in the page, from the first row on."""
    place = page.locator(f".nwt-grid colgroup .nwt-col-{column}").evaluate(
        "col => [...col.parentNode.children].indexOf(col) + 1"
    )
    return page.locator(f".nwt-grid tbody tr:not([aria-hidden]) > :nth-child({place})").evaluate_all(
        "cells => cells.map(cell => cell.title)"
    )


@pytest.mark.parametrize("key", SAMPLE)
def test_the_table_shows_memory_at_the_usual_batches(page: Page, zoos: Dataset, key: str) -> None:
    zoo, _, name = key.partition("/")
    page.goto(f"browse/?name={name}&zoo={zoo}")
    row = page.locator(".nwt-grid tbody tr").filter(has=page.get_by_role("link", name=name, exact=True))
    one = numbers(zoos, key)
    expect(row.locator(f"td[title='{one.inference_bytes(1):,}']")).to_have_count(1)
    expect(row.locator(f"td[title='{one.training_bytes(32):,}']")).to_have_count(1)


def fitting(zoos: Dataset, limit: int, batch: int, *, training: bool) -> list[Entry]:
    def needed(entry: Entry) -> int | None:
        one = entry.native and entry.native.numbers
        if not one:
            return None
        if not training:
            return one.inference_bytes(batch)
        whole = one.training_bytes(batch)
        if whole is not None or one.saved_bytes is None or one.saved_fixed_bytes is None:
            return whole
        weights = 4 * (one.parameters + 3 * one.parameters_trainable) + one.buffer_bytes
        return weights + one.saved_fixed_bytes + batch * one.saved_bytes

    return [entry for entry in zoos.entries if (bytes_ := needed(entry)) is not None and bytes_ <= limit]


def test_what_fits_is_filtered_by_use_and_batch(page: Page, zoos: Dataset) -> None:
    page.goto("browse/")
    status = page.locator(".nw-browse .nwt-status")
    page.get_by_label("Memory at most").fill("0.1")
    expect(status).to_contain_text(f"{len(fitting(zoos, 10**8, 1, training=False)):,} of ")
    page.get_by_label("Memory at most").fill("8 GiB")
    page.get_by_label("Memory for").select_option("training")
    expect(status).to_contain_text(f"{len(fitting(zoos, 8 * 2**30, 32, training=True)):,} of ")
    page.get_by_label("Batch", exact=True).fill("64")
    expect(status).to_contain_text(f"{len(fitting(zoos, 8 * 2**30, 64, training=True)):,} of ")
    expect(page.get_by_role("button", name="Training ×64")).to_be_visible()
    page.wait_for_url("**/browse/?fits=8+GiB&use=training&batch=64")
    page.reload()
    expect(status).to_contain_text(f"{len(fitting(zoos, 8 * 2**30, 64, training=True)):,} of ")
    page.get_by_label("Memory at most").fill("much")
    expect(page.get_by_label("Memory at most")).to_have_attribute("aria-invalid", "true")


def test_training_at_another_size_is_marked_as_a_lower_bound(page: Page, zoos: Dataset) -> None:
    page.goto("browse/?name=resnet50&zoo=torchvision&px=320&fits=100&use=training")
    one = next(entry for entry in zoos.entries if entry.architecture.key == "torchvision/resnet50")
    measured = one.at(Size(320, 320))
    assert measured is not None
    held = measured.numbers
    bound = 4 * 4 * held.parameters + held.buffer_bytes + held.saved_fixed_bytes + 32 * held.saved_bytes
    cell = page.locator(f"td[title^='at least {bound:,}:']").first
    expect(cell).to_contain_text("\u2265\u00a0")
    expect(page.locator(".nw-browse .nwt-status")).to_contain_text("those marked \u2265 may need more")


def test_memory_is_sorted_by_its_bytes(page: Page, zoos: Dataset) -> None:
    page.goto("browse/?sort=-inference")
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    largest = sorted((e.native.numbers.inference_bytes(1) for e in zoos.entries if e.native), reverse=True)
    assert cells(page, "inference")[:5] == [f"{value:,}" for value in largest[:5]]
