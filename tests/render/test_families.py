"""Family pages: what tells the members apart, their drawing, their papers."""

from __future__ import annotations

from typing import Any

import pytest

from generator.records import Dataset, Entry, Size, Stage
from generator.records.weights import Library, Literature, Paper, Shelf, Weights
from generator.render.axes import Stretch
from generator.render.families import family_pages
from generator.render.family_plot import HEIGHT, WIDTH, family_plot, labels
from generator.render.literature import papers_of
from generator.render.variants import columns, sentence, traits, width
from tests.factories import architecture, entry, provenance
from tests.render.markup import read

PAGE = ".fragments/families/timm/resnet.html"


def staged(name: str, blocks: dict[tuple[int, ...], int], **overrides: Any) -> Entry:
    """An entry whose stages have these output shapes and blocks; none of the rest of a stage matters here."""
    whole = entry(name, test=None, **overrides)
    stages = tuple(
        Stage(
            name=f"stage {place}",
            path="",
            output_shape=shape,
            blocks=count,
            layers=2,
            parameters=0,
            buffers=0,
            macs=0,
            activations=0,
            output_bytes=0,
        )
        for place, (shape, count) in enumerate(blocks.items())
    )
    return Entry(architecture=whole.architecture, measurements=whole.measurements, stages=stages)


def written(*entries: Entry, weights: Library | None = None) -> dict[str, str]:
    return family_pages(Dataset(provenance=provenance(), entries=entries), weights)


@pytest.mark.parametrize(
    ("shape", "described", "channels"),
    [
        ((2048, 7, 7), {}, 2048),
        ((7, 7, 768), {}, 768),
        ((64, 64, 64), {}, 64),
        ((197, 768), {}, 768),
        ((16, 196, 128), {}, 128),
        ((256, 48, 72), {"native": Size(192, 288)}, 256),
        ((48, 72, 96), {"native": Size(192, 288)}, 96),
        ((64, 16, 56, 56), {"frames": 16}, 64),
        ((8, 56, 56, 96), {"frames": 16}, 96),
        ((2, 128, 64, 64), {"images": 2}, 128),
    ],
)
def test_the_width_of_a_stage_is_the_axis_that_is_not_spatial(
    shape: tuple[int, ...], described: dict[str, Any], channels: int
) -> None:
    assert width(shape, architecture(**described)) == channels


def test_blocks_and_widths_are_those_of_the_stages_with_blocks() -> None:
    found = traits(entry())
    assert (found["Blocks"], found["Width"]) == ("3-4-6-3", "256-512-1024-2048")
    assert (found["Input"], found["Tested at"], found["Classes"]) == ("224\u00a0px", "288\u00a0px", "1,000")
    assert "Tokens" not in found


def test_tokens_are_counted_where_a_stage_is_a_sequence_and_equal_widths_are_one() -> None:
    # A ViT-B/16 at 224 px: 14 x 14 patches and the class token, 768 wide.
    vit = staged("vit", {(196 + 1, 768): 12})
    assert {**traits(vit)} == {
        "Input": "224\u00a0px",
        "Classes": "1,000",
        "Blocks": "12",
        "Width": "768",
        "Tokens": "197",
    }
    # CaiT: two blocks on the class token alone would be a stage of their own; both are 384 wide.
    cait = staged("cait", {(196, 384): 24, (1, 384): 2})
    assert (traits(cait)["Blocks"], traits(cait)["Width"]) == ("24-2", "384")


def test_a_network_without_blocks_has_layers() -> None:
    found = traits(staged("vgg", {(64, 112, 112): 0, (512, 7, 7): 0}))
    assert found["Layers"] == "4"
    assert "Blocks" not in found


def test_columns_are_what_differs_and_the_sentence_says_the_rest() -> None:
    small = staged("small", {(64, 56, 56): 2, (128, 28, 28): 2})
    deep = staged("deep", {(64, 56, 56): 3, (128, 28, 28): 4})
    assert columns([small, deep]) == {"Blocks": ["2-2", "3-4"]}
    assert (
        sentence([small, deep])
        == "Alike in all: 224\u00a0px input, 1,000 classes, width 64-128. They differ in blocks."
    )
    assert sentence([small]) == "224\u00a0px input, 1,000 classes, blocks 2-2, width 64-128."
    assert sentence([small, small]).endswith("What is compared here is the same in all.")


def test_what_some_have_and_others_lack_is_a_column_and_what_all_have_is_none() -> None:
    plain = entry("a", test=None, replaced={"macs_grouped_convolution": 0})
    grouped = entry("b", test=None, replaced={"macs_grouped_convolution": 7})
    assert columns([plain, grouped]) == {"With": ["\u2013", "grouped convolution"]}
    assert sentence([plain, grouped]).endswith("They differ in grouped convolution.")
    assert columns([grouped, grouped]) == {}


def test_a_member_that_is_refused_at_its_native_size_hides_no_difference() -> None:
    refused = entry("c", test=None, refused=(Size(224, 224),))
    with_ = entry("b", test=None, replaced={"macs_grouped_convolution": 7})
    without = entry("a", test=None)
    assert columns([without, with_, refused])["With"] == ["\u2013", "grouped convolution", "\u2013"]


def test_the_drawing_has_a_point_for_each_measured_member_in_the_order_of_the_rows() -> None:
    sizes = (1_000_000, 10_000_000, 100_000_000)
    members = [
        entry(f"net{place}", test=None, replaced={"parameters": size, "macs": 100 * size})
        for place, size in enumerate(sizes)
    ]
    plot = family_plot(members)
    assert plot is not None
    places = [
        tuple(map(int, one.split())) for one in plot.points.removeprefix("M").removesuffix("h0").split("h0M")
    ]
    # Equal ratios are equal steps on both logarithmic axes, to the rounding.
    (x0, y0), (x1, y1), (x2, y2) = places
    assert abs((x1 - x0) - (x2 - x1)) <= 1
    assert abs((y0 - y1) - (y1 - y2)) <= 1
    assert x0 < x1 < x2
    assert y0 > y1 > y2
    assert {label.text for label in plot.labels} == {"net0", "net1", "net2"}


def test_fewer_than_two_points_are_no_drawing() -> None:
    refused = entry("b", test=None, refused=(Size(224, 224),))
    assert family_plot([entry("a", test=None), refused]) is None
    assert "<svg" not in written(entry("a", test=None), refused)[PAGE]


def test_labels_lie_on_no_other_label_and_inside_the_drawing() -> None:
    crowd = [
        (60 + 7 * (place % 13) * 3, 40 + 11 * (place % 17), f"a_long_name_{place}") for place in range(120)
    ]
    found = labels(crowd)
    boxes = [(label.x, label.y - 9, label.x + 5.9 * len(label.text), label.y + 2) for label in found]
    for place, one in enumerate(boxes):
        assert one[0] >= 0
        assert one[2] <= WIDTH + 1
        assert one[3] <= HEIGHT
        for two in boxes[:place]:
            apart = (
                one[2] <= two[0] + 1 or two[2] <= one[0] + 1 or one[3] <= two[1] + 1 or two[3] <= one[1] + 1
            )
            assert apart, (one, two)
    assert len(found) > 3


def test_an_axis_of_less_than_a_decade_still_has_three_round_ticks() -> None:
    for low, high in (
        (4_000_000, 9_000_000),
        (11_689_512, 60_192_808),
        (1_000, 1_000_000),
        (86_000, 88_000),
        (3, 7),
    ):
        axis = Stretch.over([low, high], 0, 300)
        ticks = axis.ticks()
        assert len(ticks) >= 3
        assert all(0 <= mark.at <= 300 for mark in ticks)
        assert 0 < axis.place(low) < axis.place(high) < 300


def library(*shelves: Shelf, families: tuple[Literature, ...] = ()) -> Library:
    return Library(versions=(("timm", "1.0.31"),), families=families, shelves=shelves)


def test_papers_of_the_family_come_first_and_those_of_members_by_how_many_name_them() -> None:
    one, two, three = (
        Paper(title=name, url=f"https://arxiv.org/abs/2001.0000{place}")
        for place, name in enumerate(("One", "Two", "Three"))
    )
    bare = Paper(url=two.url)
    shelves = [
        Shelf(zoo="timm", name=name, family="resnet", papers=papers, weights=weights)
        for name, papers, weights in (
            ("a", (one,), ()),
            ("b", (two,), (Weights(tag="x", papers=(two, bare)),)),
            ("c", (), (Weights(tag="y", papers=(bare,)),)),
        )
    ]
    members = [architecture(name) for name in ("a", "b", "c")]
    shared = Literature(zoo="timm", family="resnet", papers=(three,))
    found = papers_of(members, library(*shelves, families=(shared,)))
    assert [(paper.text, paper.arxiv, paper.whose) for paper in found] == [
        ("Three", "2001.00002", ""),
        ("Two", "2001.00001", "2 of 3 members"),
        ("One", "2001.00000", "1 of 3 members"),
    ]
    assert papers_of(members, None) == []


def test_a_page_names_its_papers_and_links_to_the_same_members_elsewhere() -> None:
    paper = Paper(title="Deep Residual Learning", url="https://arxiv.org/abs/1512.03385")
    shelf = Shelf(zoo="timm", name="a", family="resnet", papers=(paper,))
    page = read(written(entry("a", test=None), entry("b", test=None), weights=library(shelf))[PAGE])
    assert "Deep Residual Learning arXiv 1512.03385 1 of 2 members" in page.text
    assert "../../../browse/?family=resnet&zoo=timm" in page.values("href")
    assert "../../../scatter/?family=resnet&zoo=timm" in page.values("href")


def test_the_drawing_of_a_page_has_a_title_a_description_and_no_style_of_its_own() -> None:
    page = read(written(entry("a", test=None), entry("b", test=None))[PAGE])
    (svg,) = [attributes for tag, attributes in page.tags if tag == "svg"]
    ids = page.values("id")
    assert set(svg["aria-labelledby"].split()) <= set(ids)
    assert "Parameters against MACs in the family resnet" in page.text
    assert page.values("style") == []


def test_the_index_is_one_table_of_all_families_with_addresses_relative_to_it() -> None:
    files = written(entry("a", test=None), entry("b", "torchvision", test=None))
    page = read(files[".fragments/families/index.html"])
    terms = ["../parameters/#parameters", "../operations/#macs"]
    assert page.values("href") == [*terms, "timm/resnet/", "torchvision/resnet/"]
