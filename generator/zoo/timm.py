"""The zoo of timm: every architecture of ``timm.list_models()``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import timm
import torch
from timm.models import PretrainedCfg, get_pretrained_cfg
from timm.models._registry import _model_to_module
from torch import nn

from generator.records import Architecture, Size
from generator.zoo.claims import claimed
from generator.zoo.construct import construct
from generator.zoo.protocol import Answer, UnknownArchitecture
from generator.zoo.reparameterise import reparameterised

_NO_CLASSIFIER = "The weights have no classifier: the model ends in its features."

_CORE = ("_builder", "_factory", "_registry")
"""The modules of ``timm.models`` that every ``create_model`` runs."""

_CUT = (
    "At a size that is no multiple of its {patch} px patch the library refuses, or leaves out the rows and columns "
    "that remain: the numbers are then those of the next smaller multiple."
)
_BY_FAMILY = {
    "csatv2": (
        "Its attention runs across the samples of a batch, so that no number of a batch is that of one sample times the "
        "batch: the MACs of the backward and the memory of batches are read off batches of two and three samples."
    ),
    "crossvit": (
        "timm counts the patches of its two branches by a formula that holds where both scaled sizes are multiples of "
        "their patches; at other sizes its forward fails."
    ),
    "efficientformer": "Its attention biases are made for a 7x7 map, which 224 px gives; timm takes no other size.",
}


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(timm.list_models()))


@cache
def _tags() -> Mapping[str, tuple[str, ...]]:
    """Tags of the published weights, by architecture, sorted."""
    tags: dict[str, list[str]] = {}
    for full in timm.list_pretrained():
        name, _, tag = full.partition(".")
        tags.setdefault(name, []).append(tag)
    return {name: tuple(sorted(found)) for name, found in tags.items()}


class TimmZoo:
    """timm's image models, as ``timm.create_model(name)`` makes them.

    The family is the module that defines the entry point (``vision_transformer``, ``resnet``).
    The size is part of the construction where the weights' configuration says
    ``fixed_input_size``: timm itself hands ``img_size`` to exactly those models.
    """

    name = "timm"

    def names(self) -> tuple[str, ...]:
        """All of ``timm.list_models()``, sorted."""
        return _names()

    def describe(self, name: str) -> Architecture:
        """Read from the configuration of the default weights; native is the size they were trained at.

        Raises:
            UnknownArchitecture: timm has no such name.
        """
        settings = self._settings(name)
        native = _size(settings.input_size)
        test = _size(settings.test_input_size) if settings.test_input_size else None
        tags = _tags().get(name, ())
        return Architecture(
            zoo=self.name,
            name=name,
            task="classification",
            family=_model_to_module[name],
            native=native,
            test=test if test != native else None,
            fixed_size=settings.fixed_input_size,
            channels=settings.input_size[0],
            classes=max(settings.num_classes, 0),
            weights=settings.tag if settings.tag in tags else "",
            tags=tags,
            notes=_notes(name, settings),
            published=claimed(f"{self.name}/{name}"),
        )

    def build(self, name: str, size: Size) -> nn.Module:
        """``timm.create_model(name)``, with ``img_size`` where the size is part of the construction.

        Raises:
            UnknownArchitecture: timm has no such name.
            Exception: timm's own, where a window or patch does not divide ``size``.
        """
        fixed = self._settings(name).fixed_input_size
        arguments: dict[str, Any] = {"img_size": (size.height_px, size.width_px)} if fixed else {}
        return construct(lambda: timm.create_model(name, pretrained=False, **arguments))

    def sample(self, name: str, size: Size) -> tuple[Any, ...]:
        """One image, (1, channels, H, W).

        Raises:
            UnknownArchitecture: timm has no such name.
        """
        shape = self.describe(name).sample_shape(size)
        return (torch.empty((1, *shape), device="meta"),)

    def ceilings(self, name: str) -> Mapping[str, Answer]:
        """None: no image model of timm has an operator whose result depends on pixels.

        Raises:
            UnknownArchitecture: timm has no such name.
        """
        self._settings(name)
        return {}

    def sources(self, name: str) -> tuple[Path, ...]:
        """The module of the entry point, and timm's factory, builder and registry.

        Raises:
            UnknownArchitecture: timm has no such name.
        """
        self._settings(name)
        models = Path(timm.__file__).parent / "models"
        return tuple(models / f"{module}.py" for module in (_model_to_module[name], *_CORE))

    def deploy(self, model: nn.Module) -> nn.Module | None:
        """``timm.models.reparameterize_model``; None where it changes nothing."""
        return reparameterised(model)

    def _settings(self, name: str) -> PretrainedCfg:
        """The configuration of the default weights, or timm's defaults where it has none."""
        if name not in _model_to_module or name not in _names():
            raise UnknownArchitecture(self.name, name, _names())
        return get_pretrained_cfg(name) or PretrainedCfg()


def _notes(name: str, settings: PretrainedCfg) -> tuple[str, ...]:
    """Sentences that a reader of the numbers needs."""
    notes = [] if settings.num_classes > 0 else [_NO_CLASSIFIER]
    patch = re.search(r"_patch(\d+)_", f"{name}_")
    if settings.fixed_input_size and patch and 32 % int(patch[1]):
        notes.append(_CUT.format(patch=patch[1]))
    if _model_to_module[name] in _BY_FAMILY:
        notes.append(_BY_FAMILY[_model_to_module[name]])
    return tuple(notes)


def _size(input_size: tuple[int, int, int]) -> Size:
    """Height and width of (channels, height, width)."""
    return Size(input_size[1], input_size[2])
