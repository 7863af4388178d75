"""torchstat's columns are those that torchstat itself prints.

The table is that of the README of torchstat 0.0.7, for the network of its ``example.py``: two convolutions
without padding, each with max-pooling and ReLU as functions behind it, and two linear layers.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from generator.account.torchstat import torchstat_rows
from generator.trace import record
from tests.trace.models import image, on_meta


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.conv2_drop = nn.Dropout2d()
        self.fc1 = nn.Linear(56180, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2_drop(self.conv2(x)), 2))
        x = F.relu(self.fc1(x.view(-1, 56180)))
        return F.log_softmax(self.fc2(x), dim=1)


class Layers(nn.Module):
    """A module that runs twice, and the pooling layers."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(4)
        self.relu = nn.ReLU(inplace=True)
        self.maximum = nn.MaxPool2d(3, stride=2, padding=1)
        self.average = nn.AvgPool2d(2)
        self.depthwise = nn.Conv2d(4, 4, 1, groups=4, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maximum(self.relu(self.norm(x)))
        return self.depthwise(self.average(self.relu(x)))


def cells(model: nn.Module, *shape: int) -> dict[str, tuple[int, ...]]:
    """params, MAdd, Flops, MemRead and MemWrite by module name."""
    return {
        row.path: (row.parameters, row.madd, row.flops, row.read_bytes, row.written_bytes)
        for row in torchstat_rows(record(model, (image(*shape),)))
    }


def test_the_table_of_its_readme_is_reproduced() -> None:
    assert cells(on_meta(Net), 1, 3, 224, 224) == {
        "conv1": (760, 72_600_000, 36_784_000, 605_152, 1_936_000),
        "conv2": (5_020, 112_360_000, 56_404_720, 504_080, 898_880),
        "conv2_drop": (0, 0, 0, 0, 0),
        "fc1": (2_809_050, 5_617_950, 2_809_000, 11_460_920, 200),
        "fc2": (510, 990, 500, 2_240, 40),
    }


def test_shapes_and_memory_of_its_readme_are_reproduced() -> None:
    rows = torchstat_rows(record(on_meta(Net), (image(1, 3, 224, 224),)))
    assert [row.input_shape for row in rows] == [
        (3, 224, 224),
        (10, 110, 110),
        (20, 106, 106),
        (56180,),
        (50,),
    ]
    memory = [f"{row.output_bytes / 2**20:.2f}" for row in rows]
    assert memory == ["1.85", "0.86", "0.86", "0.00", "0.00"]
    assert f"{sum(row.output_bytes for row in rows) / 2**20:.2f}" == "3.56"


def test_normalisation_pooling_and_a_module_that_runs_twice_follow_its_formulas() -> None:
    # 4 x 8 x 8 = 256 elements, after max-pooling 4 x 4 x 4 = 64, after average pooling 4 x 2 x 2 = 16.
    assert cells(on_meta(Layers), 1, 4, 8, 8) == {
        "norm": (8, 4 * 256, 2 * 256, 4 * (256 + 8), 4 * 256),
        "relu": (0, 64, 64, 4 * 64, 4 * 64),
        "maximum": (0, (9 - 1) * 64, 256, 4 * 256, 4 * 64),
        "average": (0, (3 + 1) * 16, 64, 4 * 64, 4 * 16),
        "depthwise": (4, 16 * (1 + 0), 16, 4 * (16 + 4), 4 * 16),
    }


def test_a_module_that_never_runs_has_no_row() -> None:
    class Idle(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.used = nn.Linear(2, 3)
            self.idle = nn.Linear(2, 3)

        def forward(self, x: Tensor) -> Tensor:
            return self.used(x)

    assert cells(on_meta(Idle), 1, 2) == {"used": (9, 3 * (2 + 1), 6, 4 * (2 + 9), 4 * 3)}
