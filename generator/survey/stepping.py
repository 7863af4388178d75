"""Which training forwards and larger batches of one architecture are run, and which are told by others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from generator.records import Size
from generator.survey.watching import Shortcuts, Watching

if TYPE_CHECKING:
    from generator.account import Foresight, Growth
    from generator.records import Tape, TrainingTape

_T = TypeVar("_T")

_REFUTATIONS = 2
"""Wrong foresights after which no other is tried."""

_LONGER = 2
"""How much longer the course of a thousand samples may be than that of one: a model may treat samples one by one."""

_UNUSED = 3
"""Foresights that no size has asked for after which no other is kept: each size takes a course of its own."""


class Stepping:
    """The steps of one architecture, the native size first."""

    def __init__(self, native: Size, shortcuts: Shortcuts) -> None:
        self._native = native
        self._shortcuts = shortcuts
        self._single = shortcuts.one_batch
        self._growth: Growth | None = None
        self._proven: list[Foresight] = []
        self._unproven: list[Foresight] = []
        self._refuted = 0
        self._meeting = ""
        self._halves = False

    @property
    def growth(self) -> Growth | None:
        """Which kept storages grow with the batch, as the tapes that were last told of have them."""
        return self._growth

    def batches(self, watching: Watching, size: Size, forward: Tape) -> dict[int, Tape]:
        """Eval forwards of larger batches than the one of ``forward``, by batch."""

        def run(batch: int) -> Tape:
            return watching.batch(size, batch)

        self._single = self._single and watching.takes_batches(size)
        found = self._few(run, lambda tape: tape, forward)
        if any(len(tape.events) > _LONGER * len(forward.events) for tape in found.values()):
            self._single = False
            found = self._few(run, lambda tape: tape, forward)
        return found

    def converted(self, watching: Watching, size: Size, forward: Tape, *, batches: bool) -> dict[int, Tape]:
        """Eval forwards in bfloat16, by batch from one sample on; none where float32 takes half at every call.

        Whether it does is found at the native size: what a model widens it widens at any.
        """
        from generator.account import check_products, halves

        if size != self._native and self._halves:
            return {}
        found = {1: watching.converted(size)}
        check_products(found[1])
        if size == self._native and self._shortcuts.halve_bytes:
            self._halves = halves(forward, found[1])
            if self._halves:
                return {}
        if batches:
            found |= self._few(lambda batch: watching.converted(size, batch), lambda tape: tape, forward)
        return found

    def trained(self, watching: Watching, size: Size, forward: Tape) -> dict[int, TrainingTape]:
        """Training forwards by batch: with their backward at the native size, elsewhere as few as will do."""
        from generator.account import growth_of

        self._require_apart()
        if size != self._native:
            return self._foretold(watching, size, forward) or self._measured(watching, size, forward)
        found = self._few(
            lambda batch: watching.trained(size, batch, backward=True), lambda step: step.tape, forward
        )
        self._growth = growth_of(found)
        self._learn(forward, found)
        return found

    def mixed(self, watching: Watching, size: Size, forward: Tape) -> dict[int, TrainingTape]:
        """Training steps in mixed precision, by batch."""
        return self._few(
            lambda batch: watching.trained(size, batch, backward=True, autocast=True),
            lambda step: step.tape,
            forward,
        )

    def _require_apart(self) -> None:
        """Raises ValueError where the samples of a batch meet: no number is that of one sample times the batch."""
        if self._meeting:
            raise ValueError(
                f"the samples of a batch meet in {self._meeting}: one sample tells nothing of a batch"
            )

    def _few(self, run: Callable[[int], _T], tape: Callable[[_T], Tape], forward: Tape) -> dict[int, _T]:
        """One run of the batch that tells all, or those of two and of three samples, which say why where one fails."""
        from generator.account import BATCHES, PRIME, meeting, tells

        if self._single:
            try:
                found = run(PRIME)
            except TimeoutError:
                raise
            except Exception:  # the message of a usual batch is wanted
                self._single = False
            else:
                self._single = tells(forward, tape(found))
                if self._single:
                    self._meeting = meeting(tape(found))
                    self._require_apart()
                    return {PRIME: found}
        return {batch: run(batch) for batch in BATCHES}

    @property
    def _foresees(self) -> bool:
        usable = self._refuted < _REFUTATIONS and len(self._unproven) < _UNUSED
        return self._shortcuts.foresee_training and usable

    def _learn(self, forward: Tape, found: dict[int, TrainingTape]) -> None:
        """Keeps what training at one size, with its calls, tells of others."""
        from generator.account import foresight

        if self._foresees and self._growth is not None:
            batch, training = min(found.items())
            known = foresight(forward, training, batch, self._growth)
            self._unproven += [known] if known else []

    def _foretold(self, watching: Watching, size: Size, forward: Tape) -> dict[int, TrainingTape] | None:
        """What is known without training; a foresight is compared with a training forward before it is believed."""
        from generator.account import BATCHES, agrees

        small = BATCHES[0]
        for known in (*self._proven, *self._unproven):
            foretold = known.at(forward)
            if foretold is None:
                continue
            if known in self._unproven:
                self._unproven.remove(known)
                measured = watching.trained(size, small, backward=False, events=False)
                if not agrees(foretold, measured):
                    self._refuted += 1
                    return self._with_growth(watching, size, measured)
                self._proven.append(known)
            self._growth = known.growth
            return {small: foretold}
        return None

    def _measured(self, watching: Watching, size: Size, forward: Tape) -> dict[int, TrainingTape]:
        from generator.account import BATCHES

        small = watching.trained(size, BATCHES[0], backward=False, events=self._foresees)
        found = self._with_growth(watching, size, small)
        self._learn(forward, found)
        return found

    def _with_growth(self, watching: Watching, size: Size, small: TrainingTape) -> dict[int, TrainingTape]:
        """A training forward of the small batch, and that of the large one where growth is not known."""
        from generator.account import BATCHES, fits, growth_of

        found = {BATCHES[0]: small}
        if not (self._shortcuts.infer_growth and fits(self._growth, small)):
            found[BATCHES[1]] = watching.trained(size, BATCHES[1], backward=False, events=False)
            self._growth = growth_of(found)
        return found


__all__ = ["Stepping"]
