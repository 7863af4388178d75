"""Which architectures cost about the same, and which cost exactly the same under another name."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import merge, nsmallest
from itertools import islice
from math import hypot, log
from operator import attrgetter

from generator.records import FIELDS, Architecture, Entry, Numbers
from generator.render.links import by_name

NEAREST = 5
"""How many neighbours a page names."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An architecture in the plane of the logarithms of its parameters and MACs at its native size."""

    parameters: float
    macs: float
    key: str

    def distance(self, other: Place) -> float:
        """1 is a factor of e in parameters or in MACs."""
        return hypot(self.parameters - other.parameters, self.macs - other.macs)

    @classmethod
    def of(cls, numbers: Numbers, key: str = "") -> Place:
        """Where some numbers lie; a count of 0 is taken as 1."""
        return cls(log(max(numbers.parameters, 1)), log(max(numbers.macs, 1)), key)


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """``nearest`` by ascending distance, those of the same task first; ``twins`` by name."""

    nearest: tuple[Entry, ...] = ()
    twins: tuple[Entry, ...] = ()


ALONE = Company()


def company(entries: Iterable[Entry]) -> Mapping[str, Company]:
    """The neighbours and twins of every entry by its key.

    A twin is no neighbour. An entry without a measurement at its native size has neither. Where a task has too few
    others, those of other tasks follow.
    """
    found = {one.architecture.key: one for one in entries}
    alike = twins(found.values())
    places = {key: Place.of(one.native.numbers, key) for key, one in found.items() if one.native is not None}
    everyone = sorted(places.values())
    tasks: dict[str, list[Place]] = defaultdict(list)
    for place in everyone:
        tasks[found[place.key].architecture.task].append(place)
    companies = {}
    for key, one in found.items():
        same = {key, *(twin.architecture.key for twin in alike[key])}
        near: list[str] = []
        if key in places:
            near = around(places[key], tasks[one.architecture.task], same)
            if len(near) < NEAREST:
                near += around(places[key], everyone, same | set(near))
        nearest = tuple(found[other] for other in near[:NEAREST])
        companies[key] = Company(nearest=nearest, twins=alike[key])
    return companies


def around(place: Place, others: list[Place], without: set[str]) -> list[str]:
    """Keys of the nearest among places sorted by parameters, the nearest first.

    Walks away from the place in both directions and stops where the parameters alone are farther off than what was
    found.
    """
    start = bisect_left(others, place)
    upwards = ((other.parameters - place.parameters, other) for other in islice(others, start, None))
    downwards = ((place.parameters - other.parameters, other) for other in reversed(others[:start]))
    found: list[tuple[float, str]] = []
    for aside, other in merge(upwards, downwards, key=lambda step: step[0]):
        if len(found) == NEAREST and aside > found[-1][0]:
            break
        if other.key not in without:
            found = nsmallest(NEAREST, [*found, (place.distance(other), other.key)])
    return [key for _, key in found]


def nearest_to(
    numbers: Numbers, entries: Iterable[Entry], few: int = NEAREST
) -> list[tuple[Architecture, Numbers]]:
    """The ``few`` architectures nearest to some numbers at their native sizes, the nearest first; keys break ties."""
    here = Place.of(numbers)
    measured = [(one.architecture, one.native.numbers) for one in entries if one.native is not None]
    return nsmallest(few, measured, key=lambda pair: (here.distance(Place.of(pair[1])), pair[0].key))


def twins(entries: Iterable[Entry]) -> Mapping[str, tuple[Entry, ...]]:
    """The architectures that counting cannot tell from an entry.

    Twins take the same input at their native size and have equal counts of parameters, buffers and operations at every
    size at which both are measured, the same operators that have MACs with equal calls and MACs, and stages of equal
    outputs, blocks and counts. Names of modules do not matter, nor do weights, nor bytes: code that copies a tensor needs
    more of them. Where two pad or normalise otherwise for the same counts, they are twins and not the same function.
    """
    everyone = list(entries)
    groups: dict[object, list[Entry]] = defaultdict(list)
    for one in everyone:
        if one.native is not None:
            groups[_graph(one, one.native.numbers)].append(one)
    alike: dict[str, tuple[Entry, ...]] = {one.architecture.key: () for one in everyone}
    for group in groups.values():
        keys = {one.architecture.key: one for one in group}
        for one in group:
            agreeing = [other.architecture for other in group if other is not one and _agree(one, other)]
            alike[one.architecture.key] = tuple(keys[other.key] for other in by_name(agreeing))
    return alike


_counted = attrgetter(*(field.name for field in FIELDS if field.group != "memory"))
"""What a twin has equal of :class:`generator.records.Numbers`."""


def _graph(entry: Entry, numbers: Numbers) -> object:
    architecture = entry.architecture
    sample = (architecture.images, architecture.sample_shape(architecture.native))
    stages = tuple(
        (one.name, one.output_shape, one.blocks, one.parameters, one.buffers, one.macs, one.activations)
        for one in entry.stages
    )
    operators = sorted((one.operator, one.calls, one.macs) for one in entry.operators)
    return sample, _counted(numbers), stages, tuple(operators)


def _agree(one: Entry, other: Entry) -> bool:
    """Whether the counts are equal at every size at which both are measured."""
    counts = {measured.size: _counted(measured.numbers) for measured in other.measurements}
    return all(
        counts[measured.size] == _counted(measured.numbers)
        for measured in one.measurements
        if measured.size in counts
    )
