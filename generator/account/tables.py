"""Operators without multiply-accumulates: those that do other arithmetic, and those that do none.

Names are ATen's without the overload: ``aten.add`` stands for ``aten.add.Tensor``, ``aten.add.Scalar``
and, with an underscore behind it, for the in-place ``aten.add_``.
"""

from __future__ import annotations

from functools import cache

from generator.account.operations import FORMULAS

FACTORIES = frozenset(
    f"aten.{name}"
    for name in (
        "arange.default arange.start arange.start_step empty.memory_format empty_like.default empty_strided.default "
        "eye.default eye.m full.default full_like.default linspace.default new_empty.default "
        "new_empty_strided.default new_full.default new_ones.default new_zeros.default ones.default "
        "ones_like.default scalar_tensor.default zeros.default zeros_like.default"
    ).split()
)
"""Make a tensor from a shape alone: what they are given is not read."""

ELEMENTWISE = frozenset(
    f"aten.{name}"
    for name in (
        # arithmetic and comparison of elements
        "abs add addcdiv addcmul atan2 bitwise_and bitwise_not bitwise_or ceil clamp clamp_max clamp_min cos div eq "
        "erf exp expm1 floor floor_divide fmod ge gt isfinite le lerp log log1p log2 logical_and logical_not logical_or lt "
        "maximum minimum mul ne neg pow reciprocal remainder round rsqrt rsub sign sin sqrt square sub where "
        # activation functions
        "elu gelu glu hardsigmoid hardswish hardtanh leaky_relu log_sigmoid_forward mish prelu _prelu_kernel relu relu6 "
        "rrelu_with_noise selu sigmoid silu softplus tanh threshold "
        # softmax, normalisation and reductions
        "_log_softmax _softmax _safe_softmax all amax amin any argmax argmin cummax cumprod cumsum linalg_vector_norm logsumexp max "
        "_unique2 mean min native_batch_norm native_group_norm native_layer_norm norm prod std sum topk sort var var_mean "
        "_native_batch_norm_legit _native_batch_norm_legit_no_training "
        # pooling, resizing, sampling, transforms
        "_adaptive_avg_pool2d _adaptive_avg_pool3d _upsample_bicubic2d_aa _upsample_bilinear2d_aa "
        "adaptive_max_pool2d adaptive_max_pool3d avg_pool1d avg_pool2d avg_pool3d grid_sampler_2d grid_sampler_3d "
        "max_pool2d_with_indices max_pool3d_with_indices upsample_bicubic2d upsample_bilinear2d upsample_linear1d "
        "upsample_nearest2d upsample_nearest1d upsample_nearest3d upsample_trilinear3d "
        "_fft_c2c _fft_c2r _fft_r2c "
    ).split()
) | {"torchvision.roi_align", "torchvision.nms"}
"""Arithmetic that ``macs`` leaves out by definition."""

FREE = frozenset(
    f"aten.{name}"
    for name in (
        # views
        "_reshape_alias _unsafe_view alias as_strided detach diagonal expand imag lift_fresh permute real select slice "
        "split split_with_sizes squeeze t transpose unbind unfold unsafe_split unsqueeze view view_as_complex view_as_real "
        # copies, casts and rearrangements
        "_pack_padded_sequence _to_copy cat clone complex constant_pad_nd contiguous copy fill flip im2col masked_fill "
        "pixel_shuffle pixel_unshuffle reflection_pad1d reflection_pad2d repeat replication_pad2d resize roll stack zero "
        "col2im channel_shuffle native_channel_shuffle "
        # indexing
        "embedding gather index index_put _index_put_impl index_select masked_select nonzero one_hot scatter take "
        # checks
        "_assert_async _local_scalar_dense item is_nonzero "
    ).split()
)
"""Views, copies, casts, indexing and checks: no arithmetic on elements."""


@cache
def base_name(operator: str) -> str:
    """``aten.add_.Tensor`` -> ``aten.add``: without the overload and the in-place underscore."""
    namespace, name, *_ = operator.split(".")
    return f"{namespace}.{name.rstrip('_')}"


@cache
def is_mutating(operator: str) -> bool:
    """Whether an operator writes into one of its arguments (by PyTorch's naming rule)."""
    name = operator.split(".")[1]
    return name.endswith("_") and not name.endswith("__") and name.rstrip("_") not in _IN_PLACE_VIEWS


_IN_PLACE_VIEWS = frozenset({"as_strided", "detach", "squeeze", "t", "transpose", "unsqueeze"})


@cache
def is_uncounted(operator: str) -> bool:
    """Whether no rule covers an operator: neither a formula, nor arithmetic left out, nor free."""
    name = base_name(operator)
    known = operator in FORMULAS or operator in FACTORIES
    return not known and name not in ELEMENTWISE and name not in FREE
