"""What each zoo says of the pretrained weights of its architectures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Protocol, runtime_checkable

from generator.records import Architecture
from generator.records.weights import Literature, Shelf
from generator.zoo import weights_timm, weights_torchvision
from generator.zoo.protocol import Zoo


@runtime_checkable
class Weighted(Protocol):
    """What a third-party zoo may offer besides: the weights of its architectures."""

    def weights(self, name: str) -> Shelf:
        """Every pretrained tag of an architecture, as the library describes it; nothing is loaded.

        Raises:
            UnknownArchitecture: the zoo has no such name.
        """
        ...


_BUILT_IN: Mapping[str, ModuleType] = {"timm": weights_timm, "torchvision": weights_torchvision}


def literature(shelves: Iterable[Shelf]) -> tuple[Literature, ...]:
    """The papers of each family with an architecture that has none of its own, sorted by (zoo, family)."""
    asked = {(shelf.zoo, shelf.family): shelf.name for shelf in shelves if not shelf.papers}
    found = (
        Literature(zoo=zoo, family=family, papers=_BUILT_IN[zoo].literature(name))
        for (zoo, family), name in sorted(asked.items())
        if zoo in _BUILT_IN
    )
    return tuple(one for one in found if one.papers)


def shelf(zoo: Zoo, one: Architecture) -> Shelf:
    """The shelf of an architecture; an empty one where its zoo says nothing of weights.

    Raises:
        Exception: whatever a third-party zoo raises when it is asked.
        ValueError: it has answered with the shelf of another.
    """
    if zoo.name in _BUILT_IN:
        ours: Shelf = _BUILT_IN[zoo.name].shelf(one)
        return ours
    if not isinstance(zoo, Weighted):
        return Shelf(zoo=zoo.name, name=one.name, family=one.family)
    theirs = zoo.weights(one.name)
    if theirs.key != one.key:
        raise ValueError(f"expected the weights of {one.key}, found those of {theirs.key}")
    return theirs
