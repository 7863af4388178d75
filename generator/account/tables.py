"""Every operator has one place: a MAC formula, a weight for elementwise arithmetic, or none of either.

``operations.FORMULAS`` multiply and accumulate, ``elementwise.ELEMENTWISE`` do other arithmetic; the tables
here do none. Names are ATen's without the overload: ``aten.add`` stands for ``aten.add.Tensor``,
``aten.add.Scalar`` and, with an underscore behind it, for the in-place ``aten.add_``.
"""

from __future__ import annotations

from functools import cache

from generator.account.elementwise import ELEMENTWISE
from generator.account.names import base_name
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
        # booleans and integers
        "bitwise_and bitwise_not bitwise_or logical_and logical_not logical_or "
        # selection: comparisons whose number depends on the values
        "_unique2 sort topk upsample_nearest1d upsample_nearest2d upsample_nearest3d where "
        # checks
        "_assert_async _local_scalar_dense item is_nonzero "
    ).split()
) | {"torchvision.nms"}
"""Views, copies, casts, indexing, selection and checks: no arithmetic on elements."""


@cache
def is_uncounted(operator: str) -> bool:
    """Whether no rule covers an operator: neither a formula, nor a weight, nor free."""
    name = base_name(operator)
    known = operator in FORMULAS or operator in FACTORIES
    return not known and name not in ELEMENTWISE and name not in FREE
