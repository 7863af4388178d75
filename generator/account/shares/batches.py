"""Figures that are read off a straight line through two batches: what a sample adds, and what does not grow.

Lines of both tapes are matched, the first one of an operator in a module with the first one, and so on; one
without a match has nothing on the other side. Through the two amounts of each match goes a line, as through
their sums: whatever is matched, the lines sum to the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter, methodcaller

from generator.account.memory import Line, line_through, live_bytes, peak_lines
from generator.account.operations import FORMULAS
from generator.account.shares.alive import alive_shares, highest, kept_shares
from generator.account.shares.calls import shapes_text
from generator.account.shares.line import Share
from generator.account.training import LARGE, SMALL, Growth, training_peaks
from generator.records import Call, Tape, TrainingTape

Reading = Callable[[Line], int]

OF_PEAKS: dict[str, tuple[int, Reading]] = {
    "peak_sample_bytes": (-1, attrgetter("slope")),
    "peak_fixed_bytes": (-1, attrgetter("fixed")),
    "peak_small_sample_bytes": (0, attrgetter("slope")),
    "peak_small_fixed_bytes": (0, attrgetter("fixed")),
}
"""Which of the lines that the peak follows over the batch, and what is read off it."""

OF_CONVERTED_PEAKS: dict[str, tuple[int, Reading]] = {
    f"{name}_bfloat16": reading for name, reading in OF_PEAKS.items()
}
"""The same of a model converted to bfloat16."""

OF_TRAINING_PEAKS: dict[str, tuple[int, Reading]] = {
    "training_peak_activation_bytes": (-1, attrgetter("slope")),
    "training_peak_fixed_bytes": (-1, attrgetter("fixed")),
    "training_small_sample_bytes": (0, attrgetter("slope")),
    "training_small_fixed_bytes": (0, attrgetter("fixed")),
}
"""The same of a training forward and its backward."""

OF_MIXED_PEAKS: dict[str, tuple[int, Reading]] = {
    "mixed_peak_activation_bytes": (-1, attrgetter("slope")),
    "mixed_peak_fixed_bytes": (-1, attrgetter("fixed")),
    "mixed_small_sample_bytes": (0, attrgetter("slope")),
    "mixed_small_fixed_bytes": (0, attrgetter("fixed")),
}
"""The same in mixed precision."""

OF_SAVED: dict[str, Reading] = {
    "saved_bytes": attrgetter("slope"),
    "saved_fixed_bytes": attrgetter("fixed"),
}

OF_MIXED_SAVED: dict[str, Reading] = {
    "mixed_saved_bytes": attrgetter("slope"),
    "mixed_saved_fixed_bytes": attrgetter("fixed"),
}


def batch_peak_shares(field: str, tapes: Mapping[int, Tape]) -> Iterator[Share]:
    """The storages alive at the moment whose line decides, at small batches or at large ones.

    Raises:
        ValueError: the two batches are not one apart, so that a line of each storage may not be whole.
    """
    (batch, small), (other, large) = sorted(tapes.items())
    if other - batch != 1:
        raise ValueError(f"batches must be one apart, found {batch} and {other}")
    place, reading = (OF_PEAKS | OF_CONVERTED_PEAKS)[field]
    line = peak_lines((batch, small), (other, large))[place]
    lower, higher = _moments(live_bytes(small).bytes, live_bytes(large).bytes, batch, line)
    return _lines(reading, batch, alive_shares(small, lower), alive_shares(large, higher))


def training_peak_shares(field: str, small: TrainingTape, large: TrainingTape) -> Iterator[Share]:
    """The same of a training forward and its backward, gradients of parameters apart."""
    place, reading = (OF_TRAINING_PEAKS | OF_MIXED_PEAKS)[field]
    line = training_peaks(small, large)[place]
    series = [live_bytes(one.tape, one.gradients).bytes for one in (small, large)]
    lower, higher = _moments(series[0], series[1], SMALL, line)
    return _lines(
        reading,
        SMALL,
        alive_shares(small.tape, lower, apart=small.gradients),
        alive_shares(large.tape, higher, apart=large.gradients),
    )


def _moments(lower: list[int], higher: list[int], batch: int, line: Line) -> tuple[int, int]:
    """Call numbers, in both tapes, of the moment that a line belongs to: one and the same, or the two peaks."""
    if len(lower) == len(higher):
        for at, (low, high) in enumerate(zip(lower, higher, strict=True)):
            if line_through((batch, low), (batch + 1, high)) == line:
                return at, at
    return highest(lower), highest(higher)


def saved_shares(
    field: str, small: TrainingTape, large: TrainingTape | None, growth: Growth | None
) -> Iterator[Share]:
    """The storages that autograd keeps; of one tape, which of them grow is what ``growth`` says."""
    reading = (OF_SAVED | OF_MIXED_SAVED)[field]
    less = list(kept_shares(small))
    if large is not None:
        return _lines(reading, SMALL, less, kept_shares(large))
    if growth is None:
        raise ValueError("a training forward of one batch says nothing about growth with the batch")
    more = [
        share._replace(amount=share.amount * LARGE // SMALL if grows else share.amount)
        for share, grows in zip(less, growth, strict=True)
    ]
    return _lines(reading, SMALL, less, more)


def backward_shares(small: TrainingTape, large: TrainingTape) -> Iterator[Share]:
    """The calls of the backward that multiply, read off at a batch of one."""
    return _lines(methodcaller("at", 1), SMALL, _products(small), _products(large))


def _products(training: TrainingTape) -> Iterator[Share]:
    """The products behind the turn of a tape, each under the module of the forward product that it differentiates.

    The backward runs in the reverse order of the forward and reads what the forward read: a product belongs to
    the last forward product that read one of its storages and was not found in this way before.
    """
    tape = training.tape
    readers: dict[int, list[int]] = {}
    for place, event in enumerate(tape.events):
        if not isinstance(event, Call) or event.signature.operator not in FORMULAS:
            continue
        if place < training.turn:
            for storage in event.reads:
                readers.setdefault(storage, []).append(event.module)
            continue
        found = [readers[storage].pop() for storage in event.reads if readers.get(storage)]
        path = tape.inventory.modules[found[-1] if found else event.module].path
        signature = event.signature
        macs = FORMULAS[signature.operator](signature).macs
        yield Share(signature.operator, path, shapes_text(signature), macs)


def _lines(reading: Reading, batch: int, small: Iterable[Share], large: Iterable[Share]) -> Iterator[Share]:
    """What is read off the line through each pair; ``large`` has one sample more than ``small``."""
    lower, higher = _keyed(small), _keyed(large)
    for key in {**lower, **higher}:
        less, more = lower.get(key), higher.get(key)
        amounts = tuple(one.amount if one else 0 for one in (less, more))
        line = line_through((batch, amounts[0]), (batch + 1, amounts[1]))
        what = next(one.what for one in (less, more) if one)
        told = f"{what}; {amounts[0]:,} for {batch} samples, {amounts[1]:,} for {batch + 1}"
        yield Share(key[0], key[1], told.removeprefix("; "), reading(line))


def _keyed(shares: Iterable[Share]) -> dict[tuple[str, str, int], Share]:
    """Lines by operator, module, and their number among those of both."""
    seen: dict[tuple[str, str], int] = {}
    found: dict[tuple[str, str, int], Share] = {}
    for share in shares:
        key = share.operator, share.path
        found[(*key, seen.setdefault(key, 0))] = share
        seen[key] += 1
    return found


__all__ = [
    "OF_CONVERTED_PEAKS",
    "OF_MIXED_PEAKS",
    "OF_MIXED_SAVED",
    "OF_PEAKS",
    "OF_SAVED",
    "OF_TRAINING_PEAKS",
    "backward_shares",
    "batch_peak_shares",
    "saved_shares",
    "training_peak_shares",
]
