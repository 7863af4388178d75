"""Laws of kinds, roles and use: which part of a total a number belongs to."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from generator.account import count
from generator.trace import record
from tests.trace.models import NeverCalled, Wrapped, image, on_meta


def numbers_of(model, *args):
    return count(record(model, args))


def test_frozen_parameters_are_not_trainable():
    model = on_meta(NeverCalled)
    model.first.requires_grad_(False)
    assert numbers_of(model, image(1, 3, 4, 4)).parameters_trainable == 1_392 - 224


def test_a_buffer_that_is_not_persistent_is_in_buffers_but_not_in_the_checkpoint():
    model = on_meta(nn.Linear, 4, 4)
    model.register_buffer("kept", torch.empty(10, device="meta"))
    model.register_buffer("dropped", torch.empty(6, device="meta", dtype=torch.int32), persistent=False)
    numbers = numbers_of(model, image(1, 4))
    assert (numbers.buffers, numbers.buffers_persistent, numbers.buffer_bytes) == (16, 10, 64)
    assert numbers.checkpoint_bytes == (20 + 10) * 4
    assert numbers.buffer_bytes_by_dtype == (("float32", 40), ("int32", 24))


def test_a_tied_buffer_counts_once():
    model = nn.Sequential(on_meta(nn.BatchNorm2d, 4), on_meta(nn.BatchNorm2d, 4)).eval()
    model[1].running_mean = model[0].running_mean
    assert numbers_of(model, image(1, 4, 2, 2)).buffers == 2 * 9 - 4


def test_a_product_with_a_position_table_is_another_product_also_where_it_was_gathered():
    class Relative(nn.Module):
        def __init__(self):
            super().__init__()
            self.rel_table = nn.Parameter(torch.empty(13, 16))

        def forward(self, x):
            index = torch.arange(7, device=x.device)
            return x @ self.rel_table.t() if x.shape[0] == 2 else x @ self.rel_table[index].t()

    for batch, rows in ((2, 13), (1, 7)):
        numbers = numbers_of(on_meta(Relative), image(batch, 9, 16))
        assert numbers.macs == numbers.macs_other_product == batch * 9 * 16 * rows
        assert numbers.parameters_embedding == 13 * 16


def test_a_linear_layer_over_a_table_is_linear():
    class Table(nn.Module):
        def __init__(self):
            super().__init__()
            self.pos_embed = nn.Parameter(torch.empty(1, 5, 8))
            self.register_buffer("coordinates", torch.empty(5, 2))
            self.proj = nn.Linear(8, 4)
            self.mlp = nn.Linear(2, 4)

        def forward(self, x):
            return x + self.proj(self.pos_embed) + self.mlp(self.coordinates)

    numbers = numbers_of(on_meta(Table), image(1, 5, 4))
    assert numbers.macs == numbers.macs_linear == 5 * 8 * 4 + 5 * 2 * 4


def test_a_product_with_a_constant_buffer_is_another_product():
    class Transform(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("basis", torch.empty(8, 8))

        def forward(self, x):
            return x @ self.basis

    numbers = numbers_of(on_meta(Transform), image(1, 5, 8))
    assert numbers.macs == numbers.macs_other_product == 5 * 8 * 8


def test_two_reads_of_parts_are_one_run_and_two_whole_reads_are_two():
    class Holder(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(torch.empty(2, 8))

        def parts(self, x):
            return x * self.scale[0] + self.scale[1]

        def whole(self, x):
            return (x * self.scale).sum(1) * self.scale

    holder = on_meta(Holder)
    parts = on_meta(Wrapped, lambda m, x: m.holder.parts(x[:, 0]), holder=holder)
    whole = on_meta(Wrapped, lambda m, x: m.holder.whole(x), holder=holder)
    assert numbers_of(parts, image(1, 2, 8)).parameters_reused == 0
    assert numbers_of(whole, image(1, 2, 8)).parameters_reused == 16


def test_of_a_recurrent_layer_only_what_it_returns_is_feature_memory():
    model = on_meta(nn.LSTM, 10, 20, batch_first=True)
    assert numbers_of(model, image(1, 7, 10)).feature_bytes == 4 * (7 * 20 + 20 + 20)


@pytest.mark.parametrize(
    ("name", "shape", "field"),
    [
        ("q_bias", (8,), "linear_bias"),
        ("mlp_bias", (8,), "linear_bias"),
        ("height_rel", (15, 8), "embedding"),
        ("relative_position_bias_table", (9, 4), "embedding"),
        ("cls_token", (1, 1, 8), "embedding"),
        ("bias", (8,), "other_bias"),
        ("gamma", (8,), "other_weight"),
    ],
)
def test_a_tensor_of_a_module_without_a_role_has_the_role_of_its_name(name, shape, field):
    model = on_meta(nn.Module)
    model.register_parameter(name, nn.Parameter(torch.empty(*shape, device="meta")))
    model.forward = lambda x: x + 1
    numbers = numbers_of(model, image(1, 8))
    assert getattr(numbers, f"parameters_{field}") == numbers.parameters == math.prod(shape)
