"""A second counter, built by others: PyTorch's own FlopCounterMode, with what it needs to run on every model.

Its formulas, and how it finds the calls, are torch's; nothing here multiplies a shape but the operators
that it gives zero for. The repairs:

- it runs with gradients enabled: under ``no_grad`` it fails on models that compute a weight (cait, pit);
- operators whose result depends on pixels are answered at their ceilings, as in the recorded forward;
- ``mv``, ``addmv``, ``dot`` and ``addbmm``, deformable convolution and ``Bilinear`` get a formula of two operations
  for each multiply-accumulate: it has none.

Fused attention is taken apart on the meta device, where it is then seen as two matrix products.
"""

from __future__ import annotations

from math import prod
from typing import Any

import torch
import torchvision
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from generator.trace.recorder import Ceilings
from generator.trace.shapes import REMEMBERED, Oblivion

Shape = tuple[int, ...]


def second_macs(
    model: nn.Module, args: tuple[Any, ...], *, ceilings: Ceilings | None = None, remember: bool = True
) -> int:
    """Multiply-accumulates of one eval forward, as torch's FlopCounterMode counts them.

    Args:
        model: on the meta device, in eval mode.
        args: positional arguments of its forward, tensors on the meta device.
        ceilings: answers to data-dependent operators.
        remember: let kernels be answered from what they answered before; the formulas see the same shapes.

    Raises:
        ValueError: it counts an odd number of operations, half of which is no number of MACs.
        Exception: whatever the forward raises.
    """
    counter = FlopCounterMode(display=False, custom_mapping=_REPAIRS)
    with torch.enable_grad(), _Answering(ceilings or {}, remember), counter:
        model(*args)
    macs, odd = divmod(counter.get_total_flops(), 2)
    if odd:
        raise ValueError(f"FlopCounterMode counts {counter.get_total_flops()} operations, an odd number")
    return macs


class _Answering(TorchDispatchMode):
    """Runs the kernels, or answers for them, below the counter."""

    def __init__(self, ceilings: Ceilings, remember: bool) -> None:
        super().__init__()
        self._ceilings = ceilings
        self._memory = REMEMBERED if remember else Oblivion()

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """No, as for the recorder."""
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """The result of a call."""
        kwargs = kwargs or {}
        if ceiling := self._ceilings.get(str(func)):
            return ceiling(func, args, kwargs)
        return self._memory.ask(func, args, kwargs, [])[1]


def _matrix_vector(matrix: Shape, vector: Shape, *_: Any, **__: Any) -> int:
    return 2 * prod(matrix)


def _added_matrix_vector(added: Shape, matrix: Shape, vector: Shape, *_: Any, **__: Any) -> int:
    return 2 * prod(matrix)


def _summed_batch(added: Shape, left: Shape, right: Shape, *_: Any, **__: Any) -> int:
    return 2 * prod(left) * right[-1]


def _deformable(image: Shape, weight: Shape, *_: Any, out_shape: Shape, **__: Any) -> int:
    return 2 * prod(out_shape) * prod(weight[1:])


def _bilinear(first: Shape, weight: Shape, second: Shape, *_: Any, **__: Any) -> int:
    """(N, D1), (Dout, D1, D2), (N, D2): with the weight, then with the second operand."""
    rows = prod(first[:-1])
    return 2 * rows * prod(weight) + 2 * rows * weight[0] * weight[2]


_ATEN = torch.ops.aten
_REPAIRS = {
    _ATEN.mv: _matrix_vector,
    _ATEN.dot: _matrix_vector,
    _ATEN.addmv: _added_matrix_vector,
    _ATEN.addbmm: _summed_batch,
    _ATEN._trilinear: _bilinear,
    getattr(torch.ops, torchvision.__name__).deform_conv2d: _deformable,
}
"""Formulas over shapes for what FlopCounterMode counts as nothing. Importing torchvision registers its operators."""


__all__ = ["second_macs"]
