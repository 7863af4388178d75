"""The two runs that are observed: an eval forward, and a training forward with its backward."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

from benchmarks.memory_check.models import tensors
from benchmarks.memory_check.observer import Life, Observation, Observer, distinct_bytes, observe_cpu

Inputs = tuple[Tensor, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Inference:
    """An eval forward, observed; ``kept_bytes`` are those that the first one left behind in the model."""

    observation: Observation
    kept_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Training:
    """A training forward and backward, observed; ``gradients`` are addresses of what lies in ``.grad`` after it."""

    batch: int
    observation: Observation
    gradients: frozenset[int]
    kept_bytes: int
    saved_bytes: int
    """Distinct storages kept for the backward, those of parameters and buffers apart."""
    saved_buffer_bytes: int
    """The same, of buffers."""

    def is_gradient(self, life: Life) -> bool:
        """Alive in the end, as the gradient of a parameter."""
        return life.death == self.observation.events and life.address in self.gradients


def observe_inference(model: nn.Module, inputs: Inputs, observe: Observer = observe_cpu) -> Inference:
    """The second of two eval forwards without gradients; what it returns is alive until after it.

    Some models keep tables that they compute from the size of their first input. They are no buffers, and
    alive from then on: their bytes are given to the second run, together with the input.
    """
    model.eval()
    given = distinct_bytes(list(inputs))
    with torch.no_grad():
        first, output = observe(lambda: model(*inputs), given)
        kept = _kept(first, tensors(output))
        del output
        second, _ = observe(lambda: model(*inputs), given + kept)
    return Inference(observation=second, kept_bytes=kept)


def observe_training(
    model: nn.Module, sample: Callable[[int], Inputs], observe: Observer = observe_cpu
) -> Training:
    """The second of two training steps without an optimizer; the loss is the sum of all that is returned.

    The batch is one, or two where a BatchNorm refuses one. What is saved is noted in a step between both.
    """
    model.train()
    batch, (first, output) = _smallest_batch(model, sample, observe)
    kept = _kept(first, [*tensors(output), *_gradients(model)])
    del output
    inputs = sample(batch)
    saved, of_buffers = _saved(model, inputs)
    model.zero_grad(set_to_none=True)
    observation, _ = observe(lambda: _step(model, inputs), distinct_bytes(list(inputs)) + kept)
    gradients = frozenset(_addresses(_gradients(model)))
    model.zero_grad(set_to_none=True)
    return Training(
        batch=batch,
        observation=observation,
        gradients=gradients,
        kept_bytes=kept,
        saved_bytes=saved,
        saved_buffer_bytes=of_buffers,
    )


def _smallest_batch(
    model: nn.Module, sample: Callable[[int], Inputs], observe: Observer
) -> tuple[int, tuple[Observation, Any]]:
    try:
        inputs = sample(1)
        return 1, observe(lambda: _step(model, inputs), 0)
    except ValueError as error:
        if "more than 1 value per channel" not in str(error):
            raise
    inputs = sample(2)
    return 2, observe(lambda: _step(model, inputs), 0)


def _kept(observation: Observation, known: list[Tensor]) -> int:
    """Bytes of what is alive in the end and is none of the ``known`` tensors."""
    addresses = _addresses(known)
    return sum(
        life.bytes
        for life in observation.lives
        if life.death == observation.events and life.address not in addresses
    )


def _step(model: nn.Module, inputs: Inputs) -> Any:
    output = model(*inputs)
    torch.stack([one.sum() for one in tensors(output) if one.requires_grad]).sum().backward()
    return output


def _saved(model: nn.Module, inputs: Inputs) -> tuple[int, int]:
    """Bytes that a training forward saves: all but parameters and buffers, and buffers."""
    seen: dict[int, Any] = {}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        seen[storage.data_ptr()] = storage  # held, so that its address is given to no other
        return tensor

    parameters, buffers = _addresses(model.parameters()), _addresses(model.buffers())
    with saved_tensors_hooks(keep, lambda tensor: tensor):
        model(*inputs)
    saved = sum(s.nbytes() for at, s in seen.items() if at not in parameters and at not in buffers)
    return saved, sum(s.nbytes() for at, s in seen.items() if at in buffers)


def _gradients(model: nn.Module) -> list[Tensor]:
    return [parameter.grad for parameter in model.parameters() if parameter.grad is not None]


def _addresses(held: Iterable[Tensor]) -> set[int]:
    return {tensor.untyped_storage().data_ptr() for tensor in held}
