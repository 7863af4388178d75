"""What a published number can be: each convention as a sum over fields of one measurement.

A convention's ``cost`` says how far it is from what papers mostly print: 0 is the first guess. Two conventions of one kind
that give the same integer for a model are one; the earlier in the table stands for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.records import Numbers
from generator.records.memory import INFERENCE_LINES, OPTIMIZER_STATES, TRAINING_LINES, Lines

OPERATIONS, PARAMETERS, ACTIVATIONS, BYTES, SIZE = "operations", "parameters", "activations", "bytes", "size"
PEAK, INFERENCE, TRAINING = "peak", "inference", "training"
"""Memory in use, which is said, as bytes at rest are not."""

MEMORY = (PEAK, INFERENCE, TRAINING)


@dataclass(frozen=True, kw_only=True, slots=True)
class Convention:
    """One meaning of a number.

    ``terms`` are (field of :class:`~generator.records.Numbers`, factor); their sum is the value. ``doubled`` says that a
    multiplication and its addition count as two, so that nobody calls the number MACs. ``lines`` are (field of what is fixed,
    field of what each sample adds): the highest of them at a batch of two or more is added, and without a batch there is no value.
    """

    key: str
    kind: str
    label: str
    cost: int
    terms: tuple[tuple[str, int], ...]
    doubled: bool = False
    lines: Lines = ()

    def value(self, numbers: Numbers, batch: int = 1) -> int | None:
        """The integer under this convention at a batch, None where a field was not measured or it is of other batches."""
        if bool(self.lines) != (batch > 1):
            return None
        total = 0
        for field, factor in self.terms:
            value = getattr(numbers, field)
            if value is None:
                return None
            total += factor * value
        peak = numbers.highest(batch, self.lines) if self.lines else 0
        return None if peak is None else total + peak


_WEIGHTS = (("parameters", 4), ("buffer_bytes", 1))


def _training(key: str, label: str, cost: int, optimizer: str, precision: str = "float32") -> Convention:
    """Memory of a training step, as ``Numbers.training_bytes`` has it."""
    copies = 1 + OPTIMIZER_STATES[optimizer]
    terms = (*_WEIGHTS, ("parameters_trainable", 4 * copies))
    return Convention(
        key=key, kind=TRAINING, label=label, cost=cost, terms=terms, lines=TRAINING_LINES[precision]
    )


CONVENTIONS: tuple[Convention, ...] = (
    Convention(key="macs", kind=OPERATIONS, label="macs", cost=0, terms=(("macs", 1),)),
    Convention(key="macs_fvcore", kind=OPERATIONS, label="macs_fvcore", cost=1, terms=(("macs_fvcore", 1),)),
    Convention(
        key="flops", kind=OPERATIONS, label="flops = 2 × macs", cost=1, terms=(("macs", 2),), doubled=True
    ),
    Convention(key="deploy_macs", kind=OPERATIONS, label="deploy_macs", cost=1, terms=(("deploy_macs", 1),)),
    Convention(
        key="macs_without_attention",
        kind=OPERATIONS,
        label="macs without the products of attention, as tools that hook modules count",
        cost=2,
        terms=(("macs", 1), ("macs_attention", -1)),
    ),
    Convention(
        key="deploy_macs_fvcore",
        kind=OPERATIONS,
        label="deploy_macs_fvcore",
        cost=2,
        terms=(("deploy_macs_fvcore", 1),),
    ),
    Convention(
        key="deploy_flops",
        kind=OPERATIONS,
        label="2 × deploy_macs",
        cost=2,
        terms=(("deploy_macs", 2),),
        doubled=True,
    ),
    Convention(
        key="flops_all",
        kind=OPERATIONS,
        label="2 × macs + elementwise_flops",
        cost=2,
        terms=(("macs", 2), ("elementwise_flops", 1)),
        doubled=True,
    ),
    Convention(key="parameters", kind=PARAMETERS, label="parameters", cost=0, terms=(("parameters", 1),)),
    Convention(
        key="parameters_trainable",
        kind=PARAMETERS,
        label="parameters_trainable",
        cost=1,
        terms=(("parameters_trainable", 1),),
    ),
    Convention(
        key="deploy_parameters",
        kind=PARAMETERS,
        label="deploy_parameters",
        cost=1,
        terms=(("deploy_parameters", 1),),
    ),
    Convention(
        key="parameters_and_buffers",
        kind=PARAMETERS,
        label="parameters + buffers",
        cost=2,
        terms=(("parameters", 1), ("buffers", 1)),
    ),
    Convention(
        key="parameters_by_name",
        kind=PARAMETERS,
        label="parameters, tied ones once for each name",
        cost=2,
        terms=(("parameters", 1), ("parameters_tied", 1)),
    ),
    Convention(key="activations", kind=ACTIVATIONS, label="activations", cost=0, terms=(("activations", 1),)),
    Convention(
        key="deploy_activations",
        kind=ACTIVATIONS,
        label="deploy_activations",
        cost=2,
        terms=(("deploy_activations", 1),),
    ),
    Convention(
        key="parameter_bytes", kind=BYTES, label="parameter_bytes", cost=0, terms=(("parameter_bytes", 1),)
    ),
    Convention(
        key="checkpoint_bytes", kind=BYTES, label="checkpoint_bytes", cost=0, terms=(("checkpoint_bytes", 1),)
    ),
    Convention(
        key="parameter_bytes_bfloat16",
        kind=BYTES,
        label="bytes of the parameters in bfloat16 or float16",
        cost=1,
        terms=(("parameters", 2),),
    ),
    Convention(key="feature_bytes", kind=BYTES, label="feature_bytes", cost=2, terms=(("feature_bytes", 1),)),
    Convention(
        key="parameter_bytes_int8",
        kind=BYTES,
        label="bytes of the parameters in int8",
        cost=2,
        terms=(("parameters", 1),),
    ),
    Convention(
        key="peak_activation_bytes",
        kind=PEAK,
        label="peak_activation_bytes",
        cost=0,
        terms=(("peak_activation_bytes", 1),),
    ),
    Convention(
        key="peak_activation_bytes_bfloat16",
        kind=PEAK,
        label="peak_activation_bytes_bfloat16",
        cost=1,
        terms=(("peak_activation_bytes_bfloat16", 1),),
    ),
    Convention(
        key="peak_activation_bytes_batch",
        kind=PEAK,
        label="the peak of a batch's activations",
        cost=1,
        terms=(),
        lines=INFERENCE_LINES["float32"],
    ),
    Convention(
        key="inference_bytes",
        kind=INFERENCE,
        label="inference_bytes",
        cost=0,
        terms=(*_WEIGHTS, ("peak_activation_bytes", 1)),
    ),
    Convention(
        key="inference_bytes_batch",
        kind=INFERENCE,
        label="inference_bytes",
        cost=0,
        terms=_WEIGHTS,
        lines=INFERENCE_LINES["float32"],
    ),
    _training("training_bytes", "training_bytes with AdamW", 0, "AdamW"),
    _training("training_bytes_momentum", "training_bytes with momentum", 1, "SGD with momentum"),
    _training("training_bytes_sgd", "training_bytes with SGD", 1, "SGD"),
    _training("training_bytes_mixed", "training_bytes with AdamW in mixed precision", 1, "AdamW", "mixed"),
)
"""In order of cost within a kind. What torchvision prints as ``_ops`` is ``macs``."""

FIELDS: tuple[str, ...] = tuple(dict.fromkeys(field for one in CONVENTIONS for field, _ in one.terms))
"""The fields of a measurement that any convention sums."""

LINE_FIELDS: tuple[str, ...] = tuple(
    dict.fromkeys(field for one in CONVENTIONS for line in one.lines for field in line)
)
"""The fields that the lines over the batch need; they are measured at the native size alone."""

BY_KEY: Mapping[str, Convention] = {one.key: one for one in CONVENTIONS}


def values(numbers: Numbers, batch: int = 1) -> tuple[tuple[Convention, int], ...]:
    """Every convention with its value at a batch, each value once within a kind; what is not measured is left out."""
    seen: set[tuple[str, int]] = set()
    found = []
    for one in CONVENTIONS:
        value = one.value(numbers, batch)
        if value is not None and (one.kind, value) not in seen:
            seen.add((one.kind, value))
            found.append((one, value))
    return tuple(found)
