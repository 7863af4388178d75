"""Scaled dot-product attention as one operator, which on the meta device it is not.

Fused attention is what every accelerator runs; on meta the dispatcher would see it taken apart, with the
matrix of scores that no fused kernel writes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

ATTENTION = "aten.scaled_dot_product_attention.default"
ATTENTION_BACKWARD = "aten.scaled_dot_product_attention_backward.default"

Writer = Callable[[str, list[Tensor], list[Tensor]], None]
"""``write(operator, read, written)`` notes a call."""


def fused_attention(query: Tensor, key: Tensor, value: Tensor, enable_gqa: bool) -> Tensor:
    """The result of fused attention, not computed, in the memory layout that the fused kernels return.

    query (*, H, L, E), key (*, H, S, E), value (*, H, S, Ev) -> (*, H, L, Ev), with the heads inside the
    positions, so that joining them afterwards is a view as it is with those kernels.

    Raises:
        RuntimeError: the shapes do not fit.
    """
    batch = (
        query.shape[:-2]
        if enable_gqa
        else torch.broadcast_shapes(query.shape[:-2], key.shape[:-2], value.shape[:-2])
    )
    if query.shape[-1] != key.shape[-1] or key.shape[-2] != value.shape[-2]:
        raise RuntimeError(
            f"attention over query {tuple(query.shape)}, key {tuple(key.shape)}, value {tuple(value.shape)}: "
            "query and key must agree in the last axis, key and value in the one before"
        )
    length, width = query.shape[-2], value.shape[-1]
    if not batch:
        return query.new_empty((length, width))
    *outer, heads = batch
    strides = [heads * length * width] * len(outer)
    for axis in range(len(outer) - 2, -1, -1):
        strides[axis] = strides[axis + 1] * outer[axis + 1]
    return query.new_empty_strided((*batch, length, width), (*strides, width, heads * width, 1))


class FusedAttention(torch.autograd.Function):
    """Attention as the fused kernels do it, forward and backward one operator each.

    They keep the operands, the result and the log-sum-exp of each row in float32, never the matrix of
    scores, which the backward computes anew. ``write`` is told of both calls.
    Source: Dao et al., FlashAttention, 2022, algorithms 1 and 4.
    """

    @staticmethod
    def forward(
        ctx: Any,
        write: Writer,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        mask: Tensor | None,
        enable_gqa: bool,
    ) -> Tensor:
        """The result, of which autograd keeps what the fused kernels keep."""
        given = [query, key, value] if mask is None else [query, key, value, mask]
        with _disable_current_modes():
            result = fused_attention(query, key, value, enable_gqa)
            rows = query.new_empty(result.shape[:-1], dtype=torch.float32)
        write(ATTENTION, given, [result, rows])
        ctx.write = write
        ctx.save_for_backward(*given, result, rows)
        return result

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        """The gradients of query, key, value and mask, where they are asked for."""
        *given, result, rows = ctx.saved_tensors
        wanted = ctx.needs_input_grad[1 : 1 + len(given)]
        with _disable_current_modes():
            made = [torch.empty_like(one) if want else None for one, want in zip(given, wanted, strict=True)]
        read = [gradient, *given, result, rows]
        ctx.write(ATTENTION_BACKWARD, read, [one for one in made if one is not None])
        missing = [None] * (4 - len(made))
        return (None, *made, *missing, None)


__all__ = ["ATTENTION", "ATTENTION_BACKWARD", "FusedAttention", "fused_attention"]
