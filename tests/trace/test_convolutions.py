"""The result of a convolution lies as PyTorch's kernels on a device leave it."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from generator.account.memory import peak_of
from generator.records import Call
from generator.trace import record
from tests.trace.models import image, on_meta

FUNCTIONS = {
    3: (F.conv1d, F.conv_transpose1d),
    4: (F.conv2d, F.conv_transpose2d),
    5: (F.conv3d, F.conv_transpose3d),
}


class Convolution(nn.Module):
    """Of an image that lies as it came, or with its channels last, or as rows of channels do that are made an image."""

    def __init__(
        self, lie: str, kernel: int, stride: int, groups: int, transposed: bool, shape: tuple[int, ...]
    ) -> None:
        super().__init__()
        self.lie, self.stride, self.groups = lie, stride, groups
        self.function = FUNCTIONS[len(shape)][transposed]
        channels = (shape[1], 2) if transposed else (2 * groups, shape[1] // groups)
        self.weight = nn.Parameter(torch.empty(*channels, *[kernel] * (len(shape) - 2)))

    def forward(self, x: Tensor) -> Tensor:
        rows = x.flatten(2).transpose(1, 2).contiguous()
        if self.lie == "rows":
            x = rows.transpose(1, 2).reshape(x.shape)
        elif self.lie == "last":
            x = rows.view(x.shape[0], *x.shape[2:], x.shape[1]).movedim(-1, 1)
        return self.function(x, self.weight, stride=self.stride, groups=self.groups)


@st.composite
def convolutions(draw):
    """The shape of an image, and the arguments of :class:`Convolution`."""
    groups, per_group = draw(st.sampled_from(((1, 3), (1, 4), (4, 1), (2, 2))))
    sides = draw(st.lists(st.integers(4, 6), min_size=1, max_size=3))
    shape = (draw(st.integers(1, 3)), groups * per_group, *sides)
    lie = draw(st.sampled_from(("as new", "rows", "last")))
    kernel, stride = draw(st.sampled_from((1, 3))), draw(st.sampled_from((1, 2)))
    return shape, (lie, kernel, stride, groups, draw(st.booleans()), shape)


@settings(max_examples=150, deadline=None)
@given(convolutions(), st.booleans())
def test_it_lies_as_on_the_cpu(convolution, remember):
    shape, arguments = convolution
    # Small convolutions over volumes go to a kernel of the CPU alone, which knows no channels last.
    assume(len(shape) < 5 or (shape[0] > 1 and arguments[1:3] != (1, 1)))
    with torch.no_grad():
        expected = Convolution(*arguments)(torch.rand(shape))
    tape = record(on_meta(Convolution, *arguments), (image(*shape),), remember=remember)
    (result,) = [event for event in tape.events if isinstance(event, Call)][-1].signature.results
    assert (result.shape, result.stride) == (tuple(expected.shape), expected.stride())


class Reduced(nn.Module):
    """PVT v2's attention: rows of channels are made an image, reduced by a convolution, and made rows again."""

    def __init__(self) -> None:
        super().__init__()
        self.reduce = nn.Conv2d(8, 8, 2, 2)
        self.norm = nn.LayerNorm(8)

    def forward(self, rows: Tensor) -> Tensor:
        batch = rows.shape[0]
        reduced = self.reduce(rows.permute(0, 2, 1).reshape(batch, 8, 16, 16))
        return self.norm(reduced.reshape(batch, 8, -1).permute(0, 2, 1).contiguous())


def test_rows_of_channels_are_not_copied_behind_a_convolution():
    """2 x 256 x 8 floats in; 2 x 64 x 8 of the convolution, rows already; as many normalised, with two statistics a row."""
    rows, reduced, statistics = 4 * 2 * 256 * 8, 4 * 2 * 64 * 8, 2 * 4 * 2 * 64
    assert peak_of(record(on_meta(Reduced), (image(2, 256, 8),))).bytes == rows + 2 * reduced + statistics
