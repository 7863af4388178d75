"""How a tensor lies in memory, as far as the rules of kernels need it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

Layout = tuple[tuple[int, ...], tuple[int, ...], torch.dtype]
"""Shape, strides and data type of a fresh result."""

FLOATS = frozenset((torch.float32, torch.bfloat16))
"""The two types of numbers that a survey runs."""


def are_plain(*tensors: Any) -> bool:
    """Whether all are tensors on meta of one of the two floating-point types, the same for all, as if newly made."""
    first = tensors[0]
    return all(
        isinstance(one, Tensor) and one.is_meta and one.dtype == first.dtype and is_as_new(one)
        for one in tensors
    ) and (first.dtype in FLOATS)


def is_as_new(tensor: Tensor) -> bool:
    """Contiguous with the strides that a new tensor has: those of a dimension of length one are free, and kept."""
    return tensor.numel() > 0 and tensor.stride() == _strides(tensor.shape)


def _strides(shape: Sequence[int]) -> tuple[int, ...]:
    strides, step = [], 1
    for length in reversed(shape):
        strides.append(step)
        step *= length
    return tuple(reversed(strides))


def like(tensor: Tensor) -> Layout:
    """The layout of another tensor."""
    return tuple(tensor.shape), tensor.stride(), tensor.dtype


def contiguous(shape: tuple[int, ...], dtype: torch.dtype) -> Layout:
    """The layout of a new tensor."""
    return shape, _strides(shape), dtype


def is_ambiguous(tensor: Tensor) -> bool:
    """Whether a contiguous tensor is contiguous with its channels last as well."""
    last = {4: torch.channels_last, 5: torch.channels_last_3d}.get(tensor.dim())
    return last is not None and tensor.is_contiguous(memory_format=last)


__all__ = ["FLOATS", "Layout", "are_plain", "contiguous", "is_ambiguous", "is_as_new", "like"]
