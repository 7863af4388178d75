"""What every figure is taken apart into: lines with an amount each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Share(NamedTuple):
    """One line of a figure: a tensor, a module or a call, and what it adds."""

    operator: str
    """The operator of a call; of a tensor at rest its role, of a module its class."""
    path: str
    """The module that it belongs to; empty for the model itself."""
    what: str
    """Name and shape of a tensor, shapes of a call."""
    amount: int
    """In the unit of the field."""


def shape_text(shape: Sequence[int]) -> str:
    """``64x3x7x7``; ``scalar`` for no axes."""
    return "x".join(map(str, shape)) or "scalar"


__all__ = ["Share", "shape_text"]
