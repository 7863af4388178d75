"""A zoo for Netweight: vision models of transformers, made from their configurations; nothing is downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import torch
import transformers
from torch import nn

from generator.records import Architecture, Size
from generator.zoo import Answer, UnknownArchitecture
from generator.zoo.construct import construct


class Recipe(NamedTuple):
    """What an architecture is made of; ``sized`` where the input's size is part of the configuration."""

    config: str
    model: str
    sized: bool = False
    px: int = 224


# Each configuration's defaults are those of the checkpoint that its documentation names.
RECIPES = {
    "beit-base-patch16-224": Recipe("BeitConfig", "BeitForImageClassification", sized=True),
    "bit-50": Recipe("BitConfig", "BitForImageClassification"),
    "convnext-tiny-224": Recipe("ConvNextConfig", "ConvNextForImageClassification"),
    "convnextv2-tiny-224": Recipe("ConvNextV2Config", "ConvNextV2ForImageClassification"),
    "deit-base-distilled-patch16-224": Recipe("DeiTConfig", "DeiTForImageClassification", sized=True),
    "dinov2-base": Recipe("Dinov2Config", "Dinov2ForImageClassification"),
    "focalnet-tiny": Recipe("FocalNetConfig", "FocalNetForImageClassification"),
    "mobilevit-small": Recipe("MobileViTConfig", "MobileViTForImageClassification", px=256),
    "pvt_v2_b0": Recipe("PvtV2Config", "PvtV2ForImageClassification"),
    "resnet-50": Recipe("ResNetConfig", "ResNetForImageClassification"),
    "swin-tiny-patch4-window7-224": Recipe("SwinConfig", "SwinForImageClassification"),
    "swinv2-tiny-patch4-window8": Recipe("Swinv2Config", "Swinv2ForImageClassification"),
    "vit-base-patch16-224": Recipe("ViTConfig", "ViTForImageClassification", sized=True),
}


class TransformersZoo:
    """Image classifiers with a thousand classes."""

    name = "transformers"

    def names(self) -> tuple[str, ...]:
        """All of ``RECIPES``, sorted."""
        return tuple(sorted(RECIPES))

    def describe(self, name: str) -> Architecture:
        """What is known before anything is built."""
        recipe = self._recipe(name)
        return Architecture(
            zoo=self.name,
            name=name,
            task="classification",
            family=recipe.config.removesuffix("Config").lower(),
            native=Size(recipe.px, recipe.px),
            fixed_size=recipe.sized,
            classes=1000,
        )

    def build(self, name: str, size: Size) -> nn.Module:
        """The model on meta; ``construct`` also sets eval mode."""
        recipe = self._recipe(name)
        options = {"image_size": (size.height_px, size.width_px)} if recipe.sized else {}
        config = getattr(transformers, recipe.config)(num_labels=1000, **options)
        return construct(lambda: getattr(transformers, recipe.model)(config))

    def sample(self, name: str, size: Size) -> tuple[Any, ...]:
        """One image."""
        return (torch.empty((1, *self.describe(name).sample_shape(size)), device="meta"),)

    def ceilings(self, name: str) -> Mapping[str, Answer]:
        """None: nothing here depends on pixels."""
        self._recipe(name)
        return {}

    def _recipe(self, name: str) -> Recipe:
        if name not in RECIPES:
            raise UnknownArchitecture(self.name, name, RECIPES)
        return RECIPES[name]
