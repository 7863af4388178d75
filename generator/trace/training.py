"""A training forward and its backward on the meta device, written down like an eval forward.

What differs: modules are in training mode, autograd builds its graph, and what it keeps for the backward is
seen through the hooks that PyTorch offers for saved tensors. Gradients are asked for with
``torch.autograd.grad``, so that no ``.grad`` is left behind.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook

from generator.records import Inventory, Signature, Tape, TrainingTape
from generator.trace.attention import FusedAttention
from generator.trace.autocast import Policy, autocasting
from generator.trace.inventory import take_inventory
from generator.trace.recorder import (
    Ceilings,
    Recorder,
    flatten,
    held_tensors,
    tensor_storages,
)
from generator.trace.shapes import plain, spec_of


def record_training(
    model: nn.Module,
    args: tuple[Any, ...],
    *,
    backward: bool,
    events: bool = True,
    inventory: Inventory | None = None,
    ceilings: Ceilings | None = None,
    remember: bool = True,
    autocast: Policy | None = None,
) -> TrainingTape:
    """Runs one training forward, and with ``backward`` the backward of the sum of all that it returns.

    The model is left as it was found, also when its forward raises: the same tensors, hooks and training
    flags, and no gradients.

    Args:
        model: on the meta device.
        args: positional arguments of its forward, tensors on the meta device.
        backward: also differentiate, with respect to every trainable parameter.
        events: write the calls down; without them the tape tells what is kept and reached, and is quicker made.
        inventory: of the same model, if it was taken before.
        ceilings: answers to data-dependent operators.
        remember: keep what kernels answer, for all forwards of this process; else ask each anew.
        autocast: mixed precision in the forward, as one device does it; the backward runs outside of it, as
            PyTorch recommends.

    Raises:
        RuntimeError: nothing that the model returns depends on a trainable parameter.
        Exception: whatever the forward raises.
    """
    inventory = inventory or take_inventory(model)
    recorder = _TrainingRecorder(model, ceilings or {}, remember, events=events, backward=backward)
    tensors = tensor_storages(model, inventory, recorder)
    inputs = tuple(recorder.number(tensor) for tensor in flatten(args))
    trainable = _trainable(model, inventory)
    flags = {module: module.training for module in model.modules()}
    try:
        model.train()
        with torch.enable_grad(), recorder.watching():
            with autocasting(autocast) if autocast else nullcontext():
                output = model(*args)
            turn = len(recorder.events) if events else 0
            kept = recorder.kept()
            ends = [tensor for tensor in flatten(output) if tensor.requires_grad]
            if not ends:
                raise RuntimeError("nothing that a training forward returns depends on a trainable parameter")
            gradients = _differentiate(ends, trainable) if backward else {}
    finally:
        for module, training in flags.items():
            module.training = training
    outputs = tuple(recorder.number(tensor) for tensor in flatten(output))
    numbered = {index: recorder.number(gradient) for index, gradient in gradients.items()}
    reached = frozenset(gradients if backward else _reached(ends, trainable))
    happened = tuple(recorder.events) if events else ()
    recorder.close()
    return TrainingTape(
        tape=Tape(inventory=inventory, inputs=inputs, outputs=outputs, tensors=tensors, events=happened),
        turn=turn,
        kept=kept,
        reached=reached,
        gradients=frozenset(numbered.values()),
    )


def _trainable(model: nn.Module, inventory: Inventory) -> dict[int, Tensor]:
    """Index in the inventory -> the parameter, for those with requires_grad."""
    return {
        index: held
        for index, (tensor, held) in enumerate(
            zip(inventory.tensors, held_tensors(model, inventory), strict=True)
        )
        if tensor.kind == "parameter" and tensor.trainable
    }


def _differentiate(ends: list[Tensor], trainable: dict[int, Tensor]) -> dict[int, Tensor]:
    """The gradients of the sum of ``ends``, for those parameters that it depends on.

    What a loss would give for each of ``ends`` is made on the tape: it is alive in a training step.
    """
    ones = [torch.empty_like(end) for end in ends]
    found: tuple[Tensor | None, ...] = torch.autograd.grad(
        ends, list(trainable.values()), ones, allow_unused=True
    )
    return {index: gradient for index, gradient in zip(trainable, found, strict=True) if gradient is not None}


def _reached(ends: list[Tensor], trainable: dict[int, Tensor]) -> Iterator[int]:
    """The parameters whose accumulator is found by walking the graph back from ``ends``."""
    index_of = {id(parameter): index for index, parameter in trainable.items()}
    todo, seen = [end.grad_fn for end in ends], set()
    while todo:
        node = todo.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        variable = getattr(node, "variable", None)
        if variable is not None and id(variable) in index_of:
            yield index_of[id(variable)]
        todo.extend(following for following, _ in node.next_functions)


class _TrainingRecorder(Recorder):
    """Also notes each storage that autograd keeps, and how much of memory it is."""

    def __init__(
        self, model: nn.Module, ceilings: Ceilings, remember: bool, *, events: bool, backward: bool
    ) -> None:
        super().__init__(model, ceilings, remember=remember)
        self._kept: list[tuple[weakref.ref[_Saved], int, int]] = []
        self._has_events = events
        self._has_backward = backward

    def kept(self) -> tuple[tuple[int, int], ...]:
        """(storage, bytes) of all that is kept for the backward now, each once, in the order of its first keeping.

        Of a branch whose result nobody uses autograd has let go by the end of the forward.
        """
        return tuple({storage: size for saved, storage, size in self._kept if saved() is not None}.items())

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watches dispatcher, modules, attention and saved tensors; on leaving nothing stays."""
        hooks = []
        if self._has_events:
            hooks.append(register_module_forward_pre_hook(self._enter))
            hooks.append(register_module_forward_hook(self._exit, always_call=True))
        attention = F.scaled_dot_product_attention
        F.scaled_dot_product_attention = self._trained_attention
        try:
            with saved_tensors_hooks(self._keep, _Saved.unpacked), self:
                yield
        finally:
            F.scaled_dot_product_attention = attention
            for hook in hooks:
                hook.remove()

    def _write(self, signature: Signature, read: list[Tensor], written: list[Tensor]) -> None:
        if self._has_events:
            super()._write(signature, read, written)

    def _keep(self, tensor: Tensor) -> _Saved:
        # The tensor itself may be a result, which knows the node that keeps it: a graph that is never run backward
        # would never be freed. The same storage under another tensor lives as long as it would.
        saved = _Saved(tensor.data if self._has_backward else None)
        self._kept.append((weakref.ref(saved), self.number(tensor), tensor.untyped_storage().nbytes()))
        return saved

    def _trained_attention(
        self, query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None, dropout_p: float = 0.0,
        is_causal: bool = False, scale: float | None = None, enable_gqa: bool = False,
    ) -> Tensor:  # fmt: skip
        """Fused attention, forward and backward one operator each; see :class:`FusedAttention`."""
        del dropout_p, is_causal, scale
        result: Tensor = FusedAttention.apply(self.write, query, key, value, attn_mask, enable_gqa)
        return result

    def write(self, operator: str, read: list[Tensor], written: list[Tensor]) -> None:
        """Notes a call of an operator that the dispatcher does not see whole."""
        arguments = tuple(plain(tensor) for tensor in read)
        signature = Signature(operator, arguments, (), tuple(spec_of(tensor) for tensor in written))
        self._write(signature, read, written)


class _Saved:
    """What autograd holds in place of a tensor: as long as it lives, the tensor is kept for the backward."""

    __slots__ = ("__weakref__", "tensor")

    def __init__(self, tensor: Tensor | None) -> None:
        self.tensor = tensor

    def unpacked(self) -> Any:
        """The tensor, None where no backward was to come."""
        return self.tensor


__all__ = ["record_training"]
