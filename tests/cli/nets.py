"""Models that the tests of ``netweight weigh`` name on its command line."""

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


class Unsure(nn.Module):
    """Asks for the pixels."""

    def forward(self, x):
        return x if x.sum() > 0 else -x


class Outer:
    """A place for a class."""

    Inner = Unsure


finished = plain()
