"""The models of the check on the CPU, with random weights and a random input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import torch
from torch import Tensor, nn

from generator.records import Size
from generator.zoo import timm as timm_zoo
from generator.zoo import torchvision as torchvision_zoo
from generator.zoo import zoos

LIST = Path(__file__).with_name("models.txt")


class Choice(NamedTuple):
    """One line of the list: ``zoo/name size``, and ``inference`` where a backward would take too much memory."""

    key: str
    size: Size
    training: bool


def choices() -> tuple[Choice, ...]:
    """The list, in its order: by key.

    Raises:
        ValueError: a line does not read ``key size [inference]``.
    """
    found = []
    for number, line in enumerate(LIST.read_text(encoding="utf-8").splitlines(), 1):
        key, size, *rest = line.split()
        if rest not in ([], ["inference"]):
            raise ValueError(f"{LIST.name}:{number}: expected 'key size [inference]', found {line!r}")
        found.append(Choice(key, Size.parse(size), not rest))
    return tuple(found)


def build(choice: Choice) -> nn.Module:
    """The zoo's model with real tensors, in eval mode, as its constructor fills them."""
    zoo, _, name = choice.key.partition("/")
    torch.manual_seed(0)
    with _constructed_on_cpu():
        return zoos()[zoo].build(name, choice.size)


def sample(choice: Choice, batch: int) -> tuple[Tensor, ...]:
    """Its input: the zoo's shapes, uniform values between 0 and 1."""
    zoo, _, name = choice.key.partition("/")
    generator = torch.Generator().manual_seed(0)
    return tuple(
        torch.rand((batch, *tensor.shape[1:]), generator=generator)
        for tensor in zoos()[zoo].sample(name, choice.size)
    )


@contextmanager
def _constructed_on_cpu() -> Iterator[None]:
    """The built-in zoos call their libraries as they do, but the tensors are real."""
    with (
        patch.object(timm_zoo, "construct", _real),
        patch.object(torchvision_zoo, "construct", _real),
    ):
        yield


def _real(make: Callable[[], nn.Module]) -> nn.Module:
    return make().eval()


def tensors(value: Any) -> list[Tensor]:
    """The tensors in nested tuples, lists and mappings, in order."""
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [tensor for item in value for tensor in tensors(item)]
    return []
