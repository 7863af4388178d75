"""Small models with a trap each, built on the meta device."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


def on_meta(build: Any, *args: Any, **kwargs: Any) -> nn.Module:
    """A model of a class, in eval mode, on meta."""
    with torch.device("meta"):
        return build(*args, **kwargs).eval()


def image(*shape: int) -> Tensor:
    """An input on meta."""
    return torch.empty(*shape, device="meta")


class CalledTwice(nn.Module):
    """3 -> 8 once, 8 -> 8 twice: 224 + 584 = 808 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, padding=1)
        self.again = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.again(self.again(self.first(x)))


class NeverCalled(nn.Module):
    """As above, the second once, and a third that never runs: 808 + 584 = 1,392 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, padding=1)
        self.second = nn.Conv2d(8, 8, 3, padding=1)
        self.never = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.second(self.first(x))


class Tied(nn.Module):
    """Two linear layers of 32 x 32 that share one weight by assignment."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Linear(32, 32, bias=False)
        self.two = nn.Linear(32, 32, bias=False)
        self.two.weight = self.one.weight

    def forward(self, x: Tensor) -> Tensor:
        return self.two(self.one(x))


class Subclassed(nn.Conv2d):
    """A convolution under another name with a forward of its own."""

    def forward(self, x: Tensor) -> Tensor:
        return self._conv_forward(x, self.weight * 2, self.bias)


class Direct(nn.Module):
    """Calls ``forward`` of its layers directly, so that no hook sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm.forward(self.conv.forward(x))


class Attention(nn.Module):
    """Self-attention over N tokens through torch's own module."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.attention(x, x, x, need_weights=False)[0]


class Raises(nn.Module):
    """Runs a layer, then fails."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.norm = nn.BatchNorm2d(8)

    def forward(self, x: Tensor) -> Tensor:
        self.norm(self.conv(x))
        raise RuntimeError("on purpose")


class Wrapped(nn.Module):
    """Any function of the input and the layers it is given."""

    def __init__(self, function: Any, **layers: nn.Module) -> None:
        super().__init__()
        self.function = function
        for name, layer in layers.items():
            self.add_module(name, layer)

    def forward(self, *args: Any) -> Any:
        return self.function(self, *args)
