"""What a training forward is given: a batch, and for a detector the boxes to find in it."""

from __future__ import annotations

from typing import Any

import torch

from generator.records import Size
from generator.zoo.protocol import Targeted, Zoo


def training_arguments(zoo: Zoo, name: str, size: Size, batch: int) -> tuple[Any, ...]:
    """Positional arguments of a training forward: meta tensors, ``batch`` samples.

    Raises:
        UnknownArchitecture: the zoo has no such name.
        ValueError: what a training forward costs depends on more than the batch.
    """
    targets = zoo.targets(name, size, batch) if isinstance(zoo, Targeted) else ()
    return (*(batched(argument, batch) for argument in zoo.sample(name, size)), *targets)


def is_batched(argument: Any) -> bool:
    """Whether more samples make an argument longer by one axis; else it is a list of samples."""
    return isinstance(argument, torch.Tensor)


def batched(argument: Any, batch: int) -> Any:
    """A tensor (1, *) as (batch, *); a list of one image as one of ``batch`` images."""
    if is_batched(argument):
        return argument.new_empty((batch, *argument.shape[1:]))
    return list(argument) * batch
