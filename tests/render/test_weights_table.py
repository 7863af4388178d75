"""Pretrained weights on the page of their architecture."""

from __future__ import annotations

from generator.records import Size
from generator.records.weights import Metric, Shelf, Weights
from generator.render.kin import Kin
from generator.render.model import model_page
from generator.render.weights import Link, weights_table
from tests import factories
from tests.factories.weights import paper, shelf, weights
from tests.render.markup import Markup, read


def page(held: Shelf | None) -> Markup:
    written = model_page(factories.entry(), Kin(members=1), factories.provenance(), shelf=held)
    return read(next(text for path, text in written.items() if path.endswith(".html")))


def of(*tags: Weights) -> Shelf:
    return shelf(weights=tags)


def timm(tag: str, **described: object) -> Weights:
    """As timm describes weights: no figures, and a repository on the hub."""
    plain = {"metrics": (), "url": "", "hub": f"timm/resnet50.{tag}", "license": "apache-2.0"}
    return weights(tag, **(plain | described))


def test_one_tag_is_a_sentence_with_its_file_sizes_and_figures() -> None:
    found = weights_table(
        of(weights("V2", recipe="https://github.com/pytorch/vision/issues/3995#new-recipe")), "V2"
    )
    assert found is not None
    assert found.rows == ()
    assert found.tag == Link("V2", "https://download.pytorch.org/models/resnet50-11ad3fa6.pth")
    assert {name: cell[0].text for name, cell in found.facts} == {
        "Input": "224\u00a0px",
        "Classes": "1,000",
        "ImageNet top-1": "80.858\u00a0%",
        "ImageNet top-5": "95.434\u00a0%",
        "Source": "pytorch/vision: issues/3995#new-recipe",
    }


def test_what_all_tags_have_in_common_is_said_once_and_the_rest_in_columns() -> None:
    found = weights_table(of(timm("a"), timm("b", size=Size(176, 176), test_size=Size(224, 224))), "a")
    assert found is not None
    assert [name for name, _ in found.facts] == ["Classes", "Licence"]
    assert found.headings == ("Input", "Test")
    assert [(row.tags[0].text, row.followed, row.cells) for row in found.rows] == [
        ("a", True, ("224\u00a0px", "\u2013")),
        ("b", False, ("176\u00a0px", "224\u00a0px")),
    ]


def test_papers_and_sources_of_single_tags_are_named_once_below_the_table() -> None:
    github = "https://github.com/facebookresearch/ConvNeXt-V2"
    held = of(timm("a", papers=(paper(),)), timm("b", papers=(paper(),), origin=github), timm("c"))
    found = weights_table(held, "c")
    assert found is not None
    assert found.works == (
        Link("Deep Residual Learning for Image Recognition", "https://arxiv.org/abs/1512.03385"),
        Link("facebookresearch/ConvNeXt-V2", github),
    )
    assert [row.cells for row in found.rows] == [("1", "\u2013"), ("1", "2"), ("\u2013", "\u2013")]


def test_many_tags_of_one_pattern_are_compact_and_the_pattern_is_their_address() -> None:
    held = of(*(timm(f"t{place}", classes=1000 if place < 8 else 0) for place in range(10)))
    found = weights_table(held, "t9")
    assert found is not None
    assert found.pattern == "https://huggingface.co/timm/resnet50.TAG"
    assert [[link.text for link in row.tags] for row in found.rows] == [
        [f"t{place}" for place in range(8)],
        ["t8", "t9"],
    ]
    assert [row.followed for row in found.rows] == [False, True]
    assert all(link.url == "" for row in found.rows for link in row.tags)


def test_many_tags_of_which_one_lies_elsewhere_are_links() -> None:
    held = of(
        *(timm(f"t{place}") for place in range(9)), timm("t9", hub="", url="https://example.org/t9.pth")
    )
    found = weights_table(held, "t0")
    assert found is not None
    assert found.pattern == ""
    assert found.rows[-1].tags[-1].url == "https://example.org/t9.pth"


def test_figures_have_their_unit_and_the_digits_that_the_library_prints() -> None:
    metrics = (Metric(dataset="Kitti-Train", name="per_image_epe", value=5.0172),)
    found = weights_table(of(weights(metrics=metrics, classes=0)), "")
    assert found is not None
    assert ("Kitti-Train per image epe", (Link("5.0172\u00a0px"),)) in found.facts


def test_the_page_says_where_figures_come_from_and_where_there_are_no_weights() -> None:
    assert "timm has none for this architecture" in page(None).text
    assert weights_table(shelf(weights=()), "") is None
    text = page(of(weights("a"), weights("b", backend="fbgemm"))).text
    assert "Quantized for" in text
    assert "Accuracy as timm publishes it" in text
    assert "Accuracy" not in page(of(timm("a"))).text
