"""Bytes that every operator reads and writes: its tensor arguments once, and its results.

The idea is torchstat's MemRead and MemWrite (input and parameters of a layer are read, its output is
written), here for every call that the dispatcher sees. Nothing is taken to stay in a cache between two calls.

- Views move nothing, nor does a factory that leaves its memory as it is (``empty``). One that fills it writes.
- What an expansion repeats is read once; an operator that is given one tensor twice reads it twice.
- An operator that writes in place reads what it changes, and writes it. ``copy_``, ``fill_`` and ``zero_``
  only write.
- Taking rows or elements by index reads no more than it returns, and the indices.
- Fused attention reads query, key, value and mask and writes its result. A recurrent layer counts step by
  step, as the tape shows it: each step reads the weights.
"""

from __future__ import annotations

from math import prod
from typing import NamedTuple

from generator.account.flow import Flow, specs_in
from generator.account.memory.lifetimes import returns_empty_statistics
from generator.account.names import base_name, is_mutating
from generator.account.tables import FACTORIES
from generator.records import Call, Signature, Spec, Tape

LOW_INTENSITY = 10
"""FLOPs a byte below which a product waits for memory on any current processor."""

OVERWRITING = frozenset({"aten.copy", "aten.fill", "aten.zero"})
"""In place, with nothing read from the memory that they fill."""

GATHERING = frozenset({"aten.embedding", "aten.gather", "aten.index", "aten.index_select", "aten.take"})
"""Read of their source only what they return; at most all of it. ``embedding`` holds its table first, as all do."""


class Moved(NamedTuple):
    """Bytes of one call, or of several."""

    read: int
    written: int


class Traffic(NamedTuple):
    """What a forward moves."""

    by_module: dict[int, Moved]
    """Module index -> bytes of the calls that belong to it. They sum to the totals."""
    macs_low_intensity: int
    """MACs in calls that make less than ``LOW_INTENSITY`` FLOPs, 2 a MAC, for each byte read or written."""

    @property
    def read_bytes(self) -> int:
        """Bytes read by all calls."""
        return sum(moved.read for moved in self.by_module.values())

    @property
    def written_bytes(self) -> int:
        """Bytes written by all calls."""
        return sum(moved.written for moved in self.by_module.values())


def traffic_of(tape: Tape, flow: Flow) -> Traffic:
    """Sums over the calls of a tape that move anything; ``flow`` has sorted them out."""
    moved_by: dict[int, Moved] = {}
    read: dict[int, int] = {}
    written: dict[int, int] = {}
    low = 0
    for work in flow.works:
        call = tape.events[work.place]
        assert isinstance(call, Call)
        key = id(call.signature)  # the tape keeps every signature alive
        moved = moved_by.get(key)
        if moved is None:
            moved = moved_by[key] = moved_bytes(call.signature)
        module = work.module
        read[module] = read.get(module, 0) + moved.read
        written[module] = written.get(module, 0) + moved.written
        if is_low_intensity(work.macs, moved):
            low += work.macs
    for place in flow.factories:
        call = tape.events[place]
        assert isinstance(call, Call)
        read.setdefault(call.module, 0)
        written[call.module] = written.get(call.module, 0) + moved_bytes(call.signature).written
    return Traffic({module: Moved(read[module], written[module]) for module in sorted(read)}, low)


def traffic_by_module(tape: Tape, flow: Flow) -> dict[int, Moved]:
    """Module index -> bytes read and written by the calls that belong to it."""
    return traffic_of(tape, flow).by_module


def is_low_intensity(macs: int, moved: Moved) -> bool:
    """Whether a call multiplies, and makes less than ``LOW_INTENSITY`` FLOPs for each byte that it moves."""
    return macs > 0 and 2 * macs < LOW_INTENSITY * (moved.read + moved.written)


def moved_bytes(signature: Signature) -> Moved:
    """Bytes that a call of an operator that is no view reads and writes."""
    operator = signature.operator
    results = signature.results[:1] if returns_empty_statistics(signature) else signature.results
    written = sum([_bytes(spec) for spec in results])
    if operator in FACTORIES:
        return Moved(0, 0 if "empty" in operator else written)
    given = [_bytes(spec) for spec in specs_in(signature)]
    name = base_name(operator)
    if name in GATHERING and given:
        given[0] = min(given[0], written)
    elif name in OVERWRITING and is_mutating(operator):
        del given[0]
    return Moved(sum(given), written)


def _bytes(spec: Spec) -> int:
    """Bytes of a tensor's elements, those that an expansion repeats once."""
    shape, stride = spec.shape, spec.stride
    if 0 in stride:
        shape = tuple([size for size, step in zip(shape, stride, strict=True) if step or not size])
    return spec.itemsize * prod(shape)


__all__ = [
    "GATHERING",
    "LOW_INTENSITY",
    "OVERWRITING",
    "Moved",
    "Traffic",
    "is_low_intensity",
    "moved_bytes",
    "traffic_by_module",
    "traffic_of",
]
