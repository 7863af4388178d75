"""The operators that the forwards of both zoos call at their native sizes, with timm 1.0.31 and torchvision 0.29.1.

Those without a namespace are ATen's.
"""

from __future__ import annotations

_TIMM = """
    _adaptive_avg_pool2d.default _assert_async.default _softmax.default _to_copy.default
    _unsafe_view.default _upsample_bicubic2d_aa.default _upsample_bilinear2d_aa.default
    adaptive_max_pool2d.default add.Tensor add_.Scalar add_.Tensor addcmul.default addmm.default
    alias.default all.default all.dim amax.default arange.default arange.start as_strided_.default
    avg_pool2d.default bitwise_not.default bmm.default cat.default clamp.Tensor clamp.default
    clamp_min.default clone.default col2im.default constant_pad_nd.default convolution.default
    copy_.default cos.default cumsum.default div.Tensor div.Tensor_mode div_.Tensor empty.memory_format
    eq.Scalar eq.Tensor exp.default expand.default eye.m flip.default floor_divide.default gelu.default
    hardsigmoid.default hardswish.default hardswish_.default hardtanh.default hardtanh_.default
    im2col.default index.Tensor leaky_relu.default leaky_relu_.default linalg_vector_norm.default
    logical_not.default max.dim max_pool2d_with_indices.default maximum.default mean.dim mm.default
    mul.Tensor mul_.Tensor native_batch_norm.default native_group_norm.default native_layer_norm.default
    neg.default ones.default permute.default pow.Scalar pow.Tensor_Scalar reflection_pad2d.default
    relu.default relu_.default remainder.Scalar repeat.default roll.default rsqrt.default rsub.Scalar
    scaled_dot_product_attention.default select.int sigmoid.default sigmoid_.default silu.default
    silu_.default sin.default slice.Tensor split.Tensor split_with_sizes.default sqrt.default squeeze.dim
    stack.default sub.Tensor sum.dim_IntList t.default tanh.default tanh_.default transpose.int unbind.int
    unfold.default unsafe_split.Tensor unsqueeze.default upsample_bicubic2d.default
    upsample_bilinear2d.default upsample_linear1d.default upsample_nearest2d.default var.correction
    view.default zeros.default
"""

_TORCHVISION_ALONE = """
    _local_scalar_dense.default _unique2.default argmax.default avg_pool3d.default bitwise_and.Tensor
    ceil.default detach.default fill_.Scalar floor.default full.default full_like.default ge.Scalar
    grid_sampler_2d.default gt.Scalar index_put_.default lift_fresh.default linspace.default log2.default
    lt.Scalar masked_fill.Scalar max.default max_pool3d_with_indices.default ne.Scalar new_full.default
    new_zeros.default nonzero.default round.default scalar_tensor.default sort.default topk.default
    zero_.default zeros_like.default torchvision.nms.default torchvision.roi_align.default
"""

OPERATORS = tuple(
    name if name.startswith("torchvision.") else f"aten.{name}"
    for name in (_TIMM + _TORCHVISION_ALONE).split()
)
