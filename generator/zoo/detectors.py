"""torchvision's detectors in the shape that their builders give them together with weights."""

from __future__ import annotations

from typing import Any

from torch import nn
from torchvision.models import get_model
from torchvision.ops import FrozenBatchNorm2d

from generator.records import Size
from generator.zoo.torchvision_tables import DETECTORS, Detector

_RESNET_STAGES = ("layer4", "layer3", "layer2", "layer1", "conv1")
"""Stages of a ResNet from the end, as ``_resnet_fpn_extractor`` lists them."""


def build_detector(name: str, size: Size, **arguments: Any) -> nn.Module:
    """The detector with ``min_size`` and ``max_size`` set so that an image of ``size`` is not resized.

    An SSD has its size from the builder. The builders freeze normalisation and early stages only
    together with a download, so that both are done here as the builder would (:class:`Detector`).
    """
    detector = DETECTORS[name]
    if not name.startswith("ssd"):
        sides = (size.height_px, size.width_px)
        arguments |= {"min_size": min(sides), "max_size": max(sides)}
    model: nn.Module = get_model(name, weights=None, weights_backbone=None, **arguments)
    if detector.frozen_norm:
        _freeze_norm(model.get_submodule("backbone.body"))
    _freeze_stages(model.get_submodule("backbone"), detector)
    return model


def _freeze_norm(module: nn.Module) -> None:
    """Puts a FrozenBatchNorm2d in place of every BatchNorm2d below ``module``."""
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm2d):
            setattr(module, name, FrozenBatchNorm2d(child.num_features, eps=child.eps))
        else:
            _freeze_norm(child)


def _freeze_stages(backbone: nn.Module, detector: Detector) -> None:
    """Takes requires_grad from the stages before the last ``detector.trainable``."""
    if detector.trainable == detector.stages:
        return
    body = backbone.get_submodule("body" if hasattr(backbone, "body") else "features")
    blocks = dict(body.named_children())
    if "layer1" in blocks:
        kept = _RESNET_STAGES[: detector.trainable]
        frozen = [block for name, block in blocks.items() if name not in kept]
    else:
        frozen = list(blocks.values())[: _first_trainable(list(blocks.values()), detector)]
    for block in frozen:
        block.requires_grad_(False)


def _first_trainable(blocks: list[nn.Module], detector: Detector) -> int:
    """Index of the first trainable block of a MobileNet or VGG.

    Stages begin at block 0 and at each strided block (``_mobilenet_extractor``) or max pooling
    (``_vgg_extractor``); the last block of a MobileNet is a stage of its own.
    """
    starts = [
        index
        for index, block in enumerate(blocks)
        if index == 0 or getattr(block, "_is_cn", False) or isinstance(block, nn.MaxPool2d)
    ]
    return starts[detector.stages - detector.trainable]
