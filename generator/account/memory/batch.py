"""How the peak grows with the batch.

At each moment of a forward so many bytes are alive whatever the batch, and so many more for every sample: a
line. The peak is the highest line at a batch, so over the batch it is convex, and a model whose highest line
is always the same one grows by fixed + batch * slope. Where a batch of one spares copies that other batches
need (an axis of one can be merged by a view), its tape has other calls: lines are taken from two larger ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import prod
from typing import NamedTuple

from generator.account.flow import specs_in
from generator.account.memory.lifetimes import live_bytes, live_parts, storage_bytes
from generator.account.tapes import signatures_of
from generator.records import Call, Spec, Tape

PRIME = 1009
"""A batch that tells alone how everything grows: what it divides is so many samples, what it does not is none.

A prime divides a product only where it divides a factor, and no extent of a model is a multiple of this one:
``tells`` sees to that.
"""


class Line(NamedTuple):
    """``fixed + batch * slope`` bytes."""

    fixed: int
    slope: int

    def at(self, batch: int) -> int:
        """Bytes at a batch."""
        return self.fixed + batch * self.slope


def line_through(first: tuple[int, int], second: tuple[int, int]) -> Line:
    """The line through two points (batch, bytes); the slope is rounded up where it is no integer.

    Raises:
        ValueError: both points have the same batch.
    """
    (batch, low), (other, high) = sorted((first, second))
    if batch == other:
        raise ValueError(f"a line needs two batches, both points are at {batch}")
    slope = -((low - high) // (other - batch))
    return Line(low - batch * slope, slope)


def tells(single: Tape, many: Tape) -> bool:
    """Whether a tape of ``PRIME`` samples tells what batches of two and three would; ``single`` is one of one sample.

    Not where an extent of the model is a multiple of the prime itself, nor where a tensor grows with the square of the batch, as
    of a model that compares samples with each other, or has gaps in memory.
    """
    stored = (extent for tensor in single.inventory.tensors for extent in tensor.shape)
    specs = (
        spec for signature in signatures_of(single) for spec in (*specs_in(signature), *signature.results)
    )
    fixed = (extent for spec in specs for extent in spec.shape)
    if any(extent and not extent % PRIME for part in (stored, fixed) for extent in part):
        return False
    results = (spec for signature in signatures_of(many) for spec in signature.results)
    if any(count and not count % PRIME**2 for count in (prod(spec.shape) for spec in results)):
        return False
    return not any(_grows(spec) and storage_bytes(spec) % PRIME for spec in _made(many))


def _made(tape: Tape) -> Iterator[Spec]:
    """What the storages that the calls of a tape make are made for."""
    seen = {*tape.tensors, *tape.inputs}
    for event in tape.events:
        if isinstance(event, Call):
            for storage, spec in zip(event.writes, event.signature.results, strict=True):
                if storage not in seen and storage not in event.reads:
                    yield spec
            seen.update(event.writes)


def _grows(spec: Spec) -> bool:
    return any(
        extent and not extent % PRIME and stride
        for extent, stride in zip(spec.shape, spec.stride, strict=True)
    )


def line_of(amount: int) -> Line:
    """An amount at a batch of ``PRIME`` as a line."""
    return Line(amount, 0) if amount % PRIME else Line(0, amount // PRIME)


def single_lines(
    tape: Tape, start: int, apart: Iterable[int] = (), *, halved: bool = False
) -> tuple[Line, ...]:
    """``peak_lines`` of batches from ``start`` on, from one tape of ``PRIME`` samples; storages ``apart`` are nothing."""

    def split(count: int, spec: Spec) -> Line:
        return line_of(count // 2 if halved and spec.dtype == "float32" else count)

    fixed, slopes = live_parts(tape, apart, split)
    return upper_envelope([Line(*pair) for pair in set(zip(fixed, slopes, strict=True))], start)


def peak_lines(
    first: tuple[int, Tape], second: tuple[int, Tape], *, halved: bool = False
) -> tuple[Line, ...]:
    """The lines whose highest is the peak at any batch from the smaller of two on, by rising slope.

    ``first`` and ``second`` are (batch, tape of the same model). One line: the peak is linear in the batch.
    With ``halved``, float32 takes half. Where the two tapes differ in their calls, as of models that treat the images of a batch one by one, the
    only line is the one through the two peaks.

    Raises:
        ValueError: both tapes have the same batch.
    """
    (batch, small), (other, large) = sorted((first, second), key=lambda one: one[0])
    lower, higher = (
        live.bytes_bfloat16 if halved else live.bytes for live in (live_bytes(small), live_bytes(large))
    )
    if _calls(small) != _calls(large):
        return (line_through((batch, max(lower)), (other, max(higher))),)
    pairs = set(zip(lower, higher, strict=True))
    return upper_envelope([line_through((batch, low), (other, high)) for low, high in pairs], batch)


def upper_envelope(lines: Sequence[Line], start: int) -> tuple[Line, ...]:
    """The lines that are the highest, alone, at some whole batch from ``start`` on or the first of equals."""
    found: list[Line] = []
    batch = start
    candidates = sorted(set(lines))
    while candidates:
        highest = max(candidates, key=lambda line: (line.at(batch), line.slope))
        found.append(highest)
        candidates = [line for line in candidates if line.slope > highest.slope]
        if candidates:
            batch = min(_overtakes(line, highest) for line in candidates)
    return tuple(found)


def outer(lines: Sequence[Line]) -> tuple[Line, Line]:
    """The first and the last of an envelope: the peak of small batches and that of large ones.

    What lies between them is left out: AlexNet in mixed precision has two lines more, half a percent above both.
    """
    return lines[0], lines[-1]


def _overtakes(line: Line, other: Line) -> int:
    """The first batch at which the steeper of two lines is higher."""
    return (other.fixed - line.fixed) // (line.slope - other.slope) + 1


def _calls(tape: Tape) -> list[tuple[str, int]]:
    return [(event.signature.operator, event.module) for event in tape.events if isinstance(event, Call)]


__all__ = [
    "PRIME",
    "Line",
    "line_of",
    "line_through",
    "outer",
    "peak_lines",
    "single_lines",
    "tells",
    "upper_envelope",
]
