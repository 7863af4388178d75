"""Synthetic numbers: ResNet-50 at any size, with fields replaced."""

from __future__ import annotations

from typing import Any

from generator.records import MAC_KINDS, Numbers, Size

GRID = tuple(Size(px, px) for px in (128, 160, 192, 224, 256, 288, 320, 384, 448, 512))
"""The ten sizes of the default grid."""

ROLES = {
    "parameters_convolution_weight": 23_454_912,
    "parameters_convolution_bias": 0,
    "parameters_linear_weight": 2_048_000,
    "parameters_linear_bias": 1_000,
    "parameters_normalisation_weight": 26_560,
    "parameters_normalisation_bias": 26_560,
    "parameters_embedding": 0,
    "parameters_other_weight": 0,
    "parameters_other_bias": 0,
}
"""The parameters of ResNet-50 by role; their sum is 25,557,032."""

DENSE_MACS_PER_CELL = (118_013_952 + 16 * 115_605_504) // 49
"""MACs of the stem and the sixteen 3x3 convolutions for each 32x32 cell of the input: 7x7 cells at 224."""

POINTWISE_MACS_PER_CELL = (4_089_184_256 - 118_013_952 - 16 * 115_605_504 - 2_048_000) // 49
"""MACs of the 1x1 convolutions for each 32x32 cell of the input."""

FVCORE_MACS_PER_CELL = DENSE_MACS_PER_CELL + POINTWISE_MACS_PER_CELL + 2 * 226_752
"""With two for each output of a convolution, which a BatchNorm follows."""

FIRST_LAYER_MACS = 118_013_952
"""MACs of ResNet-50's first convolution at 224 px, the gradient of whose input nobody asks for."""

ACTIVATIONS_PER_CELL = 226_752
"""A round figure near the 11.1 million outputs of ResNet-50's convolutions over 49 cells."""

TENSOR_PREFIXES = ("parameter", "buffer", "batch_norm", "checkpoint")
"""How the fields begin that follow from the tensors of a model rather than from its forward."""


def cells(size: Size) -> int:
    """How many 32x32 cells an input has, rounded up on both sides."""
    return -(-size.height_px // 32) * -(-size.width_px // 32)


def _balance(
    values: dict[str, Any], total: str, slack: str, parts: tuple[str, ...], given: dict[str, Any]
) -> None:
    """Make ``parts`` sum to ``total``: the total follows them, or where it is given, ``slack`` does."""
    if total not in given:
        values[total] = sum(values[part] for part in parts)
        return
    if sum(values[part] for part in parts if part != slack) > values[total]:
        values.update({part: 0 for part in parts if part not in given})
    values[slack] = values[total] - sum(values[part] for part in parts if part != slack)


def _operations(size: Size, given: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "macs_dense_convolution": DENSE_MACS_PER_CELL * cells(size),
        "macs_pointwise_convolution": POINTWISE_MACS_PER_CELL * cells(size),
        "macs_depthwise_convolution": 0,
        "macs_grouped_convolution": 0,
        "macs_linear": 2_048_000,
        "macs_attention": 0,
        "macs_other_product": 0,
    }
    kinds = tuple(values)
    values |= given
    _balance(values, "macs", "macs_pointwise_convolution", kinds, given)
    return values


def _tensors(given: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = ROLES | {"batch_norm_layers": 53, "batch_norm_channels": 26_560} | given
    _balance(values, "parameters", "parameters_convolution_weight", tuple(ROLES), given)
    channels, layers = values["batch_norm_channels"], values["batch_norm_layers"]
    values.setdefault("batch_norm_parameters", 2 * channels)
    values.setdefault("batch_norm_buffers", 2 * channels + layers)
    values.setdefault("batch_norm_buffer_bytes", 4 * 2 * channels + 8 * layers)
    values.setdefault("batch_norm_foldable", layers)
    values.setdefault("buffers", values["batch_norm_buffers"])
    values.setdefault("buffers_persistent", values["buffers"])
    counters = min(layers, values["buffers"])
    by_dtype = (("float32", 4 * (values["buffers"] - counters)), ("int64", 8 * counters))
    values.setdefault("buffer_bytes_by_dtype", tuple((name, count) for name, count in by_dtype if count))
    values.setdefault("buffer_bytes", sum(count for _, count in values["buffer_bytes_by_dtype"]))
    values.setdefault("parameters_trainable", values["parameters"])
    values.setdefault("parameter_bytes", 4 * values["parameters"])
    dtypes = (("float32", values["parameter_bytes"]),) if values["parameter_bytes"] else ()
    values.setdefault("parameter_bytes_by_dtype", dtypes)
    values.setdefault("checkpoint_bytes", values["parameter_bytes"] + values["buffer_bytes"])
    return values


def numbers(size: Size = Size(224, 224), **overrides: Any) -> Numbers:
    """The numbers of ResNet-50 at a size, with fields replaced by name.

    A replaced part moves its total (``macs_attention`` raises ``macs``); a replaced total moves one
    part (``parameters`` the convolution weights, ``macs`` the pointwise convolutions).
    """
    activations = ACTIVATIONS_PER_CELL * cells(size) + 1000
    values: dict[str, Any] = {
        "parameters_tied": 0,
        "parameters_reused": 0,
        "parameters_unused": 0,
        "macs_fvcore": FVCORE_MACS_PER_CELL * cells(size) + 2_048_000,
        "elementwise_flops": 2 * activations + 1000,
        "activations": activations,
        "feature_bytes": 4 * 2 * activations,
        "uncounted": (),
    }
    operations = {name: value for name, value in overrides.items() if name == "macs" or name in MAC_KINDS}
    tensors = {name: value for name, value in overrides.items() if name.startswith(TENSOR_PREFIXES)}
    values |= overrides | _operations(size, operations) | _tensors(tensors)
    native = size == Size(224, 224)
    derived = {
        "macs_backward": 2 * values["macs"] - FIRST_LAYER_MACS if native else None,
        "parameters_unreachable": 0 if native else None,
        "macs_low_intensity": 0,
        "peak_activation_bytes": 4 * (150_528 + 802_816) * cells(size) // 49,
        "peak_activation_bytes_bfloat16": 2 * (150_528 + 802_816) * cells(size) // 49,
        "peak_sample_bytes": 4 * 953_344 if native else None,
        "peak_fixed_bytes": 0 if native else None,
        "peak_small_sample_bytes": 4 * 953_344 if native else None,
        "peak_small_fixed_bytes": 0 if native else None,
        "peak_sample_bytes_bfloat16": 2 * 953_344 if native else None,
        "peak_fixed_bytes_bfloat16": 0 if native else None,
        "peak_small_sample_bytes_bfloat16": 2 * 953_344 if native else None,
        "peak_small_fixed_bytes_bfloat16": 0 if native else None,
        "training_small_sample_bytes": 4 * values["activations"] if native else None,
        "training_small_fixed_bytes": 8 * values["batch_norm_channels"] if native else None,
        "saved_bytes": 4 * values["activations"],
        "saved_fixed_bytes": 8 * values["batch_norm_channels"],
        "training_peak_activation_bytes": 4 * values["activations"] if native else None,
        "training_peak_fixed_bytes": 8 * values["batch_norm_channels"] if native else None,
        "mixed_saved_bytes": 2 * values["activations"] if native else None,
        "mixed_saved_fixed_bytes": 2 * values["parameters"] if native else None,
        "mixed_peak_activation_bytes": 2 * values["activations"] if native else None,
        "mixed_peak_fixed_bytes": 2 * values["parameters"] if native else None,
        "mixed_small_sample_bytes": 2 * values["activations"] if native else None,
        "mixed_small_fixed_bytes": 2 * values["parameters"] if native else None,
        "read_bytes": 2 * values["feature_bytes"],
        "written_bytes": values["feature_bytes"],
        "deploy_parameters": values["parameters"] - values["batch_norm_channels"],
        "deploy_buffers": values["buffers"] - values["batch_norm_buffers"],
        "deploy_macs": values["macs"],
        "deploy_macs_fvcore": values["macs"],
        "deploy_activations": values["activations"],
    }
    return Numbers(**(derived | values))
