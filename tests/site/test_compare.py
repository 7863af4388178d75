"""The page that compares architectures: numbers, differences, sizes, refusals, curves, stages, export."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from generator.records import Dataset, Entry, Size
from generator.records.weights import Paper
from generator.render.bibtex import bibtex
from generator.render.references import Reference
from generator.render.units import count, share
from tests.site.comparing import PAIR, opened

pytestmark = pytest.mark.browser


def entry(zoos: Dataset, key: str) -> Entry:
    return next(one for one in zoos.entries if one.architecture.key == key)


def cells(page: Page, label: str, table: int = 0) -> list[str]:
    """Texts of one metric's row, differences included."""
    rows = page.locator(".nwt-compare").nth(table)
    row = rows.locator("tbody tr", has=page.locator("th a").get_by_text(label, exact=True))
    return row.locator("td").all_inner_texts()


def difference(value: int, first: int) -> str:
    percent = (Decimal(100) * (value - first) / first).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{'+' if percent > 0 else chr(0x2212)}{abs(percent):,}\u00a0%"


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Parameters", "parameters"),
        ("MACs", "macs"),
        ("Activations", "activations"),
        ("… as fvcore counts", "macs_fvcore"),
        ("… of the backward", "macs_backward"),
        ("FLOPs outside MACs", "elementwise_flops"),
    ],
)
def test_numbers_stand_side_by_side_with_their_difference_to_the_first(
    page: Page, zoos: Dataset, label: str, field: str
) -> None:
    opened(page)
    first, second = (getattr(entry(zoos, key).native.numbers, field) for key in PAIR.split(","))
    assert [text.split("\n") for text in cells(page, label)] == [
        [count(first).text],
        [count(second).text, difference(second, first)],
    ]


def test_published_accuracy_stands_beside_the_costs_of_its_own_size_alone(page: Page) -> None:
    # torchvision publishes 81.886 at 224 px and 85.304 at 384 px for weights of ViT-B/16, 82.52 at 224 px for ConvNeXt-T.
    opened(page, "?a=torchvision/vit_b_16,torchvision/convnext_tiny&px=224,384")
    expect(page.locator(".nwt-compare")).to_have_count(2)
    assert cells(page, "ImageNet top-1") == ["81.886\u00a0%", "82.52\u00a0%\n+0.634\u00a0points"]
    assert cells(page, "ImageNet top-1", 1) == ["85.304\u00a0%", "\u2013\n\u2013"]


def test_memory_is_that_of_the_records_at_the_usual_batches(page: Page, zoos: Dataset) -> None:
    opened(page, f"?a={PAIR}")
    for key in PAIR.split(","):
        numbers = entry(zoos, key).native.numbers
        table = page.locator(".nwt-compare").first
        for value in (numbers.inference_bytes(1), numbers.training_bytes(32), numbers.peak_activation_bytes):
            expect(table.locator(f"td[title='{value:,}']").first).to_be_visible()


def test_a_lower_bound_of_training_is_marked_and_has_no_difference(page: Page, zoos: Dataset) -> None:
    opened(page, f"?a={PAIR}&px=320")
    first, second = cells(page, "Training ×32, AdamW")
    assert first.startswith("≥\u00a0")
    assert second.startswith("≥\u00a0")
    assert second.endswith("\n–")
    one = entry(zoos, "timm/resnet50").at(Size(320, 320)).numbers
    bound = 16 * one.parameters + one.buffer_bytes + one.saved_fixed_bytes + 32 * one.saved_bytes
    expect(page.locator(f"td[title='at least {bound:,}: what is kept for the backward']")).to_be_visible()


def test_each_size_has_a_table_and_the_address_holds_the_choice(page: Page) -> None:
    opened(page)
    page.locator("summary", has_text="Sizes").click()
    page.get_by_role("group", name="Sizes").get_by_label("384 px").check()
    expect(page.locator(".nwt-compare")).to_have_count(2)
    expect(page).to_have_url(re.compile(re.escape(f"/compare/?a={PAIR}&px=224,384") + "$"))
    assert cells(page, "MACs", 0) != cells(page, "MACs", 1)
    page.reload()
    expect(page.locator(".nwt-compare caption")).to_have_text(["At 224\u00a0px", "At 384\u00a0px"])


def test_a_refused_size_stands_with_its_reason_over_all_metrics(page: Page, zoos: Dataset) -> None:
    one = next(one for one in zoos.entries if any(r.size == Size(160, 160) for r in one.refusals))
    (refusal,) = [r for r in one.refusals if r.size == Size(160, 160)]
    opened(page, f"?a=timm/resnet50,{one.architecture.key}&px=160")
    cell = page.locator(".nwt-compare td.nwt-refused")
    expect(cell).to_have_count(1)
    expect(cell).to_contain_text(
        f"refused at 160 px, {refusal.stage}: {' '.join(refusal.message.split())[:40]}"
    )
    assert int(cell.get_attribute("rowspan") or 0) == page.locator(".nwt-compare tbody tr").count()
    assert len(cells(page, "MACs")) == 1


def test_a_size_that_was_not_tried_says_which_were(page: Page) -> None:
    opened(page, "?a=timm/resnet50,torchvision/alexnet&px=1000")
    expect(page.locator("td.nwt-refused").first).to_contain_text(
        "not tried at 1000 px; measured at 128, 160,"
    )
    opened(page, "?a=torchvision/fasterrcnn_resnet50_fpn,torchvision/retinanet_resnet50_fpn")
    expect(page.locator(".nwt-compare td.nwt-refused")).to_have_count(0)
    assert all("\u2013" not in text.split("\n")[0] for text in cells(page, "MACs"))


def test_flops_and_mebibytes_are_followed_and_remembered(page: Page, zoos: Dataset) -> None:
    opened(page)
    page.get_by_label("Count in").select_option("flops")
    numbers = entry(zoos, "timm/resnet50").native.numbers
    expect(page.locator(f".nwt-compare td[title='{numbers.flops:,}']").first).to_be_visible()
    page.get_by_label("Bytes in").select_option("mib")
    assert cells(page, "Inference ×1")[0].endswith("MiB")
    page.goto("browse/")
    expect(page.locator(".nwt-grid thead").get_by_role("button", name="FLOPs")).to_be_visible()


def test_the_curves_have_a_line_for_each_a_description_and_their_numbers(page: Page, zoos: Dataset) -> None:
    opened(page)
    drawing = page.get_by_role("img", name="MACs over the input size")
    expect(drawing.locator(".nwt-line > path")).to_have_count(2)
    for place, key in enumerate(PAIR.split(","), start=1):
        measured = entry(zoos, key).measurements
        expect(drawing.locator(f"g.nwt-line-{place} circle")).to_have_count(len(measured))
        first = f"{place}, {key.split('/')[1]}: {count(measured[0].numbers.macs).text} at {measured[0].size} px to"
        expect(drawing.locator("desc")).to_contain_text(first)
    page.get_by_text("The numbers behind the curves").click()
    table = page.get_by_role("region", name="The numbers behind the curves")
    macs = entry(zoos, "torchvision/vit_b_16").at(Size(384, 384)).numbers.macs
    expect(table.locator(f"td[title='{macs:,}']")).to_have_text(count(macs).text)


def test_another_metric_and_scale_are_drawn_and_stand_in_the_address(page: Page) -> None:
    opened(page)
    page.get_by_label("Curves of").select_option("activations")
    page.get_by_label("Scale").select_option("log")
    expect(page.get_by_role("img", name="Activations over the input size")).to_be_visible()
    expect(page).to_have_url(re.compile(re.escape("&metric=activations&scale=log") + "$"))
    # On a logarithmic axis the marks are powers of ten.
    marks = page.locator(".nwt-curves text.y").evaluate_all("texts => texts.map(text => text.textContent)")
    assert len(marks) > 1
    assert all(re.match(r"10*\b", mark) for mark in marks)


def test_stages_stand_next_to_each_other_with_their_share(page: Page, zoos: Dataset) -> None:
    opened(page)
    table = page.locator(".nwt-stages")
    one = entry(zoos, "timm/resnet50")
    stage = next(row for row in one.stages if row.name == "stage 2")
    cell = table.locator("tbody tr", has_text="stage 2").locator("td").first
    expect(cell).to_contain_text(f"{share(stage.macs, one.native.numbers.macs)} of the MACs")
    expect(cell).to_contain_text("512×28×28, 4 blocks")


def test_every_field_of_the_dataset_is_there_when_it_is_opened(page: Page, zoos: Dataset) -> None:
    opened(page)
    page.get_by_text("Every field of the dataset").click()
    table = page.get_by_role("region", name="Every field")
    macs = entry(zoos, "timm/resnet50").native.numbers.macs_low_intensity
    row = table.locator("tr", has=page.get_by_text("macs_low_intensity", exact=True))
    expect(row.locator("td").first).to_have_text(f"{macs:,}")


def test_the_export_has_a_row_for_each_architecture_and_size(page: Page, zoos: Dataset) -> None:
    opened(page, f"?a={PAIR}&px=224,384")
    expect(page.locator(".nwt-compare")).to_have_count(2)
    page.locator("summary", has_text="Export").click()
    page.get_by_role("button", name="Copy as CSV").click()
    expect(page.locator(".nwt-popup-box .nwt-status")).to_have_text("CSV copied")
    rows = list(csv.DictReader(io.StringIO(page.evaluate("navigator.clipboard.readText()"))))
    assert [(row["zoo"], row["name"], row["height_px"], int(row["macs"])) for row in rows] == [
        (*key.split("/"), str(side), entry(zoos, key).at(Size(side, side)).numbers.macs)
        for key in PAIR.split(",")
        for side in (224, 384)
    ]
    assert rows[0]["view"].endswith(f"/compare/?a={PAIR}&px=224,384&unit=macs&bytes=mb")
    page.get_by_role("button", name="Copy as LaTeX").click()
    expect(page.locator(".nwt-popup-box .nwt-status")).to_have_text("LaTeX copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert r"resnet50 & timm & 224 & 25.56 & 4.09 & 11.11 &" in text
    assert r"vit\_b\_16 & torchvision & 384 &" in text


def test_latex_cites_the_papers_and_brings_their_bibtex(page: Page, zoos: Dataset, built: Path) -> None:
    paper = Paper(title="Deep Residual Learning & More: 100 %", url="https://arxiv.org/abs/1512.03385")
    held = json.loads((built / "api/v1/timm/resnet50.json").read_text(encoding="utf-8"))
    held |= {"papers": [{"title": paper.title, "url": paper.url}], "papers_of": "architecture"}
    page.route("**/api/v1/timm/resnet50.json", lambda route: route.fulfill(json=held))
    opened(page)
    page.locator("summary", has_text="Export").click()
    page.get_by_role("button", name="Copy as LaTeX").click()
    expect(page.locator(".nwt-popup-box .nwt-status")).to_have_text("LaTeX copied")
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    reference = Reference(
        entry=entry(zoos, "timm/resnet50"), provenance=zoos.provenance, papers=(paper,), unsure=False
    )
    wanted = bibtex(reference).split("\n@")[0].splitlines()
    assert wanted[0] == "@misc{arXiv:1512.03385,"
    place = lines.index(f"% {wanted[0]}")
    assert lines[place : place + len(wanted)] == [f"% {line}" for line in wanted]
    (row,) = [line for line in lines if line.startswith("resnet50 &")]
    assert row.endswith(r"& \cite{arXiv:1512.03385} \\")


def test_differences_are_rounded_once_and_nothing_is_told_of_none(page: Page) -> None:
    page.goto("")
    told = page.evaluate(
        """async () => {
          const { difference } = await import(new URL("assets/compare-data.js", document.baseURI))
          return [[150, 100], [100, 100], [50, 100], [100001, 100000], [99999, 100000], [7, 0], [null, 5], [5, null], [1e13, 1e9]]
            .map(([value, first]) => difference(value, first))
        }"""
    )
    nbsp, minus = "\u00a0", "\u2212"
    assert told == [
        f"+50.0{nbsp}%",
        f"0{nbsp}%",
        f"{minus}50.0{nbsp}%",
        f"<+0.1{nbsp}%",
        f">{minus}0.1{nbsp}%",
        None,
        None,
        None,
        f"+999,900.0{nbsp}%",
    ]
