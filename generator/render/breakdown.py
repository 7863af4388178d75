"""What a model's tensors are: roles, BatchNorm, data types and stages, at the native size."""

from __future__ import annotations

from dataclasses import dataclass

from generator.records import Numbers, Stage
from generator.render.units import DASH, Figure, count, exact, plain, shape, share, size_in_bytes

_ROLES = (
    ("Convolution", "parameters_convolution"),
    ("Linear", "parameters_linear"),
    ("Normalisation", "parameters_normalisation"),
    ("Embedding", "parameters_embedding"),
    ("Other", "parameters_other"),
)

_FORMS = (
    ("Parameters", "parameters"),
    ("Buffers", "buffers"),
    ("MACs", "macs"),
    ("MACs as fvcore counts", "macs_fvcore"),
    ("Activations", "activations"),
)
"""What a deploy form is counted in, and the fields of the training form."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleRow:
    """The parameters of one role; no biases where the role has no such notion."""

    name: str
    weights: Figure
    biases: Figure | None
    share: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A figure with its name, an optional remark, and the anchor of its definition where it needs one."""

    name: str
    figure: Figure
    remark: str = ""
    anchor: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class StageRow:
    """One stage as its table prints it."""

    name: str
    path: str
    output_shape: str
    blocks: str
    parameters: Figure
    macs: Figure
    share: str


def role_rows(numbers: Numbers) -> tuple[RoleRow, ...]:
    """Roles that hold any parameter, weights and biases apart; their shares are of ``parameters``."""
    rows = []
    for name, field in _ROLES:
        whole = hasattr(numbers, field)
        weights = _count(numbers, field if whole else f"{field}_weight")
        biases = None if whole else _count(numbers, f"{field}_bias")
        total = weights.exact + (biases.exact if biases else 0)
        if total:
            part = share(total, numbers.parameters)
            rows.append(RoleRow(name=name, weights=weights, biases=biases, share=part))
    return tuple(rows)


def parameter_facts(numbers: Numbers) -> tuple[Fact, ...]:
    """Trainable, frozen, tied, reused and unused parameters; zeros are printed, they are answers."""
    rows = [
        Fact(name="Trainable", figure=_count(numbers, "parameters_trainable")),
        Fact(name="Frozen", figure=count(numbers.parameters_frozen)),
        Fact(name="Tied", figure=_count(numbers, "parameters_tied")),
        Fact(name="Reused", figure=_count(numbers, "parameters_reused")),
        Fact(name="Unused", figure=_count(numbers, "parameters_unused")),
    ]
    if numbers.parameters_unreachable is not None:
        figure = _count(numbers, "parameters_unreachable")
        rows.append(Fact(name="Unreachable in training", figure=figure))
    return tuple(rows)


def batch_norm_facts(numbers: Numbers) -> tuple[Fact, ...]:
    """What BatchNorm learns against what it estimates; empty without BatchNorm."""
    layers = numbers.batch_norm_layers
    if not layers:
        return ()
    foldable = f"{share(numbers.batch_norm_foldable, layers)} of the layers"
    learned = f"{share(numbers.batch_norm_parameters, numbers.parameters)} of the parameters"
    estimated = f"{share(numbers.batch_norm_buffers, numbers.buffers)} of the buffers"
    return (
        Fact(name="Layers", figure=plain(layers)),
        Fact(name="Channels", figure=_count(numbers, "batch_norm_channels")),
        Fact(
            name="\u03b3 and \u03b2, learned",
            figure=_count(numbers, "batch_norm_parameters"),
            remark=learned,
        ),
        Fact(
            name="Running mean, variance and counters",
            figure=_count(numbers, "batch_norm_buffers"),
            remark=estimated,
        ),
        Fact(
            name="Foldable layers",
            figure=plain(numbers.batch_norm_foldable),
            remark=foldable,
        ),
    )


def deploy_rows(numbers: Numbers) -> tuple[tuple[str, Figure, Figure], ...]:
    """Name, training form and deploy form of the counts in which the two differ."""
    return tuple(
        (name, _count(numbers, field), _count(numbers, f"deploy_{field}"))
        for name, field in _FORMS
        if getattr(numbers, f"deploy_{field}") not in (None, getattr(numbers, field))
    )


def byte_facts(numbers: Numbers) -> tuple[Fact, ...]:
    """Bytes of the parameters in three data types, of the buffers and of the checkpoint."""
    by_dtype = (_dtypes(numbers.parameter_bytes_by_dtype), _dtypes(numbers.buffer_bytes_by_dtype))
    rows = (
        ("Parameters as constructed", _bytes(numbers, "parameter_bytes"), by_dtype[0]),
        ("\u2026 in bfloat16", size_in_bytes(numbers.parameter_bytes_bfloat16), ""),
        ("\u2026 in int8", size_in_bytes(numbers.parameter_bytes_int8), ""),
        ("Buffers", _bytes(numbers, "buffer_bytes"), by_dtype[1]),
        ("Checkpoint", _bytes(numbers, "checkpoint_bytes"), ""),
    )
    return tuple(Fact(name=name, figure=figure, remark=remark) for name, figure, remark in rows)


def buffer_facts(numbers: Numbers) -> tuple[Fact, ...]:
    """Elements of the buffers, and those among them that a checkpoint holds."""
    return (
        Fact(name="All", figure=_count(numbers, "buffers")),
        Fact(name="Persistent", figure=_count(numbers, "buffers_persistent")),
    )


def stage_rows(stages: tuple[Stage, ...], numbers: Numbers) -> tuple[StageRow, ...]:
    """The stages in the order they run; shares are of ``macs``."""
    return tuple(
        StageRow(
            name=stage.name,
            path=stage.path,
            output_shape=shape(stage.output_shape),
            blocks=exact(stage.blocks) if stage.blocks else DASH,
            parameters=count(stage.parameters),
            macs=count(stage.macs),
            share=share(stage.macs, numbers.macs),
        )
        for stage in stages
    )


def _count(numbers: Numbers, field: str) -> Figure:
    return count(getattr(numbers, field), field)


def _bytes(numbers: Numbers, field: str) -> Figure:
    return size_in_bytes(getattr(numbers, field), field)


def _dtypes(tally: tuple[tuple[str, int], ...]) -> str:
    if len(tally) == 1:
        return tally[0][0]
    return ", ".join(f"{dtype} {size_in_bytes(value).text}" for dtype, value in tally)
