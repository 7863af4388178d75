"""timm's table of accuracies, in its own format: read strictly, and given to the weights that it is about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.dataset import DatasetError
from generator.dataset.accuracy import attach, decode_results, read_results
from generator.records import Size
from generator.records.weights import IMAGENET, TOP1, TOP5, Library, Metric, Result
from tests import factories

HEADER = "model,top1,top1_err,top5,top5_err,param_count,img_size,crop_pct,interpolation\n"
GIANT = 'eva_giant_patch14_336.m30m_ft_in22k_in1k,89.566,10.434,98.952,1.048,"1,013.01",336,1.000,bicubic\n'
"""A line of results/results-imagenet.csv of https://github.com/huggingface/pytorch-image-models, commit 0173a13."""


def line(
    model: str = "resnet50.a1_in1k", top1: str = "81.214", size: str = "288", top5: str = "95.102"
) -> str:
    return f"{model},{top1},18.786,{top5},4.898,25.56,{size},1.000,bicubic\n"


def test_a_line_of_timm_s_file_is_read_with_its_quoted_count() -> None:
    (one,) = decode_results(HEADER + GIANT, "x")
    assert one == Result(
        name="eva_giant_patch14_336", tag="m30m_ft_in22k_in1k", size=Size(336, 336), top1=89.566, top5=98.952
    )


def test_top5_and_the_other_columns_are_optional_and_may_stand_in_any_order() -> None:
    (one,) = decode_results("img_size,top1,model\r\n224x320,76.13,resnet50\r\n", "x")
    assert one == Result(name="resnet50", tag="", size=Size(224, 320), top1=76.13)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"^x:1: expected the column model once, found an empty file$"),
        ("name,top1,img_size\n", r"^x:1: expected the column model once, found name, top1, img_size$"),
        ("model,top1,top1,img_size\n", r"^x:1: expected the column top1 once, found 2 times$"),
        (HEADER.replace("top1_err", "top1_diff"), r"^x:1: expected results on ImageNet's validation set, .* top1_diff"),
        (HEADER + line(top1="81,2"), r"^x:2: expected 9 cells, as the header has, found 10$"),
        (HEADER + line() + line(model="a", top1="0.81x"),
         r"^x:3: column top1: expected percent from 0 to 100 such as 80\.858, found '0\.81x'$"),
        (HEADER + line(top1="100.1"), r"^x:2: column top1: expected percent from 0 to 100"),
        (HEADER + line(top5="-1"), r"^x:2: column top5: expected percent from 0 to 100"),
        (HEADER + line(size="288px"), r"^x:2: column img_size: expected a size such as 224 or 224x320, found '288px'$"),
        (HEADER + line(model=""), r"^x:2: column model: expected a name such as resnet50\.a1_in1k, found ''$"),
        (HEADER + line() + line(), r"^x:3: column model: expected weights once at a size, found 'resnet50\.a1_in1k' twice$"),
        (HEADER + line(model='"a'), r"^x:2: expected comma-separated values, found unexpected end of data$"),
    ],
)  # fmt: skip
def test_what_is_not_timm_s_format_is_refused_with_line_and_column(text: str, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        decode_results(text, "x")


def test_the_error_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(b"\xef\xbb\xbf" + (HEADER + line(top1="")).encode())
    with pytest.raises(DatasetError, match=rf"^{path}:2: column top1: expected percent .*, found ''$"):
        read_results(path)


def test_accuracies_become_metrics_of_their_weights_and_what_matches_none_is_named() -> None:
    shelf = factories.shelf(weights=(factories.weights("a1_in1k", metrics=()),))
    other = factories.shelf(zoo="torchvision", weights=(factories.weights("a1_in1k", metrics=()),))
    library = Library(versions=(), families=(), shelves=(shelf, other))
    results = decode_results(
        HEADER + line() + line(size="224", top1="79.9") + line("resnet50.gone") + line("resnet50"), "x"
    )
    found, unknown = attach(library, results, "results.csv")
    assert unknown == ("resnet50", "resnet50.gone")
    (one,) = found.shelves[0].weights
    assert one.metrics == tuple(
        Metric(dataset=IMAGENET, name=name, value=value, size=Size(size, size), source="results.csv")
        for name, value, size in (
            (TOP1, 81.214, 288), (TOP5, 95.102, 288), (TOP1, 79.9, 224), (TOP5, 95.102, 224),
        )
    )  # fmt: skip
    assert found == replace(library, shelves=(found.shelves[0], other))
