"""What meta kernels answer where that is a rule of shapes, so that they need not be asked.

Many kernels on the meta device are decompositions in Python: normalisations, activations and linear layers take
half a millisecond to three for each new shape, half of a survey's time. For the questions below the
answer is known beforehand: contiguous operands of one floating-point type, the ordinary case. A question of any other
kind gets None, and goes to the kernel. The rules are those of PyTorch: a pointwise operator keeps the layout of
operands that lie alike (TensorIterator); products of matrices, means, ``roll`` and ``cat`` of contiguous operands are
contiguous; the statistics of a normalisation are float32 at least.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

from generator.trace.layouts import FLOATS, Layout, are_plain, contiguous, is_ambiguous, is_as_new, like

Foretold = tuple[Layout, ...] | None

ITS_ARGUMENT: Foretold = ()
"""The answer of an operator in place: no fresh result, its first argument as it lies."""

_ATEN = torch.ops.aten


def foretell(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Foretold:
    """The fresh results of a call, :data:`ITS_ARGUMENT`, or None where the kernel has to be asked.

    Args:
        func: an operator as the dispatcher names it.
        args: its arguments, tensors on the meta device.
        kwargs: numbers and words alone, such as the ``alpha`` of a sum; with others the kernel is asked.
    """
    rule = _RULES.get(func)
    return rule(*args) if rule and _are_plain_values(kwargs.values()) else None


def _are_plain_values(values: Iterable[Any]) -> bool:
    """Whether what stands beside the tensors is numbers, words and nothing: none of it has a layout."""
    return all(value is None or isinstance(value, int | float | str) for value in values)


def _is_scalar(value: Any) -> bool:
    """A number of Python leaves the type of a floating-point tensor alone; a complex one does not."""
    return isinstance(value, int | float)


def _is_vector(value: Any, length: int) -> bool:
    """Whether a parameter or statistic is of one float32 a channel."""
    return (
        isinstance(value, Tensor)
        and value.is_meta
        and value.dtype is torch.float32
        and value.shape == (length,)
    )


def _map(tensor: Any, *scalars: Any) -> Foretold:
    """f(x), numbers or words beside it."""
    return (like(tensor),) if _are_plain_values(scalars) and are_plain(tensor) else None


def _map_in_place(tensor: Any, *scalars: Any) -> Foretold:
    return ITS_ARGUMENT if _map(tensor, *scalars) else None


def _zip(left: Any, right: Any, *scalars: Any) -> Foretold:
    """f(x, y): of one shape, or one a number, or one stretched to the shape of the other."""
    if not _are_plain_values(scalars):
        return None
    if _is_scalar(right):
        return (like(left),) if are_plain(left) else None
    if not are_plain(left, right):
        return None
    if _is_stretched(right, left):
        return (like(left),)
    return (like(right),) if _is_stretched(left, right) else None


def _is_stretched(narrow: Tensor, wide: Tensor) -> bool:
    """Whether the shape of ``wide`` is that of both together."""
    lengths = zip(reversed(narrow.shape), reversed(wide.shape), strict=False)
    return narrow.dim() <= wide.dim() and all(one in (1, other) for one, other in lengths)


def _zip_in_place(left: Any, right: Any, *scalars: Any) -> Foretold:
    found = _zip(left, right, *scalars)
    return ITS_ARGUMENT if found and found[0][0] == tuple(left.shape) else None


def _batch_norm(image: Any, weight: Any, bias: Any, mean: Any, variance: Any, *_: Any) -> Foretold:
    """(N, C, ...) and four vectors of C: the result, and mean and inverse deviation of each channel.

    Of one value a channel the kernel is asked: training, it refuses it.
    """
    if not are_plain(image) or image.dim() < 2 or image.numel() == image.shape[1]:
        return None
    channels = image.shape[1]
    if not all(_is_vector(one, channels) for one in (weight, bias, mean, variance)):
        return None
    statistic = contiguous((channels,), torch.float32)
    return like(image), statistic, statistic


def _batch_norm_backward(gradient: Any, image: Any, weight: Any, *rest: Any) -> Foretold:
    """The gradients of image, weight and bias, all three wanted."""
    mean, variance, saved_mean, saved_deviation, _training, _epsilon, wanted = rest
    if not are_plain(gradient, image) or gradient.shape != image.shape or not all(wanted) or image.dim() < 2:
        return None
    channels = image.shape[1]
    vectors = (weight, mean, variance, saved_mean, saved_deviation)
    if not all(_is_vector(one, channels) for one in vectors):
        return None
    each = contiguous((channels,), torch.float32)
    return like(image), each, each


def _layer_norm(tensor: Any, normalised: Any, weight: Any, bias: Any, *_: Any) -> Foretold:
    """The result is contiguous however the operand lies; the statistics have ones for what was normalised over."""
    if not tensor.is_meta or tensor.dtype not in FLOATS or not tensor.numel():
        return None
    if tensor.is_contiguous() and not is_as_new(tensor):
        return None
    if tuple(tensor.shape)[-len(normalised) :] != tuple(normalised):
        return None
    if not all(one is None or _is_beside(one, tensor, normalised) for one in (weight, bias)):
        return None
    kept = tuple(tensor.shape)[: tensor.dim() - len(normalised)]
    statistic = contiguous(kept + (1,) * len(normalised), torch.float32)
    return contiguous(tuple(tensor.shape), tensor.dtype), statistic, statistic


def _is_beside(parameter: Any, tensor: Tensor, shape: Any) -> bool:
    same = isinstance(parameter, Tensor) and parameter.is_meta and parameter.dtype == tensor.dtype
    return same and tuple(parameter.shape) == tuple(shape)


def _layer_norm_backward(
    gradient: Any,
    tensor: Any,
    normalised: Any,
    mean: Any,
    deviation: Any,
    weight: Any,
    bias: Any,
    wanted: Any,
) -> Foretold:
    """The gradients of tensor, which lies like that of the result, of weight and of bias, all three wanted."""
    if not all(wanted) or not isinstance(weight, Tensor) or not isinstance(bias, Tensor):
        return None
    alike = gradient.shape == tensor.shape and gradient.dtype == tensor.dtype
    if not alike or not are_plain(gradient, weight, bias):
        return None
    return like(gradient), like(weight), like(bias)


def _added_product(added: Any, left: Any, right: Any) -> Foretold:
    """A bias of (N,), (M, K) and (K, N)."""
    product = _product(left, right)
    usual = product and added.is_meta and added.dtype == left.dtype and added.shape == (right.shape[1],)
    return product if usual else None


def _product(left: Any, right: Any) -> Foretold:
    """(M, K) and (K, N), however they lie."""
    fitting = left.dim() == right.dim() == 2 and left.shape[1] == right.shape[0]
    alike = left.is_meta and right.is_meta and left.dtype == right.dtype and left.dtype in FLOATS
    usual = fitting and alike and left.numel() and right.numel()
    return (contiguous((left.shape[0], right.shape[1]), left.dtype),) if usual else None


def _mean(tensor: Any, dims: Any, keep: bool = False) -> Foretold:
    """Over some dimensions; over all where the list is empty or None, which the kernel is asked for."""
    if not dims or not are_plain(tensor) or not tensor.dim():
        return None
    if not all(-tensor.dim() <= dim < tensor.dim() for dim in dims):
        return None
    gone = {dim % tensor.dim() for dim in dims}
    if len(gone) < len(dims):
        return None
    shape = tuple(
        [
            1 if index in gone else length
            for index, length in enumerate(tensor.shape)
            if keep or index not in gone
        ]
    )
    return (contiguous(shape, tensor.dtype),)


def _roll(tensor: Any, shifts: Any, dims: Any = ()) -> Foretold:
    usual = are_plain(tensor) and len(shifts) == len(dims) and all(0 <= dim < tensor.dim() for dim in dims)
    return (like(tensor),) if usual else None


def _cat(tensors: Any, dim: int = 0) -> Foretold:
    """Of tensors whose layout has one reading: (N, C, 1, 1) is also contiguous with its channels last."""
    if not tensors or not are_plain(*tensors) or any(one.dim() != tensors[0].dim() for one in tensors):
        return None
    if any(is_ambiguous(one) for one in tensors):
        return None
    shape = list(tensors[0].shape)
    if not -len(shape) <= dim < len(shape):
        return None
    shape[dim] = 0
    for one in tensors:
        along, others = one.shape[dim], list(one.shape)
        others[dim] = shape[dim]
        if others != shape:
            return None
        shape[dim] += along
    return (contiguous(tuple(shape), tensors[0].dtype),)


def _resampled(image: Any, size: Any, *_: Any) -> Foretold:
    """(N, C, H, W) to (N, C, *size)."""
    if not are_plain(image) or is_ambiguous(image) or image.dim() != 4 or not all(side > 0 for side in size):
        return None
    return (contiguous((*image.shape[:2], *size), image.dtype),)


_MAPS = "gelu relu hardswish hardsigmoid hardtanh silu sigmoid tanh leaky_relu elu mish clamp_min".split()
_ARITHMETIC = "add sub mul div".split()
_BACKWARDS = "gelu hardswish hardsigmoid silu threshold sigmoid tanh hardtanh leaky_relu".split()

_RULES: dict[Any, Callable[..., Foretold]] = {
    **{getattr(_ATEN, name).default: _map for name in _MAPS},
    **{getattr(_ATEN, f"{name}_").default: _map_in_place for name in _MAPS},
    **{getattr(_ATEN, name).Tensor: _zip for name in _ARITHMETIC},
    **{getattr(_ATEN, f"{name}_").Tensor: _zip_in_place for name in _ARITHMETIC},
    **{getattr(_ATEN, f"{name}_backward").default: _zip for name in _BACKWARDS},
    _ATEN.native_batch_norm.default: _batch_norm,
    _ATEN._native_batch_norm_legit_no_training.default: _batch_norm,
    _ATEN.native_batch_norm_backward.default: _batch_norm_backward,
    _ATEN.native_layer_norm.default: _layer_norm,
    _ATEN.native_layer_norm_backward.default: _layer_norm_backward,
    _ATEN.addmm.default: _added_product,
    _ATEN.mm.default: _product,
    _ATEN.mean.dim: _mean,
    _ATEN.roll.default: _roll,
    _ATEN.cat.default: _cat,
    _ATEN.upsample_bilinear2d.default: _resampled,
    _ATEN.upsample_bicubic2d.default: _resampled,
}

__all__ = ["ITS_ARGUMENT", "Foretold", "foretell"]
