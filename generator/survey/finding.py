"""From a key to its zoo, or to what its zoo said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.records import Architecture, BrokenZoo
from generator.survey.admission import Rejected, admit
from generator.survey.foreign import foreign

if TYPE_CHECKING:
    from generator.zoo import Zoo


def catalogue() -> tuple[Architecture, ...]:
    """Every architecture of every zoo that can be surveyed, sorted by key.

    Raises:
        BrokenZoo: a zoo cannot be loaded, so that what is there of it is not known.
    """
    found, rejected = admitted()
    for one in rejected:
        if one.broken:
            raise BrokenZoo(one.why)
    return tuple(found)


def admitted() -> tuple[list[Architecture], list[Rejected]]:
    """Every architecture of every zoo, sorted by key, and what a zoo lists that cannot be surveyed."""
    from generator.zoo import built_in

    found, rejected = admit(built_in())
    theirs = foreign()
    found += [one.architecture for one in theirs.taken.values()]
    return sorted(found, key=lambda one: one.key), [*rejected, *theirs.rejected]


def is_ours(key: str) -> bool:
    """Whether an architecture is of a built-in zoo; others may change torch, or anything, in the process they run in."""
    from generator.zoo import built_in

    return key.partition("/")[0] in built_in()


def described(key: str) -> Architecture:
    """What its zoo said of an architecture; another package's zoo is not asked here.

    Raises:
        KeyError: there is no such architecture.
    """
    if not is_ours(key):
        return foreign().taken[key].architecture
    zoo, name = find(key)
    return zoo.describe(name)


def find(key: str) -> tuple[Zoo, str]:
    """The zoo and the name of an architecture; that of another package is loaded into this process.

    Raises:
        BrokenZoo: a zoo cannot be loaded.
        KeyError: there is no such zoo.
    """
    from generator.zoo import built_in, zoos

    zoo, _, name = key.partition("/")
    if zoo in built_in():  # the code of other zoos is not even imported beside it
        return built_in()[zoo], name
    if zoo not in zoos():
        raise KeyError(f"no zoo is named {zoo!r}; there are {', '.join(zoos())}")
    return zoos()[zoo], name
