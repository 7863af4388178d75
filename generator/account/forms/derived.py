"""Extents of a result that follow from the operator's own arithmetic: a derivation, not a fit.

``sides`` of a convolution or pooling from kernel, stride, padding and dilation, as PyTorch documents them; the
joined axis of a concatenation is the sum of its parts; what merges axes multiplies them. Each is checked against
the extents on the tape.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import mul
from typing import Any

from generator.records import Signature, Spec

_POOLINGS = {
    "aten.max_pool2d_with_indices.default": (1, 2, 3, 4, 5),
    "aten.max_pool3d_with_indices.default": (1, 2, 3, 4, 5),
    "aten.avg_pool1d.default": (1, 2, 3, None, 4),
    "aten.avg_pool2d.default": (1, 2, 3, None, 4),
    "aten.avg_pool3d.default": (1, 2, 3, None, 4),
}
"""Places of kernel, stride, padding, dilation and ceil_mode among the arguments."""

_CONVOLUTION, _CONCATENATION = "aten.convolution.default", "aten.cat.default"


def derived_shape(signature: Signature, rank: int) -> tuple[Any, ...] | None:
    """The shape of the first result, where the operator is one of those above; else None.

    ``signature`` has the extents of the arguments as functions, and no result yet; ``rank`` is that of the result.
    """
    arguments = signature.arguments
    if signature.operator == _CONVOLUTION:
        return _convolved(arguments)
    if signature.operator in _POOLINGS:
        return _pooled(arguments, _POOLINGS[signature.operator], rank)
    if signature.operator == _CONCATENATION:
        return _joined(arguments, rank)
    return None


def _convolved(arguments: Sequence[Any]) -> tuple[Any, ...]:
    """Source: torch.nn.Conv2d, torch.nn.ConvTranspose2d, shapes."""
    image, weight, _, strides, paddings, dilations, transposed, outputs, groups = arguments[:9]
    kernels, axes = weight.shape[2:], len(weight.shape) - 2
    strides, paddings, dilations, outputs = (
        _each(value, axes) for value in (strides, paddings, dilations, outputs)
    )
    sides = []
    for axis, side in enumerate(image.shape[-axes:]):
        reach = dilations[axis] * (kernels[axis] - 1)
        if transposed:
            sides.append((side - 1) * strides[axis] - 2 * paddings[axis] + reach + outputs[axis] + 1)
        else:
            sides.append((side + 2 * paddings[axis] - reach - 1) // strides[axis] + 1)
    channels = weight.shape[1] * groups if transposed else weight.shape[0]
    return (*image.shape[: -axes - 1], channels, *sides)


def _pooled(
    arguments: Sequence[Any], places: tuple[int, int, int, int | None, int], rank: int
) -> tuple[Any, ...]:
    """Source: torch.nn.MaxPool2d, torch.nn.AvgPool2d, shapes; with ceil_mode windows may begin in the padding."""
    image = arguments[0]
    axes = 3 if len(_tuple(arguments[1])) == 3 else 1 if len(_tuple(arguments[1])) == 1 and rank == 3 else 2

    def given(place: int | None, default: Any) -> tuple[Any, ...]:
        value = arguments[place] if place is not None and place < len(arguments) else default
        return _each(value if value != () else default, axes)

    kernels = given(places[0], 1)
    strides, paddings, dilations = (
        given(place, default) for place, default in zip(places[1:4], (kernels, 0, 1), strict=True)
    )
    ceiling = places[4] < len(arguments) and arguments[places[4]] is True
    sides = []
    for axis, side in enumerate(image.shape[-axes:]):
        room = side + 2 * paddings[axis] - dilations[axis] * (kernels[axis] - 1) - 1
        sides.append((room + (strides[axis] - 1 if ceiling else 0)) // strides[axis] + 1)
    return (*image.shape[:-axes], *sides)


def _joined(arguments: Sequence[Any], rank: int) -> tuple[Any, ...]:
    parts = [part for part in arguments[0] if part.shape != (0,)]
    axis = (arguments[1] if len(arguments) > 1 else 0) % rank
    first = parts[0].shape
    return (*first[:axis], sum(part.shape[axis] for part in parts), *first[axis + 1 :])


def merged(specs: Sequence[Spec]) -> Iterator[Any]:
    """Products of neighbouring axes of the arguments, what views and reshapes make of them."""
    for spec in specs:
        for start in range(len(spec.shape)):
            yield from accumulate(spec.shape[start:], mul)


def _each(value: Any, axes: int) -> tuple[Any, ...]:
    """One value for each axis; one for all is repeated."""
    found = _tuple(value)
    return found * axes if len(found) == 1 else found


def _tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


__all__ = ["derived_shape", "merged"]
