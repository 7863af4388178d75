"""A dataset of every name that the two zoos list, with their weights' tags and synthetic numbers."""

from __future__ import annotations

import timm
import torchvision

from generator.records import Dataset, Entry, Size
from tests.factories import entry, provenance

SIZES = (Size(160, 160), Size(224, 224), Size(384, 384))
REFUSED_EVERY = 7
"""One architecture in seven is refused at 160 px."""


def parameters_of(place: int) -> int:
    """Parameters that differ for each place: 1 M + 10,007 x place, so that orders by name and number differ."""
    return 1_000_000 + 10_007 * ((place * 577) % 1_493)


def both_zoos() -> Dataset:
    """timm first, then torchvision, sorted by name within each, as a survey leaves them."""
    tags: dict[str, list[str]] = {}
    for pretrained in timm.list_pretrained():
        name, _, tag = pretrained.partition(".")
        tags.setdefault(name, []).append(tag)
    named = [("timm", name, tuple(tags.get(name, ()))) for name in sorted(timm.list_models())]
    named += [("torchvision", name, _weights(name)) for name in sorted(torchvision.models.list_models())]
    entries = [_entry(place, *names) for place, names in enumerate(named)]
    return Dataset(provenance=provenance(), entries=tuple(entries))


def _weights(name: str) -> tuple[str, ...]:
    return tuple(weights.name for weights in torchvision.models.get_model_weights(name))


def _entry(place: int, zoo: str, name: str, tags: tuple[str, ...]) -> Entry:
    refused = (Size(160, 160),) if place % REFUSED_EVERY == 0 else ()
    family = name.partition("_")[0].rstrip("0123456789") or name
    task = "detection" if "rcnn" in name else "classification"
    return entry(
        name,
        zoo,
        sizes=SIZES,
        refused=refused,
        replaced={"parameters": parameters_of(place)},
        family=family,
        task=task,
        tags=tags,
        weights=tags[0] if tags else "",
        test=None,
    )
