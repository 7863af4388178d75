"""One architecture at every size: exceptions become refusals here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

from generator.records import Architecture, Entry, Measurement, Numbers, Refusal, Size, Weighing
from generator.survey.refusing import TimeLimit, reason
from generator.survey.stepping import Stepping
from generator.survey.watching import Shortcuts, Watching

if TYPE_CHECKING:
    from generator.account import Breakdown, Tapes
    from generator.records import Tape
    from generator.zoo import Zoo

TIME_LIMIT_S = 900
"""Seconds that one architecture may take over all its sizes before the rest is refused."""

STEPS = ("deploy form", "training", "batch", "bfloat16", "mixed precision", "second count")
"""What may fail beside a measurement, in the order in which it is told."""


class Measuring:
    """One architecture on its way through all sizes; keeps the model where it fits every size."""

    def __init__(
        self,
        zoo: Zoo,
        architecture: Architecture,
        shortcuts: Shortcuts | None = None,
        seconds: float = TIME_LIMIT_S,
    ) -> None:
        self._zoo = zoo
        self._seconds = seconds
        self._shortcuts = shortcuts or Shortcuts()
        self._architecture = architecture
        self._watching: Watching | None = None
        self._failure: Exception | None = None
        self._told: Breakdown | None = None
        self._second: int | None = None
        self._gaps: list[Refusal] = []
        self._stepping = Stepping(architecture.native, self._shortcuts)

    def run(self, sizes: Sequence[Size]) -> Weighing:
        """Every size ends in a measurement or a refusal; the rows are taken at the native size.

        That one comes first, since it tells much of the others; the order of the result is that of ``sizes``.
        """
        measurements: list[Measurement] = []
        refusals: list[Refusal] = []
        with TimeLimit(self._seconds) as limit:
            for size in sorted(sizes, key=lambda one: one != self._architecture.native):
                result = self._at(size, limit)
                if isinstance(result, Refusal):
                    refusals.append(result)
                else:
                    measurements.append(Measurement(size=size, numbers=result))
        measurements.sort(key=lambda one: sizes.index(one.size))
        refusals.sort(key=lambda one: sizes.index(one.size))
        self._gaps.sort(key=lambda one: (sizes.index(one.size), STEPS.index(one.stage)))
        return self._weighing(tuple(measurements), tuple(refusals))

    def _weighing(self, measurements: tuple[Measurement, ...], refusals: tuple[Refusal, ...]) -> Weighing:
        from generator.account import reconcile

        told, architecture = self._told, self._architecture
        layers = told.layers if told else ()
        measured = {measurement.size: measurement.numbers for measurement in measurements}
        entry = Entry(
            architecture=architecture,
            measurements=measurements,
            refusals=refusals,
            gaps=tuple(gap for gap in self._gaps if gap.size in measured),
            stages=told.stages if told else (),
            operators=tuple(share for share in told.operators if share.macs) if told else (),
            uses=told.uses if told else (),
            peak=told.peak if told else None,
            reconciled=tuple(
                reconcile(one, measured=measured, layers=layers, native=architecture.native)
                for one in architecture.published
            ),
            second_macs=self._second,
        )
        return Weighing(entry=entry, layers=layers)

    def _at(self, size: Size, limit: TimeLimit) -> Numbers | Refusal:
        stage = "construction"
        try:
            limit.check()
            watching = self._build(size)
            stage = "forward"
            tapes = self._record(watching, size)
            stage = "accounting"
            return self._account(size, tapes)
        except TimeoutError as error:
            return Refusal(size=size, stage="process", message=reason(error))
        except SystemExit as error:  # it would end the survey without a word
            return Refusal(size=size, stage=stage, message=f"it exits, with status {error.code}")
        except Exception as error:  # whatever a library raises is its answer to this size
            return Refusal(size=size, stage=stage, message=reason(error))

    def _build(self, size: Size) -> Watching:
        """A model for this size; the last one where its construction knows no size."""
        from generator.zoo import initial_values

        if self._failure is not None:
            raise self._failure
        if self._watching is not None and self._shortcuts.reuse_model and not self._architecture.fixed_size:
            self._watching.refresh()
            return self._watching
        self._watching = None
        try:
            with nullcontext() if self._shortcuts.skip_initial_values else initial_values():
                self._watching = Watching(self._zoo, self._architecture, size, self._shortcuts)
        except Exception as error:
            if not self._architecture.fixed_size and not isinstance(error, TimeoutError):
                self._failure = error  # it would be the same at every other size
            raise
        return self._watching

    def _record(self, watching: Watching, size: Size) -> Tapes:
        from generator.account import Tapes

        forward = self._forward(watching, size)
        deployed = self._unless_it_fails(size, "deploy form", watching.deployed, size, forward)
        native = size == self._architecture.native
        stepping = self._stepping
        batches = (
            self._unless_it_fails(size, "batch", stepping.batches, watching, size, forward) if native else {}
        )
        converted = self._unless_it_fails(
            size, "bfloat16", partial(stepping.converted, batches=bool(batches)), watching, size, forward
        )
        training = self._unless_it_fails(size, "training", stepping.trained, watching, size, forward)
        # Where a training step in float32 fails, one in mixed precision would for the same reason.
        mixed = (
            self._unless_it_fails(size, "mixed precision", stepping.mixed, watching, size, forward)
            if native and training
            else {}
        )
        if native:
            self._second = self._unless_it_fails(size, "second count", watching.second_macs, size)

        return Tapes(
            forward=forward,
            deployed=deployed,
            batches=batches or {},
            training=training or {},
            growth=stepping.growth,
            mixed=mixed or {},
            converted=converted or {},
            halves=converted == {},
        )

    def _forward(self, watching: Watching, size: Size) -> Tape:
        from generator.records import Call

        forward = watching.forward(size)
        if not any(isinstance(event, Call) for event in forward.events):
            raise ValueError("the forward calls no operator: there is nothing to count")
        return forward

    def _unless_it_fails(self, size: Size, stage: str, step: Any, *args: Any) -> Any:
        """What a step returns; a failure is noted beside the measurement, which goes on without it."""
        try:
            return step(*args)
        except TimeoutError:
            raise
        except Exception as error:
            self._gaps.append(Refusal(size=size, stage=stage, message=reason(error)))
            return None

    def _account(self, size: Size, tapes: Tapes) -> Numbers:
        from generator.account import break_down, count

        if size != self._architecture.native:
            return count(tapes)
        self._told = break_down(tapes)
        return self._told.numbers
