"""Stages: a stem, blocks of one spatial size each, a head; they divide the layers and sum to the totals."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from generator.account import break_down
from generator.account.space import positions
from generator.trace import record
from tests.trace.models import image, on_meta


class Block(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.one = nn.Conv2d(cin, cout, 3, stride, 1)
        self.two = nn.Conv2d(cout, cout, 3, 1, 1)

    def forward(self, x):
        return self.two(self.one(x))


class Net(nn.Module):
    """A stem at half size, two blocks there, three at a quarter behind a plain layer, a head."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, 2, 1)
        self.stage = nn.Sequential(Block(8, 8), Block(8, 8))
        self.down = nn.Conv2d(8, 16, 2, 2)
        self.last = nn.Sequential(*(Block(16, 16) for _ in range(3)))
        self.fc = nn.Linear(16, 10)
        self.never = nn.Linear(10, 10)

    def forward(self, x):
        return self.fc(self.last(self.down(self.stage(self.stem(x)))).mean((2, 3)))


def test_a_stage_is_the_blocks_of_one_size_and_the_layer_that_leads_to_it():
    told = break_down(record(on_meta(Net), (image(1, 3, 32, 32),)))
    assert [(s.name, s.path, s.output_shape, s.blocks, s.layers) for s in told.stages] == [
        ("stem", "", (8, 16, 16), 0, 1),
        ("stage 1", "stage.0", (8, 16, 16), 2, 4),
        ("stage 2", "last.0", (16, 8, 8), 3, 7),
        ("head", "", (10,), 0, 2),
        ("not run", "", (), 0, 1),
    ]


def test_stages_and_layers_sum_to_the_totals():
    told = break_down(record(on_meta(Net), (image(1, 3, 32, 32),)))
    for field in ("parameters", "buffers", "macs", "activations"):
        assert sum(getattr(s, field) for s in told.stages) == getattr(told.numbers, field)
        assert sum(getattr(row, field) for row in told.layers) == getattr(told.numbers, field)
    assert sum(row.output_bytes for row in told.layers) == told.numbers.feature_bytes


def test_a_model_without_blocks_is_divided_where_its_layers_change_size():
    layers = (
        nn.Conv2d(3, 8, 3, 1, 1),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 8, 3, 1, 1),
        nn.Flatten(),
        nn.Linear(512, 2),
    )
    told = break_down(record(on_meta(nn.Sequential, *layers).to("meta"), (image(1, 3, 16, 16),)))
    assert [(s.name, s.output_shape) for s in told.stages] == [
        ("stage 1", (8, 16, 16)),
        ("stage 2", (8, 8, 8)),
        ("head", (2,)),
    ]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((64, 56, 56), 56 * 56),
        ((56, 56, 96), 56 * 56),
        ((197, 768), 197),
        ((768,), 0),
        ((64, 1, 1), 0),
        ((1, 768), 0),
        ((64, 8, 28, 28), 8 * 28 * 28),
        ((8, 28, 28, 96), 8 * 28 * 28),
    ],
)
def test_positions_are_those_of_the_axes_with_the_aspect_of_the_input(shape, expected):
    assert positions(shape, (1, 3, 224, 224)) == expected


def test_a_parameter_of_a_container_has_a_row_of_its_own():
    class Holds(nn.Sequential):
        def __init__(self):
            super().__init__(nn.Linear(4, 4))
            self.scale = nn.Parameter(torch.empty(4))

        def forward(self, x):
            return super().forward(x) * self.scale

    rows = {row.path: row for row in break_down(record(on_meta(Holds), (image(1, 4),))).layers}
    assert (rows[""].parameters, rows["0"].parameters) == (4, 20)


class Numbered(nn.Module):
    """A stage that holds its blocks as b1, b2, ..., as timm's RegNet does."""

    def __init__(self, cin, cout, depth):
        super().__init__()
        for place in range(depth):
            self.add_module(f"b{place + 1}", Block(cout if place else cin, cout, 1 if place else 2))

    def forward(self, x):
        for block in self.children():
            x = block(x)
        return x


class Staged(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, 2, 1)
        self.s1 = Numbered(8, 8, 1)
        self.s2 = Numbered(8, 16, 3)


def test_the_numbered_modules_of_a_stage_are_its_blocks():
    told = break_down(record(on_meta(Staged), (image(1, 3, 32, 32),)))
    assert [(s.name, s.path, s.output_shape, s.blocks) for s in told.stages] == [
        ("stem", "", (8, 16, 16), 0),
        ("stage 1", "s1.b1", (8, 8, 8), 1),
        ("stage 2", "s2.b1", (16, 4, 4), 3),
    ]


class Pair(nn.Sequential):
    """Two blocks of different classes, one behind the other, as in DaViT."""

    def __init__(self, channels):
        super().__init__(Block(channels, channels), Other(channels, channels))


class Other(Block):
    pass


class Beside(nn.Module):
    """A component that makes the sample small: no part of the series, though it has a series of blocks in it (GC ViT)."""

    def __init__(self, channels):
        super().__init__()
        self.blocks = nn.Sequential(Block(channels, channels, 2), Block(channels, channels, 2))

    def forward(self, x):
        return self.blocks(x).mean((2, 3), keepdim=True)


class Stage(nn.Module):
    """A layer that changes the size, what stands beside, and a number of blocks or pairs."""

    def __init__(self, cin, cout, members, stride=2, beside=False):
        super().__init__()
        self.down = nn.Conv2d(cin, cout, stride, stride)
        self.beside = Beside(cout) if beside else None
        self.blocks = nn.Sequential(*(member(cout) for member in members))

    def forward(self, x):
        x = self.down(x)
        return self.blocks(x if self.beside is None else x + self.beside(x))


class Deep(nn.Module):
    def __init__(self, *stages):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 2, 2)
        self.stages = nn.Sequential(*stages)

    def forward(self, x):
        return self.stages(self.stem(x))


def single(channels):
    return Block(channels, channels)


def stages_of(build):
    told = break_down(record(on_meta(build), (image(1, 3, 64, 64),)))
    return [(s.name, s.path, s.output_shape, s.blocks, s.layers) for s in told.stages]


def test_a_stage_of_one_block_is_a_stage_like_the_others():
    """Two layers a block, one that halves the sides: it belongs to the stage that it leads to, also to the first."""
    assert stages_of(lambda: Deep(Stage(8, 8, [single]), Stage(8, 16, [single] * 3))) == [
        ("stem", "", (8, 32, 32), 0, 1),
        ("stage 1", "stages.0.blocks.0", (8, 16, 16), 1, 3),
        ("stage 2", "stages.1.blocks.0", (16, 8, 8), 3, 7),
    ]


def test_the_members_of_a_pair_are_blocks():
    """Two blocks a pair, two layers a block."""
    assert stages_of(lambda: Deep(Stage(8, 8, [Pair]), Stage(8, 16, [Pair] * 3))) == [
        ("stem", "", (8, 32, 32), 0, 1),
        ("stage 1", "stages.0.blocks.0.0", (8, 16, 16), 2, 5),
        ("stage 2", "stages.1.blocks.0.0", (16, 8, 8), 6, 13),
    ]


def test_blocks_beside_a_stage_are_none_of_its_blocks():
    """Three stages of two blocks, each with two smaller blocks beside it."""
    widths = ((8, 8), (8, 16), (16, 32))
    told = stages_of(lambda: Deep(*(Stage(cin, cout, [single] * 2, beside=True) for cin, cout in widths)))
    assert [(name, path, shape, blocks) for name, path, shape, blocks, _ in told] == [
        ("stem", "", (8, 32, 32), 0),
        ("stage 1", "stages.0.blocks.0", (8, 16, 16), 2),
        ("stage 2", "stages.1.blocks.0", (16, 8, 8), 2),
        ("stage 3", "stages.2.blocks.0", (32, 4, 4), 2),
    ]
