"""The zoo of torchvision: every architecture of ``torchvision.models.list_models()``, all tasks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import torch
import torchvision
from torch import nn
from torchvision.models import get_model, get_model_builder, get_model_weights, list_models
from torchvision.models._api import Weights

from generator.records import Architecture, Published, Size
from generator.zoo.ceilings import DETECTION
from generator.zoo.claims import claimed
from generator.zoo.construct import construct
from generator.zoo.detectors import build_detector
from generator.zoo.protocol import Answer, UnknownArchitecture
from generator.zoo.torchvision_notes import notes
from generator.zoo.torchvision_tables import DETECTORS, FLOW_SIZE, FRAMES

_PACKAGE = "torchvision.models."
_TASKS = {
    "segmentation": "segmentation",
    "detection": "detection",
    "video": "video",
    "optical_flow": "optical flow",
    "quantization": "quantizable",
}
_FIXED_BY_BUILDER = {
    "mvit": "torchvision's builder sets spatial_size itself and rejects another",
    "ssd": "torchvision's builder says 'The size of the model is already fixed; ignoring the parameter.'",
    "ssdlite": "torchvision's builder says 'The size of the model is already fixed; ignoring the parameter.'",
}
"""Module -> why its builders make a model for one size only."""

_SIZE_ARGUMENTS = {
    "vision_transformer": ("image_size",),
    "maxvit": ("input_size",),
}
"""Module -> the argument of its builders that makes the size part of the construction."""


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(list_models()))


@cache
def _path(name: str) -> tuple[str, ...]:
    """The module below ``torchvision.models`` that defines the builder: ("video", "mvit")."""
    return tuple(get_model_builder(name).__module__.removeprefix(_PACKAGE).split("."))


@cache
def _families() -> Mapping[str, str]:
    """Family of each architecture: the last part of the module that defines its builder.

    A quantizable architecture is thereby in the family of its float model. Where a module of
    another task has the name of one for images, the task goes before it: ``video_resnet``.
    """
    image = {_path(name)[0] for name in _names() if len(_path(name)) == 1}
    families = {}
    for name in _names():
        *package, leaf = _path(name)
        taken = bool(package) and package[0] != "quantization" and leaf in image
        families[name] = f"{package[0]}_{leaf}" if taken else leaf
    return families


class TorchvisionZoo:
    """torchvision's models in the shape that their default weights entry implies.

    Builders are called without weights, and with the arguments that they would set themselves
    if they were given the weights: classes, auxiliary heads, input size, frozen BatchNorm.
    """

    name = "torchvision"

    def names(self) -> tuple[str, ...]:
        """All of ``torchvision.models.list_models()``, sorted."""
        return _names()

    def describe(self, name: str) -> Architecture:
        """Read from the default weights entry; native is the size at which it is evaluated.

        Raises:
            UnknownArchitecture: torchvision has no such name.
        """
        weights = self._weights(name)
        native = _native(name, weights)
        task = _TASKS.get(_path(name)[0], "classification")
        return Architecture(
            zoo=self.name,
            name=name,
            task=task,
            family=_families()[name],
            native=native,
            fixed_size=name in DETECTORS or _path(name)[-1] in {*_SIZE_ARGUMENTS, *_FIXED_BY_BUILDER},
            frames=FRAMES.get(name, 0),
            images=2 if task == "optical flow" else 1,
            classes=len(weights.meta.get("categories", ())),
            weights=get_model_weights(name).DEFAULT.name,
            tags=tuple(sorted(entry.name for entry in get_model_weights(name))),
            notes=notes(name, task, weights.meta),
            published=(*_published(name, weights, native), *claimed(f"{self.name}/{name}")),
        )

    def build(self, name: str, size: Size) -> nn.Module:
        """The builder's model; made for ``size`` where that is part of the construction.

        Raises:
            UnknownArchitecture: torchvision has no such name.
            Exception: torchvision's own, where a window or patch does not divide ``size``.
        """
        weights = self._weights(name)
        reason = _FIXED_BY_BUILDER.get(_path(name)[-1])
        if reason and size != _native(name, weights):
            raise ValueError(f"{name} takes {_native(name, weights)} px alone: {reason}; found {size}")
        arguments = _arguments(name, weights)
        if name in DETECTORS:
            return construct(lambda: build_detector(name, size, **arguments))
        arguments |= _size_arguments(name, size)
        return construct(lambda: get_model(name, weights=None, **arguments))

    def sample(self, name: str, size: Size) -> tuple[Any, ...]:
        """One image or clip with its batch axis; a pair of images; or a list of one image.

        Raises:
            UnknownArchitecture: torchvision has no such name.
        """
        architecture = self.describe(name)
        shape = architecture.sample_shape(size)
        if architecture.task == "detection":
            return ([torch.empty(shape, device="meta")],)
        return tuple(torch.empty((1, *shape), device="meta") for _ in range(architecture.images))

    def ceilings(self, name: str) -> Mapping[str, Answer]:
        """The answers of :mod:`generator.zoo.ceilings` for a detector, none for other models.

        Raises:
            UnknownArchitecture: torchvision has no such name.
        """
        self._weights(name)
        return DETECTION if name in DETECTORS else {}

    def targets(self, name: str, size: Size, batch: int) -> tuple[Any, ...]:
        """One box an image for a one-stage detector, whose cost it does not change; none for other models.

        Raises:
            UnknownArchitecture: torchvision has no such name.
            ValueError: a two-stage detector, whose heads run once for each region sampled around the boxes.
        """
        self._weights(name)
        if name not in DETECTORS:
            return ()
        if DETECTORS[name].proposals:
            raise ValueError(
                f"{name} samples regions around the boxes it is to find: what a training forward costs depends on them"
            )
        boxes = torch.empty((1, 4), device="meta")
        return ([{"boxes": boxes, "labels": torch.empty((1,), dtype=torch.int64, device="meta")}] * batch,)

    def sources(self, name: str) -> tuple[Path, ...]:
        """The module of the builder, the registry, and the answers of torchvision's operators on meta.

        Raises:
            UnknownArchitecture: torchvision has no such name.
        """
        self._weights(name)
        package = Path(torchvision.__file__).parent
        module = (package / "models").joinpath(*_path(name)).with_suffix(".py")
        return (module, package / "models" / "_api.py", package / "_meta_registrations.py")

    def _weights(self, name: str) -> Weights:
        """The default weights entry."""
        if name not in _names():
            raise UnknownArchitecture(self.name, name, _names())
        weights: Weights = get_model_weights(name).DEFAULT.value
        return weights


def _arguments(name: str, weights: Weights) -> dict[str, Any]:
    """What the builder would set if it were given the weights, the size apart.

    GoogLeNet's builder drops the auxiliary heads after it has loaded them; Inception's, whose own
    default is to have them, and those of the segmentation models keep them.
    """
    arguments: dict[str, Any] = {}
    path = _path(name)
    if weights.meta.get("categories"):
        arguments["num_classes"] = len(weights.meta["categories"])
    if path[-1] in ("googlenet", "inception"):
        arguments |= {"aux_logits": path[-1] == "inception", "transform_input": True, "init_weights": False}
    if path[0] == "segmentation":
        arguments["weights_backbone"] = None
        if path[-1] != "lraspp":
            arguments["aux_loss"] = True
    if path[-1] == "keypoint_rcnn":
        arguments["num_keypoints"] = len(weights.meta["keypoint_names"])
    return arguments


def _size_arguments(name: str, size: Size) -> dict[str, Any]:
    """The builder's argument for the size, where it has one.

    ``image_size`` of a vision transformer is one number, the height: the model itself refuses an
    image that is not square.
    """
    sides = (size.height_px, size.width_px)
    module = _path(name)[-1]
    return {
        argument: size.height_px if argument == "image_size" else sides
        for argument in _SIZE_ARGUMENTS.get(module, ())
    }


def _native(name: str, weights: Weights) -> Size:
    """What the weights' own preprocessing makes of a square photograph.

    The crop of a classifier; the shorter side of a segmentation model, which is given whole
    images; ``min_size`` of a detector; RAFT, whose preprocessing keeps the size: ``FLOW_SIZE``.
    """
    if name in DETECTORS:
        return Size(DETECTORS[name].native_px, DETECTORS[name].native_px)
    if _path(name)[0] == "optical_flow":
        return FLOW_SIZE
    preset = weights.transforms()
    crop = getattr(preset, "crop_size", None) or preset.resize_size
    sides = tuple(int(side) for side in crop)
    return Size(sides[0], sides[-1])


def _published(name: str, weights: Weights, native: Size) -> tuple[Published, ...]:
    """``num_params`` and ``_ops`` of the weights entry, in base units; ``_ops`` is in GMACs to three decimals."""
    source = f"torchvision, {name} weights.meta"
    return tuple(
        Published(
            source=f"{source}[{key!r}]",
            field=field,
            value=round(weights.meta[key] * scale),
            rounded_to=unit,
            size=native,
        )
        for key, field, scale, unit in (
            ("num_params", "parameters", 1, 1),
            ("_ops", "macs", 1_000_000_000, 1_000_000),
        )
    )
