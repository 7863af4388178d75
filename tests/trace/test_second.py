"""The second counter: torch's own formulas agree with ours, and repairs hold where it counts nothing."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torchvision.ops import DeformConv2d

from generator.account import count
from generator.trace import record, second_macs
from tests.trace.models import image, on_meta


class MatrixVector(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(4, 6))

    def forward(self, x):
        return torch.addmv(self.weight @ x[0], self.weight, x[0]), torch.dot(x[0], x[0])


class Deformed(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = DeformConv2d(3, 5, 3)

    def forward(self, x):
        return self.layer(x, x.new_empty(1, 18, 6, 6))


class Batches(nn.Module):
    def forward(self, x):
        return torch.addbmm(x.new_empty(3, 3), x, x.transpose(1, 2))


@pytest.mark.parametrize(
    ("model", "shape", "macs"),
    [
        (nn.Conv2d(3, 5, 3, bias=False), (1, 3, 8, 8), 27 * 5 * 36),
        (nn.ConvTranspose2d(3, 5, 3), (1, 3, 8, 8), 27 * 5 * 64),
        (nn.MultiheadAttention(8, 2, batch_first=True), None, None),
        (MatrixVector(), (1, 6), 24 + 24 + 6),
        (Deformed(), (1, 3, 8, 8), 27 * 5 * 36),
        (Batches(), (2, 3, 7), 2 * 3 * 3 * 7),
        (nn.LSTM(6, 4), (5, 6), 5 * 4 * 4 * (6 + 4)),
    ],
)
def test_both_counters_find_what_arithmetic_gives(model, shape, macs):
    model = model.to("meta").eval()
    args = (image(*shape),) if shape else (image(1, 5, 8),) * 3
    first = count(record(model, args)).macs
    assert second_macs(model, args) == first
    if macs is not None:
        assert first == macs


def test_bilinear_is_contracted_with_its_weight_and_with_the_second_operand():
    model = on_meta(lambda: nn.Bilinear(3, 4, 5))
    args = (image(2, 3), image(2, 4))
    assert second_macs(model, args) == count(record(model, args)).macs == 2 * 5 * 3 * 4 + 2 * 5 * 4


def test_remembered_answers_change_no_count():
    model = on_meta(lambda: nn.Sequential(nn.Conv2d(3, 4, 3), nn.Conv2d(4, 4, 3, groups=4)))
    args = (image(1, 3, 9, 9),)
    assert second_macs(model, args) == second_macs(model, args, remember=False)
