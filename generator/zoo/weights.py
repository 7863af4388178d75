"""What each zoo says of the pretrained weights of its architectures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Protocol, runtime_checkable

from generator.records.weights import Literature, Shelf
from generator.zoo import weights_timm, weights_torchvision, zoos
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


def shelves() -> tuple[Shelf, ...]:
    """A shelf for every architecture of every zoo, sorted by (zoo, name)."""
    return tuple(_shelf(zoo, name) for zoo in zoos().values() for name in sorted(zoo.names()))


def literature(shelves: Iterable[Shelf]) -> tuple[Literature, ...]:
    """The papers of each family with an architecture that has none of its own, sorted by (zoo, family)."""
    asked = {(shelf.zoo, shelf.family): shelf.name for shelf in shelves if not shelf.papers}
    found = (
        Literature(zoo=zoo, family=family, papers=_BUILT_IN[zoo].literature(name))
        for (zoo, family), name in sorted(asked.items())
        if zoo in _BUILT_IN
    )
    return tuple(one for one in found if one.papers)


def _shelf(zoo: Zoo, name: str) -> Shelf:
    """The shelf of an architecture; an empty one where its zoo says nothing of weights."""
    if isinstance(zoo, Weighted):
        return zoo.weights(name)
    family = zoo.describe(name).family
    if zoo.name not in _BUILT_IN:
        return Shelf(zoo=zoo.name, name=name, family=family)
    found: Shelf = _BUILT_IN[zoo.name].shelf(name, family)
    return found
