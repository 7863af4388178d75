"""Twelve architectures on which published counters differ, built with random weights.

Torchvision's in the shape of their published weights: googlenet without its auxiliary heads.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import timm
import torchvision

from benchmarks.peers.traps import Case

_TORCHVISION: dict[str, dict[str, Any]] = {
    "googlenet": {"aux_logits": False, "init_weights": False},
    "maxvit_t": {},
    "mobilenet_v2": {},
    "resnet50": {},
    "swin_t": {},
    "vit_b_16": {},
}
_TIMM: dict[str, int] = {
    "cait_s24_224": 224,
    "coat_mini": 224,
    "convnext_tiny": 224,
    "mobileone_s0": 224,
    "mobilevit_s": 256,
    "swin_tiny_patch4_window7_224": 224,
}


def _case(key: str, build: Any, px: int) -> Case:
    return Case(name=key, meaning="", build=build, shape=(3, px, px))


ARCHITECTURES: tuple[Case, ...] = (
    *(
        _case(f"timm/{name}", partial(timm.create_model, name, pretrained=False), px)
        for name, px in sorted(_TIMM.items())
    ),
    *(
        _case(
            f"torchvision/{name}", partial(torchvision.models.get_model, name, weights=None, **options), 224
        )
        for name, options in sorted(_TORCHVISION.items())
    ),
)
"""By ``zoo/name``, at a size that the dataset measures."""
