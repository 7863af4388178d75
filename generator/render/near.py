"""Which measured architectures are nearest to given numbers."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from math import log

from generator.records import Architecture, Entry, Numbers

NEAREST = 5


def nearest_to(
    numbers: Numbers, entries: Iterable[Entry], few: int = NEAREST
) -> list[tuple[Architecture, Numbers]]:
    """The ``few`` architectures nearest in parameters and MACs at their native sizes, the nearest first.

    The distance is Euclidean in the logarithms, so that twice and half are equally far; keys break ties.
    """
    measured = [(one.architecture, one.native.numbers) for one in entries if one.native is not None]
    return heapq.nsmallest(few, measured, key=lambda pair: (distance(numbers, pair[1]), pair[0].key))


def distance(one: Numbers, other: Numbers) -> float:
    """Squared distance in the plane of log parameters and log MACs; a count of 0 is taken as 1."""
    return sum(
        log(max(mine, 1) / max(theirs, 1)) ** 2
        for mine, theirs in ((one.parameters, other.parameters), (one.macs, other.macs))
    )
