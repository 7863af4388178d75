"""The models that mislead counters, each with its parameters and MACs worked out by hand.

A sample is one tensor of three axes besides the batch, the only input that every counter takes. The arithmetic is
kernel x channels in x channels out x positions, written out where the truth stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from benchmarks.peers.models import (
    CalledTwice,
    Einsum,
    Functional,
    Fused,
    MultiHead,
    NeverCalled,
    Operator,
    Recurrent,
    Tied,
    Unpacking,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A model to count, and one sample's shape without the batch axis; truths are None for architectures."""

    name: str
    meaning: str
    build: Callable[[], nn.Module]
    shape: tuple[int, ...]
    parameters: int | None = None
    macs: int | None = None


def _trap(
    name: str,
    meaning: str,
    build: Callable[[], nn.Module],
    shape: tuple[int, ...],
    parameters: int,
    macs: int,
) -> Case:
    return Case(name=name, meaning=meaning, build=build, shape=shape, parameters=parameters, macs=macs)


_CONV = 9 * 3 * 8 + 8
_FIRST, _AGAIN = 9 * 3 * 8 * 256, 9 * 8 * 8 * 256
_IMAGE = (3, 16, 16)
_TOKENS = (1, 16, 32)

TRAPS: tuple[Case, ...] = (
    _trap(
        "one convolution",
        "Conv2d(3, 8, 3, padding=1) with a bias, and nothing else: the control",
        lambda: nn.Sequential(nn.Conv2d(3, 8, 3, padding=1)),
        _IMAGE,
        _CONV,
        _FIRST,
    ),
    _trap(
        "batch norm",
        "a convolution without bias, then BatchNorm2d: 8 weights, 8 biases, and 17 buffer elements that are no parameters",
        lambda: nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8)),
        _IMAGE,
        9 * 3 * 8 + 2 * 8,
        _FIRST,
    ),
    _trap(
        "called twice",
        "one of two convolutions is called twice",
        CalledTwice,
        _IMAGE,
        _CONV + 9 * 8 * 8 + 8,
        _FIRST + 2 * _AGAIN,
    ),
    _trap(
        "never called",
        "the third of three convolutions is never called",
        NeverCalled,
        _IMAGE,
        _CONV + 2 * (9 * 8 * 8 + 8),
        _FIRST + _AGAIN,
    ),
    _trap(
        "tied weight",
        "two linear layers of 32 x 32 share one weight by assignment",
        Tied,
        _TOKENS,
        32 * 32,
        2 * 16 * 32 * 32,
    ),
    _trap(
        "transposed",
        "ConvTranspose2d(8, 8, 4, stride=2, padding=1): each input position meets the whole kernel",
        lambda: nn.Sequential(nn.ConvTranspose2d(8, 8, 4, stride=2, padding=1)),
        (8, 8, 8),
        16 * 8 * 8 + 8,
        16 * 8 * 8 * 64,
    ),
    _trap(
        "grouped",
        "Conv2d(8, 16, 3, padding=1, groups=4, bias=False)",
        lambda: nn.Sequential(nn.Conv2d(8, 16, 3, padding=1, groups=4, bias=False)),
        (8, 8, 8),
        9 * 2 * 16,
        9 * 2 * 16 * 64,
    ),
    _trap(
        "LSTM",
        "LSTM(16, 32), ten steps: four gates over input and state, two biases each",
        Recurrent,
        (1, 10, 16),
        4 * 32 * (16 + 32 + 2),
        10 * 4 * 32 * (16 + 32),
    ),
    _trap(
        "MultiheadAttention",
        "nn.MultiheadAttention(32, 4), 16 tokens: four projections, two products",
        MultiHead,
        _TOKENS,
        4 * (32 * 32 + 32),
        4 * 16 * 32 * 32 + 2 * 16 * 16 * 32,
    ),
    _trap(
        "fused attention",
        "Linear(32, 96), then F.scaled_dot_product_attention, 16 tokens, 4 heads of 8",
        Fused,
        _TOKENS,
        32 * 96 + 96,
        16 * 32 * 96 + 2 * 4 * 16 * 16 * 8,
    ),
    _trap(
        "operator @",
        "two linear layers without bias, their outputs multiplied by @",
        Operator,
        _TOKENS,
        2 * 32 * 32,
        2 * 16 * 32 * 32 + 16 * 16 * 32,
    ),
    _trap(
        "einsum",
        "torch.einsum over 8 channels with an 8 x 16 parameter of the model's own, 8 x 8 positions",
        Einsum,
        (8, 8, 8),
        8 * 16,
        8 * 16 * 64,
    ),
    _trap(
        "F.linear",
        "F.linear with a 32 x 32 parameter of the model's own, 16 tokens",
        Functional,
        _TOKENS,
        32 * 32,
        16 * 32 * 32,
    ),
    *(
        _trap(
            f"{form} output",
            f"the control inside a module that returns {what}",
            lambda form=form: Unpacking(form),
            _IMAGE,
            _CONV,
            _FIRST,
        )
        for form, what in (("dict", "a dict"), ("list", "a list"), ("none", "None"))
    ),
)
"""Parameters, then MACs: of products alone, as on the methodology page; no bias additions, no normalisation."""
