"""What a training step takes beyond an eval forward: MACs of the backward, what is kept for it, and the peak.

A training forward is measured with batches of two and of three, since BatchNorm refuses one sample where its map is
1x1, and since a batch of one spares copies that others need. Every number is read off the straight line
through both: what a further sample adds, and what does not grow. One batch of ``PRIME`` samples tells the same
lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from generator.account.memory import (
    PRIME,
    Line,
    line_of,
    line_through,
    live_bytes,
    outer,
    single_lines,
    upper_envelope,
)
from generator.account.operations import FORMULAS
from generator.records import Call, TrainingTape

SMALL, LARGE = 2, 3
"""The two batches."""

Growth: TypeAlias = tuple[bool, ...]
"""Of each kept storage, in the order of the tape, whether it grows with the batch; else it stays as it is."""


def training_numbers(tapes: Mapping[int, TrainingTape], growth: Growth | None = None) -> dict[str, int]:
    """The fields of a training step from its tapes by batch.

    Args:
        tapes: of one batch of ``PRIME``, or of the small batch and of the large one; without the latter ``growth`` has to
            fit the small one.
        growth: what :func:`growth_of` found at another size of the same model.

    Raises:
        ValueError: the macs of the backward of one sample come out as no whole number.
    """
    first = next(iter(tapes.values()))
    saved = _saved_line(tapes, growth)
    found = {
        "parameters_unreachable": sum(
            tensor.elements
            for index, tensor in enumerate(first.tape.inventory.tensors)
            if tensor.kind == "parameter" and tensor.trainable and index not in first.reached
        ),
        "saved_bytes": saved.slope,
        "saved_fixed_bytes": saved.fixed,
    }
    if first.gradients and not tapes.keys().isdisjoint((PRIME, LARGE)):
        low, peak = outer(_peak_lines(tapes))
        found |= {
            "macs_backward": _backward_line(tapes).at(1),
            "training_peak_activation_bytes": peak.slope,
            "training_peak_fixed_bytes": peak.fixed,
            "training_small_sample_bytes": low.slope,
            "training_small_fixed_bytes": low.fixed,
        }
    return found


def mixed_numbers(tapes: Mapping[int, TrainingTape]) -> dict[str, int]:
    """The fields of a training step in mixed precision from its tapes by batch, each with its backward."""
    saved = _saved_line(tapes, None)
    low, peak = outer(_peak_lines(tapes))
    return {
        "mixed_saved_bytes": saved.slope,
        "mixed_saved_fixed_bytes": saved.fixed,
        "mixed_peak_activation_bytes": peak.slope,
        "mixed_peak_fixed_bytes": peak.fixed,
        "mixed_small_sample_bytes": low.slope,
        "mixed_small_fixed_bytes": low.fixed,
    }


def _backward_line(tapes: Mapping[int, TrainingTape]) -> Line:
    if PRIME in tapes:
        return _total([line_of(macs) for macs in _backward_products(tapes[PRIME])])
    return line_through((SMALL, macs_backward(tapes[SMALL])), (LARGE, macs_backward(tapes[LARGE])))


def _total(lines: list[Line]) -> Line:
    return Line(sum([line.fixed for line in lines]), sum([line.slope for line in lines]))


def macs_backward(tape: TrainingTape) -> int:
    """MACs of all calls behind the turn of the tape."""
    return sum(_backward_products(tape))


def _backward_products(tape: TrainingTape) -> Iterator[int]:
    known: dict[int, int] = {}
    for event in tape.tape.events[tape.turn :]:
        if isinstance(event, Call) and (formula := FORMULAS.get(event.signature.operator)):
            key = id(event.signature)  # the tape keeps every signature alive
            if key not in known:
                known[key] = formula(event.signature).macs
            yield known[key]


def kept_bytes(tape: TrainingTape) -> tuple[int, ...]:
    """Bytes of each storage that autograd keeps, parameters and buffers apart."""
    return tuple([size for storage, size in tape.kept if storage not in tape.tape.tensors])


def growth_of(tapes: Mapping[int, TrainingTape]) -> Growth | None:
    """Which kept storages grow in proportion to the batch; None where one does neither that nor stay.

    Args:
        tapes: as :func:`training_numbers` takes them, those of both batches or that of ``PRIME``.
    """
    if PRIME in tapes:
        return tuple([size % PRIME == 0 for size in kept_bytes(tapes[PRIME])])
    pairs = _pairs(tapes[SMALL], tapes[LARGE])
    if pairs is None or not all(less == more or LARGE * less == SMALL * more for less, more in pairs):
        return None
    return tuple([less != more for less, more in pairs])


def fits(growth: Growth | None, small: TrainingTape) -> bool:
    """Whether what was found at one size can be used at another: as many storages are kept, in whole samples."""
    sizes = kept_bytes(small)
    return (
        growth is not None
        and len(growth) == len(sizes)
        and not any(grows and size % SMALL for grows, size in zip(growth, sizes, strict=True))
    )


def _saved_line(tapes: Mapping[int, TrainingTape], growth: Growth | None) -> Line:
    if PRIME in tapes:
        return _total([line_of(size) for size in kept_bytes(tapes[PRIME])])
    small, large = tapes[SMALL], tapes.get(LARGE)
    sizes = kept_bytes(small)
    if large is not None:
        return line_through((SMALL, sum(sizes)), (LARGE, sum(kept_bytes(large))))
    if growth is None or not fits(growth, small):
        raise ValueError("a training forward of one batch says nothing about growth with the batch")
    per_sample = sum(size for size, grows in zip(sizes, growth, strict=True) if grows) // SMALL
    return Line(sum(sizes) - SMALL * per_sample, per_sample)


def _pairs(small: TrainingTape, large: TrainingTape) -> tuple[tuple[int, int], ...] | None:
    less, more = kept_bytes(small), kept_bytes(large)
    return tuple(zip(less, more, strict=True)) if len(less) == len(more) else None


def _peak_lines(tapes: Mapping[int, TrainingTape]) -> tuple[Line, ...]:
    if PRIME in tapes:
        return single_lines(tapes[PRIME].tape, SMALL, tapes[PRIME].gradients)
    return training_peaks(tapes[SMALL], tapes[LARGE])


def training_peaks(small: TrainingTape, large: TrainingTape) -> tuple[Line, ...]:
    """The lines whose highest is the peak at any batch, by rising slope.

    Where the two tapes have other calls, the line through the two peaks.
    """
    lower, higher = (live_bytes(tape.tape, tape.gradients).bytes for tape in (small, large))
    if len(lower) != len(higher):
        return (line_through((SMALL, max(lower)), (LARGE, max(higher))),)
    pairs = set(zip(lower, higher, strict=True))
    return upper_envelope([line_through((SMALL, low), (LARGE, high)) for low, high in pairs], SMALL)
