"""Mixed precision where PyTorch has none: what ``torch.autocast`` does to data types, on any device.

The real one sits in the dispatcher and acts on tensors of its own device alone, not on those of the meta device. Here
the functions that it acts on are replaced where Python finds them, and put back afterwards: each casts
its arguments as the policy of the operator says, and does what it did.

Sources: ``ATen/autocast_mode.h`` and ``aten/src/ATen/autocast_mode.cpp`` of PyTorch, for the casts, their cache and the
lists of operators; ``torchvision/csrc/ops/autocast`` for those of torchvision. The tests hold the lists
against the dispatcher, and the casts against the real autocast of both devices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import BuiltinFunctionType, MethodDescriptorType, WrapperDescriptorType
from typing import Any

import torch
import torch.nn.functional as F
import torchvision
from torch import _VF, Tensor

from generator.trace.autocast_tables import CPU, CUDA, Policy

_ATTENTION = "scaled_dot_product_attention"
_VISION = getattr(torch.ops, torchvision.__name__)
_OWNERS: tuple[Any, ...] = (torch, Tensor, F, torch._C._nn, _VF, _VISION)
"""Where a function of an operator's name may be found. What is written in Python there calls one that is not."""

_ELSEWHERE: dict[str, tuple[tuple[Any, str], ...]] = {
    "matmul": ((Tensor, "__matmul__"), (torch.linalg, "matmul")),
    "pow": ((Tensor, "__pow__"),),
    _ATTENTION: ((F, _ATTENTION),),
    "linalg_vector_norm": ((torch.linalg, "vector_norm"),),
    "linalg_matrix_norm": ((torch.linalg, "matrix_norm"),),
    "linalg_norm": ((torch.linalg, "norm"),),
    "linalg_vecdot": ((torch.linalg, "vecdot"),),
    "linalg_multi_dot": ((torch.linalg, "multi_dot"),),
}
"""Other names that Python has for an operator. ``__rmatmul__``, ``__rpow__`` and ``__rtruediv__`` call those above."""

_BOUND = (BuiltinFunctionType, MethodDescriptorType, WrapperDescriptorType, torch._ops.OpOverloadPacket)
_SWITCHES = ((torch, "autocast"), (torch.amp, "autocast"), (torch.amp.autocast_mode, "autocast"))


@contextmanager
def autocasting(policy: Policy) -> Iterator[None]:
    """Does to data types what ``torch.autocast(..., dtype=torch.bfloat16)`` does; on leaving, nothing stays."""
    casting = _Casting()
    held: list[tuple[Any, str, Any]] = []
    try:
        for owner, name, function in _places(policy, casting):
            held.append((owner, name, vars(owner).get(name)))
            setattr(owner, name, function)
        yield
    finally:
        casting.forget()
        for owner, name, replaced in reversed(held):
            if replaced is None:
                delattr(owner, name)
            else:
                setattr(owner, name, replaced)


def _places(policy: Policy, casting: _Casting) -> Iterator[tuple[Any, str, Callable[..., Any]]]:
    """Owner, name and replacement of each function that the policy names."""
    kinds = (
        (policy.lower, casting.lower),
        (policy.float32, casting.to_float32),
        (policy.float32_result, casting.float32_result),
        (policy.promoted, casting.promoted),
        (policy.through_float32, casting.through_float32),
    )
    for names, around in kinds:
        for operator in names:
            found = [(owner, operator) for owner in _OWNERS if isinstance(_of(owner, operator), _BOUND)]
            for owner, name in dict.fromkeys((*found, *_ELSEWHERE.get(operator, ()))):
                yield owner, name, around(getattr(owner, name))
    for owner, name in _SWITCHES:
        yield owner, name, casting.switch


def _of(owner: Any, name: str) -> Any:
    """An attribute; None where there is none, without which a namespace of operators raises."""
    return getattr(owner, name, None)


class _Casting:
    """Replacements of functions, and the casts of weights that are kept for as long as a forward lasts."""

    def __init__(self) -> None:
        self._weights: dict[int, tuple[Tensor, Tensor]] = {}
        self._enabled = True

    def forget(self) -> None:
        """Lets go of the casts of weights; autograd keeps those it needs."""
        self._weights.clear()

    def lower(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """With floating arguments in bfloat16."""
        return self._around(function, lambda args, kwargs: self._all(torch.bfloat16, args, kwargs))

    def to_float32(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """With floating arguments in float32."""
        return self._around(function, lambda args, kwargs: self._all(torch.float32, args, kwargs))

    def promoted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """With floating arguments in float32 where one of them is, else in bfloat16."""

        def widest(args: Any, kwargs: Any) -> Any:
            dtypes = {tensor.dtype for tensor in _eligible((args, kwargs))}
            return self._all(
                torch.float32 if torch.float32 in dtypes else torch.bfloat16,
                args,
                kwargs,
            )

        return self._around(function, widest)

    def float32_result(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """With a result in float32 where no other is asked for and the first argument is a floating one."""

        def with_dtype(args: Any, kwargs: Any) -> Any:
            first = args[0] if args else kwargs.get("input", kwargs.get("A", kwargs.get("x")))
            asked = kwargs.get("dtype") or any(isinstance(one, torch.dtype) for one in args)
            if asked or not _is_eligible(first):
                return args, kwargs
            return args, {**kwargs, "dtype": torch.float32}

        return self._around(function, with_dtype)

    def through_float32(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """With floating arguments in float32, and the result in the data type of the first."""
        inner = self.to_float32(function)

        def around(*args: Any, **kwargs: Any) -> Any:
            result = inner(*args, **kwargs)
            return (
                result.to(args[0].dtype)
                if isinstance(result, Tensor) and result.is_floating_point()
                else result
            )

        return around

    @contextmanager
    def switch(self, device_type: str, *_: Any, enabled: bool = True, **__: Any) -> Iterator[None]:
        """In the place of ``torch.autocast``, by which a model turns it off for a part of its forward."""
        before, self._enabled = self._enabled, enabled
        try:
            yield
        finally:
            self._enabled = before

    def _around(
        self, function: Callable[..., Any], prepare: Callable[[Any, Any], tuple[Any, Any]]
    ) -> Callable[..., Any]:
        def casting(*args: Any, **kwargs: Any) -> Any:
            if not self._enabled or kwargs.get("out") is not None:
                return function(*args, **kwargs)
            args, kwargs = prepare(args, kwargs)
            enabled, self._enabled = self._enabled, False  # inside of one operator there is no other
            try:
                return function(*args, **kwargs)
            finally:
                self._enabled = enabled

        return casting

    def _all(self, dtype: torch.dtype, args: Any, kwargs: Any) -> tuple[Any, Any]:
        return (
            tuple([self._cast(dtype, one) for one in args]),
            {name: self._cast(dtype, one) for name, one in kwargs.items()},
        )

    def _cast(self, dtype: torch.dtype, value: Any) -> Any:
        """``cached_cast``: a tensor or a list of them in ``dtype``; a leaf in float32 is cast to bfloat16 once."""
        if isinstance(value, list | tuple) and any(isinstance(one, Tensor) for one in value):
            return type(value)([self._cast(dtype, one) for one in value])
        if not _is_eligible(value) or value.dtype == dtype:
            return value
        is_weight = value.requires_grad and value.is_leaf and not value._is_view()
        if dtype != torch.bfloat16 or value.dtype != torch.float32 or not is_weight:
            return value.to(dtype)
        known = self._weights.get(id(value))
        if known is None:
            known = self._weights[id(value)] = (value, value.to(dtype))
        return known[1]


def _is_eligible(value: Any) -> bool:
    return isinstance(value, Tensor) and value.is_floating_point() and value.dtype != torch.float64


def _eligible(value: Any) -> Iterator[Tensor]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _eligible(one)
    elif isinstance(value, dict):
        yield from _eligible(list(value.values()))
    elif _is_eligible(value):
        yield value


__all__ = ["CPU", "CUDA", "Policy", "autocasting"]
