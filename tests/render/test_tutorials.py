"""Every formula on the page of the worked examples gives the number beside it, and every word has its definition."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from generator.dataset.examples import read_examples
from generator.records import Dataset, Entry, Size
from generator.records.examples import Examples
from generator.render.definitions import CHAPTERS
from generator.render.tutorials import DIRECTORY, tutorial_fragments
from generator.render.tutorials.counting import mobilenet_values, resnet_values, vgg_values
from generator.render.tutorials.formulas import Check, Worked, field, macs_of, parameters_of, product
from generator.render.tutorials.memory import memory_values
from generator.render.units import mebibytes
from tests import factories
from tests.render.markup import read

DOCS = Path(__file__).parents[2] / "docs"
EMPTY = Dataset(provenance=factories.provenance())


def committed() -> Examples:
    found = read_examples(DOCS / "data")
    assert found is not None
    return found


EXAMPLES = committed()
FRAGMENTS = tutorial_fragments(EMPTY, EXAMPLES)


def evaluate(formula: str) -> int:
    """A sum of products such as ``3 · 3 · 64 + 64``, by arithmetic of its own."""
    total = 0
    for term in formula.replace(",", "").split(" + "):
        value = 1
        for factor in term.split(" · "):
            value *= int(factor)
        total += value
    return total


def worked(value: object) -> list[Worked]:
    """All formulas in nested values."""
    if isinstance(value, Worked):
        return [value]
    if isinstance(value, dict):
        return [one for item in value.values() for one in worked(item)]
    if isinstance(value, list | tuple):
        return [one for item in value for one in worked(item)]
    slots = getattr(value, "__slots__", ())
    return [one for name in slots for one in worked(getattr(value, name))]


@pytest.mark.parametrize(
    ("values", "count"),
    [
        (resnet_values, 161),
        (vgg_values, 2 * (8 + 3)),
        (mobilenet_values, 3 * 13 + 3),  # and the block that is shown
        (memory_values, 1 + 22 + 6),  # parameters; 13 convolutions, 6 poolings, 3 linear layers; the rule
    ],
)
def test_every_formula_gives_the_number_beside_it(values: object, count: int) -> None:
    assert callable(values)
    found = worked(values(EMPTY, EXAMPLES))
    assert len(found) == count
    for one in found:
        assert evaluate(one.formula) == one.value, one.formula


def test_a_formula_is_the_product_of_the_sides() -> None:
    assert product((64, 3, 7, 7)) == Worked(formula="64 · 3 · 7 · 7", value=9_408)
    late = next(row for row in EXAMPLES.vgg11 if row.weight == (512, 512, 3, 3))
    assert parameters_of(late) == Worked(formula="3 · 3 · 512 · 512 + 512", value=2_359_808)
    assert macs_of(late).formula == "3 · 3 · 512 · 512 · 28 · 28"
    assert parameters_of(EXAMPLES.vgg11[-1]) == Worked(formula="4,096 · 1,000 + 1,000", value=4_097_000)


def test_every_fragment_is_well_formed_and_two_runs_are_equal() -> None:
    for path, text in FRAGMENTS.items():
        assert read(text).tags, path
    assert tutorial_fragments(EMPTY, EXAMPLES) == FRAGMENTS


def test_without_examples_every_fragment_says_how_they_are_made() -> None:
    missing = tutorial_fragments(factories.dataset(12), None)
    assert missing.keys() == FRAGMENTS.keys()
    assert all("netweight examples" in read(text).text for text in missing.values())


def test_the_pages_include_exactly_the_fragments_that_are_written() -> None:
    pages = [*(DOCS / "crosscheck").glob("t*.md")]
    found = [name for page in pages for name in re.findall(r'--8<-- "docs/(.+)"', page.read_text())]
    assert sorted(found) == sorted(name for name in FRAGMENTS if name.startswith(DIRECTORY))


def test_every_definition_that_is_linked_stands_in_a_chapter_of_the_methodology() -> None:
    anchors = {term for chapter in CHAPTERS for term in chapter.terms}
    linked = {
        href.split("#")[1] for text in FRAGMENTS.values() for href in read(text).values("href") if "#" in href
    }
    assert {"parameters", "macs", "feature_bytes", "parameters_tied"} < linked
    assert {anchor for anchor in linked if not anchor.startswith("case")} <= anchors


def test_the_published_totals_stand_on_the_page() -> None:
    text = {path.removeprefix(f"{DIRECTORY}/"): read(html).text for path, html in FRAGMENTS.items()}
    assert "161 tensors" in text["resnet.html"]
    assert "25,557,032, 25.557032 M" in text["resnet.html"]
    assert "138,357,544 · 4 = 553,430,176 bytes" in text["memory.html"]
    assert "print 527.8" in text["memory.html"]


def test_the_listing_of_a_course_is_summed_as_it_stands_there() -> None:
    # Input 224 * 224 * 3; 64 maps of 224 twice and pooled, 128 of 112, 256 of 56 three times, 512 of 28 and of 14;
    # after the last pooling 25,088, then 4096, 4096 and 1000.
    maps = ((64, 224, 2), (128, 112, 2), (256, 56, 3), (512, 28, 3), (512, 14, 3))
    elements = 3 * 224**2 + sum(c * side**2 * n + c * (side // 2) ** 2 for c, side, n in maps)
    elements += 4096 + 4096 + 1000
    assert memory_values(EMPTY, EXAMPLES)["listing"] == {
        "elements": f"{elements:,}",
        "mib": f"{4 * elements / 2**20:.1f}",
    }


def test_a_check_says_whether_the_dataset_agrees() -> None:
    check = Check(name="MACs", anchor="macs", ours=1_234, dataset=1_234)
    assert check.verdict == "the same in the dataset"
    assert replace(check, dataset=1_235).verdict == "dataset: 1,235"
    assert replace(check, dataset=None).verdict == "not in this dataset"


def test_sums_and_stages_are_held_against_the_dataset() -> None:
    resnet = factories.entry("resnet50", "torchvision")
    data = replace(EMPTY, entries=(resnet,))
    found = {path: read(text).text for path, text in tutorial_fragments(data, EXAMPLES).items()}
    assert "25.557032 M (the same in the dataset" in found[f"{DIRECTORY}/resnet.html"]
    assert "not in this dataset" in found[f"{DIRECTORY}/vgg.html"]
    stages = found[f"{DIRECTORY}/stages.html"]
    for stage in resnet.stages:
        assert "×".join(str(side) for side in stage.output_shape) in stages
        assert f"{stage.macs:,}" in stages


def vgg16(**replaced: int) -> Entry:
    return factories.entry("vgg16", "torchvision", sizes=(Size(224, 224),), replaced=replaced)


def test_fields_of_memory_stand_beside_the_sum_where_the_dataset_has_them() -> None:
    data = replace(EMPTY, entries=(vgg16(feature_bytes=60_448_672),))
    measured = memory_values(data, EXAMPLES)["measured"]
    assert isinstance(measured, list)
    assert measured[0][1:3] == ("feature_bytes", "60,448,672")
    numbers = data.entries[0].measurements[0].numbers
    for _, anchor, value, _ in measured[1:]:
        assert f"{getattr(numbers, anchor):,}" == value


def test_the_rule_of_thumb_stands_beside_the_measured_peak_where_the_dataset_has_one() -> None:
    # 4 copies of 553,430,176 bytes with Adam, 32 samples of 70 MB each, and 1 MB whatever the batch.
    peaks = {"training_peak_activation_bytes": 70_000_000, "training_peak_fixed_bytes": 1_000_000}
    data = replace(EMPTY, entries=(vgg16(buffer_bytes=0, **peaks),))
    rules = memory_values(data, EXAMPLES)["rules"]
    assert isinstance(rules, list)
    (rule,) = (one for one in rules if (one.batch, one.optimizer) == (32, "Adam"))
    assert rule.total.value == 4 * 553_430_176 + 2 * 60_448_672 * 32
    assert rule.measured.exact == 4 * 553_430_176 + 70_000_000 * 32 + 1_000_000
    assert all(one.measured is None for one in memory_values(EMPTY, EXAMPLES)["rules"])


def test_a_field_that_is_missing_or_not_measured_is_none() -> None:
    numbers = factories.numbers(Size(224, 224))
    assert field(numbers, "macs") == numbers.macs
    assert field(numbers, "no_such_field") is None
    assert field(None, "macs") is None
    assert field(replace(numbers, macs_backward=None), "macs_backward") is None


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0, 2, "0.00"), (1, 2, "<0.01"), (2**20, 1, "1.0"), (553_430_176, 1, "527.8"), (3_735_028, 2, "3.56")],
)
def test_mebibytes_are_bytes_over_two_to_the_twentieth(value: int, decimals: int, text: str) -> None:
    assert mebibytes(value, decimals) == text
