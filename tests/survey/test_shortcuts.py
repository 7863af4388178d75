"""No shortcut changes a number, a row, a message or an order."""

from __future__ import annotations

import pytest

from generator import survey
from generator.survey.pool import run_all
from tests.survey.shortcuts import differences

# Keypoint R-CNN goes through its hundred detections one by one: two minutes, which the whole zoo below takes.
SAMPLE = (
    "timm/beit_base_patch16_224",
    "timm/coat_lite_tiny",
    "timm/cait_xxs24_224",
    "timm/efficientnet_b0",
    "timm/halonet26t",
    "timm/levit_128s",
    "timm/maxvit_nano_rw_256",
    "timm/resnet18",
    "timm/swinv2_tiny_window8_256",
    "timm/tf_mobilenetv3_small_minimal_100",
    "timm/vit_tiny_patch16_224",
    "torchvision/fasterrcnn_mobilenet_v3_large_320_fpn",
    "torchvision/googlenet",
    "torchvision/maskrcnn_resnet50_fpn",
    "torchvision/maxvit_t",
    "torchvision/raft_small",
    "torchvision/regnet_y_400mf",
    "torchvision/swin3d_t",
)


@pytest.mark.parametrize("key", SAMPLE)
def test_each_shortcut_changes_nothing(key):
    assert differences(key) == []


@pytest.mark.slow
def test_no_shortcut_changes_anything_in_the_whole_zoo():
    keys = [architecture.key for architecture in survey.catalogue()]
    found, compared = [], 0
    for key, result in run_all(differences, [(key,) for key in keys]):
        compared += 1
        found += [f"{key}: {result!r}"] if isinstance(result, BaseException) else result
    assert found == []
    assert compared == len(keys)
