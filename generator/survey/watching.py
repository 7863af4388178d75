"""One model, and everything that is recorded of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.records import Architecture, Size

if TYPE_CHECKING:
    from generator.records import Tape, TrainingTape
    from generator.zoo import Zoo


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortcuts:
    """What makes a measurement quick and changes no number; each can be left out, to prove it."""

    skip_initial_values: bool = True
    """Initialisers of a construction on meta do nothing."""
    remember_answers: bool = True
    """A meta kernel is asked each question once in a process."""
    reuse_model: bool = True
    """A model whose size is no part of its construction is built once for all sizes."""
    infer_growth: bool = True
    """Which tensors kept for the backward grow with the batch is found at one size, not at each."""
    one_batch: bool = True
    """One batch of a large prime tells what batches of two and three would."""
    foresee_training: bool = True
    """What training keeps at a size is told from its eval forward where that takes the course of another size."""
    halve_bytes: bool = True
    """Where one forward in bfloat16 has half of float32 alive at every call, those of other sizes and batches are not run."""


class Watching:
    """A model built for one size, or, where its construction knows no size, for all of them.

    Raises:
        Exception: whatever the library raises where it cannot make the model for ``size``.
    """

    def __init__(self, zoo: Zoo, architecture: Architecture, size: Size, shortcuts: Shortcuts) -> None:
        from generator.trace import State, take_inventory

        self._zoo = zoo
        self._name = architecture.name
        self._remember = shortcuts.remember_answers
        self._model: Any = zoo.build(architecture.name, size)
        self._inventory = take_inventory(self._model)
        self._state = State(self._model)
        self._deployed: Any = None
        self._is_deployed = False

    def refresh(self) -> None:
        """Lets go of what a model may keep between forwards, so that each is recorded as the first.

        It may keep what an eval forward computed from its weights, or a table for the size of its input.
        """
        self._state.restore()

    def forward(self, size: Size) -> Tape:
        """One eval forward."""
        return self._recorded(self._model, self._inventory, self._zoo.sample(self._name, size))

    def deployed(self, size: Size, forward: Tape) -> Tape:
        """One eval forward of the re-parameterised model; ``forward`` where there is nothing to do."""
        from generator.zoo import Reparameterised

        if not isinstance(self._zoo, Reparameterised):
            return forward
        if not self._is_deployed:
            self._deployed, self._is_deployed = self._zoo.deploy(self._model), True
        return (
            forward
            if self._deployed is None
            else self._recorded(self._deployed, None, self._zoo.sample(self._name, size))
        )

    def second_macs(self, size: Size) -> int:
        """``macs`` as another counter finds it."""
        from generator.trace import second_macs

        self.refresh()
        sample = self._zoo.sample(self._name, size)
        ceilings = self._zoo.ceilings(self._name)
        return second_macs(self._model, sample, ceilings=ceilings, remember=self._remember)

    def takes_batches(self, size: Size) -> bool:
        """Whether a batch is a longer tensor, and not a longer list."""
        from generator.zoo import is_batched

        return all(is_batched(one) for one in self._zoo.sample(self._name, size))

    def batch(self, size: Size, batch: int) -> Tape:
        """An eval forward of so many samples."""
        from generator.zoo import batched

        self.refresh()
        sample = tuple(batched(one, batch) for one in self._zoo.sample(self._name, size))
        return self._recorded(self._model, self._inventory, sample)

    def converted(self, size: Size, batch: int = 1) -> Tape:
        """An eval forward of so many samples, of the model converted to bfloat16."""
        from generator.trace import record_bfloat16
        from generator.zoo import batched

        self.refresh()
        sample = self._zoo.sample(self._name, size)
        if batch > 1:
            sample = tuple(batched(one, batch) for one in sample)
        ceilings = self._zoo.ceilings(self._name)
        try:
            return record_bfloat16(self._model, sample, ceilings=ceilings, remember=self._remember)
        finally:
            self._state.restore()

    def batches(self, size: Size) -> dict[int, Tape]:
        """Eval forwards of two and of three samples, by batch."""
        return {batch: self.batch(size, batch) for batch in (2, 3)}

    def trained(
        self, size: Size, batch: int, *, backward: bool, events: bool = True, autocast: bool = False
    ) -> TrainingTape:
        """A training forward of a batch, and its backward if that is wanted; with or without the calls.

        With ``autocast`` the forward is in mixed precision, as CUDA has it.
        """
        from generator.trace import CUDA, record_training
        from generator.zoo import training_arguments

        self.refresh()
        return record_training(
            self._model,
            training_arguments(self._zoo, self._name, size, batch),
            backward=backward,
            events=events,
            inventory=self._inventory,
            ceilings=self._zoo.ceilings(self._name),
            remember=self._remember,
            autocast=CUDA if autocast else None,
        )

    def mixed(self, size: Size) -> dict[int, TrainingTape]:
        """Training steps of two and of three samples in mixed precision, by batch."""
        return {batch: self.trained(size, batch, backward=True, autocast=True) for batch in (2, 3)}

    def _recorded(self, model: Any, inventory: Any, sample: tuple[Any, ...]) -> Tape:
        from generator.trace import record

        return record(
            model,
            sample,
            inventory=inventory,
            ceilings=self._zoo.ceilings(self._name),
            remember=self._remember,
        )
