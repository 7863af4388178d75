"""The project's own figures for the same runs, from tapes of the meta device."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from benchmarks.memory_check.kernels import peak_with_workspaces
from benchmarks.memory_check.models import Choice
from generator.account.memory import Alive, peak_of
from generator.records import Tape, TrainingTape
from generator.trace import record
from generator.trace.training import record_training
from generator.zoo import zoos
from generator.zoo.training import training_arguments


class Figure(NamedTuple):
    """A peak, and the storages alive at it."""

    bytes: int
    alive: tuple[Alive, ...]
    with_workspaces: int | None = None
    """The peak with the workspace of each kernel, measured alone on this machine's CPU; None where it was not asked for."""


class TrainingFigure(NamedTuple):
    """A peak without parameters and their gradients, and what autograd keeps, parameters and buffers apart."""

    peak: Figure
    saved_bytes: int


def inference(choice: Choice, kernels: bool) -> Figure:
    """``peak_activation_bytes``, at a batch of one; with ``kernels`` also what it is with their workspaces."""
    zoo, _, name = choice.key.partition("/")
    library = zoos()[zoo]
    tape = record(
        library.build(name, choice.size), library.sample(name, choice.size), ceilings=library.ceilings(name)
    )
    peak = peak_of(tape)
    return Figure(peak.bytes, peak.alive, peak_with_workspaces(tape) if kernels else None)


def training(choice: Choice, batch: int) -> TrainingFigure:
    """``training_peak_activation_bytes`` and ``saved_bytes`` of a batch, as it was observed."""
    zoo, _, name = choice.key.partition("/")
    library = zoos()[zoo]
    arguments = training_arguments(library, name, choice.size, batch)
    model = library.build(name, choice.size)
    found = record_training(model, arguments, backward=True, ceilings=library.ceilings(name))
    peak = peak_of(without_gradients(found))
    saved = sum(size for storage, size in found.kept if storage not in found.tape.tensors)
    return TrainingFigure(Figure(peak.bytes, peak.alive), saved)


def without_gradients(training_tape: TrainingTape) -> Tape:
    """The tape with the gradients of parameters among what is not counted, as parameters are."""
    tape = training_tape.tape
    return replace(tape, tensors={**tape.tensors, **dict.fromkeys(training_tape.gradients, ())})
