"""One row a model: what was observed beside what was computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from benchmarks.memory_check import ours
from benchmarks.memory_check.models import Choice, build, sample
from benchmarks.memory_check.observer import Life, Observation, Observer, Peak, is_workspace, peak
from benchmarks.memory_check.passes import Inference, Training, observe_inference, observe_training
from generator.records import Size

APART_SHARE = 0.001
"""Storages that both sides do not share are named if they take more than this share of the peak."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """A peak computed and observed, in bytes."""

    computed: int
    observed: int
    without_workspaces: int
    kept: int
    """Bytes that the model itself keeps from its first run on, part of what was observed."""
    counted: int | None
    """The peak by the allocator's own counter, where it has one."""
    workspaces: tuple[tuple[str, int], ...]
    """Operator -> bytes of its workspaces at the observed peak, the largest first."""
    apart: tuple[tuple[int, str, str], ...]
    """Storages at the peaks that have no partner of the same bytes: bytes, what computed has, what observed has."""
    computed_with_workspaces: int | None = None
    """With the workspace of each kernel, measured alone, where that was done."""

    @property
    def ratio(self) -> float:
        """Computed to observed, workspaces left out."""
        return self.computed / self.without_workspaces

    @property
    def ratio_with_workspaces(self) -> float:
        """Computed to all that was observed."""
        return self.computed / self.observed

    @property
    def ratio_with_kernels(self) -> float | None:
        """Computed with the kernels' workspaces to all that was observed."""
        computed = self.computed_with_workspaces
        return None if computed is None else computed / self.observed


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One model at one size."""

    key: str
    size: str
    inference: Compared
    batch: int | None = None
    """Of the training step; None where there was none."""
    training: Compared | None = None
    saved_computed: int | None = None
    saved_observed: int | None = None

    @property
    def saved_ratio(self) -> float | None:
        """What is saved for the backward, computed to observed; None where there was no training step."""
        if self.saved_computed is None or not self.saved_observed:
            return None
        return self.saved_computed / self.saved_observed


@dataclass(frozen=True, kw_only=True, slots=True)
class Observed:
    """What was seen of one model, and how a training step failed if it did."""

    choice: Choice
    inference: Inference
    training: Training | None


def observe(choice: Choice, observer: Observer, device: str) -> Observed:
    """Both runs, each of a new model."""

    def given(batch: int) -> Any:
        return tuple(tensor.to(device) for tensor in sample(choice, batch))

    inference = observe_inference(build(choice).to(device), given(1), observer)
    if not choice.training:
        return Observed(choice=choice, inference=inference, training=None)
    training = observe_training(build(choice).to(device), given, observer)
    return Observed(choice=choice, inference=inference, training=training)


def compare(seen: Observed, device: str) -> Row:
    """Puts the project's figures beside what was seen; kernels are measured alone for a CPU."""
    inference = compared(
        ours.inference(seen.choice, device == "cpu"),
        seen.inference.observation,
        seen.inference.kept_bytes,
        lambda life: False,
    )
    row = Row(key=seen.choice.key, size=str(seen.choice.size), inference=inference)
    training = seen.training
    if training is None:
        return row
    computed = ours.training(seen.choice, training.batch)
    return Row(
        key=row.key,
        size=row.size,
        inference=inference,
        batch=training.batch,
        training=compared(computed.peak, training.observation, training.kept_bytes, training.is_gradient),
        saved_computed=computed.saved_bytes,
        saved_observed=training.saved_bytes,
    )


def compared(
    computed: ours.Figure, observation: Observation, kept: int, left_out: Callable[[Life], bool]
) -> Compared:
    """One peak; ``left_out`` holds for lives that the definition does not count."""
    everything = peak(observation, left_out)
    model_only = peak(observation, lambda life: is_workspace(life) or left_out(life))
    return Compared(
        computed=computed.bytes,
        observed=everything.bytes,
        without_workspaces=model_only.bytes,
        kept=kept,
        counted=observation.counted,
        workspaces=_workspaces(everything),
        apart=tuple(_apart(computed, model_only)),
        computed_with_workspaces=computed.with_workspaces,
    )


def _workspaces(at: Peak) -> tuple[tuple[str, int], ...]:
    found: Counter[str] = Counter()
    for life in at.alive:
        if is_workspace(life):
            found[life.inside if life.operator == life.inside else f"{life.operator} in {life.inside}"] += (
                life.bytes
            )
    return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _apart(computed: ours.Figure, seen: Peak) -> Iterable[tuple[int, str, str]]:
    """Sizes of which one side has more storages than the other; the sample is on the computed side alone."""
    mine, theirs = (
        _by_bytes((one.bytes, one.operator) for one in computed.alive if one.operator != "input"),
        _by_bytes((life.bytes, life.operator) for life in seen.alive),
    )
    for size in sorted({*mine, *theirs}, reverse=True):
        left, right = mine.get(size, []), theirs.get(size, [])
        if abs(len(left) - len(right)) * size > APART_SHARE * seen.bytes:
            yield size, _names(left), _names(right)


def _by_bytes(alive: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for size, name in alive:
        found.setdefault(size, []).append(name)
    return found


def _names(names: list[str]) -> str:
    """``2 aten.bmm.default, 1 aten.add.Tensor``; an empty list is ``none``."""
    counts = sorted(Counter(names).items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{count} {name or 'Python'}" for name, count in counts) or "none"


def encode(row: Row) -> dict[str, Any]:
    """Plain values for JSON."""
    return asdict(row)


def decode(values: dict[str, Any]) -> Row:
    """The row that :func:`encode` gave these values for, read back from JSON."""
    runs = {name: _decode_compared(values[name]) for name in ("inference", "training")}
    return Row(**{**values, **runs})


def _decode_compared(values: dict[str, Any] | None) -> Compared | None:
    if values is None:
        return None
    lists = {name: tuple(map(tuple, values[name])) for name in ("workspaces", "apart")}
    return Compared(**{**values, **lists})


def computed_anew(row: Row) -> Row:
    """What was observed stays; the project's figures are those of the code as it is now.

    What only one side has at a peak is not known any more where its figure is another one.
    """
    choice = Choice(row.key, Size.parse(row.size), row.training is not None)
    on_cpu = row.inference.counted is None  # a GPU's allocator has a counter of its own
    inference = _with(row.inference, ours.inference(choice, on_cpu))
    if row.training is None or row.batch is None:
        return replace(row, inference=inference)
    found = ours.training(choice, row.batch)
    training = _with(row.training, found.peak)
    return replace(row, inference=inference, training=training, saved_computed=found.saved_bytes)


def _with(compared: Compared, computed: ours.Figure) -> Compared:
    apart = compared.apart if computed.bytes == compared.computed else ()
    return replace(
        compared,
        computed=computed.bytes,
        apart=apart,
        computed_with_workspaces=computed.with_workspaces,
    )
