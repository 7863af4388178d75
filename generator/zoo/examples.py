"""Small models of our own, for the worked examples: shared weights, and MobileNet without its trick."""

from __future__ import annotations

import inspect
from typing import NamedTuple

import torch
from torch import nn

from generator.records import Size
from generator.zoo.timm import TimmZoo

MOBILENET = "mobilenetv1_100"


class CalledTwice(nn.Module):
    """A convolution that runs twice in one forward."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Conv2d(1, 1, 3, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(N, 1, H, W) -> (N, 1, H - 4, W - 4)."""
        y: torch.Tensor = self.a(self.a(x))
        return y


class NeverCalled(nn.Module):
    """A convolution that runs, and one that does not."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Conv2d(1, 1, 3, bias=False)
        self.b = nn.Conv2d(1, 1, 3, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(N, 1, H, W) -> (N, 1, H - 2, W - 2)."""
        y: torch.Tensor = self.a(x)
        return y


class Tied(nn.Module):
    """Two convolutions with one weight, tied by assignment."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Conv2d(1, 1, 3, bias=False)
        self.b = nn.Conv2d(1, 1, 3, bias=False)
        self.b.weight = self.a.weight

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(N, 1, H, W) -> (N, 1, H - 4, W - 4)."""
        y: torch.Tensor = self.b(self.a(x))
        return y


_SHARING = (
    ("called twice", CalledTwice),
    ("never called", NeverCalled),
    ("tied by assignment", Tied),
)


class Specimen(NamedTuple):
    """A model on meta, its code, and the arguments of its forward."""

    name: str
    source: str
    model: nn.Module
    sample: tuple[torch.Tensor, ...]


def sharing() -> tuple[Specimen, ...]:
    """The cases of shared and unused weights."""
    with torch.device("meta"):
        return tuple(
            Specimen(name, inspect.getsource(kind).rstrip(), kind().eval(), (torch.empty(1, 1, 8, 8),))
            for name, kind in _SHARING
        )


def dense_mobilenet(size: Size) -> nn.Module:
    """MobileNet v1 of timm on meta, each separable block replaced by one dense 3x3 convolution.

    A block is a depthwise 3x3 and a pointwise convolution, each with BatchNorm and ReLU6; the dense
    convolution maps the same channels at the same stride and has one BatchNorm and one ReLU6.
    """
    model = TimmZoo().build(MOBILENET, size)
    with torch.device("meta"):
        for stage in model.get_submodule("blocks").children():
            for name, block in list(stage.named_children()):
                setattr(stage, name, _dense(block))
    return model.eval()


def _dense(block: nn.Module) -> nn.Module:
    depthwise, pointwise = block.get_submodule("conv_dw"), block.get_submodule("conv_pw")
    if not isinstance(depthwise, nn.Conv2d) or not isinstance(pointwise, nn.Conv2d):
        raise TypeError(f"expected two convolutions, found {type(depthwise)} and {type(pointwise)}")
    channels = pointwise.out_channels
    return nn.Sequential(
        nn.Conv2d(depthwise.in_channels, channels, 3, depthwise.stride[0], padding=1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU6(inplace=True),
    )
