"""Synthetic weights: ResNet-50's, as torchvision and timm describe them."""

from __future__ import annotations

from typing import Any

from generator.records import Dataset, Size
from generator.records.weights import Library, Literature, Metric, Paper, Shelf, Weights


def paper(**overrides: Any) -> Paper:
    """He et al. 2015."""
    values = {
        "title": "Deep Residual Learning for Image Recognition",
        "url": "https://arxiv.org/abs/1512.03385",
    }
    return Paper(**(values | overrides))


def weights(tag: str = "IMAGENET1K_V2", **overrides: Any) -> Weights:
    """torchvision's second ResNet-50, with fields replaced by name."""
    values: dict[str, Any] = {
        "size": Size(224, 224),
        "resize": Size(232, 232),
        "interpolation": "bilinear",
        "classes": 1000,
        "url": "https://download.pytorch.org/models/resnet50-11ad3fa6.pth",
        "parameters": 25_557_032,
        "macs": 4_089_000_000,
        "metrics": (
            Metric(dataset="ImageNet-1K", name="acc@1", value=80.858),
            Metric(dataset="ImageNet-1K", name="acc@5", value=95.434),
        ),
    }
    return Weights(tag=tag, **(values | overrides))


def shelf(zoo: str = "timm", name: str = "resnet50", **overrides: Any) -> Shelf:
    """One architecture with one paper and one tag."""
    values: dict[str, Any] = {"family": "resnet", "papers": (paper(),), "weights": (weights(),)}
    return Shelf(zoo=zoo, name=name, **(values | overrides))


def library(dataset: Dataset) -> Library:
    """A shelf for every architecture of a dataset, with its tags, and the literature of one family."""
    described = sorted((entry.architecture for entry in dataset.entries), key=lambda one: (one.zoo, one.name))
    return Library(
        versions=(("timm", dataset.provenance.timm), ("torchvision", dataset.provenance.torchvision)),
        families=(Literature(zoo="timm", family="resnet", papers=(paper(),)),),
        shelves=tuple(
            shelf(one.zoo, one.name, family=one.family, weights=tuple(map(weights, sorted(one.tags))))
            for one in described
        ),
    )
