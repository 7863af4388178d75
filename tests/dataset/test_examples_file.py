"""The file of the worked examples: strict, equal after reading, one row a line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.dataset import DatasetError
from generator.dataset.examples import (
    EXAMPLES,
    decode_examples,
    encode_examples,
    read_examples,
    write_examples,
)
from generator.records import Size
from generator.records.examples import (
    Bodies,
    Examples,
    HeldTensor,
    LayerSum,
    Moved,
    Separable,
    Sharing,
    Step,
    TorchstatRow,
    TorchstatTable,
)

LAYER = LayerSum(
    path="features.0",
    class_name="Conv2d",
    weight=(64, 3, 3, 3),
    bias=True,
    input_shape=(3, 224, 224),
    output_shape=(64, 224, 224),
    parameters=1_792,
    macs=86_704_128,
    output_bytes=12_845_056,
)
SMALL = Examples(
    resnet50=(HeldTensor(name="conv1.weight", shape=(64, 3, 7, 7), elements=9_408),),
    vgg11=(LAYER,),
    vgg16=(LAYER, replace(LAYER, path="", weight=(), bias=False)),
    sharing=(
        Sharing(
            name="twice", source="class A:\n    x", by_name=9, by_call=18, parameters=9, tied=0, reused=9,
            unused=0,
        ),
    ),
    torchstat=(
        TorchstatTable(
            architecture="torchvision/resnet18",
            size=Size(224, 320),
            rows=(
                TorchstatRow(
                    path="fc", class_name="Linear", input_shape=(512,), output_shape=(1000,), parameters=513_000,
                    output_bytes=4_000, madd=1_023_000, flops=512_000, read_bytes=2_054_048, written_bytes=4_000,
                ),
            ),
        ),
    ),
    mobilenet=(
        Bodies(
            size=Size(160, 160),
            blocks=(
                Separable(
                    path="blocks.0.0", channels_in=32, channels_out=64, output_shape=(64, 80, 80),
                    depthwise_parameters=288, pointwise_parameters=2_048, dense_parameters=18_432,
                    depthwise_macs=1_843_200, pointwise_macs=13_107_200, dense_macs=117_964_800,
                ),
            ),
            separable_parameters=2_336,
            separable_macs=14_950_400,
            dense_parameters=18_432,
            dense_macs=117_964_800,
        ),
    ),
    steps=(
        Step(
            name="BatchNorm2d(64)",
            input_shape=(8, 64, 4, 4),
            groups=(
                Moved(
                    name="BatchNorm2d.weight", parameters=True, tensors=1, elements=64, by_eval_forward=0,
                    by_training_forward=0, with_gradient=1, by_optimizer=1,
                ),
            ),
        ),
    ),
)  # fmt: skip


def test_decoding_encoded_examples_gives_equal_ones() -> None:
    assert decode_examples(encode_examples(SMALL), "x") == SMALL


def test_a_file_is_written_once_and_read_back(tmp_path: Path) -> None:
    assert write_examples(SMALL, tmp_path)
    assert not write_examples(SMALL, tmp_path)
    assert read_examples(tmp_path) == SMALL


def test_no_file_is_no_examples(tmp_path: Path) -> None:
    assert read_examples(tmp_path) is None


def test_another_encoding_names_the_file_and_the_byte(tmp_path: Path) -> None:
    (tmp_path / EXAMPLES).write_bytes(b'{"\xff')
    with pytest.raises(DatasetError) as error:
        read_examples(tmp_path)
    assert str(error.value) == f"{tmp_path / EXAMPLES}: expected UTF-8, found another encoding at byte 2"


def test_a_row_is_a_line() -> None:
    text = encode_examples(SMALL)
    assert '\n["conv1.weight",[64,3,7,7],9408]],\n' in text
    assert text.endswith("}\n")
    assert json.loads(text)["schema"] == 1


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("schema", 2, "x: $.schema: expected the schema version 1, which `netweight examples` writes, found 2"),
        ("resnet50", [["name", "shape"]], 'x: $.resnet50: expected the columns name, shape, elements first, found '
         '[["name", "shape"]]'),
        ("resnet50", [["name", "shape", "elements"], ["a", [1]]], "x: $.resnet50[1]: expected 3 values, found 2"),
        ("resnet50", [["name", "shape", "elements"], ["a", [1], -1]],
         "x: $.resnet50[1][2]: expected a non-negative integer, found -1"),
        ("mobilenet", {}, "x: $.mobilenet: expected an array, found {}"),
        ("steps", [{"name": "a", "input_shape": []}], 'x: $.steps[0]: expected the key "groups", found no such key'),
        ("torchstat", [{"architecture": "a", "size": 224, "rows": []}],
         'x: $.torchstat[0].size: expected a size such as "224" or "224x320", found 224'),
        ("more", 1, 'x: $: expected no key that the schema does not have, found "more"'),
    ],
)  # fmt: skip
def test_another_file_is_refused_with_its_place(key: str, value: Any, message: str) -> None:
    broken = json.loads(encode_examples(SMALL)) | {key: value}
    with pytest.raises(DatasetError) as error:
        decode_examples(json.dumps(broken), "x")
    assert str(error.value) == message
