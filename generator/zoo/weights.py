"""What each zoo says of the pretrained weights of its architectures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Protocol, runtime_checkable

from generator.records import Architecture, BrokenZoo
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


def shelves(architectures: Iterable[Architecture]) -> tuple[Shelf, ...]:
    """A shelf for each architecture, sorted by (zoo, name).

    Raises:
        BrokenZoo: a third-party zoo fails when it is asked for one.
    """
    ordered = sorted(architectures, key=lambda one: (one.zoo, one.name))
    return tuple(_shelf(zoos()[one.zoo], one) for one in ordered)


def literature(shelves: Iterable[Shelf]) -> tuple[Literature, ...]:
    """The papers of each family with an architecture that has none of its own, sorted by (zoo, family)."""
    asked = {(shelf.zoo, shelf.family): shelf.name for shelf in shelves if not shelf.papers}
    found = (
        Literature(zoo=zoo, family=family, papers=_BUILT_IN[zoo].literature(name))
        for (zoo, family), name in sorted(asked.items())
        if zoo in _BUILT_IN
    )
    return tuple(one for one in found if one.papers)


def _shelf(zoo: Zoo, one: Architecture) -> Shelf:
    """The shelf of an architecture; an empty one where its zoo says nothing of weights."""
    if isinstance(zoo, Weighted):
        try:
            return zoo.weights(one.name)
        except Exception as error:
            raise BrokenZoo(
                f"the zoo {zoo.name!r} cannot tell the weights of {one.name}: {type(error).__name__}: {error}"
            ) from error
    if zoo.name not in _BUILT_IN:
        return Shelf(zoo=zoo.name, name=one.name, family=one.family)
    found: Shelf = _BUILT_IN[zoo.name].shelf(one)
    return found
