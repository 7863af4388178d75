"""Models that the tests of ``netweight weigh`` name on its command line."""

import torch
from torch import nn

FIVE = 5


def plain(width: int = 8, size: tuple[int, int] = (32, 32)) -> nn.Module:
    """A 3x3 convolution of 3 channels into ``width``, without bias, that keeps H and W; then a linear layer of ten."""
    del size
    convolution = nn.Conv2d(3, width, 3, padding=1, bias=False)
    return nn.Sequential(convolution, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 10))


def demanding(depth: int) -> nn.Module:
    """Does not know how deep it is."""
    return plain(depth)


def number() -> int:
    """No module."""
    return FIVE


class Placed(nn.Module):
    """A parameter for each pixel, of an image of H x W."""

    def __init__(self, height: int, width: int) -> None:
        super().__init__()
        self.place = nn.Parameter(torch.zeros(height, width))

    def forward(self, x):
        return x + self.place


def placed_by_side(side: int) -> nn.Module:
    """Knows squares only."""
    return Placed(side, side)


def placed_by_either(size=8) -> nn.Module:
    """Takes a side, or both."""
    return Placed(size, size) if isinstance(size, int) else Placed(*size)


def placed_by_both(size) -> nn.Module:
    """Takes both sides."""
    return Placed(*size)


class Unsure(nn.Module):
    """Asks for the pixels."""

    def forward(self, x):
        return x if x.sum() > 0 else -x


class Outer:
    """A place for a class."""

    Inner = Unsure


finished = plain()


class Tied(nn.Module):
    """Two linear layers without bias, 8 to 8, of one weight; with a buffer under two names."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(8, 8, bias=False), nn.Linear(8, 8, bias=False)
        self.second.weight = self.first.weight
        self.register_buffer("one", torch.zeros(5))
        self.register_buffer("two", self.one)

    def forward(self, x):
        return self.second(self.first(x))


class Meeting(nn.Module):
    """Attention over the tokens of all samples together."""

    def __init__(self) -> None:
        super().__init__()
        self.projection = nn.Linear(8, 8, bias=False)

    def forward(self, x):
        tokens = self.projection(x).reshape(1, 1, -1, 8)
        return nn.functional.scaled_dot_product_attention(tokens, tokens, tokens)


class Leaving(nn.Module):
    """Ends the program."""

    def forward(self, x):
        raise SystemExit(0)


def leaving() -> nn.Module:
    """Ends the program too."""
    raise SystemExit(0)


tied = Tied()
