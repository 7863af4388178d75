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
    "broken",
    "built_in",
    "initial_values",
    "is_batched",
    "load",
    "package",
    "points",
    "training_arguments",
    "zoos",
]


@cache
def built_in() -> Mapping[str, Zoo]:
    """The zoos of this package by name: no code of anybody else is run for them."""
    return {zoo.name: zoo for zoo in (TimmZoo(), TorchvisionZoo())}


@cache
def zoos() -> Mapping[str, Zoo]:
    """All zoos by name, sorted: the built-in ones and those of installed packages, whose code runs here.

    Raises:
        BrokenZoo: a package's zoo cannot be loaded, or two zoos have the same name, so that their keys would
            collide. To go on without it would drop its architectures from the dataset.
    """
    found: dict[str, Zoo] = {}
    all_zoos: list[Zoo] = [*built_in().values(), *map(_loaded, points())]
    for zoo in all_zoos:
        if zoo.name in found:
            raise BrokenZoo(f"two zoos are named {zoo.name!r}: {type(found[zoo.name])} and {type(zoo)}")
        found[zoo.name] = zoo
    return dict(sorted(found.items()))


def points() -> Mapping[str, EntryPoint]:
    """The entry points of installed packages by ``name = module:object``, sorted; nothing is imported for them."""
    found = {f"{point.name} = {point.value}": point for point in entry_points(group=GROUP)}
    return dict(sorted(found.items()))


def package(point: EntryPoint) -> str:
    """Name and version of what an entry point was installed with."""
    return "an unknown package" if point.dist is None else f"{point.dist.name} {point.dist.version}"


def load(key: str) -> Zoo:
    """The zoo of the entry point that :func:`points` has under a key.

    Raises:
        Exception: whatever its package raises.
    """
    zoo: Zoo = points()[key].load()()
    return zoo


def broken(point: EntryPoint, why: str) -> BrokenZoo:
    """The error of a zoo that cannot be loaded."""
    return BrokenZoo(
        f"the zoo {point.name!r} of {package(point)} cannot be loaded: {why}; repair or uninstall that package"
    )


def _loaded(key: str) -> Zoo:
    try:
        return load(key)
    except Exception as error:
        raise broken(points()[key], f"{type(error).__name__}: {error}") from error
