"""``elementwise_flops``: operations of the documented formula times elements. Expected values are arithmetic."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.account.elementwise import WEIGHTS, Weight, elementwise_flops
from generator.records import Signature, Spec


def tensor(*shape, dtype="float32"):
    return Spec(shape, (1,) * len(shape), dtype, 4)


X = tensor(2, 3, 8, 10)
N = 2 * 3 * 8 * 10


def cost(operator, arguments, result=X, **keywords):
    return elementwise_flops(Signature(operator, tuple(arguments), tuple(keywords.items()), (result,)))


@pytest.mark.parametrize(
    ("operator", "operations"),
    [
        ("aten.relu.default", 1),  # max(x, 0)
        ("aten.relu_.default", 1),
        ("aten.hardtanh.default", 2),  # min(max(x, a), b)
        ("aten.leaky_relu.default", 2),  # compare, multiply
        ("aten.sigmoid.default", 4),  # negate, exp, add, divide
        ("aten.silu_.default", 5),  # sigmoid, multiply
        ("aten.hardsigmoid.default", 4),  # add, max, min, divide
        ("aten.hardswish.default", 5),  # hardsigmoid, multiply
        ("aten.gelu.default", 5),  # multiply, erf, add, multiply, multiply
        ("aten.elu.default", 4),  # compare, exp, subtract, multiply
        ("aten.mish.default", 5),  # exp, add, log, tanh, multiply
        ("aten.tanh.default", 1),
        ("aten._softmax.default", 5),  # maximum, subtract, exp, sum, divide
        ("aten.rsqrt.default", 2),  # root, divide
        ("aten.mul.Tensor", 1),
        ("aten.view.default", 0),
        ("aten.upsample_nearest2d.default", 0),
        ("aten.cat.default", 0),
    ],
)
def test_an_elementwise_operator_costs_the_operations_of_its_formula_an_element(operator, operations):
    assert cost(operator, [X]) == operations * N


def test_gelu_by_tanh_costs_eight():
    assert cost("aten.gelu.default", [X], approximate="tanh") == 8 * N


def test_a_bound_of_clamp_costs_one_comparison():
    assert cost("aten.clamp.default", [X, 0, 1]) == 2 * N
    assert cost("aten.clamp.default", [X, None, 1]) == cost("aten.clamp.default", [X, 0]) == N


def test_broadcasting_counts_the_elements_of_the_result():
    assert cost("aten.add.Tensor", [tensor(3, 1, 1), X]) == N


def test_a_reduction_of_n_elements_costs_n():
    pooled = tensor(2, 3, 1, 1)
    assert cost("aten.mean.dim", [X, (2, 3), True], pooled) == N
    assert cost("aten.sum.dim_IntList", [X, (2, 3), True], pooled) == N
    assert cost("aten.var.correction", [X, (2, 3)], pooled) == 4 * N
    assert cost("aten.linalg_vector_norm.default", [X, 2], pooled) == 2 * N


def test_integers_and_booleans_are_no_floating_point():
    whole = tensor(7, 7, dtype="int64")
    assert cost("aten.add.Tensor", [whole, whole], whole) == 0
    assert cost("aten.eq.Scalar", [whole, 0], tensor(7, 7, dtype="bool")) == 0
    assert cost("aten.eq.Scalar", [tensor(7, 7), 0.0], tensor(7, 7, dtype="bool")) == 49


def test_complex_numbers_cost_six_a_product_and_two_else():
    z = tensor(4, 5, dtype="complex64")
    assert cost("aten.mul.Tensor", [z, z], z) == 6 * 20
    assert cost("aten.add.Tensor", [z, z], z) == 2 * 20


@pytest.mark.parametrize(("training", "affine", "weight"), [(0, 1, 2), (0, 0, 1), (1, 1, 5), (1, 0, 4)])
def test_batch_norm_in_eval_is_a_scale_and_a_shift(training, affine, weight):
    c = tensor(3) if affine else None
    assert cost("aten.native_batch_norm.default", [X, c, c, c, c, bool(training), 0.1, 1e-5]) == weight * N


def test_layer_and_group_norm_cost_five_an_element_with_a_weight_and_four_without():
    c = tensor(3)
    assert cost("aten.native_layer_norm.default", [X, (10,), tensor(10), tensor(10), 1e-5]) == 5 * N
    assert cost("aten.native_layer_norm.default", [X, (10,), None, None, 1e-5]) == 4 * N
    assert cost("aten.native_group_norm.default", [X, c, c, 2, 3, 80, 1, 1e-5]) == 5 * N


def test_a_bias_costs_one_an_output():
    out = tensor(2, 5, 8, 10)
    weight = tensor(5, 3, 1, 1)
    rest = [(1, 1), (0, 0), (1, 1), False, (0, 0), 1]
    assert cost("aten.convolution.default", [X, weight, tensor(5), *rest], out) == 2 * 5 * 80
    assert cost("aten.convolution.default", [X, weight, None, *rest], out) == 0
    assert cost("aten.addmm.default", [tensor(4), tensor(6, 3), tensor(3, 4)], tensor(6, 4)) == 24
    assert cost("aten.mm.default", [tensor(6, 3), tensor(3, 4)], tensor(6, 4)) == 0


def test_attention_scales_masks_and_normalises_its_scores():
    q, k = tensor(2, 4, 9, 16), tensor(2, 4, 6, 16)
    scores = 2 * 4 * 9 * 6
    assert cost("aten.scaled_dot_product_attention.default", [q, k, k], q) == scores * (1 + 5)
    mask = tensor(9, 6)
    assert cost("aten.scaled_dot_product_attention.default", [q, k, k, mask], q) == scores * (1 + 1 + 5)


@pytest.mark.parametrize("operator", ["aten.avg_pool2d.default", "aten.max_pool2d_with_indices.default"])
def test_pooling_costs_its_kernel_an_output(operator):
    out = tensor(2, 3, 4, 5)
    assert cost(operator, [X, (2, 3), (2, 2)], out) == 6 * 120
    assert cost(operator, [X, (3,), (2, 2)], out) == 9 * 120


def test_adaptive_pooling_costs_the_elements_of_its_windows():
    assert cost("aten._adaptive_avg_pool2d.default", [X, (4, 5)], tensor(2, 3, 4, 5)) == N
    # 8 -> 3: [0, 3), [2, 6), [5, 8): ten rows of ten columns
    assert cost("aten._adaptive_avg_pool2d.default", [X, (3, 1)], tensor(2, 3, 3, 1)) == 6 * (3 + 4 + 3) * 10


@pytest.mark.parametrize(
    ("operator", "taps"),
    [
        ("aten.upsample_linear1d.default", 2),
        ("aten.upsample_bilinear2d.default", 4),
        ("aten.upsample_trilinear3d.default", 8),
        ("aten.upsample_bicubic2d.default", 16),
    ],
)
def test_resizing_multiplies_and_adds_its_taps(operator, taps):
    assert cost(operator, [tensor(1, 3, 4, 4)], X) == (taps + taps - 1) * N


def test_antialiased_resizing_takes_two_passes_with_taps_by_the_reduction():
    # 24 -> 8 and 20 -> 10: ceil(3) * 2 + 1 = 7 and ceil(2) * 2 + 1 = 5 taps; first 24 rows of 10 columns
    expected = 6 * (24 * 10 * (2 * 5 - 1) + 8 * 10 * (2 * 7 - 1))
    assert cost("aten._upsample_bilinear2d_aa.default", [tensor(2, 3, 24, 20), (8, 10)], X) == expected


def test_sampling_takes_four_taps_a_sample():
    out = tensor(1, 3, 5, 6)
    grid = tensor(1, 5, 6, 2)
    assert cost("aten.grid_sampler_2d.default", [X, grid, 0, 0, False], out) == 7 * 90
    assert cost("aten.grid_sampler_2d.default", [X, grid, 1, 0, False], out) == 0
    regions = tensor(4, 3, 7, 7)
    assert cost("torchvision.roi_align.default", [X, tensor(4, 5), 0.5, 7, 7, 2, False], regions) == (
        4 * 3 * 49 * (4 * 7 + 4)
    )


@pytest.mark.parametrize("masked", [False, True])
def test_a_deformable_convolution_samples_each_input_of_its_kernel(masked):
    out, weight = tensor(1, 5, 8, 10), tensor(5, 3, 3, 3)
    mask = tensor(1, 9, 8, 10) if masked else tensor(1, 0)
    given = [
        tensor(1, 3, 8, 10),
        weight,
        tensor(1, 18, 8, 10),
        mask,
        tensor(5),
        1,
        1,
        1,
        1,
        1,
        1,
        1,
        1,
        masked,
    ]
    expected = 3 * 9 * 80 * (7 + masked) + 5 * 80
    assert cost("torchvision.deform_conv2d.default", given, out) == expected


def test_a_fourier_transform_costs_five_n_log_n_and_half_of_it_from_or_to_real():
    real, half = tensor(2, 3, 8, 8), tensor(2, 3, 8, 5, dtype="complex64")
    whole = tensor(2, 3, 8, 8, dtype="complex64")
    assert cost("aten._fft_c2c.default", [whole, (2, 3), 0, True], whole) == 6 * 5 * 64 * 6
    assert cost("aten._fft_r2c.default", [real, (2, 3), 0, True], half) == 6 * 5 * 64 * 6 // 2
    assert cost("aten._fft_c2r.default", [half, (2, 3), 2, 8], real) == 6 * 5 * 64 * 6 // 2


def test_distances_cost_three_a_coordinate_of_a_pair():
    assert (
        cost("aten._cdist_forward.default", [tensor(5, 3), tensor(7, 3), 2.0, None], tensor(5, 7)) == 35 * 9
    )


def test_resnet_50_adds_up():
    # Elements behind each convolution: the stem, then by stage the three convolutions and the shortcut.
    stem = 64 * 112**2
    stages = [(64, 56, 3), (128, 28, 4), (256, 14, 6), (512, 7, 3)]
    inner = sum(2 * width * side**2 * blocks for width, side, blocks in stages)
    outer = sum(4 * width * side**2 * blocks for width, side, blocks in stages)
    shortcuts = sum(4 * width * side**2 for width, side, _ in stages)
    wider = sum(width * (2 * side) ** 2 - width * side**2 for width, side, _ in stages[1:])
    assert stem + inner + outer + shortcuts + wider == 11_113_984
    assert stem + inner + outer + wider == 9_608_704
    total = 2 * 11_113_984 + 9_608_704 + 9 * 64 * 56**2 + outer + 2048 * 7**2 + 1000
    assert total == 39_263_720
    document = (Path(__file__).parents[2] / "docs" / "conventions.md").read_text()
    assert f"**{total:,}**" in document
    assert f"**{4_089_184_256 + 2 * 11_113_984 + 2048 * 7**2:,}**" in document


def test_the_methodology_prints_every_weight():
    text = (Path(__file__).parents[2] / "docs" / "conventions.md").read_text()
    rows = re.findall(r"^\| (`[a-z_0-9` ]+`) \| (\d+) \| (\d+) \| (.+) \|$", text, flags=re.M)
    printed = {
        name.strip("`"): Weight(int(outputs), int(inputs), source)
        for names, outputs, inputs, source in rows
        for name in names.split()
    }
    assert printed == dict(WEIGHTS)
