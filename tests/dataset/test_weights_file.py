"""The file of pretrained weights: strict, ordered, whole, and about the committed dataset."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.dataset import DatasetError, read_dataset
from generator.dataset.weights import WEIGHTS, decode_weights, encode_weights, read_weights, write_weights
from generator.records import Size
from generator.records.weights import Library, Literature, Metric, Weights
from tests import factories

LIBRARY = factories.library(factories.dataset())
FULL = Weights(
    tag="a1_in1k",
    size=Size(224, 224),
    test_size=Size(288, 288),
    least_size=Size(32, 48),
    resize=Size(128, 171),
    crop=0.95,
    test_crop=1.0,
    crop_mode="center",
    interpolation="bicubic",
    classes=1000,
    license="apache-2.0",
    papers=(factories.paper(title=""),),
    url="https://example.org/a.pth",
    hub="timm/resnet50.a1_in1k",
    origin="https://example.org/",
    recipe="https://example.org/#recipe",
    backend="fbgemm",
    file_mib=97.79,
    parameters=25_557_032,
    macs=4_089_000_000,
    metrics=(Metric(dataset="ImageNet-1K", name="acc@1", value=0.0, size=Size(288, 288), source="x.csv"),),
    notes=("one", "two"),
)


def edited(change: Callable[[list[Any]], None]) -> str:
    """The lines of a file after a change to their values."""
    lines = [json.loads(line) for line in encode_weights(LIBRARY).splitlines()]
    change(lines)
    return "".join(json.dumps(line) + "\n" for line in lines)


def test_every_field_of_every_record_survives_a_file() -> None:
    library = replace(LIBRARY, shelves=(factories.shelf(weights=(FULL,)), *LIBRARY.shelves[3:]))
    assert all(getattr(FULL, name) not in (None, "", ()) for name in FULL.__dataclass_fields__)
    assert decode_weights(encode_weights(library), "x") == library


def test_what_a_library_does_not_say_has_no_key() -> None:
    library = replace(
        LIBRARY, families=(), shelves=(factories.shelf(papers=(), weights=(Weights(tag="x"),)),)
    )
    assert encode_weights(library).splitlines()[1] == (
        '{"zoo":"timm","name":"resnet50","family":"resnet","weights":[{"tag":"x"}]}'
    )


def test_a_file_is_optional_and_an_equal_one_is_left_alone(tmp_path: Path) -> None:
    assert read_weights(tmp_path / WEIGHTS) is None
    assert write_weights(LIBRARY, tmp_path)
    assert not write_weights(LIBRARY, tmp_path)
    assert read_weights(tmp_path / WEIGHTS) == LIBRARY


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda lines: lines[0].update(schema=2), r"^x:1: \$\.schema: expected 1, found 2$"),
        (lambda lines: lines[0].update(architectures=7),
         r"^x: expected 1 families and 7 architectures, as its first line says, found 7 lines behind it$"),
        (lambda lines: lines.pop(), r"^x: expected 1 families and 6 architectures, .* found 6 lines behind it$"),
        (lambda lines: lines[1].update(family="../up"), r"^x:2: \$\.family: expected a name of letters"),
        (lambda lines: lines[1]["papers"][0].update(url="javascript:alert(1)"),
         r"^x:2: \$\.papers\[0\]\.url: expected an address that starts with https:// or http://, found"),
        (lambda lines: lines[2].update(licence="mit"),
         r'^x:3: \$: expected no key that the schema does not have, found "licence"$'),
        (lambda lines: lines[2].pop("name"), r'^x:3: \$: expected the key "name", found no such key$'),
        (lambda lines: lines[2]["weights"][0].update(classes=0), r"expected an integer of at least 1, found 0$"),
        (lambda lines: lines[2]["weights"][0].update(crop=0.0), r"expected a part of a side, above 0 and up to 10"),
        (lambda lines: lines[2]["weights"][0].update(file_mib="97"),
         r'expected a non-negative decimal number such as 80\.858, found "97"$'),
        (lambda lines: lines[2]["weights"].reverse(), r"\$\.weights: expected tags in ascending order, each once"),
        (lambda lines: lines.insert(3, lines.pop(2)), r"^x:4: \$: expected names in ascending order, each once, found "),
    ],
)  # fmt: skip
def test_another_layout_is_refused_with_line_and_path(
    change: Callable[[list[Any]], None], message: str
) -> None:
    with pytest.raises(DatasetError, match=message):
        decode_weights(edited(change), "x")


def test_a_file_cut_short_in_a_line_is_refused() -> None:
    with pytest.raises(DatasetError, match=r"expected a newline at the end of the last line, found none"):
        decode_weights(encode_weights(LIBRARY)[:-1], "x")
    with pytest.raises(
        DatasetError, match=r"^x:1: expected a newline at the end of the last line, found none"
    ):
        decode_weights(encode_weights(LIBRARY).splitlines()[0], "x")
    with pytest.raises(DatasetError, match=r"^x:1: expected JSON, found"):
        decode_weights("", "x")


def test_weights_that_would_not_read_back_are_not_written() -> None:
    twice = replace(LIBRARY, shelves=(*LIBRARY.shelves, LIBRARY.shelves[-1]))
    with pytest.raises(DatasetError, match="expected names in ascending order, each once"):
        encode_weights(twice)
    untitled = Literature(zoo="timm", family="vgg", papers=(factories.paper(url="nowhere"),))
    with pytest.raises(DatasetError, match="expected an address"):
        encode_weights(replace(LIBRARY, families=(untitled,)))


@pytest.fixture(scope="module")
def committed(root: Path) -> Library:
    library = read_weights(root / "docs/data" / WEIGHTS)
    assert library is not None
    return library


def test_the_committed_weights_are_of_the_committed_dataset(root: Path, committed: Library) -> None:
    dataset = read_dataset(root / "docs/data")
    tags = {entry.architecture.key: entry.architecture.tags for entry in dataset.entries}
    families = {entry.architecture.key: entry.architecture.family for entry in dataset.entries}
    assert {shelf.key: tuple(one.tag for one in shelf.weights) for shelf in committed.shelves} == tags
    assert {shelf.key: shelf.family for shelf in committed.shelves} == families
    assert dict(committed.versions) == {
        "timm": dataset.provenance.timm,
        "torchvision": dataset.provenance.torchvision,
    }


def test_the_committed_weights_are_written_as_they_would_be_again(root: Path, committed: Library) -> None:
    assert encode_weights(committed) == (root / "docs/data" / WEIGHTS).read_text(encoding="utf-8")


def test_every_tag_of_both_zoos_is_there(committed: Library) -> None:
    assert Counter(shelf.zoo for shelf in committed.shelves for _ in shelf.weights) == {
        "timm": 1826,
        "torchvision": 166,
    }


def test_the_published_accuracy_of_resnet50_is_that_of_torchvision_s_documentation(
    committed: Library,
) -> None:
    """https://docs.pytorch.org/vision/stable/models.html lists 76.13 and 80.858 for its two entries."""
    shelf = committed.by_key()["torchvision/resnet50"]
    found = {one.tag: one.metric("ImageNet-1K", "acc@1") for one in shelf.weights}
    assert found == {"IMAGENET1K_V1": 76.13, "IMAGENET1K_V2": 80.858}


@pytest.mark.parametrize("name", ["alexnet", "vgg16"])
def test_a_file_of_float32_parameters_alone_is_four_bytes_a_parameter(committed: Library, name: str) -> None:
    """Neither has a buffer; so the unit of the file's size is 1,048,576 bytes."""
    one = {one.tag: one for one in committed.by_key()[f"torchvision/{name}"].weights}["IMAGENET1K_V1"]
    assert one.file_mib is not None
    assert one.parameters is not None
    assert abs(one.file_mib * 2**20 / (4 * one.parameters) - 1) < 1e-4
