"""One training step on real CPU tensors: what the forward changes, and what the optimizer changes."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import NamedTuple

import torch
from torch import Tensor, nn

from generator.records.examples import Moved, Step

_SEED = 0


class _Held(NamedTuple):
    """A parameter or buffer, and the name of its group: ``BatchNorm2d.weight``."""

    group: str
    tensor: Tensor


def batch_norm_step(channels: int) -> Step:
    """A step of one BatchNorm2d over ``channels`` channels, on 8 maps of 4 x 4."""
    return take_step(nn.BatchNorm2d(channels), f"BatchNorm2d({channels})", (8, channels, 4, 4))


def take_step(model: nn.Module, name: str, input_shape: tuple[int, ...]) -> Step:
    """An eval forward, a training forward, its backward and a step of SGD, on seeded random values.

    Args:
        model: on any device, also meta; it is moved to the CPU, filled anew and left changed.
        name: what the step is called.
        input_shape: of the one tensor that its forward takes, with the batch axis.
    """
    source = torch.Generator().manual_seed(_SEED)
    model.to_empty(device="cpu")
    held = [
        _Held(f"{type(module).__name__}.{leaf}", tensor)
        for module in model.modules()
        for leaf, tensor in [*module._parameters.items(), *module._buffers.items()]
        if tensor is not None
    ]
    for one in held:
        _fill(one, source)
    sample = torch.randn(input_shape, generator=source)
    outputs: list[Tensor] = []
    by_eval = _changed(held, lambda: model.eval()(sample))
    by_training = _changed(held, lambda: outputs.append(model.train()(sample)))
    (outputs[0] - 1).square().mean().backward()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with_gradient = {index for index, one in enumerate(held) if one.tensor.grad is not None}
    by_optimizer = _changed(held, optimizer.step)
    return Step(
        name=name,
        input_shape=input_shape,
        groups=_groups(held, by_eval, by_training, with_gradient, by_optimizer),
    )


def _fill(one: _Held, source: torch.Generator) -> None:
    """The usual first values: He et al. 2015 for weights of products, one or zero for all others."""
    with torch.no_grad():
        if one.tensor.dim() > 1:
            one.tensor.normal_(std=sqrt(2 / one.tensor[0].numel()), generator=source)
        else:
            one.tensor.fill_(one.group.endswith((".weight", ".running_var")))


def _changed(held: list[_Held], act: Callable[[], object]) -> set[int]:
    """Which of the tensors hold another value after ``act`` than before."""
    before = [one.tensor.detach().clone() for one in held]
    act()
    return {index for index, one in enumerate(held) if not torch.equal(before[index], one.tensor)}


def _groups(held: list[_Held], *parts: set[int]) -> tuple[Moved, ...]:
    """The tensors by group in the order of the model; ``parts`` are four, in the order of ``Moved``."""
    members: dict[str, list[int]] = {}
    for index, one in enumerate(held):
        members.setdefault(one.group, []).append(index)
    return tuple(
        Moved(
            name=group,
            parameters=isinstance(held[indices[0]].tensor, nn.Parameter),
            tensors=len(indices),
            elements=sum(held[index].tensor.numel() for index in indices),
            by_eval_forward=len(parts[0].intersection(indices)),
            by_training_forward=len(parts[1].intersection(indices)),
            with_gradient=len(parts[2].intersection(indices)),
            by_optimizer=len(parts[3].intersection(indices)),
        )
        for group, indices in members.items()
    )
