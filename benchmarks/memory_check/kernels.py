"""What kernels allocate for themselves, each measured alone: it is added to what the tape has alive at their calls.

Nothing is taken from the run of the model that it is compared with. A kernel's workspace depends on its arguments'
shapes and strides, on the machine and on the number of threads; that of another device is another one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import torch

from benchmarks.memory_check.observer import is_workspace, observe_cpu, peak
from generator.account.memory import live_bytes
from generator.records import Call, Signature, Spec, Tape

REPLAYED = frozenset(
    {
        "aten.convolution.default",
        "aten._softmax.default",
        "aten.native_layer_norm.default",
        "aten.max_pool2d_with_indices.default",
    }
)
"""Operators whose kernels on a CPU take workspaces of more than a few bytes. Their scalars are plain values."""


def peak_with_workspaces(tape: Tape) -> int:
    """Bytes alive at most: activations as ``peak_activation_bytes`` has them, and the workspace of the call that runs."""
    calls = [event.signature for event in tape.events if isinstance(event, Call)]
    alive = live_bytes(tape).bytes
    return max(
        (size + workspace_bytes(one) for size, one in zip(alive, calls, strict=True)),
        default=live_bytes(tape).sample.bytes,
    )


def workspace_bytes(signature: Signature) -> int:
    """Bytes that a call allocates above its results, on real tensors of the same shapes; 0 if not ``REPLAYED``."""
    return _measured(signature) if signature.operator in REPLAYED else 0


@cache
def _measured(signature: Signature) -> int:
    packet, overload = signature.operator.removeprefix("aten.").rsplit(".", 1)
    operator = getattr(getattr(torch.ops.aten, packet), overload)
    arguments = [_real(one) for one in signature.arguments]
    keywords = {name: _real(value) for name, value in signature.keywords}
    given = sum(tensor.untyped_storage().nbytes() for tensor in _tensors(arguments))
    with torch.no_grad():
        operator(*arguments, **keywords)
        observation, _ = observe_cpu(lambda: operator(*arguments, **keywords), given)
    return peak(observation).bytes - peak(observation, is_workspace).bytes


def _real(value: Any) -> Any:
    """A tensor of ones for a spec; lists become lists."""
    if isinstance(value, Spec):
        return torch.empty_strided(value.shape, value.stride, dtype=getattr(torch, value.dtype)).fill_(1)
    if isinstance(value, tuple):
        return [_real(one) for one in value]
    return value


def _tensors(values: Iterable[Any]) -> list[torch.Tensor]:
    return [value for value in values if isinstance(value, torch.Tensor)]
