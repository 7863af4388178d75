"""Which architectures a page links to: neighbours in its family, and its name in other zoos."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.records import Architecture
from generator.render.links import by_name, family_path

NEIGHBOURS = 6
"""How many members of its family a page names at most; the family page names all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kin:
    """The architectures a page links to; ``members`` counts its family, itself included."""

    members: int
    neighbours: tuple[Architecture, ...] = ()
    namesakes: tuple[Architecture, ...] = ()


def families(architectures: Iterable[Architecture]) -> Mapping[str, list[Architecture]]:
    """Members in natural order by the path of their family's page; paths ascend."""
    groups: dict[str, list[Architecture]] = defaultdict(list)
    for one in architectures:
        groups[family_path(one)].append(one)
    return {path: by_name(groups[path]) for path in sorted(groups)}


def kinship(architectures: Iterable[Architecture]) -> Mapping[str, Kin]:
    """The kin of every architecture by its key."""
    everyone = tuple(architectures)
    names: dict[str, list[Architecture]] = defaultdict(list)
    for one in everyone:
        names[one.name].append(one)
    found = {}
    for members in families(everyone).values():
        for index, one in enumerate(members):
            found[one.key] = Kin(
                members=len(members),
                neighbours=_around(members, index),
                namesakes=tuple(by_name(other for other in names[one.name] if other.zoo != one.zoo)),
            )
    return found


def _around(members: list[Architecture], index: int) -> tuple[Architecture, ...]:
    """The nearest members in the order of names, as many before as behind where there are enough."""
    start = max(0, min(index - NEIGHBOURS // 2, len(members) - NEIGHBOURS - 1))
    window = members[start : start + NEIGHBOURS + 1]
    return tuple(one for one in window if one is not members[index])
