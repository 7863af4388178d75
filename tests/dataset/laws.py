"""What holds between the numbers of any entry, real or synthetic."""

from __future__ import annotations

from generator.records import MAC_KINDS, Entry, Layer, Numbers

ROLES = tuple(
    f"parameters_{role}"
    for role in (
        "convolution_weight",
        "convolution_bias",
        "linear_weight",
        "linear_bias",
        "normalisation_weight",
        "normalisation_bias",
        "embedding",
        "other_weight",
        "other_bias",
    )
)
STAGE_SUMS = ("parameters", "buffers", "macs", "activations")
LAYER_SUMS = (*STAGE_SUMS, "read_bytes", "written_bytes")


def broken(entry: Entry) -> list[str]:
    """Every law that an entry breaks, as a sentence."""
    found = [
        f"{entry.architecture.key} at {one.size}: {law}"
        for one in entry.measurements
        for law in broken_numbers(one.numbers)
    ]
    if entry.native is not None:
        numbers = entry.native.numbers
        found += [
            f"{entry.architecture.key}: the stages do not sum to {name}"
            for name in STAGE_SUMS
            if sum(getattr(stage, name) for stage in entry.stages) != getattr(numbers, name)
        ]
        if sum(share.macs for share in entry.operators) != numbers.macs:
            found.append(f"{entry.architecture.key}: the operators do not sum to macs")
    return found


def in_bfloat16_bounds(one: Numbers) -> bool:
    """Whether the peak in bfloat16 is between half of float32 and what widening everything would give.

    A tensor takes two bytes for four. One that is widened stands beside its copy, two bytes and four; a copy of a
    parameter or buffer counts where the original does not.
    """
    peak = one.peak_activation_bytes_bfloat16
    if peak is None:
        return True
    most = 3 * one.peak_activation_bytes + 2 * (one.parameter_bytes + one.buffer_bytes)
    return one.peak_activation_bytes <= 2 * peak <= most


def broken_numbers(one: Numbers) -> list[str]:
    """Every law that the numbers of one size break."""
    laws = {
        "roles sum to parameters": sum(getattr(one, name) for name in ROLES) == one.parameters,
        "kinds sum to macs": sum(getattr(one, name) for name in MAC_KINDS) == one.macs,
        "dtypes sum to parameter_bytes": _sum(one.parameter_bytes_by_dtype) == one.parameter_bytes,
        "dtypes sum to buffer_bytes": _sum(one.buffer_bytes_by_dtype) == one.buffer_bytes,
        "parameters hold the unreachable": (one.parameters_unreachable or 0) <= one.parameters_trainable,
        "macs hold those of low intensity": one.macs_low_intensity <= one.macs,
        "bfloat16 takes half, copies that are widened, and no more": in_bfloat16_bounds(one),
        "parameters hold the trainable": one.parameters_trainable <= one.parameters,
        "parameters hold the reused": one.parameters_reused <= one.parameters,
        "parameters hold the unused": one.parameters_unused <= one.parameters,
        "buffers hold the persistent": one.buffers_persistent <= one.buffers,
        "buffers hold those of BatchNorm": one.batch_norm_buffers <= one.buffers,
        "buffer_bytes hold those of BatchNorm": one.batch_norm_buffer_bytes <= one.buffer_bytes,
        "BatchNorm has at most gamma and beta": one.batch_norm_parameters <= 2 * one.batch_norm_channels,
        "BatchNorm layers hold the foldable": one.batch_norm_foldable <= one.batch_norm_layers,
    }
    return [law for law, holds in laws.items() if not holds]


def broken_sums(entry: Entry, layers: tuple[Layer, ...]) -> list[str]:
    """The totals of the native size that the layer rows do not sum to."""
    assert entry.native is not None
    return [
        f"{entry.architecture.key}: the layers do not sum to {name}"
        for name in LAYER_SUMS
        if sum(getattr(layer, name) for layer in layers) != getattr(entry.native.numbers, name)
    ]


def _sum(tally: tuple[tuple[str, int], ...]) -> int:
    return sum(count for _, count in tally)
