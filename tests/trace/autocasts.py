"""The real autocast and the one of this project side by side: data types of results, and bytes kept for the backward."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.autograd.graph import saved_tensors_hooks

from generator.trace.recorder import flatten


class Observed(NamedTuple):
    """What a training forward gives: of each module's call the types of its results; storages kept, and bytes."""

    types: list[tuple[str, tuple[torch.dtype, ...]]]
    storages: int
    kept: int


def observe(model: nn.Module, args: tuple[Any, ...], precision: AbstractContextManager[Any]) -> Observed:
    """One training forward; parameters and buffers are not among what is kept."""
    types: list[tuple[str, tuple[torch.dtype, ...]]] = []
    kept = {}
    # Held, since a model may give up a buffer, whose address another storage would then get.
    held = [one.untyped_storage() for one in (*model.parameters(), *model.buffers())]
    own = {storage._cdata for storage in held}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage._cdata not in own:
            kept[storage._cdata] = storage  # held, so that its address is given to no other
        return tensor

    def note(name: str) -> Any:
        def hook(module: nn.Module, given: Any, output: Any) -> None:
            types.append((name, tuple(tensor.dtype for tensor in flatten(output))))

        return hook

    hooks = [module.register_forward_hook(note(name)) for name, module in model.named_modules()]
    try:
        with saved_tensors_hooks(keep, lambda tensor: tensor), precision:
            model.train()(*args)
    finally:
        for hook in hooks:
            hook.remove()
    return Observed(types, len(kept), sum(storage.nbytes() for storage in kept.values()))


@contextmanager
def real_autocast(device: str) -> Iterator[None]:
    """``torch.autocast(device, dtype=torch.bfloat16)``, which for CUDA refuses to act where there is no GPU."""
    before = torch.get_autocast_dtype(device)
    torch.set_autocast_dtype(device, torch.bfloat16)
    torch.set_autocast_enabled(device, True)
    torch.autocast_increment_nesting()
    try:
        yield
    finally:
        torch.set_autocast_enabled(device, False)
        torch.set_autocast_dtype(device, before)
        if torch.autocast_decrement_nesting() == 0:
            torch.clear_autocast_cache()


@contextmanager
def pretended_cuda() -> Iterator[None]:
    """Tensors without data that say they are on a GPU: the dispatcher runs CUDA's autocast for them."""
    with FakeTensorMode(allow_non_fake_inputs=True), torch.device("cuda"):
        yield


def moved(model: nn.Module, args: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """Gives a model of the meta device, and its arguments, new tensors on the default device."""
    for module in model.modules():
        for name, parameter in module._parameters.items():
            if parameter is not None:
                made = torch.empty(parameter.shape, dtype=parameter.dtype)
                module._parameters[name] = nn.Parameter(made, requires_grad=parameter.requires_grad)
        for name, buffer in module._buffers.items():
            if buffer is not None:
                module._buffers[name] = torch.zeros(buffer.shape, dtype=buffer.dtype)
    return tuple(torch.zeros(one.shape, dtype=one.dtype) for one in args)
