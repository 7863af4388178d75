"""Zoos list architectures and build them on the meta device.

Two are built in. A third-party package adds one with an entry point in the group
``netweight.zoos`` whose object is a class without arguments, or a function, that makes a
:class:`Zoo`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points

from generator.zoo.construct import initial_values
from generator.zoo.protocol import Answer, Reparameterised, Sourced, Targeted, UnknownArchitecture, Zoo
from generator.zoo.timm import TimmZoo
from generator.zoo.torchvision import TorchvisionZoo
from generator.zoo.training import batched, training_arguments

GROUP = "netweight.zoos"

__all__ = [
    "GROUP",
    "Answer",
    "Reparameterised",
    "Sourced",
    "Targeted",
    "UnknownArchitecture",
    "Zoo",
    "batched",
    "initial_values",
    "training_arguments",
    "zoos",
]


@cache
def zoos() -> Mapping[str, Zoo]:
    """All zoos by name, sorted: the built-in ones and those of installed packages.

    Raises:
        ValueError: two zoos have the same name, so that their keys would collide.
    """
    found: dict[str, Zoo] = {}
    makers = [TimmZoo, TorchvisionZoo, *(point.load() for point in entry_points(group=GROUP))]
    for make in makers:
        zoo: Zoo = make()
        if zoo.name in found:
            raise ValueError(f"two zoos are named {zoo.name!r}: {type(found[zoo.name])} and {type(zoo)}")
        found[zoo.name] = zoo
    return dict(sorted(found.items()))
