"""One eval forward on the meta device, written down operator by operator.

Three things are watched, none of which touches the model: the dispatcher (a TorchDispatchMode),
entry and exit of modules (PyTorch's process-wide forward hooks, which belong to no module), and
the death of storages (weak references). Scaled dot-product attention is caught one level up, at
``torch.nn.functional``, since on the meta device the dispatcher would see it taken apart; of a few
other functions that it sees taken apart a note is made (``composites``).
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.utils._python_dispatch import TorchDispatchMode, _disable_current_modes

from generator.records import Call, Death, Enter, Exit, Inventory, Signature, Tape
from generator.trace.attention import ATTENTION, fused_attention
from generator.trace.composites import Events, noting_composites
from generator.trace.inventory import take_inventory
from generator.trace.shapes import REMEMBERED, Oblivion, key_of, plain, spec_of, study, tensors_in

Ceilings = Mapping[str, Callable[..., Any]]
"""Answers to operators whose result depends on pixels, by operator name: f(func, args, kwargs)."""


def record(
    model: nn.Module,
    args: tuple[Any, ...],
    *,
    inventory: Inventory | None = None,
    ceilings: Ceilings | None = None,
    remember: bool = True,
) -> Tape:
    """Runs one eval forward without gradients and returns its tape.

    The model is left as it was found, also when its forward raises: the same tensors, hooks,
    training flags and classes.

    Args:
        model: on the meta device.
        args: positional arguments of its forward, tensors on the meta device.
        inventory: of the same model, if it was taken before.
        ceilings: answers to data-dependent operators.
        remember: keep what kernels answer, for all forwards of this process; else ask each anew.

    Raises:
        Exception: whatever the forward raises.
    """
    inventory = inventory or take_inventory(model)
    recorder = Recorder(model, ceilings or {}, remember=remember)
    tensors = tensor_storages(model, inventory, recorder)
    inputs = tuple(recorder.number(tensor) for tensor in flatten(args))
    training = [module for module in model.modules() if module.training]
    try:
        if training:
            model.eval()
        with torch.no_grad(), recorder.watching():
            output = model(*args)
    finally:
        for module in training:
            module.training = True
    outputs = tuple(recorder.number(tensor) for tensor in flatten(output))
    events = tuple(recorder.events)
    recorder.close()
    return Tape(inventory=inventory, inputs=inputs, outputs=outputs, tensors=tensors, events=events)


def tensor_storages(model: nn.Module, inventory: Inventory, recorder: Recorder) -> dict[int, tuple[int, ...]]:
    """Storage number on the tape -> indices of the inventory's tensors that lie in it."""
    found: dict[int, list[int]] = {}
    for index, tensor in enumerate(held_tensors(model, inventory)):
        found.setdefault(recorder.number(tensor), []).append(index)
    return {storage: tuple(indices) for storage, indices in found.items()}


def held_tensors(model: nn.Module, inventory: Inventory) -> list[Tensor]:
    """The parameters and buffers of a model in the order of its inventory, each as its first name finds it now."""
    modules = list(model.modules())
    found: list[Tensor] = []
    for tensor in inventory.tensors:
        module, name = modules[tensor.owner], tensor.names[0].rpartition(".")[2]
        held = module._parameters[name] if name in module._parameters else module._buffers[name]
        if held is None:
            raise RuntimeError(
                f"{tensor.names[0]} is gone: the model has let go of it since its inventory was taken"
            )
        found.append(held)
    return found


def flatten(value: Any) -> Iterator[Tensor]:
    """The tensors in nested tuples, lists, mappings and objects with attributes, in order."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from flatten(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from flatten(item)
    elif hasattr(value, "tensors"):
        yield from flatten(value.tensors)


class Recorder(TorchDispatchMode):
    """Writes down operator calls, module calls and deaths of storages, in the order they happen."""

    def __init__(self, model: nn.Module, ceilings: Ceilings, *, remember: bool) -> None:
        super().__init__()
        self.events: Events = []
        self._modules = {id(module): index for index, module in enumerate(model.modules())}
        self._stack = [0]
        self._ceilings = ceilings
        self._memory = REMEMBERED if remember else Oblivion()
        self._numbers: dict[int, int] = {}
        self._watches: dict[int, weakref.ref[Any]] = {}
        self._next = 0

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """No: nothing is compiled here, and what switches the compiler off costs a microsecond a call."""
        return False

    def number(self, tensor: Tensor) -> int:
        """The number of a tensor's storage; a new one where it has not been seen alive."""
        storage = tensor.untyped_storage()
        place = storage._cdata
        number = self._numbers.get(place)
        if number is None:
            number = self._next
            self._next = number + 1
            self._numbers[place] = number
            self._watches[number] = weakref.ref(storage, lambda _: self._die(place, number))
        return number

    def _die(self, place: int, number: int) -> None:
        # The same address may be given to the next storage, so the number has to go first.
        del self._numbers[place], self._watches[number]
        self.events.append(Death(number))

    def close(self) -> None:
        """Lets go of all storages that outlive the forward."""
        self._watches.clear()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watches dispatcher, modules, attention and composites; on leaving, also by an error, nothing stays."""
        hooks = [
            register_module_forward_pre_hook(self._enter),
            register_module_forward_hook(self._exit, always_call=True),
        ]
        attention = F.scaled_dot_product_attention
        F.scaled_dot_product_attention = self._attention
        try:
            with noting_composites(self.events), self:
                yield
        finally:
            F.scaled_dot_product_attention = attention
            for hook in hooks:
                hook.remove()

    def _enter(self, module: nn.Module, args: Any) -> None:
        index = self._modules.get(id(module))
        if index is not None:
            self._stack.append(index)
            given = list(flatten(args))
            storages = tuple([self.number(tensor) for tensor in given])
            self.events.append(Enter(index, storages, tuple([tuple(tensor.shape) for tensor in given])))

    def _exit(self, module: nn.Module, args: Any, output: Any) -> None:
        index = self._modules.get(id(module))
        if index is not None:
            self._stack.pop()
            made = list(flatten(output))
            storages = tuple([self.number(tensor) for tensor in made])
            self.events.append(Exit(index, storages, tuple([tuple(tensor.shape) for tensor in made])))

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Answers a call from memory, by its ceiling or by its kernel, and writes it down."""
        kwargs = kwargs or {}
        tensors: list[Tensor] = []
        if self._ceilings and (ceiling := self._ceilings.get(str(func))):
            return self._answer_at(ceiling, func, args, kwargs)
        answer, result = self._memory.ask(func, args, kwargs, tensors)
        self._write(answer.signature, tensors, tensors_in(result))
        return result

    def _answer_at(self, ceiling: Callable[..., Any], func: Any, args: Any, kwargs: Any) -> Any:
        """An answer at a ceiling holds for this one call: it depends on the tensors themselves."""
        tensors: list[Tensor] = []
        key_of(args, tensors)
        key_of(tuple(kwargs.items()), tensors)
        result = ceiling(func, args, kwargs)
        self._write(study(func, args, kwargs, tensors, result).signature, tensors, tensors_in(result))
        return result

    def _write(self, signature: Signature, read: list[Tensor], written: list[Tensor]) -> None:
        reads = tuple([self.number(tensor) for tensor in read])
        writes = tuple([self.number(tensor) for tensor in written])
        self.events.append(Call(signature, self._stack[-1], reads, writes))

    def _attention(
        self, query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None, dropout_p: float = 0.0,
        is_causal: bool = False, scale: float | None = None, enable_gqa: bool = False,
    ) -> Tensor:  # fmt: skip
        """Fused attention as one operator."""
        del dropout_p, is_causal, scale
        with _disable_current_modes():
            result = fused_attention(query, key, value, enable_gqa)
        read = [query, key, value] if attn_mask is None else [query, key, value, attn_mask]
        arguments = tuple(plain(tensor) for tensor in read)
        self._write(Signature(ATTENTION, arguments, (), (spec_of(result),)), read, [result])
        return result


__all__ = [
    "Ceilings",
    "Recorder",
    "flatten",
    "held_tensors",
    "record",
    "tensor_storages",
]
