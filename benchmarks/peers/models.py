"""Small models that mislead counters; a sample is one tensor of three axes besides the batch."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class CalledTwice(nn.Module):
    """3 -> 8 once, 8 -> 8 twice."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, padding=1)
        self.again = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """One module, two calls."""
        return self.again(self.again(self.first(x)))


class NeverCalled(nn.Module):
    """3 -> 8 and 8 -> 8 once, and another 8 -> 8 that no forward reaches."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, padding=1)
        self.second = nn.Conv2d(8, 8, 3, padding=1)
        self.never = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """Leaves the third out."""
        return self.second(self.first(x))


class Tied(nn.Module):
    """Two linear layers with one weight."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Linear(32, 32, bias=False)
        self.two = nn.Linear(32, 32, bias=False)
        self.two.weight = self.one.weight

    def forward(self, x: Tensor) -> Tensor:
        """Both layers compute; the tensor is held once."""
        return self.two(self.one(x))


class Recurrent(nn.Module):
    """An LSTM over ten steps; a module that returns a tuple with a tuple inside."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(16, 32, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        """The image's rows are the steps."""
        return self.lstm(x.flatten(1, 2))[0]


class MultiHead(nn.Module):
    """``nn.MultiheadAttention``, which takes a fused path in eval mode."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(32, 4, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        """Self-attention over the image's rows."""
        tokens = x.flatten(1, 2)
        return self.attention(tokens, tokens, tokens, need_weights=False)[0]


class Fused(nn.Module):
    """A projection to queries, keys and values, then the fused attention function."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(32, 96)

    def forward(self, x: Tensor) -> Tensor:
        """Four heads of eight."""
        parts = self.qkv(x.flatten(1, 2)).unflatten(-1, (3, 4, 8)).permute(2, 0, 3, 1, 4)
        return F.scaled_dot_product_attention(parts[0], parts[1], parts[2])


class Operator(nn.Module):
    """Two projections multiplied by ``@``."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(32, 32, bias=False)
        self.key = nn.Linear(32, 32, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """A score for each pair of tokens."""
        tokens = x.flatten(1, 2)
        return self.query(tokens) @ self.key(tokens).transpose(1, 2)


class Einsum(nn.Module):
    """A pointwise convolution written as ``torch.einsum`` over a parameter of the model's own."""

    def __init__(self) -> None:
        super().__init__()
        self.mix = nn.Parameter(torch.zeros(8, 16))

    def forward(self, x: Tensor) -> Tensor:
        """Eight channels to sixteen."""
        return torch.einsum("bchw,cd->bdhw", x, self.mix)


class Functional(nn.Module):
    """``F.linear`` with a parameter of the model's own."""

    def __init__(self) -> None:
        super().__init__()
        self.matrix = nn.Parameter(torch.zeros(32, 32))

    def forward(self, x: Tensor) -> Tensor:
        """Applied to every token."""
        return F.linear(x, self.matrix)


class Inner(nn.Module):
    """A convolution whose result comes as a dict, in a list, or is kept while None is returned."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.kept: list[Tensor] = []

    def forward(self, x: Tensor) -> dict[str, Tensor] | list[Tensor] | None:
        """The same tensor in three forms."""
        out = self.conv(x)
        if self.form == "none":
            self.kept.append(out)
            return None
        return {"out": out} if self.form == "dict" else [out]


class Unpacking(nn.Module):
    """A model that returns a tensor, around a module that does not."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.inner = Inner(form)

    def forward(self, x: Tensor) -> Tensor:
        """Takes the tensor out again."""
        out = self.inner(x)
        if out is None:
            return self.inner.kept.pop()
        return out["out"] if isinstance(out, dict) else out[0]
