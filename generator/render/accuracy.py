"""Published top-1 accuracy on ImageNet-1K: which weights have most at which size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from generator.records import Architecture, Size
from generator.records.weights import IMAGENET, TOP1, Library, Shelf


class Top1(NamedTuple):
    """Percent on ImageNet-1K's validation set, and the tag of the weights that have it."""

    percent: float
    tag: str


Accuracies = Mapping[tuple[str, Size], Top1]
"""By ``zoo/name`` and the size it was measured at: an accuracy stands beside the costs of that size alone."""


def accuracies(weights: Library | None) -> Accuracies:
    """The best of the weights that were measured at each size; quantized weights are another model and left out."""
    found: dict[tuple[str, Size], Top1] = {}
    for shelf in weights.shelves if weights else ():
        for size, one in _measured(shelf):
            best = found.get((shelf.key, size))
            if best is None or one.percent > best.percent:
                found[shelf.key, size] = one
    return found


def sources(weights: Library | None) -> dict[str, str]:
    """What the accuracies of each zoo are taken from, for zoos that have any."""
    if weights is None:
        return {}
    versions, named = dict(weights.versions), dict[str, set[str]]()
    for shelf in weights.shelves:
        for one in shelf.weights:
            for metric in one.metrics:
                if (metric.dataset, metric.name) == (IMAGENET, TOP1):
                    own = f"{shelf.zoo} {versions.get(shelf.zoo, '')}".rstrip()
                    named.setdefault(shelf.zoo, set()).add(metric.source or own)
    return {zoo: ", ".join(sorted(texts)) for zoo, texts in sorted(named.items())}


def at(found: Accuracies, architecture: Architecture, size: Size) -> Top1 | None:
    """The accuracy of an architecture at a size, or None where none is published."""
    return found.get((architecture.key, size))


def _measured(shelf: Shelf) -> list[tuple[Size, Top1]]:
    return [
        (metric.size or one.size, Top1(metric.value, one.tag))
        for one in shelf.weights
        if not one.backend and one.size is not None
        for metric in one.metrics
        if (metric.dataset, metric.name) == (IMAGENET, TOP1)
    ]
