"""One eval forward of a model whose parameters and buffers are converted, as ``model.to(dtype)`` does it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from generator.records import Tape
from generator.trace.recorder import Ceilings, record


def record_bfloat16(
    model: nn.Module, args: tuple[Any, ...], *, ceilings: Ceilings | None = None, remember: bool = True
) -> Tape:
    """Runs one eval forward in bfloat16 and returns its tape; the model has its own tensors again afterwards.

    Floating-point parameters, buffers and arguments are converted; tensors that the model holds beside them are not,
    as ``nn.Module.to`` leaves them.

    Args:
        model: on the meta device.
        args: positional arguments of its forward, tensors on the meta device.
        ceilings: answers to data-dependent operators.
        remember: keep what kernels answer.

    Raises:
        Exception: whatever the forward raises, as where a model multiplies a bfloat16 tensor with one of float32.
    """
    with _converted(model, torch.bfloat16):
        return record(model, _to(args, torch.bfloat16), ceilings=ceilings, remember=remember)


@contextmanager
def _converted(model: nn.Module, dtype: torch.dtype) -> Iterator[None]:
    """Other contents for the same parameters and buffers: their names, ties and hooks stay."""
    held = [(tensor, tensor.data) for tensor in (*model.parameters(), *model.buffers())]
    try:
        for tensor, data in held:
            if data.is_floating_point():
                tensor.data = data.to(dtype)
        yield
    finally:
        for tensor, data in held:
            tensor.data = data


def _to(value: Any, dtype: torch.dtype) -> Any:
    """An argument with its floating-point tensors converted."""
    if isinstance(value, Tensor):
        return value.to(dtype) if value.is_floating_point() else value
    if isinstance(value, list | tuple):
        return type(value)(_to(item, dtype) for item in value)
    return value


__all__ = ["record_bfloat16"]
