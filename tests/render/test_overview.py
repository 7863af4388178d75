"""Fragments of handwritten pages say what the dataset holds, and handwritten pages what records define."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import replace
from pathlib import Path

import pytest

from generator.records import FIELDS, Dataset, Numbers, Refusal, Size
from generator.records.release import Edition
from generator.render import scatter
from generator.render.definitions import CHAPTERS, definition
from generator.render.families import span
from generator.render.links import natural
from generator.render.overview import counts, overview_fragments, released, uncounted_rows
from generator.render.refusals import gap_groups, pattern, refusal_groups
from tests import factories
from tests.render.markup import read

DOCS = Path(__file__).parents[2] / "docs"


def anchors(page: str, pattern: str = r"\{ #([\w-]+) \}") -> list[str]:
    return re.findall(pattern, (DOCS / f"{page}.md").read_text(encoding="utf-8"))


def test_every_field_has_an_anchor_of_its_name_in_one_chapter_of_the_methodology() -> None:
    found = [pair for one in CHAPTERS for pair in anchors(one.name, r"`(\w+)`\{ #(\w+) \}")]
    assert all(name == anchor for name, anchor in found)
    names = [anchor for _, anchor in found]
    assert len(names) == len(set(names))
    derived = {name for name in dir(Numbers) if isinstance(getattr(Numbers, name), property)}
    assert set(names) == {field.name for field in FIELDS} | derived


def test_every_place_of_a_chapter_is_a_term_of_the_overview_that_leads_there() -> None:
    terms = read(overview_fragments(factories.dataset())[".fragments/overview/fields.html"])
    for chapter in CHAPTERS:
        assert sorted(anchors(chapter.name)) == sorted(chapter.terms)
        for term in chapter.terms:
            assert terms.values("id").count(term) == 1
            assert f"../{chapter.name}/#{term}" in terms.values("href")


def test_a_term_that_no_chapter_defines_has_no_definition() -> None:
    assert definition("macs") == "operations/#macs"
    with pytest.raises(KeyError):
        definition("mac")


def test_counts_are_those_of_the_dataset() -> None:
    # One entry of ten sizes of which one is refused, and one that refuses its native size.
    first = factories.entry("a", test=None, refused=(Size(160, 160),))
    second = factories.entry("b", test=None, sizes=(), refused=(Size(224, 224),))
    found = counts(Dataset(provenance=factories.provenance(), entries=(first, second)))
    assert [found[key] for key in ("architectures", "measurements", "refusals", "native")] == [
        "2",
        "9",
        "2",
        "1",
    ]


def test_the_home_page_says_counts_versions_and_the_day_of_the_release_in_one_sentence() -> None:
    first = factories.entry("a", test=None, refused=(Size(160, 160),))
    data = Dataset(
        provenance=factories.provenance(torch="2.1", torchvision="3.2", timm="4.3"), entries=(first,)
    )
    home = overview_fragments(data, Edition(release="2026.11.22.2"))[".fragments/overview/home.html"]
    said = "1 architectures, 9 measurements, 1 refusals; torch 2.1, torchvision 3.2, timm 4.3; released 2026-11-22."
    assert said in read(home).text


def test_a_dataset_that_is_no_release_has_no_day() -> None:
    assert released(None) == released(Edition()) == "not released yet"


def test_the_examples_of_the_home_page_are_states_of_the_search_and_the_table() -> None:
    home = read(overview_fragments(factories.dataset(3))[".fragments/overview/home.html"])
    assert home.values("data-query") == ["resnet50"]
    assert home.values("href")[:3] == [
        "?q=resnet50",
        "browse/?parameters=..30M&macs=..5G",
        "browse/?fits=8&use=training&batch=32",
    ]


def test_refusals_with_one_message_are_one_group_with_all_its_sizes() -> None:
    refused = (Size(128, 128), Size(160, 160))
    entries = tuple(factories.entry(name, refused=refused) for name in ("a10", "a9"))
    (group,) = refusal_groups(Dataset(provenance=factories.provenance(), entries=entries))
    assert group.total == 4
    assert [name for name, _, _ in group.models] == ["timm/a9", "timm/a10"]
    assert group.models[0][2] == "128\u00a0px, 160\u00a0px"


def test_what_failed_beside_a_measurement_is_told_on_the_page_of_refusals() -> None:
    gap = Refusal(size=Size(224, 224), stage="bfloat16", message="no kernel multiplies the two")
    entry = replace(factories.entry("a1"), gaps=(gap,))
    dataset = Dataset(provenance=factories.provenance(), entries=(entry,))
    (group,) = gap_groups(dataset)
    assert (group.stage, group.message, group.models[0][2]) == ("bfloat16", gap.message, "224\u00a0px")
    page = read(overview_fragments(dataset)[".fragments/overview/refusals.html"]).text
    assert "timm, bfloat16: no kernel multiplies the two" in page
    assert "None: every size that was asked for is measured." in page


def test_messages_that_differ_in_numbers_alone_have_one_pattern() -> None:
    assert pattern("height (160) is no multiple of 7") == pattern("height (128) is no multiple of 14")
    assert pattern("shape torch.Size([1, 107, 192])") == pattern("shape torch.Size([1, 8, 16, 16])")
    assert pattern("Conv2d is not 3") == "Conv2d is not N"
    assert pattern("ssd300_vgg16 takes 300 px") == "ssd300_vgg16 takes N px"


def test_uncounted_operators_are_totalled_over_architectures() -> None:
    entries = tuple(factories.position_embedded(name) for name in ("a", "b"))
    (row,) = uncounted_rows(Dataset(provenance=factories.provenance(), entries=entries))
    assert (row.operator, row.calls) == ("aten._weird.default", "6")


def test_an_empty_dataset_renders() -> None:
    empty = Dataset(provenance=factories.provenance())
    assert all(read(text) for text in overview_fragments(empty).values() if text)
    assert scatter.files(empty) == {".fragments/overview/scatter.html": ""}


def test_the_scatter_has_a_point_for_each_architecture_measured_at_its_native_size() -> None:
    data = factories.dataset(12)
    drawn = read(scatter.files(data)[scatter.PATH]).values("xlink:href")
    assert sorted(drawn) == [f"../{one.architecture.key}/" for one in data.entries if one.native]


def test_the_largest_families_of_the_scatter_have_a_colour_and_all_the_rest_share_one() -> None:
    families = [f"family{size}" for size in range(1, 10) for _ in range(size)]
    entries = tuple(
        factories.entry(f"a{place}", family=family, test=None) for place, family in enumerate(families)
    )
    legend = read(
        scatter.files(Dataset(provenance=factories.provenance(), entries=entries))[
            ".fragments/overview/scatter.html"
        ]
    )
    coloured = " ".join(f"family{size} {size}" for size in range(9, 2, -1))
    assert legend.text.endswith(f"{coloured} other families 3")


def test_numbers_in_names_sort_as_numbers() -> None:
    assert sorted(["resnet101", "resnet18", "resnet18d"], key=natural) == [
        "resnet18",
        "resnet18d",
        "resnet101",
    ]


def test_a_range_names_its_prefix_once_where_both_ends_share_it() -> None:
    assert span([11_689_512, 60_192_808]) == "11.7 \u2013 60.2\u00a0M"
    assert span([999, 60_192_808]) == "999 \u2013 60.2\u00a0M"
    assert span([11_689_512]) == "11.7\u00a0M"
    assert span([]) == "\u2013"


def test_every_measured_number_is_a_field_with_a_unit() -> None:
    assert [field.name for field in FIELDS] == [field.name for field in dataclasses.fields(Numbers)]
    assert all(field.unit and field.meaning for field in FIELDS)
