"""Construction on the meta device, without the work that only initial values need."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import wraps
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

_INITIALISERS = (
    "constant_ dirac_ eye_ kaiming_normal_ kaiming_uniform_ normal_ ones_ orthogonal_ sparse_ trunc_normal_ uniform_ "
    "xavier_normal_ xavier_uniform_ zeros_"
).split()
"""Functions of torch.nn.init: each fills its first argument and returns it."""

_IN_PLACE = (
    "add_ clamp_ copy_ div_ erfinv_ exponential_ fill_ mul_ neg_ normal_ random_ sub_ uniform_ zero_"
).split()
"""In-place pointwise methods of tensors: on meta they change nothing."""


@contextmanager
def _without_initial_values() -> Iterator[None]:
    """Initialisers, and in-place pointwise methods of meta tensors, return what they are given.

    They cost most of a construction, and a meta tensor has no values. Inside the block they stand in
    for those of PyTorch; a tensor on the CPU still gets its values.
    """
    functions = {name: getattr(nn.init, name) for name in _INITIALISERS}
    methods = {name: getattr(torch.Tensor, name) for name in _IN_PLACE}
    inherited = [name for name in _IN_PLACE if name not in vars(torch.Tensor)]
    try:
        for owner, originals in ((nn.init, functions), (torch.Tensor, methods)):
            for name, original in originals.items():
                setattr(owner, name, _on_cpu_only(original))
        yield
    finally:
        for name, original in functions.items():
            setattr(nn.init, name, original)
        for name, original in methods.items():
            if name in inherited:
                delattr(torch.Tensor, name)
            else:
                setattr(torch.Tensor, name, original)


def _on_cpu_only(original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def stand_in(tensor: torch.Tensor, *args: Any, **kwargs: Any) -> Any:
        return tensor if tensor.is_meta else original(tensor, *args, **kwargs)

    return stand_in


class _NumbersOnCpu(TorchFunctionMode):
    """Makes ``torch.arange`` and ``torch.tensor`` on the CPU, while everything else is made on meta.

    torchvision's regnets compute the widths and depths of their blocks from a range and a literal,
    and read them back as numbers; no parameter or buffer of theirs is made that way.
    """

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        keywords = dict(kwargs or {})
        if func in (torch.arange, torch.tensor):
            keywords.setdefault("device", "cpu")
        return func(*args, **keywords)


_skipping = ContextVar("skipping", default=True)


@contextmanager
def initial_values() -> Iterator[None]:
    """Constructions inside the block run every initialiser, as the library does; for comparison."""
    token = _skipping.set(False)
    try:
        yield
    finally:
        _skipping.reset(token)


@contextmanager
def _meta() -> Iterator[None]:
    """New tensors lie on meta, initial values are not computed, warnings are not printed."""
    shortcut = _without_initial_values() if _skipping.get() else nullcontext()
    with warnings.catch_warnings(), torch.device("meta"), shortcut:
        warnings.simplefilter("ignore")
        yield


def construct(make: Callable[[], nn.Module]) -> nn.Module:
    """Calls ``make`` so that its tensors lie on meta; returns the model in eval mode.

    A constructor that reads a value back is called a second time with its ranges and literals on the CPU.
    Whatever is left on the CPU is moved. No state of the process is changed for longer than the call.

    Raises:
        Exception: whatever ``make`` raises.
    """
    with _meta():
        try:
            model = make()
        except (NotImplementedError, RuntimeError) as error:
            if "meta tensor" not in str(error).lower():
                raise
            with _NumbersOnCpu():
                model = make()
    return to_meta(model).eval()


def to_meta(model: nn.Module) -> nn.Module:
    """The model itself, moved to meta; a tensor under several names, of which ``Module.to`` makes several, stays one."""
    places: dict[int, list[tuple[dict[str, Any], str]]] = {}
    for module in model.modules():
        for table in (module._parameters, module._buffers):
            for name, tensor in table.items():
                if tensor is not None and not tensor.is_meta:
                    places.setdefault(id(tensor), []).append((table, name))
    model.to("meta")
    for (first, name), *others in places.values():
        for table, other in others:
            table[other] = first[name]
    return model
