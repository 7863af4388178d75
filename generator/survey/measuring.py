"""One architecture at every size: exceptions become refusals here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.records import Architecture, Entry, Measurement, Numbers, Refusal, Size, Weighing
from generator.survey.refusing import TimeLimit, reason

if TYPE_CHECKING:
    from generator.account import Breakdown
    from generator.zoo import Zoo

TIME_LIMIT_S = 900
"""Seconds that one architecture may take over all its sizes before the rest is refused."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortcuts:
    """What makes a measurement quick and changes no number; each can be left out, to prove it."""

    skip_initial_values: bool = True
    """Initialisers of a construction on meta do nothing."""
    remember_answers: bool = True
    """A meta kernel is asked each question once in a process."""
    reuse_model: bool = True
    """A model whose size is no part of its construction is built once for all sizes."""


class Measuring:
    """One architecture on its way through all sizes; keeps the model where it fits every size."""

    def __init__(self, zoo: Zoo, architecture: Architecture, shortcuts: Shortcuts | None = None) -> None:
        self._zoo = zoo
        self._shortcuts = shortcuts or Shortcuts()
        self._architecture = architecture
        self._model: Any = None
        self._inventory: Any = None
        self._failure: Exception | None = None
        self._told: Breakdown | None = None

    def run(self, sizes: Sequence[Size]) -> Weighing:
        """Every size ends in a measurement or a refusal; the rows are taken at the native size."""
        measurements: list[Measurement] = []
        refusals: list[Refusal] = []
        with TimeLimit(TIME_LIMIT_S) as limit:
            for size in sizes:
                result = self._at(size, limit)
                if isinstance(result, Refusal):
                    refusals.append(result)
                else:
                    measurements.append(Measurement(size=size, numbers=result))
        told = self._told
        entry = Entry(
            architecture=self._architecture,
            measurements=tuple(measurements),
            refusals=tuple(refusals),
            stages=told.stages if told else (),
            operators=tuple(share for share in told.operators if share.macs) if told else (),
        )
        return Weighing(entry=entry, layers=told.layers if told else ())

    def _at(self, size: Size, limit: TimeLimit) -> Numbers | Refusal:
        stage = "construction"
        try:
            limit.check()
            self._build(size)
            stage = "forward"
            tape = self._record(size)
            stage = "accounting"
            return self._account(size, tape)
        except TimeoutError as error:
            return Refusal(size=size, stage="process", message=reason(error))
        except Exception as error:  # whatever a library raises is its answer to this size
            return Refusal(size=size, stage=stage, message=reason(error))

    def _build(self, size: Size) -> None:
        from generator.trace import take_inventory
        from generator.zoo import initial_values

        if self._failure is not None:
            raise self._failure
        if self._model is not None and self._shortcuts.reuse_model and not self._architecture.fixed_size:
            # A model may keep what an eval forward computed from its weights; training drops it.
            self._model.train()
            self._model.eval()
            return
        self._model = self._inventory = None
        try:
            with nullcontext() if self._shortcuts.skip_initial_values else initial_values():
                self._model = self._zoo.build(self._architecture.name, size)
            self._inventory = take_inventory(self._model)
        except Exception as error:
            if not self._architecture.fixed_size and not isinstance(error, TimeoutError):
                self._failure = error  # it would be the same at every other size
            raise

    def _record(self, size: Size) -> Any:
        from generator.trace import record

        name = self._architecture.name
        return record(
            self._model,
            self._zoo.sample(name, size),
            inventory=self._inventory,
            ceilings=self._zoo.ceilings(name),
            remember=self._shortcuts.remember_answers,
        )

    def _account(self, size: Size, tape: Any) -> Numbers:
        from generator.account import break_down, count

        if size != self._architecture.native:
            return count(tape)
        self._told = break_down(tape)
        return self._told.numbers
