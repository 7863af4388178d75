"""The page on fvcore itself: equal for equal integers alone, every error told, families counted zoo by zoo."""

from __future__ import annotations

from typing import Any

from generator.records import Dataset, Entry, Size
from generator.records.fvcore import Traced, Tracing
from generator.render.fvcore import PATH, fragments
from tests import factories
from tests.render.markup import Markup, read

MACS = 4_089_184_256


def traced(key: str, **values: Any) -> Traced:
    return Traced(**({"key": key, "size": Size(224, 224), "ours": MACS, "theirs": MACS} | values))


def page(entries: tuple[Entry, ...], *models: Traced) -> Markup:
    dataset = Dataset(provenance=factories.provenance(), entries=entries)
    return read(fragments(dataset, Tracing(versions=(("fvcore", "0.1.5"),), models=models))[PATH])


RESNETS = (factories.entry("resnet50", "timm"), factories.entry("resnet50", "torchvision"))


def test_without_a_run_the_page_says_how_to_make_one() -> None:
    dataset = Dataset(provenance=factories.provenance(), entries=RESNETS)
    assert "python -m benchmarks.fvcore" in read(fragments(dataset, None)[PATH]).text


def test_a_family_of_both_zoos_counts_in_each() -> None:
    text = page(RESNETS, traced("timm/resnet50"), traced("torchvision/resnet50")).text
    assert "run on 2 models, one a family, for 2 of the 2 families of both zoos" in text
    assert "to the end on 2 of them and gave our integer for 2" in text
    assert "None of these: it ran to the end on each of them." in text
    assert "Nowhere: wherever it ran to the end, its integer is ours." in text


def test_another_integer_is_a_difference_and_never_equal() -> None:
    text = page(RESNETS, traced("timm/resnet50", theirs=MACS + 1), traced("torchvision/resnet50")).text
    assert "gave our integer for 1" in text
    assert "1.0000" in text
    assert "not explained" in text


def test_a_difference_of_proposals_is_explained_by_them() -> None:
    noted = factories.entry("rcnn", notes=("Counted at the ceiling of 1000 proposals an image.",))
    assert "at the ceiling" in page((noted,), traced("timm/rcnn", theirs=2 * MACS)).text


def test_an_error_is_told_with_its_model_and_ours() -> None:
    error = "IndexError: list index <1>"
    markup = page(RESNETS, traced("timm/resnet50", theirs=None, error=error))
    assert error in markup.text
    assert "ran to the end on 0 of them" in markup.text
    assert "../../timm/resnet50/" in markup.values("href")


def test_a_model_that_the_dataset_does_not_have_is_left_out() -> None:
    text = page(RESNETS, traced("timm/resnet50"), traced("timm/gone")).text
    assert "run on 1 models, one a family, for 1 of the 2 families" in text
