"""Asks every zoo for the weights of its architectures."""

from __future__ import annotations

from importlib.metadata import version

from generator.records.weights import Library
from generator.survey.admission import admit

LIBRARIES = ("timm", "torchvision")
"""Whose versions the answers depend on."""


def collect() -> Library:
    """The weights of all architectures of all zoos, as the installed libraries describe them."""
    from generator.zoo import zoos
    from generator.zoo.weights import literature, shelves

    versions = tuple((name, version(name).partition("+")[0]) for name in LIBRARIES)
    found = shelves(admit(zoos())[0])
    return Library(versions=versions, families=literature(found), shelves=found)
