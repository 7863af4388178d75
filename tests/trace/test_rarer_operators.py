"""Laws of counting for bilinear layers, recurrent cells, masked attention and distances."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from generator.account import count
from generator.trace import record
from tests.trace.models import Wrapped, image, on_meta


def numbers_of(model, *args):
    return count(record(model, args))


def test_a_bilinear_layer_contracts_first_with_the_weight_then_with_the_second_input():
    body = on_meta(Wrapped, lambda m, x, y: m.layer(x, y), layer=nn.Bilinear(5, 6, 7).to("meta"))
    numbers = numbers_of(body, image(3, 5), image(3, 6))
    assert numbers.macs == numbers.macs_linear == 3 * 7 * 5 * 6 + 3 * 7 * 6
    assert numbers.activations == 3 * 7


@pytest.mark.parametrize(
    ("cell", "gates", "biased"), [(nn.RNNCell, 1, True), (nn.GRUCell, 3, True), (nn.LSTMCell, 4, False)]
)
def test_a_recurrent_cell_costs_its_gates_of_input_and_hidden_state(cell, gates, biased):
    numbers = numbers_of(on_meta(cell, 10, 20, bias=biased), image(2, 10))
    assert numbers.macs == numbers.macs_linear == 2 * gates * (10 * 20 + 20 * 20)
    assert numbers.uncounted == ()


@pytest.mark.parametrize(("layer", "gates"), [(nn.RNN, 1), (nn.GRU, 3), (nn.LSTM, 4)])
def test_a_recurrent_layer_costs_its_gates_a_step_and_a_direction(layer, gates):
    numbers = numbers_of(on_meta(layer, 10, 20, bidirectional=True), image(7, 2, 10))
    assert numbers.macs == numbers.macs_linear == 2 * 7 * 2 * gates * (10 * 20 + 20 * 20)
    assert numbers.uncounted == ()


@pytest.mark.parametrize("padded", [False, True])
def test_a_transformer_layer_costs_the_same_whether_or_not_tokens_are_masked(padded):
    model = on_meta(nn.TransformerEncoderLayer, 16, 4, 32, batch_first=True)
    mask = torch.empty(2, 9, dtype=torch.bool, device="meta") if padded else None
    body = on_meta(Wrapped, lambda m, x: m.layer(x, src_key_padding_mask=mask), layer=model)
    numbers = numbers_of(body, image(2, 9, 16))
    assert numbers.macs_linear == 2 * 9 * (4 * 16 * 16 + 2 * 16 * 32)
    assert numbers.macs_attention == 2 * (2 * 9 * 9 * 16)
    assert numbers.uncounted == ()


@pytest.mark.parametrize("rows", [5, 40])
def test_distances_have_no_macs_whichever_way_pytorch_takes(rows):
    numbers = numbers_of(on_meta(Wrapped, lambda _, x, y: torch.cdist(x, y)), image(rows, 3), image(7, 3))
    assert (numbers.macs, numbers.uncounted) == (0, ())
    assert numbers.elementwise_flops == rows * 7 * 3 * 3
