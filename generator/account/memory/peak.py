"""Where the peak of a forward stands, what is alive there, and the line of live bytes that leads to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from generator import records
from generator.account.biases import ADD, adds_bias_in_place
from generator.account.memory.lifetimes import (
    RECURRENT,
    input_sizes,
    kept_storages,
    live_bytes,
    peak_activation_bytes,
    result_sizes,
)
from generator.records import Call, Composite, Death, Enter, Tape


class Alive(NamedTuple):
    """A storage, and the tensor that it was made for."""

    bytes: int
    shape: tuple[int, ...]
    dtype: str
    """Empty for the sample."""
    module: str
    """Path of the module whose forward made it; empty for the model itself."""
    operator: str
    """The operator that made it, or ``input``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Peak:
    """The moment of a forward at which most bytes are alive; the first of several."""

    bytes: int
    place: int
    """Place in ``Tape.events`` of the call that runs."""
    module: str
    """Path of the module that runs; empty for the model itself."""
    operator: str
    """The operator that runs; empty if the forward calls none."""
    alive: tuple[Alive, ...]
    """Storages alive, without empty ones, the largest first. Their bytes sum to ``bytes``."""
    timeline: tuple[int, ...]
    """Bytes alive during each call, in the order of the calls."""
    call: int
    """Place of the peak in ``timeline``."""


class Point(NamedTuple):
    """Bytes alive during one call; ``call`` is its place among the calls."""

    call: int
    bytes: int


def peak_of(tape: Tape) -> Peak:
    """The peak of a tape with its circumstances."""
    live = live_bytes(tape)
    timeline = tuple(live.bytes)
    highest = peak_activation_bytes(live)
    at = timeline.index(highest) if timeline else 0
    calls = [place for place, event in enumerate(tape.events) if isinstance(event, Call)]
    place = calls[at] if calls else 0
    module, operator, moment = _running(tape, place)
    return Peak(
        bytes=highest,
        place=place,
        module=module,
        operator=operator,
        alive=_largest_first(alive_at(tape, moment).values()),
        timeline=timeline,
        call=at,
    )


def peak_moment(tape: Tape, largest: int = 4) -> records.Peak:
    """The peak as the dataset keeps it: its place, the largest tensors alive, a thinned timeline."""
    peak = peak_of(tape)
    return records.Peak(
        path=peak.module,
        operator=peak.operator,
        call=peak.call,
        calls=len(peak.timeline),
        alive=tuple(
            records.Alive(bytes=one.bytes, shape=one.shape, path=one.module, operator=one.operator)
            for one in peak.alive[:largest]
        ),
        timeline=tuple(point.bytes for point in thin(peak.timeline)),
    )


def alive_at(tape: Tape, moment: int) -> dict[int, Alive]:
    """The storages that are alive during the event at ``moment``, a place in ``Tape.events``.

    Those that the model keeps are, also before they are made: see ``kept_storages``.
    """
    shapes = {
        storage: shape
        for event in tape.events[:1]
        if isinstance(event, Enter)
        for storage, shape in zip(event.storages, event.shapes, strict=True)
    }
    found = {
        storage: Alive(size.bytes, shapes.get(storage, ()), "", "", "input")
        for storage, size in input_sizes(tape).items()
    }
    kept = kept_storages(tape)
    for place, event in enumerate(tape.events):
        if isinstance(event, Call):
            before = place <= moment
            if before and event.signature.operator == ADD and adds_bias_in_place(tape, place, event):
                del found[event.reads[0]]
            for storage, alive in _made_by(tape, event):
                if storage not in found and (before or storage in kept):
                    found[storage] = alive
        elif isinstance(event, Death) and place <= moment:
            found.pop(event.storage, None)
    return found


def _made_by(tape: Tape, call: Call) -> Iterator[tuple[int, Alive]]:
    """The storages that a call makes, parameters and constants apart."""
    signature, path = call.signature, tape.inventory.modules[call.module].path
    for storage, spec, size in zip(call.writes, signature.results, result_sizes(signature), strict=True):
        if storage not in tape.tensors and storage not in call.reads:
            yield storage, Alive(size.bytes, spec.shape, spec.dtype, path, signature.operator)


def kept_by_model(tape: Tape) -> tuple[Alive, ...]:
    """What the model keeps when its forward is over, the largest first: caches of position tables or masks."""
    kept = kept_storages(tape)
    alive = alive_at(tape, len(tape.events) - 1)
    return _largest_first(one for storage, one in alive.items() if storage in kept)


def _largest_first(alive: Iterable[Alive]) -> tuple[Alive, ...]:
    return tuple(sorted((one for one in alive if one.bytes), key=lambda one: -one.bytes))


def thin(timeline: Sequence[int], points: int = 64) -> tuple[Point, ...]:
    """At most ``points`` of a timeline: the first highest of each of so many equal stretches.

    The maximum of the whole is among them, at its place.
    """
    count = len(timeline)
    stretches = min(points, count)
    bounds = [stretch * count // stretches for stretch in range(stretches + 1)] if count else []
    highest = [max(range(start, end), key=timeline.__getitem__) for start, end in pairwise(bounds)]
    return tuple(Point(call, timeline[call]) for call in highest)


def _running(tape: Tape, place: int) -> tuple[str, str, int]:
    """Module and operator of a call, and the place at which to look at what is alive.

    Inside a recurrent layer the operator is the layer, and the place its end.
    """
    call = tape.events[place] if tape.events else None
    if not isinstance(call, Call):
        return "", "", -1
    path = tape.inventory.modules[call.module].path
    for end, event in enumerate(tape.events):
        if isinstance(event, Composite) and event.start <= place < end:
            operator = event.signature.operator
            if operator in RECURRENT:
                return path, operator, end
    return path, call.signature.operator, place


__all__ = ["Alive", "Peak", "Point", "alive_at", "kept_by_model", "peak_moment", "peak_of", "thin"]
