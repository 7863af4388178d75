"""Asks every zoo for the weights of its architectures."""

from __future__ import annotations

from importlib.metadata import version

from generator.records.weights import Library
from generator.survey.admission import admit
from generator.survey.foreign import foreign

LIBRARIES = ("timm", "torchvision")
"""Whose versions the answers depend on."""


def collect() -> Library:
    """The weights of all architectures of all zoos, as the installed libraries describe them."""
    from generator.zoo import built_in
    from generator.zoo.weights import literature, shelf

    versions = tuple((name, version(name).partition("+")[0]) for name in LIBRARIES)
    ours = (shelf(built_in()[one.zoo], one) for one in admit(built_in())[0])
    theirs = (one.shelf for one in foreign().taken.values())
    found = tuple(sorted((*ours, *theirs), key=lambda one: (one.zoo, one.name)))
    return Library(versions=versions, families=literature(found), shelves=found)
