"""Tables taken away from the browse page: CSV, JSON, Markdown and LaTeX hold what is shown, and its source."""

from __future__ import annotations

import csv
import io
import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from generator.records import Dataset, Numbers, Size

pytestmark = pytest.mark.browser

FEW = "?name=vit_b_??&sort=-macs"
"""Two architectures of torchvision, the one with the smaller patches first."""


def opened(page: Page, query: str) -> Page:
    page.goto(f"browse/{query}")
    expect(page.locator(".nwt-grid tbody th").first).to_be_visible()
    page.locator("summary", has_text="Export").click()
    expect(page.get_by_role("button", name="Copy as CSV")).to_be_visible()
    return page


def copied(page: Page, name: str) -> str:
    page.get_by_role("button", name=f"Copy as {name}").click()
    expect(page.locator(".nwt-popup-box .nwt-status")).to_have_text(f"{name} copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def numbers(zoos: Dataset, key: str) -> Numbers:
    return next(one for one in zoos.entries if one.architecture.key == key).native.numbers


def rounded(value: int, unit: int, decimals: int = 2) -> str:
    step = Decimal(1).scaleb(-decimals)
    return str((Decimal(value) / unit).quantize(step, ROUND_HALF_UP))


def test_csv_has_a_line_for_each_row_shown_and_exact_integers(page: Page, zoos: Dataset) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})  # room for all usual columns
    opened(page, "?name=resnet50*&zoo=torchvision&sort=parameters")
    shown = page.locator(".nwt-grid tbody th").all_inner_texts()
    rows = list(csv.DictReader(io.StringIO(copied(page, "CSV"))))
    assert [row["name"] for row in rows] == shown
    one = numbers(zoos, "torchvision/resnet50")
    (row,) = [row for row in rows if row["name"] == "resnet50"]
    assert {
        "parameters": str(one.parameters),
        "macs": str(one.macs),
        "activations": str(one.activations),
        "batch_norm_parameters": str(one.batch_norm_parameters),
        "buffers": str(one.buffers),
        "inference_bytes_batch_1": str(one.inference_bytes(1)),
        "training_bytes_batch_32_adamw": str(one.training_bytes(32)),
        "training_bytes_batch_32_adamw_at_least": "false",
        "height_px": "224",
        "width_px": "224",
        "release": "0.1.0",
    }.items() <= row.items()
    assert row["view"].endswith("/browse/?name=resnet50*&zoo=torchvision&sort=parameters&unit=macs&bytes=mb")


def test_every_row_that_is_not_in_sight_is_exported_too(page: Page, zoos: Dataset) -> None:
    opened(page, "")
    rows = list(csv.DictReader(io.StringIO(copied(page, "CSV"))))
    assert {f"{row['zoo']}/{row['name']}" for row in rows} == {e.architecture.key for e in zoos.entries}
    assert sum(int(row["macs"]) for row in rows) == sum(e.native.numbers.macs for e in zoos.entries)


def test_json_is_the_same_with_its_source(page: Page, zoos: Dataset) -> None:
    opened(page, f"{FEW}&unit=flops&cols=name,macs,training&batch=64&use=training")
    read = json.loads(copied(page, "JSON"))
    assert read["source"]["versions"]["timm"] == zoos.provenance.timm
    assert read["source"]["bibtex"].startswith("@misc{netweight,")
    assert "FLOPs are twice" in read["source"]["about"]
    assert read["rows"] == [
        {
            "name": name,
            "flops": numbers(zoos, f"torchvision/{name}").flops,
            "training_bytes_batch_64_adamw": numbers(zoos, f"torchvision/{name}").training_bytes(64),
            "training_bytes_batch_64_adamw_at_least": False,
        }
        for name in ("vit_b_16", "vit_b_32")
    ]


def test_latex_is_a_booktabs_table_rounded_and_escaped(page: Page, zoos: Dataset) -> None:
    opened(page, f"{FEW}&cols=name,size,parameters,macs,batch_norm")
    text = copied(page, "LaTeX")
    lines = [line for line in text.splitlines() if not line.startswith("%")]
    assert lines == [
        r"\begin{tabular}{llrrr}",
        r"\toprule",
        r"Architecture & Input [px] & Parameters [M] & MACs [G] & BatchNorm [\%] \\",
        r"\midrule",
        # 86,567,656 and 88,224,232 parameters and 17.564 GMACs are torchvision's own figures.
        r"vit\_b\_16 & 224 & 86.57 & 17.56 & 0.0 \\",
        rf"vit\_b\_32 & 224 & 88.22 & {rounded(numbers(zoos, 'torchvision/vit_b_32').macs, 10**9)} & 0.0 \\",
        r"\bottomrule",
        r"\end{tabular}",
    ]
    comments = [line for line in text.splitlines() if line.startswith("%")]
    assert comments[0].startswith("% Netweight 0.1.0 (torch ")
    assert "/browse/?name=vit_b_??&cols=".replace("?", "%3F").replace("/%3F", "/?") in comments[1]
    assert "% @misc{netweight," in comments
    assert any("\\cite{netweight}" in line for line in comments)


def test_markdown_names_units_in_its_head_and_its_source_below(page: Page, zoos: Dataset) -> None:
    opened(page, f"{FEW}&cols=name,parameters,inference&bytes=mib")
    lines = copied(page, "Markdown").splitlines()
    weights = numbers(zoos, "torchvision/vit_b_16").inference_bytes(1)
    assert lines[:3] == [
        "| Architecture | Parameters [M] | Inference, batch 1 [MiB] |",
        "| --- | ---: | ---: |",
        f"| vit_b_16 | 86.57 | {rounded(weights, 2**20)} |",
    ]
    assert lines[-1].startswith("Source: Netweight 0.1.0 (")
    assert "1 MiB is 2^20 bytes." in lines[-1]


def test_refusals_and_lower_bounds_are_no_plain_numbers(page: Page, zoos: Dataset) -> None:
    refused = next(one for one in zoos.entries if one.at(Size(160, 160)) is None).architecture
    opened(page, f"?name={refused.name}&zoo={refused.zoo}&px=160&cols=name,macs,training")
    (row,) = csv.DictReader(io.StringIO(copied(page, "CSV")))
    assert (row["name"], row["macs"], row["training_bytes_batch_32_adamw"]) == (refused.name, "", "")
    assert "-- & --" in copied(page, "LaTeX")
    opened(page, "?name=vit_b_16&zoo=torchvision&px=160&cols=name,training")
    (row,) = csv.DictReader(io.StringIO(copied(page, "CSV")))
    assert row["training_bytes_batch_32_adamw_at_least"] == "true"
    assert r"vit\_b\_16 & $\geq$\," in copied(page, "LaTeX")
    assert "| vit_b_16 | ≥ " in copied(page, "Markdown")


def test_small_numbers_keep_three_digits_up_to_four_decimals(page: Page) -> None:
    page.goto("")
    written = page.evaluate(
        """async () => {
          const { fixed } = await import(new URL("assets/export.js", document.baseURI))
          return [[0n, 1n, 2], [1n, 1000000n, 2], [5n, 1000n, 2], [995n, 1000n, 2], [12345n, 1000n, 1], [7n, 2n, 0]]
            .map(([top, bottom, decimals]) => fixed([top, bottom], decimals))
        }"""
    )
    assert written == ["0.00", "<0.01", "0.01", "1.00", "12.3", "4"]


def test_a_download_holds_what_the_copy_holds(page: Page, tmp_path: Path) -> None:
    opened(page, f"{FEW}&px=224")
    text = copied(page, "CSV")
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download as CSV").click()
    assert waited.value.suggested_filename == "netweight-0.1.0-224px.csv"
    waited.value.save_as(tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_text(encoding="utf-8") == text


def test_the_address_of_the_view_names_the_units(page: Page, address: str) -> None:
    opened(page, "?name=alexnet")
    page.get_by_role("button", name="Copy the address of this view").click()
    expect(page.locator(".nwt-popup-box .nwt-status")).to_have_text("Address copied")
    assert (
        page.evaluate("navigator.clipboard.readText()") == f"{address}browse/?name=alexnet&unit=macs&bytes=mb"
    )


def test_signs_that_latex_reads_are_escaped(page: Page) -> None:
    page.goto("")
    written = page.evaluate(
        """async text => {
          const { latexText } = await import(new URL("assets/export.js", document.baseURI))
          return latexText(text)
        }""",
        r"a_b & 50% #1 {x} ~ ^ $ \ 3×3",
    )
    assert written == (
        r"a\_b \& 50\% \#1 \{x\} \textasciitilde{} \textasciicircum{} \$ \textbackslash{} 3$\times$3"
    )
