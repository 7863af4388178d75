"""What BatchNorm learns and what it estimates, as a training step shows it."""

from __future__ import annotations

from dataclasses import dataclass

from generator.records import Dataset
from generator.records.examples import Examples, Moved, Step
from generator.render.tutorials.counting import NATIVE
from generator.render.tutorials.formulas import Check, field, numbers_of
from generator.render.units import exact, shape


@dataclass(frozen=True, kw_only=True, slots=True)
class MovedRow:
    """The tensors of one name; whether an eval forward, a training forward, the optimizer changed them; gradients."""

    name: str
    kind: str
    elements: str
    parts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class StepTable:
    """One step as its table prints it."""

    name: str
    input_shape: str
    rows: tuple[MovedRow, ...]


def batch_norm_values(dataset: Dataset, examples: Examples) -> dict[str, object]:
    """The steps, and the sums of ResNet-50's BatchNorm layers beside the dataset's."""
    numbers = numbers_of(dataset, "torchvision/resnet50", NATIVE)
    groups = [group for group in examples.steps[-1].groups if group.name.startswith("BatchNorm2d.")]
    learned = sum(group.elements for group in groups if group.parameters)
    estimated = sum(group.elements for group in groups if not group.parameters)
    return {
        "steps": [_table(step) for step in examples.steps],
        "checks": [
            Check(
                name="\u03b3 and \u03b2, learned",
                anchor="batch_norm_parameters",
                ours=learned,
                dataset=field(numbers, "batch_norm_parameters"),
            ),
            Check(
                name="running mean, variance and counters, estimated",
                anchor="batch_norm_buffers",
                ours=estimated,
                dataset=field(numbers, "batch_norm_buffers"),
            ),
        ],
    }


def _table(step: Step) -> StepTable:
    return StepTable(
        name=step.name,
        input_shape=shape(step.input_shape),
        rows=tuple(_row(group) for group in step.groups),
    )


def _row(group: Moved) -> MovedRow:
    return MovedRow(
        name=group.name,
        kind="parameter" if group.parameters else "buffer",
        elements=exact(group.elements),
        parts=tuple(
            _part(part, group.tensors)
            for part in (
                group.by_eval_forward,
                group.by_training_forward,
                group.by_optimizer,
                group.with_gradient,
            )
        ),
    )


def _part(changed: int, tensors: int) -> str:
    if changed == 0:
        return "no"
    if changed == tensors == 1:
        return "yes"
    return f"all {exact(tensors)}" if changed == tensors else f"{exact(changed)} of {exact(tensors)}"
