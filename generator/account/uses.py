"""Which parameters are not simply read once in every forward, by name."""

from __future__ import annotations

from collections.abc import Iterator

from generator.account.flow import Flow
from generator.account.tensors import runs
from generator.records import USES, Tape, TrainingTape, Use


def find_uses(tape: Tape, flow: Flow, training: TrainingTape | None) -> tuple[Use, ...]:
    """Tied, reused, unused and unreachable parameters, in this order, then in the order of the model.

    Their elements sum to the fields ``parameters_reused``, ``_unused`` and ``_unreachable``; of a tied one
    the elements count as often as it has names but one. Without a training tape none is unreachable.
    """
    found = sorted(_uses(tape, flow, training), key=lambda use: USES.index(use.kind))
    return tuple(found)


def _uses(tape: Tape, flow: Flow, training: TrainingTape | None) -> Iterator[Use]:
    times = runs(tape, flow)
    for index, tensor in enumerate(tape.inventory.tensors):
        if tensor.kind != "parameter":
            continue
        read = index in flow.tensor_reads
        reached = training is None or not tensor.trainable or index in training.reached
        for kind, holds in (
            ("tied", len(tensor.names) > 1),
            ("reused", read and times[tensor.owner] > 1),
            ("unused", not read),
            ("unreachable", not reached),
        ):
            if holds:
                yield Use(kind=kind, names=tensor.names, elements=tensor.elements)
