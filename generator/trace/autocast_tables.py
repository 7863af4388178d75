"""Which operators autocast casts for, and how: one table for each of two devices.

Sources: ``AT_FORALL_LOWER_PRECISION_FP``, ``AT_FORALL_FP32``, ``AT_FORALL_FP32_SET_OPT_DTYPE``,
``AT_FORALL_DIFFERENT_REDISPATCH_SIGNATURE`` and ``AT_FORALL_PROMOTE`` in ``ATen/autocast_mode.h``, and the registrations for
``Autocast`` (CUDA) and ``AutocastCPU`` in ``aten/src/ATen/autocast_mode.cpp``; ``torchvision/_autograd_registrations.py``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """Names of operators by what autocast does to their floating arguments, those of float64 apart."""

    lower: tuple[str, ...]
    """Cast to bfloat16."""
    float32: tuple[str, ...]
    """Cast to float32."""
    float32_result: tuple[str, ...] = ()
    """Left alone, and a result in float32 is asked for, unless another one is."""
    promoted: tuple[str, ...] = ()
    """Cast to the widest type among them."""
    through_float32: tuple[str, ...] = ()
    """Cast to float32, and the result back to the type of the first."""
    reached: tuple[str, ...] = ()
    """Those of the above that are not registered themselves: PyTorch makes them of one that is, or, of a recurrent
    layer on CUDA, runs ``_cudnn_rnn``."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CUDA = Policy(
    lower=_names(
        "_convolution _cudnn_rnn _scaled_dot_product_flash_attention _thnn_fused_gru_cell "
        "_thnn_fused_lstm_cell addbmm addmm addmv addr baddbmm bmm chain_matmul conv1d conv2d conv3d conv_tbc "
        "conv_transpose1d conv_transpose2d conv_transpose3d convolution cudnn_convolution "
        "cudnn_convolution_transpose einsum gru gru_cell linalg_multi_dot linalg_vecdot linear lstm lstm_cell "
        "matmul mm mv prelu rnn_relu rnn_relu_cell rnn_tanh rnn_tanh_cell scaled_dot_product_attention"
    ),
    float32=_names(
        "_upsample_bicubic2d_aa _upsample_bilinear2d_aa _upsample_nearest_exact1d _upsample_nearest_exact2d "
        "_upsample_nearest_exact3d acos asin binary_cross_entropy_with_logits cdist cosh "
        "cosine_embedding_loss cosine_similarity dist erfinv exp expm1 frobenius_norm group_norm "
        "hinge_embedding_loss huber_loss kl_div l1_loss layer_norm linalg_matrix_sqrth log log10 log1p log2 "
        "logsumexp margin_ranking_loss mse_loss multi_margin_loss multilabel_margin_loss native_layer_norm "
        "nll_loss nll_loss2d nms nuclear_norm pdist poisson_nll_loss pow reciprocal renorm rms_norm rsqrt "
        "sinh smooth_l1_loss soft_margin_loss softplus square tan triplet_margin_loss upsample_bicubic2d "
        "upsample_bilinear2d upsample_linear1d upsample_nearest1d upsample_nearest2d upsample_nearest3d "
        "upsample_trilinear3d"
    ),
    float32_result=_names(
        "cumprod cumsum linalg_matrix_norm linalg_norm linalg_vector_norm log_softmax norm prod softmax sum"
    ),
    promoted=_names(
        "addcdiv addcmul atan2 bilinear cross dot grid_sampler index_put inner scatter_add tensordot vdot"
    ),
    through_float32=_names("deform_conv2d roi_align"),
    reached=_names("gru inner linalg_norm lstm rnn_relu rnn_tanh square"),
)
"""``binary_cross_entropy``, which the real one refuses, is not in it: no model here computes a loss."""

CPU = Policy(
    lower=_names(
        "_addmm_activation _convolution _native_multi_head_attention addbmm addmm baddbmm bmm chain_matmul "
        "conv1d conv2d conv3d conv_tbc conv_transpose1d conv_transpose2d conv_transpose3d einsum inner "
        "linalg_multi_dot linalg_vecdot linear matmul mkldnn_rnn_layer mm prelu scaled_dot_product_attention "
        "tensordot"
    ),
    float32=_names(
        "_grid_sampler_2d_cpu_fallback _lu_with_info adaptive_avg_pool3d adaptive_max_pool3d avg_pool3d "
        "binary_cross_entropy binary_cross_entropy_with_logits cdist cholesky_inverse cholesky_solve "
        "cosine_embedding_loss cross_entropy_loss ctc_loss fake_quantize_per_tensor_affine fft_fft fft_fft2 "
        "fft_fftn fft_hfft fft_ifft fft_ifft2 fft_ifftn fft_ihfft fft_irfft fft_irfft2 fft_irfftn fft_rfft "
        "fft_rfft2 fft_rfftn fractional_max_pool2d fractional_max_pool3d geqrf grid_sampler grid_sampler_2d "
        "grid_sampler_3d hinge_embedding_loss huber_loss inverse kl_div l1_loss linalg_cholesky "
        "linalg_cholesky_ex linalg_cond linalg_eig linalg_eigh linalg_eigvals linalg_eigvalsh "
        "linalg_householder_product linalg_inv linalg_inv_ex linalg_lstsq linalg_matrix_rank "
        "linalg_matrix_sqrth linalg_qr linalg_solve linalg_svd linalg_svdvals linalg_tensorinv "
        "linalg_tensorsolve lu_solve margin_ranking_loss max_pool3d max_unpool2d max_unpool3d mse_loss "
        "multi_margin_loss multilabel_margin_loss multilabel_margin_loss_forward nanquantile nll_loss "
        "nll_loss2d nms orgqr ormqr pinverse poisson_nll_loss polar prod quantile reflection_pad1d "
        "reflection_pad2d replication_pad1d replication_pad2d replication_pad3d smooth_l1_loss "
        "soft_margin_loss stft svd trace triangular_solve triplet_margin_loss view_as_complex"
    ),
    promoted=_names("cat index_copy stack"),
    through_float32=_names("roi_align"),
    reached=_names("chain_matmul einsum inner linalg_multi_dot tensordot"),
)
"""To compare with the real autocast on real tensors. ``F.pad`` with a mode reaches ``reflection_pad2d`` and others inside of
PyTorch: those casts are not made."""


__all__ = ["CPU", "CUDA", "Policy"]
