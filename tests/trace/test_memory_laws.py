"""Laws of the peak on models small enough to follow by hand, and on a few real ones. Expected values are arithmetic."""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

from generator.account.memory import (
    kept_by_model,
    live_bytes,
    peak_activation_bytes,
    peak_of,
)
from generator.records import Call
from generator.trace import record
from tests.trace.models import image, on_meta


def tape_of(model, *args):
    return record(model, args)


def peak(model, *args):
    return peak_activation_bytes(live_bytes(tape_of(model, *args)))


def steps(model, *args):
    """Bytes alive during each call that is no view."""
    tape = tape_of(model, *args)
    calls = [event for event in tape.events if isinstance(event, Call)]
    pairs = zip(live_bytes(tape).bytes, calls, strict=True)
    return [size for size, event in pairs if event.reads != event.writes]


def test_the_peak_of_a_chain_is_its_largest_adjacent_pair():
    widths = [40, 300, 200, 350, 10]
    chain = on_meta(lambda: nn.Sequential(*[nn.Linear(a, b) for a, b in pairwise(widths)]))
    pairs = [4 * (a + b) for a, b in pairwise(widths[1:])]
    assert peak(chain, image(1, 40)) == 4 * 40 + max(pairs) == 4 * (40 + 200 + 350)


class Residual(nn.Module):
    """One wide layer, whose input is added to its output where asked for."""

    def __init__(self, residual):
        super().__init__()
        self.first, self.wide, self.last = nn.Linear(8, 100), nn.Linear(100, 400), nn.Linear(400, 100)
        self.residual = residual

    def forward(self, x):
        x = self.first(x)
        if self.residual:
            return self.last(self.wide(x)) + x
        x = self.wide(x)
        return self.last(x).relu()


def test_a_residual_keeps_its_input_alive():
    live = steps(on_meta(Residual, True), image(1, 8))
    assert live == [4 * elements for elements in (8 + 100, 8 + 100 + 400, 8 + 100 + 400 + 100, 8 + 3 * 100)]
    plain = steps(on_meta(Residual, False), image(1, 8))
    assert plain == [4 * elements for elements in (8 + 100, 8 + 100 + 400, 8 + 400 + 100, 8 + 400 + 2 * 100)]


def test_a_relu_in_place_lowers_the_peak():
    def net(inplace):
        return on_meta(
            lambda: nn.Sequential(nn.Linear(10, 500), nn.ReLU(inplace=inplace), nn.Linear(500, 10))
        )

    assert peak(net(False), image(1, 10)) == 4 * (10 + 500 + 500)
    assert peak(net(True), image(1, 10)) == 4 * (10 + 500 + 10)


class Returns(nn.Module):
    """Returns all that it makes, or the last of it."""

    def __init__(self, every):
        super().__init__()
        self.every = every

    def forward(self, x):
        if self.every:
            made = [x + 1]
            for _ in range(4):
                made.append(made[-1] * 2)
            return made
        x = x + 1
        for _ in range(4):
            x = x * 2
        return x


def test_a_returned_tensor_lives_to_the_end():
    assert peak(on_meta(Returns, False), image(1, 100)) == 400 * 3
    assert peak(on_meta(Returns, True), image(1, 100)) == 400 * 6


class Views(nn.Module):
    """A tensor in five shapes, and one element of it at the end."""

    def forward(self, x):
        y = x * 2
        parts = y.view(4, 25).transpose(0, 1).unsqueeze(0).expand(3, 25, 4).chunk(5, 1)
        del y
        return parts[0][0, 0, 0] + 1


def test_views_share_the_storage_of_what_they_look_at():
    tape = tape_of(on_meta(Views), image(1, 100))
    assert live_bytes(tape).bytes[-2:] == [800, 800 + 4]


def test_fused_attention_keeps_no_attention_matrix():
    length, heads, width = 1000, 2, 8

    class Fused(nn.Module):
        def forward(self, x):
            return F.scaled_dot_product_attention(x, x, x)

    class Plain(nn.Module):
        def forward(self, x):
            return (x @ x.transpose(-2, -1)).softmax(-1) @ x

    tokens = image(1, heads, length, width)
    own = 4 * heads * length * width
    assert peak(on_meta(Fused), tokens) == 2 * own
    assert all(length * length not in one.shape for one in peak_of(tape_of(on_meta(Fused), tokens)).alive)
    assert peak(on_meta(Plain), tokens) == own + 2 * 4 * heads * length * length


class Transposed(nn.Module):
    """A linear layer over an axis that is not the last in memory."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(50, 70)

    def forward(self, x):
        return self.linear(x.transpose(1, 2))


def test_the_bias_of_a_linear_layer_is_no_second_tensor_on_any_way():
    assert peak(on_meta(Transposed), image(1, 50, 30)) == 4 * (50 * 30 + 30 * 70)
    assert peak(on_meta(nn.Linear, 50, 70), image(1, 30, 50)) == 4 * (50 * 30 + 30 * 70)
    assert peak(on_meta(nn.Linear, 50, 70), image(2, 3, 5, 50)) == 4 * 30 * (50 + 70)


def test_a_recurrent_layer_keeps_what_it_returns():
    tape = tape_of(on_meta(nn.LSTM, 16, 32, 2), image(5, 1, 16))
    returned = 4 * (5 * 32 + 2 * 2 * 32)
    zeros = 4 * 2 * 32
    assert peak_activation_bytes(live_bytes(tape)) <= 4 * 5 * 16 + returned + 2 * zeros
    assert peak_of(tape).operator == "aten.lstm"


class Caching(nn.Module):
    """Keeps a table that it makes when it first runs."""

    table = None

    def forward(self, x):
        if self.table is None:
            self.table = torch.arange(100, device=x.device)
        return x + 1


def test_a_cache_is_kept_and_a_second_forward_finds_it():
    model = on_meta(Caching)
    first, second = tape_of(model, image(1, 10)), tape_of(model, image(1, 10))
    assert [one.bytes for one in kept_by_model(first)] == [800]
    assert kept_by_model(second) == ()
    assert peak_activation_bytes(live_bytes(first)) == peak_activation_bytes(live_bytes(second)) + 800
