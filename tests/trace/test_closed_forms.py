"""Laws of counting on models small enough to count by hand. Expected values are arithmetic."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from generator.account import break_down, count
from generator.trace import record
from tests.trace.models import (
    Attention,
    CalledTwice,
    Direct,
    NeverCalled,
    Subclassed,
    Tied,
    Wrapped,
    image,
    on_meta,
)


def numbers_of(model, *args):
    return count(record(model, args))


@pytest.mark.parametrize(("groups", "kind"), [(1, "dense"), (4, "grouped"), (16, "depthwise")])
@pytest.mark.parametrize("bias", [True, False])
def test_a_convolution_has_kh_kw_cin_over_groups_plus_one_times_cout_parameters(groups, kind, bias):
    model = on_meta(nn.Conv2d, 16, 32, (3, 5), stride=2, padding=(1, 2), groups=groups, bias=bias)
    numbers = numbers_of(model, image(1, 16, 20, 14))
    weight = 3 * 5 * 16 // groups * 32
    assert numbers.parameters == weight + 32 * bias
    assert (numbers.parameters_convolution_weight, numbers.parameters_convolution_bias) == (weight, 32 * bias)
    assert numbers.macs == weight * 10 * 7
    assert getattr(numbers, f"macs_{kind}_convolution") == numbers.macs
    assert numbers.activations == 32 * 10 * 7
    assert numbers.feature_bytes == 4 * 32 * 10 * 7


def test_a_kernel_of_one_is_pointwise():
    numbers = numbers_of(on_meta(nn.Conv2d, 16, 32, 1), image(1, 16, 7, 7))
    assert numbers.macs_pointwise_convolution == numbers.macs == 16 * 32 * 49


def test_vgg_conv_512_to_512_has_2359808_parameters():
    assert numbers_of(on_meta(nn.Conv2d, 512, 512, 3), image(1, 512, 14, 14)).parameters == 2_359_808


def test_a_linear_layer_has_din_plus_one_times_dout_parameters_and_din_dout_macs_a_token():
    numbers = numbers_of(on_meta(nn.Linear, 4096, 1000), image(1, 4096))
    assert numbers.parameters == 4_097_000
    assert numbers.macs == numbers.macs_linear == 4096 * 1000
    tokens = numbers_of(on_meta(nn.Linear, 64, 48), image(1, 7, 64))
    assert tokens.macs == 7 * 64 * 48
    assert tokens.activations == 7 * 48


@pytest.mark.parametrize(
    ("layer", "shape"),
    [(nn.BatchNorm1d, (2, 24, 5)), (nn.BatchNorm2d, (2, 24, 5, 5)), (nn.BatchNorm3d, (2, 24, 3, 5, 5))],
)
def test_batch_norm_has_2c_parameters_and_2c_plus_1_buffers(layer, shape):
    numbers = numbers_of(on_meta(layer, 24), image(*shape))
    assert numbers.parameters == numbers.batch_norm_parameters == 48
    assert numbers.buffers == numbers.batch_norm_buffers == numbers.buffers_persistent == 49
    assert numbers.batch_norm_buffer_bytes == numbers.buffer_bytes == 2 * 24 * 4 + 8
    assert numbers.buffer_bytes_by_dtype == (("float32", 192), ("int64", 8))
    assert (numbers.batch_norm_layers, numbers.batch_norm_channels) == (1, 24)
    assert numbers.macs == 0


def test_a_frozen_batch_norm_holds_gamma_and_beta_as_buffers():
    from torchvision.ops import FrozenBatchNorm2d

    numbers = numbers_of(on_meta(FrozenBatchNorm2d, 24), image(1, 24, 5, 5))
    assert numbers.parameters == numbers.batch_norm_parameters == 0
    assert numbers.buffers == 4 * 24
    assert numbers.batch_norm_buffers == 2 * 24
    assert numbers.batch_norm_layers == 1


def test_an_instance_norm_is_no_batch_norm():
    numbers = numbers_of(on_meta(nn.InstanceNorm2d, 24, track_running_stats=True), image(1, 24, 5, 5))
    assert numbers.batch_norm_layers == 0
    assert numbers.buffers == 49


def test_a_layer_called_twice_counts_its_parameters_once_and_its_work_twice():
    numbers = numbers_of(on_meta(CalledTwice), image(1, 3, 10, 10))
    assert numbers.parameters == 808
    assert numbers.parameters_reused == 584
    assert numbers.macs == (3 * 8 * 9 + 2 * 8 * 8 * 9) * 100


def test_a_layer_never_called_is_in_parameters_and_in_unused():
    numbers = numbers_of(on_meta(NeverCalled), image(1, 3, 10, 10))
    assert numbers.parameters == 1_392
    assert numbers.parameters_unused == 584
    assert numbers.parameters_reused == 0


def test_a_weight_tied_by_assignment_counts_once():
    numbers = numbers_of(on_meta(Tied), image(1, 32))
    assert numbers.parameters == 1_024
    assert numbers.parameters_tied == 1_024
    assert numbers.checkpoint_bytes == 4_096
    assert numbers.macs == 2 * 1_024


def test_a_subclass_with_a_computed_weight_counts_as_the_convolution_it_is():
    numbers = numbers_of(on_meta(Subclassed, 3, 8, 3, padding=1), image(1, 3, 10, 10))
    assert numbers.parameters_convolution_weight == 216
    assert numbers.macs == 216 * 100
    assert numbers.parameters_unused == 0


@pytest.mark.parametrize("groups", [1, 2])
def test_a_transposed_convolution_multiplies_each_input_element_with_its_kernels(groups):
    model = on_meta(nn.ConvTranspose2d, 8, 4, 3, stride=2, groups=groups)
    numbers = numbers_of(model, image(1, 8, 5, 6))
    assert numbers.macs == 8 * 5 * 6 * (4 // groups) * 9
    assert numbers.activations == 4 * 11 * 13


def test_an_lstm_costs_four_gates_of_input_and_hidden_state_a_step():
    model = on_meta(nn.LSTM, 10, 20, batch_first=True)
    numbers = numbers_of(model, image(1, 7, 10))
    assert numbers.macs == numbers.macs_linear == 7 * 4 * (10 * 20 + 20 * 20)
    assert numbers.parameters_linear_weight == 4 * (10 * 20 + 20 * 20)
    assert numbers.parameters_linear_bias == 2 * 4 * 20


def test_multihead_attention_costs_four_projections_and_two_products():
    numbers = numbers_of(on_meta(Attention, 64, 4), image(1, 9, 64))
    assert numbers.macs_linear == 4 * 9 * 64 * 64
    assert numbers.macs_attention == 2 * 9 * 9 * 64
    assert numbers.macs == numbers.macs_linear + numbers.macs_attention
    assert numbers.activations == 4 * 9 * 64 + 4 * 9 * 9 + 9 * 64
    assert numbers.parameters_unused == 0


def test_attention_written_out_costs_what_fused_attention_costs():
    def written_out(_, q, k, v):
        return (q @ k.transpose(-2, -1)).softmax(-1) @ v

    def fused(_, q, k, v):
        return F.scaled_dot_product_attention(q, k, v)

    given = [image(1, 4, 9, 16), image(1, 4, 6, 16), image(1, 4, 6, 24)]
    by_hand = 4 * 9 * 6 * (16 + 24)
    for function in (written_out, fused):
        numbers = numbers_of(on_meta(Wrapped, function), *given)
        assert numbers.macs == numbers.macs_attention == by_hand
        assert numbers.activations == 4 * 9 * 6 + 4 * 9 * 24


def test_a_mask_does_not_lower_the_count():
    def masked(_, q):
        return F.scaled_dot_product_attention(q, q, q, is_causal=True)

    assert numbers_of(on_meta(Wrapped, masked), image(1, 2, 8, 4)).macs == 2 * 8 * 8 * (4 + 4)


def test_fused_attention_keeps_no_attention_matrix():
    def fused(_, q):
        return F.scaled_dot_product_attention(q, q, q)

    assert numbers_of(on_meta(Wrapped, fused), image(1, 2, 8, 4)).feature_bytes == 2 * 8 * 4 * 4


@pytest.mark.parametrize(
    ("function", "macs"),
    [
        (lambda _, a, b: torch.einsum("bik,bjk->bij", a, b), 5 * 7 * 3),
        (lambda _, a, b: a[0] @ b[0, 0], 5 * 3),
        (lambda _, a, b: torch.dot(a[0, 0], b[0, 0]), 3),
        (lambda _, a, b: torch.addmm(a[0, :, :1], a[0], b[0].t()), 5 * 7 * 3),
        (lambda _, a, b: torch.baddbmm(a[:, :, :1], a, b.transpose(1, 2)), 5 * 7 * 3),
        (lambda _, a, b: torch.addbmm(a[0, :, :1], a, b.transpose(1, 2)), 5 * 7 * 3),
    ],
)
def test_products_of_two_inputs_cost_n_m_k(function, macs):
    numbers = numbers_of(on_meta(Wrapped, function), image(1, 5, 3), image(1, 7, 3))
    assert numbers.macs == numbers.macs_attention == macs
    assert numbers.uncounted == ()


def test_a_depthwise_separable_layer_costs_one_over_cout_plus_one_ninth_of_the_dense_one():
    def separable(m, x):
        return m.point(m.depth(x))

    x = image(1, 32, 14, 14)
    depth, point = nn.Conv2d(32, 32, 3, padding=1, groups=32), nn.Conv2d(32, 64, 1)
    cheap = numbers_of(on_meta(Wrapped, separable, depth=depth, point=point).to("meta"), x).macs
    dense = numbers_of(on_meta(nn.Conv2d, 32, 64, 3, padding=1), x).macs
    assert cheap * 9 * 64 == dense * (9 + 64)


def test_layers_passed_by_directly_have_rows_of_their_own():
    told = break_down(record(on_meta(Direct), (image(1, 3, 10, 10),)))
    rows = {row.path: row for row in told.layers}
    assert rows["conv"].macs == told.numbers.macs == 216 * 100
    assert rows["conv"].calls == rows["norm"].calls == 1
    assert told.numbers.parameters_unused == 0


def test_in_place_operators_and_views_take_no_memory():
    def body(m, x):
        y = m.conv(x)
        y = F.relu_(y)
        y += 1
        return y.flatten(1).unflatten(1, (8, -1))

    numbers = numbers_of(on_meta(Wrapped, body, conv=nn.Conv2d(3, 8, 1).to("meta")), image(1, 3, 6, 6))
    assert numbers.feature_bytes == 8 * 36 * 4


def test_memory_that_is_filled_in_place_counts_once():
    def body(_, x):
        out = x.new_zeros(2, 3, 6, 6)
        out[0] = x[0]
        out[1] = x[0]
        return out

    assert numbers_of(on_meta(Wrapped, body), image(1, 3, 6, 6)).feature_bytes == 2 * 3 * 36 * 4


def test_what_does_not_depend_on_the_input_is_no_feature():
    def body(m, x):
        return F.conv2d(x, m.conv.weight - m.conv.weight.mean())

    numbers = numbers_of(
        on_meta(Wrapped, body, conv=nn.Conv2d(3, 8, 1, bias=False).to("meta")), image(1, 3, 6, 6)
    )
    assert numbers.feature_bytes == 8 * 36 * 4


def test_an_operator_without_a_rule_is_uncounted_by_name_and_calls():
    def body(_, x):
        return torch.erfinv(x) + torch.erfinv(x)

    assert numbers_of(on_meta(Wrapped, body), image(1, 5, 3)).uncounted == (("aten.erfinv.default", 2),)
