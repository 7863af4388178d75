"""What a training forward keeps at one size, told from what it keeps at another and from an eval forward at both.

Autograd decides by the operator what it keeps, never by a size. So where two eval forwards take the same course
(``course``), training keeps the same results and arguments of the same calls at both sizes, and the eval forward knows
their shapes. What only a training forward makes, such as the mask of a dropout, has the shape of an
argument of the call that makes it, or is the same at every size. The first size that is foretold is also measured, by
who asks: see ``agrees``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from generator.account.course import same_course
from generator.account.flow import specs_in
from generator.account.memory import storage_bytes
from generator.account.operations import FORMULAS
from generator.account.training import SMALL, Growth, kept_bytes
from generator.records import Call, Spec, Tape, TrainingTape

_ELEMENT = 8
"""Bytes of the largest element, as training makes one for each sample where it leaves out whole ones."""


class Source(NamedTuple):
    """Where the size of a kept storage is read in an eval forward."""

    place: int
    """Place of a call in ``Tape.events``."""
    tensor: int
    """Of its tensor arguments and results, in this order."""
    itemsize: int
    reading: str
    """``storage``: all between the first and the last element in memory; ``elements``; ``rows``: but the last axis."""


class Kept(NamedTuple):
    """One storage that training keeps."""

    source: Source | None
    """None: the same at every size."""
    bytes: int
    """Of one sample where it grows with the batch, else of any number of them."""
    grows: bool


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Foresight:
    """What an eval forward at another size has to look like, and what training then keeps."""

    forward: Tape
    kept: tuple[Kept, ...]
    reached: frozenset[int]

    @property
    def growth(self) -> Growth:
        """Which kept storages grow with the batch."""
        return tuple([kept.grows for kept in self.kept])

    def at(self, forward: Tape) -> TrainingTape | None:
        """The training forward of the small batch at the size of ``forward``, without its calls; None on another course."""
        if not same_course(self.forward, forward):
            return None
        sizes = [
            (_bytes(forward, kept.source) if kept.source else kept.bytes) * (SMALL if kept.grows else 1)
            for kept in self.kept
        ]
        empty = Tape(inventory=forward.inventory, inputs=(), outputs=(), tensors={}, events=())
        return TrainingTape(
            tape=empty, turn=0, kept=tuple(enumerate(sizes)), reached=self.reached, gradients=frozenset()
        )


def agrees(foretold: TrainingTape, measured: TrainingTape) -> bool:
    """Whether a training forward keeps and reaches what was foretold."""
    return kept_bytes(foretold) == kept_bytes(measured) and foretold.reached == measured.reached


def foresight(forward: Tape, training: TrainingTape, batch: int, growth: Growth) -> Foresight | None:
    """What training at the size of ``forward`` tells of other sizes.

    None where it runs layers that eval does not, or keeps what it alone makes, of more than an element a sample, and of which
    no tensor of the eval forward has the size.

    Args:
        forward: an eval forward of one sample.
        training: a training forward of ``batch`` samples at the same size, with its calls.
        batch: its samples.
        growth: which of its kept storages grow.
    """
    tracing = _Tracing(forward, training)
    if tracing.has_own_layers:
        return None
    stored = training.tape.tensors
    storages = [(storage, size) for storage, size in training.kept if storage not in stored]
    kept = []
    for (storage, size), grows in zip(storages, growth, strict=True):
        each = size // batch if grows else size
        source = next((one for one in tracing.sources(storage) if _bytes(forward, one) == each), None)
        if source is None and each > _ELEMENT and not tracing.is_of_eval(storage):
            return None
        kept.append(Kept(source, each, grows))
    return Foresight(forward=forward, kept=tuple(kept), reached=training.reached)


def _bytes(forward: Tape, source: Source) -> int:
    spec = _specs(forward.events[source.place])[source.tensor]
    if source.reading == "storage":
        return storage_bytes(spec) // spec.itemsize * source.itemsize
    return prod(spec.shape[:-1] if source.reading == "rows" else spec.shape) * source.itemsize


def _specs(event: object) -> tuple[Spec, ...]:
    assert isinstance(event, Call)
    return (*specs_in(event.signature), *event.signature.results)


class _Tracing:
    """Finds the call of an eval forward that does what one of a training forward does."""

    def __init__(self, forward: Tape, training: TrainingTape) -> None:
        calls = [event for event in training.tape.events[: training.turn] if isinstance(event, Call)]
        self._places = _same_calls(forward, calls)
        self._forward = forward
        self._made: dict[int, tuple[int, Call, int]] = {}
        self._read: dict[int, list[Source]] = defaultdict(list)
        self._given: dict[int, list[list[Source]]] = {}
        self.has_own_layers = False
        stored = training.tape.tensors.keys()
        seen: set[int] = set()
        values: dict[tuple[int, Spec], list[Source]] = {}
        for number, call in enumerate(calls):
            place = self._places.get(number)
            if place is None:
                self.has_own_layers |= call.signature.operator in FORMULAS and not stored.isdisjoint(
                    call.reads
                )
                given = zip(call.reads, specs_in(call.signature), strict=True)
                self._given[number] = [values.get(value, []) for value in given]
            else:
                for index, storage in enumerate(call.reads):
                    self._read[storage].append(self._source(place, index, "storage"))
            seen.update(call.reads)
            for index, (storage, spec) in enumerate(zip(call.writes, call.signature.results, strict=True)):
                if storage not in seen:
                    self._made[storage] = (number, call, index)
                values[storage, spec] = list(self._like(number, call, index))
            seen.update(call.writes)

    def is_of_eval(self, storage: int) -> bool:
        """Whether a storage is made by a call that eval makes as well, as the statistics of a BatchNorm are."""
        return storage in self._made and self._made[storage][0] in self._places

    def sources(self, storage: int) -> Iterator[Source]:
        """Where the size of a storage may be read; which is right shows in its bytes."""
        if storage in self._made:
            number, call, index = self._made[storage]
            place, spec = self._places.get(number), call.signature.results[index]
            if place is not None:
                arguments = len(specs_in(call.signature))
                if arguments + index < len(_specs(self._forward.events[place])):
                    yield self._source(place, arguments + index, "storage")
                yield Source(place, arguments, spec.itemsize, "rows")
            yield from self._like(number, call, index)
        yield from self._read[storage]

    def _like(self, number: int, call: Call, index: int) -> Iterator[Source]:
        """Where a tensor with as many elements as a result of a call is found."""
        place, made = self._places.get(number), call.signature.results[index]
        given = specs_in(call.signature)
        if place is not None and len(given) + index < len(_specs(self._forward.events[place])):
            yield Source(place, len(given) + index, made.itemsize, "elements")
        for position, spec in enumerate(given):
            if prod(spec.shape) != prod(made.shape):
                continue
            if place is not None:
                yield Source(place, position, made.itemsize, "elements")
            else:
                for one in self._given[number][position]:
                    yield one._replace(itemsize=made.itemsize)

    def _source(self, place: int, index: int, reading: str) -> Source:
        return Source(place, index, _specs(self._forward.events[place])[index].itemsize, reading)


def _same_calls(forward: Tape, calls: list[Call]) -> dict[int, int]:
    """Number of a training call -> place of the eval call: of equal number among those of its operator and module.

    None where there are not as many of both.
    """
    places: dict[tuple[int, str], list[int]] = defaultdict(list)
    numbers: dict[tuple[int, str], list[int]] = defaultdict(list)
    for place, event in enumerate(forward.events):
        if isinstance(event, Call):
            places[event.module, event.signature.operator].append(place)
    for number, call in enumerate(calls):
        numbers[call.module, call.signature.operator].append(number)
    return {
        number: place
        for key, found in numbers.items()
        if len(places.get(key, ())) == len(found)
        for number, place in zip(found, places[key], strict=True)
    }


__all__ = ["Foresight", "agrees", "foresight"]
