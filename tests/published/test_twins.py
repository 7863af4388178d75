"""What twins of the committed dataset are, and what they need not be."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from generator.records import Dataset, Entry
from generator.render.nearest import twins


@pytest.fixture(scope="module")
def alike(dataset: Dataset) -> Mapping[str, tuple[Entry, ...]]:
    return twins(dataset.entries)


def names(entries: tuple[Entry, ...]) -> set[str]:
    return {entry.architecture.key for entry in entries}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("timm/efficientnet_b0", "timm/tf_efficientnet_b0"),
        ("timm/test_efficientnet_gn", "timm/test_efficientnet_ln"),
    ],
)
def test_twins_that_the_methodology_names_cost_the_same_and_pad_or_normalise_otherwise(
    alike: Mapping[str, tuple[Entry, ...]], one: str, other: str
) -> None:
    import timm
    from torch import nn

    assert other in names(alike[one])
    first, second = (timm.create_model(key.removeprefix("timm/")) for key in (one, other))
    kinds = [
        [
            type(module)
            for module in model.modules()
            if isinstance(module, nn.Conv2d | nn.GroupNorm | nn.LayerNorm)
        ]
        for model in (first, second)
    ]
    assert len(kinds[0]) == len(kinds[1])
    assert kinds[0] != kinds[1]


def test_the_same_network_in_both_zoos_is_a_twin(alike: Mapping[str, tuple[Entry, ...]]) -> None:
    pairs = {
        "timm/resnet50": "torchvision/resnet50",
        "timm/vit_base_patch16_224": "torchvision/vit_b_16",
        "timm/convnext_tiny": "torchvision/convnext_tiny",
        "timm/densenet121": "torchvision/densenet121",
    }
    assert {one: other for one, other in pairs.items() if other not in names(alike[one])} == {}
