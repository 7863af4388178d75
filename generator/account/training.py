"""What a training step takes beyond an eval forward: MACs of the backward, what is kept for it, and the peak.

A training forward is measured with batches of two and of three, since BatchNorm refuses one sample where its map is
1x1, and since a batch of one spares copies that others need. Every number is read off the straight line
through both: what a further sample adds, and what does not grow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from generator.account.memory import Line, line_through, live_bytes, outer, upper_envelope
from generator.account.operations import FORMULAS
from generator.records import Call, TrainingTape

SMALL, LARGE = 2, 3
"""The two batches."""

Growth: TypeAlias = tuple[bool, ...]
"""Of each kept storage, in the order of the tape, whether it grows with the batch; else it stays as it is."""


def training_numbers(tapes: Mapping[int, TrainingTape], growth: Growth | None = None) -> dict[str, int]:
    """The fields of a training step from its tapes by batch.

    Args:
        tapes: of the small batch, and of the large one unless ``growth`` fits the small one.
        growth: what :func:`growth_of` found at another size of the same model.

    Raises:
        ValueError: the macs of the backward of one sample come out as no whole number.
    """
    small, large = tapes[SMALL], tapes.get(LARGE)
    saved = _saved_line(small, large, growth)
    found = {
        "parameters_unreachable": sum(
            tensor.elements
            for index, tensor in enumerate(small.tape.inventory.tensors)
            if tensor.kind == "parameter" and tensor.trainable and index not in small.reached
        ),
        "saved_bytes": saved.slope,
        "saved_fixed_bytes": saved.fixed,
    }
    if large is not None and small.gradients:
        low, peak = outer(training_peaks(small, large))
        macs = line_through((SMALL, macs_backward(small)), (LARGE, macs_backward(large)))
        found |= {
            "macs_backward": macs.at(1),
            "training_peak_activation_bytes": peak.slope,
            "training_peak_fixed_bytes": peak.fixed,
            "training_small_sample_bytes": low.slope,
            "training_small_fixed_bytes": low.fixed,
        }
    return found


def mixed_numbers(tapes: Mapping[int, TrainingTape]) -> dict[str, int]:
    """The fields of a training step in mixed precision from its tapes by batch, both with their backward."""
    small, large = tapes[SMALL], tapes[LARGE]
    saved = _saved_line(small, large, None)
    low, peak = outer(training_peaks(small, large))
    return {
        "mixed_saved_bytes": saved.slope,
        "mixed_saved_fixed_bytes": saved.fixed,
        "mixed_peak_activation_bytes": peak.slope,
        "mixed_peak_fixed_bytes": peak.fixed,
        "mixed_small_sample_bytes": low.slope,
        "mixed_small_fixed_bytes": low.fixed,
    }


def macs_backward(tape: TrainingTape) -> int:
    """MACs of all calls behind the turn of the tape."""
    known: dict[int, int] = {}
    total = 0
    for event in tape.tape.events[tape.turn :]:
        if isinstance(event, Call) and (formula := FORMULAS.get(event.signature.operator)):
            key = id(event.signature)  # the tape keeps every signature alive
            if key not in known:
                known[key] = formula(event.signature).macs
            total += known[key]
    return total


def kept_bytes(tape: TrainingTape) -> tuple[int, ...]:
    """Bytes of each storage that autograd keeps, parameters and buffers apart."""
    return tuple([size for storage, size in tape.kept if storage not in tape.tape.tensors])


def growth_of(small: TrainingTape, large: TrainingTape) -> Growth | None:
    """Which kept storages grow in proportion to the batch; None where one does neither that nor stay."""
    pairs = _pairs(small, large)
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


def _saved_line(small: TrainingTape, large: TrainingTape | None, growth: Growth | None) -> Line:
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


def training_peaks(small: TrainingTape, large: TrainingTape) -> tuple[Line, ...]:
    """The lines whose highest is the peak at any batch, by rising slope.

    Where the two tapes have other calls, the line through the two peaks.
    """
    lower, higher = (live_bytes(tape.tape, tape.gradients).bytes for tape in (small, large))
    if len(lower) != len(higher):
        return (line_through((SMALL, max(lower)), (LARGE, max(higher))),)
    pairs = set(zip(lower, higher, strict=True))
    return upper_envelope([line_through((SMALL, low), (LARGE, high)) for low, high in pairs], SMALL)
