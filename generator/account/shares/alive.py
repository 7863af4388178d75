"""Figures of what is alive at a moment of a tape, or kept at the end of a forward: a line a storage."""

from __future__ import annotations

from collections.abc import Iterator

from generator.account.memory import live_bytes
from generator.account.memory.lifetimes import RECURRENT, input_sizes
from generator.account.memory.peak import alive_at
from generator.account.shares.line import Share, shape_text
from generator.records import Call, Composite, Tape, TrainingTape


def peak_shares(tape: Tape) -> Iterator[Share]:
    """The storages alive at the first moment at which most bytes are."""
    yield from alive_shares(tape, highest(live_bytes(tape).bytes))


def highest(series: list[int]) -> int:
    """The first place of the maximum; 0 of nothing."""
    return series.index(max(series)) if series else 0


def alive_shares(tape: Tape, at: int, *, apart: frozenset[int] = frozenset()) -> Iterator[Share]:
    """The storages that count during call number ``at`` of a tape, in the order of their birth.

    Their amounts are those of ``live_bytes`` with the same storages ``apart``.
    """
    sample = input_sizes(tape)
    for storage, one in alive_at(tape, _moment(tape, at)).items():
        if storage not in apart:
            amount = sample[storage].bytes if storage in sample else one.bytes
            yield Share(one.operator, one.module, f"{shape_text(one.shape)} {one.dtype}".strip(), amount)


def _moment(tape: Tape, at: int) -> int:
    """The place in ``Tape.events`` at which to look for call number ``at``; -1 where there are no calls.

    Inside a recurrent layer, which kernels run as one operator, it is the layer's end.
    """
    calls = [place for place, event in enumerate(tape.events) if isinstance(event, Call)]
    if not calls:
        return -1
    place = calls[at]
    ends = (
        end
        for end, event in enumerate(tape.events)
        if isinstance(event, Composite)
        and event.start <= place < end
        and event.signature.operator in RECURRENT
    )
    return next(ends, place)


def kept_shares(training: TrainingTape) -> Iterator[Share]:
    """The storages that autograd keeps, parameters and buffers apart, under the call that made each."""
    tape = training.tape
    made = _births(tape)
    for storage, size in training.kept:
        if storage not in tape.tensors:
            operator, path, what = made.get(storage, ("constant", "", ""))
            yield Share(operator, path, what, size)


def _births(tape: Tape) -> dict[int, tuple[str, str, str]]:
    """Storage -> operator, module and result of the first call that writes it without having read it."""
    found = dict.fromkeys(tape.inputs, ("input", "", ""))
    for event in tape.events:
        if isinstance(event, Call):
            path = tape.inventory.modules[event.module].path
            for storage, spec in zip(event.writes, event.signature.results, strict=True):
                if storage not in found and storage not in event.reads:
                    text = f"{shape_text(spec.shape)} {spec.dtype}"
                    found[storage] = (event.signature.operator, path, text)
    return found


__all__ = ["alive_shares", "highest", "kept_shares", "peak_shares"]
