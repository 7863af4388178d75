"""The memory formulas worked for VGG-16, and what the rule of thumb for training misses."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from generator.records import Dataset, Numbers
from generator.records.examples import Examples, LayerSum
from generator.render.tutorials.counting import NATIVE
from generator.render.tutorials.formulas import Check, Worked, field, numbers_of, times
from generator.render.units import Figure, exact, mebibytes, shape, size_in_bytes

KEY = "torchvision/vgg16"
BATCHES = (1, 32, 128)
OPTIMIZERS = (("SGD", 2), ("Adam", 4))
"""Copies of the parameters: themselves and their gradients, and two that Adam keeps."""

_FLOAT = 4
"""Bytes of a float32."""

_MEASURED = (
    ("Sum over layers, as above", "feature_bytes"),
    ("At one moment of an eval forward", "peak_activation_bytes"),
    ("Kept by autograd for the backward", "saved_bytes"),
    ("At one moment of a forward and backward", "training_peak_activation_bytes"),
)
"""What the dataset holds, or will hold, of the memory of one sample."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeatureRow:
    """What a layer writes."""

    path: str
    class_name: str
    output: str
    memory: Worked


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """The rule of thumb for one batch and optimizer."""

    batch: int
    optimizer: str
    total: Worked
    measured: Figure | None
    """With the measured peak of a forward and backward in place of twice the features."""

    @property
    def text(self) -> str:
        """The total with a prefix."""
        return size_in_bytes(self.total.value).text


def memory_values(dataset: Dataset, examples: Examples) -> dict[str, object]:
    """Parameters, features and the rule of thumb, each with its numbers filled in."""
    rows = examples.vgg16
    parameters = sum(row.parameters for row in rows)
    features = sum(row.output_bytes for row in rows)
    weights = Worked(formula=times((parameters, _FLOAT)), value=_FLOAT * parameters)
    numbers = numbers_of(dataset, KEY, NATIVE)
    cases = [(batch, *optimizer) for batch in BATCHES for optimizer in OPTIMIZERS]
    return {
        "weights": weights,
        "weights_mb": size_in_bytes(weights.value).text,
        "weights_mib": mebibytes(weights.value, 1),
        "features": [_feature(row) for row in rows if row.output_bytes],
        "features_mb": size_in_bytes(features).text,
        "features_mib": mebibytes(features, 1),
        "checks": [
            Check(
                name="Bytes of the parameters",
                anchor="parameter_bytes",
                ours=weights.value,
                dataset=field(numbers, "parameter_bytes"),
            ),
            Check(
                name="Bytes of the features",
                anchor="feature_bytes",
                ours=features,
                dataset=field(numbers, "feature_bytes"),
            ),
        ],
        "listing": _listing(rows),
        "rules": [_rule(weights.value, features, case, numbers) for case in cases],
        "measured": _measured(numbers, features),
    }


def _feature(row: LayerSum) -> FeatureRow:
    formula = times((*row.output_shape, _FLOAT))
    return FeatureRow(
        path=row.path,
        class_name=row.class_name,
        output=shape(row.output_shape),
        memory=Worked(formula=formula, value=row.output_bytes),
    )


def _listing(rows: tuple[LayerSum, ...]) -> dict[str, str]:
    """The values that a well-known listing adds up: the input too, and no pooling that changes no shape."""
    values = prod(rows[0].input_shape) + sum(
        row.output_bytes // _FLOAT
        for row in rows
        if not (row.class_name.startswith("Adaptive") and row.input_shape == row.output_shape)
    )
    return {"elements": exact(values), "mib": mebibytes(_FLOAT * values, 1)}


def _rule(weights: int, features: int, case: tuple[int, str, int], numbers: Numbers | None) -> Rule:
    batch, optimizer, copies = case
    formula = f"{copies} \u00b7 {exact(weights)} + 2 \u00b7 {exact(features)} \u00b7 {exact(batch)}"
    peak = field(numbers, "training_peak_activation_bytes")
    rest = [field(numbers, name) or 0 for name in ("training_peak_fixed_bytes", "buffer_bytes")]
    return Rule(
        batch=batch,
        optimizer=optimizer,
        total=Worked(formula=formula, value=copies * weights + 2 * features * batch),
        measured=None if peak is None else size_in_bytes(copies * weights + peak * batch + sum(rest)),
    )


def _measured(numbers: Numbers | None, features: int) -> list[tuple[str, str, str, str]]:
    """Name, anchor, bytes and text of what is measured; only the sum where the dataset has no more."""
    found = [(name, anchor, field(numbers, anchor)) for name, anchor in _MEASURED]
    found[0] = (*found[0][:2], features)
    return [
        (name, anchor, exact(value), size_in_bytes(value).text)
        for name, anchor, value in found
        if value is not None
    ]
