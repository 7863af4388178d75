"""Zoos list architectures and build them on the meta device.

Two are built in. A third-party package adds one with an entry point in the group
``netweight.zoos`` whose object is a class without arguments, or a function, that makes a
:class:`Zoo`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from generator.records import BrokenZoo
from generator.zoo.construct import initial_values
from generator.zoo.protocol import Answer, Reparameterised, Sourced, Targeted, UnknownArchitecture, Zoo
from generator.zoo.timm import TimmZoo
from generator.zoo.torchvision import TorchvisionZoo
from generator.zoo.training import batched, is_batched, training_arguments

GROUP = "netweight.zoos"

__all__ = [
    "GROUP",
    "Answer",
    "BrokenZoo",
    "Reparameterised",
    "Sourced",
    "Targeted",
    "UnknownArchitecture",
    "Zoo",
    "batched",
    "built_in",
    "initial_values",
    "is_batched",
    "training_arguments",
    "zoos",
]


@cache
def built_in() -> Mapping[str, Zoo]:
    """The zoos of this package by name: no code of anybody else is run for them."""
    return {zoo.name: zoo for zoo in (TimmZoo(), TorchvisionZoo())}


@cache
def zoos() -> Mapping[str, Zoo]:
    """All zoos by name, sorted: the built-in ones and those of installed packages.

    Raises:
        BrokenZoo: a package's zoo cannot be loaded, or two zoos have the same name, so that their keys would
            collide. To go on without it would drop its architectures from the dataset.
    """
    found: dict[str, Zoo] = {}
    theirs = [_loaded(point) for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)]
    all_zoos: list[Zoo] = [*built_in().values(), *theirs]
    for zoo in all_zoos:
        if zoo.name in found:
            raise BrokenZoo(f"two zoos are named {zoo.name!r}: {type(found[zoo.name])} and {type(zoo)}")
        found[zoo.name] = zoo
    return dict(sorted(found.items()))


def _loaded(point: EntryPoint) -> Zoo:
    try:
        zoo: Zoo = point.load()()
    except Exception as error:
        package = "an unknown package" if point.dist is None else f"{point.dist.name} {point.dist.version}"
        raise BrokenZoo(
            f"the zoo {point.name!r} of {package} cannot be loaded: {type(error).__name__}: {error}; "
            "repair or uninstall that package"
        ) from error
    return zoo
