"""The worked examples: the committed file is what a run gives, and a run gives what arithmetic says."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from generator.dataset.examples import EXAMPLES, read_examples
from generator.records import Size
from generator.records.examples import Examples, Step
from generator.survey.examples import make_examples

DATA = Path(__file__).parents[2] / "docs" / "data"


@pytest.fixture(scope="module")
def examples() -> Examples:
    return make_examples()


def test_the_committed_file_is_what_a_run_gives(examples: Examples) -> None:
    assert read_examples(DATA) == examples, f"`netweight examples` writes {DATA / EXAMPLES} anew"


def test_resnet50_has_161_parameters_tensors_of_25_557_032_elements(examples: Examples) -> None:
    # He et al. 2015, table 1: 53 convolutions without bias, 53 BatchNorms of two vectors, one linear layer of two.
    tensors = {tensor.name: tensor for tensor in examples.resnet50}
    assert len(tensors) == len(examples.resnet50) == 53 + 2 * 53 + 2 == 161
    assert sum(tensor.elements for tensor in tensors.values()) == 25_557_032
    assert tensors["conv1.weight"].shape == (64, 3, 7, 7)
    assert tensors["conv1.weight"].elements == 64 * 3 * 7 * 7 == 9_408
    assert tensors["fc.weight"].elements == 2048 * 1000 == 2_048_000
    assert tensors["fc.bias"].elements == 1_000


def test_vgg_layers_have_the_closed_forms(examples: Examples) -> None:
    for row in (*examples.vgg11, *examples.vgg16):
        if row.weight:
            outputs, inputs, *kernel = row.weight
            window = kernel[0] * kernel[1] if kernel else 1
            height, width = row.output_shape[1:] if kernel else (1, 1)
            assert row.bias
            assert row.parameters == window * inputs * outputs + outputs
            assert row.macs == window * inputs * outputs * height * width
        else:
            assert (row.parameters, row.macs) == (0, 0)


def test_vgg_sums_are_those_of_the_paper_and_of_torchvision(examples: Examples) -> None:
    # Simonyan and Zisserman 2014, table 2: 133 M for A and 138 M for D; torchvision's num_params to the last digit.
    assert sum(row.parameters for row in examples.vgg11) == 132_863_336
    assert sum(row.parameters for row in examples.vgg16) == 138_357_544
    last = examples.vgg11[-1]
    assert (last.path, last.parameters) == ("classifier.6", 4_097_000)
    late = [row.parameters for row in examples.vgg11 if row.weight == (512, 512, 3, 3)]
    assert late == [2_359_808] * 3


def test_vgg16_features_are_those_of_convnet_burden(examples: Examples) -> None:
    # Its README: vgg-vd-16 at 224 x 224 has 528 MB of parameters and 58 MB of features, MB of 2^20 bytes.
    assert round(4 * sum(row.parameters for row in examples.vgg16) / 2**20) == 528
    assert round(sum(row.output_bytes for row in examples.vgg16) / 2**20) == 58


def test_no_naive_sum_is_right_in_all_three_cases_of_sharing(examples: Examples) -> None:
    # Convolutions of 3 * 3 = 9 weights: (by name, by call, right, tied, reused, unused).
    found = {
        one.name: (one.by_name, one.by_call, one.parameters, one.tied, one.reused, one.unused)
        for one in examples.sharing
    }
    assert found == {
        "called twice": (9, 18, 9, 0, 9, 0),
        "never called": (18, 9, 18, 0, 0, 9),
        "tied by assignment": (18, 18, 9, 9, 0, 0),
    }


def test_a_separable_block_costs_one_over_cout_plus_one_ninth_of_the_dense_one(examples: Examples) -> None:
    for bodies in examples.mobilenet:
        assert len(bodies.blocks) == 13
        for block in bodies.blocks:
            small, positions = block.depthwise_macs + block.pointwise_macs, block.output_shape[1:]
            assert Fraction(small, block.dense_macs) == Fraction(1, block.channels_out) + Fraction(1, 9)
            products = 9 * block.channels_in * block.channels_out
            assert block.dense_macs == products * positions[0] * positions[1]
            assert block.dense_parameters == products


def test_mobilenet_totals_are_those_of_its_paper(examples: Examples) -> None:
    # Howard et al. 2017, table 4: 4866 M mult-adds and 29.3 M parameters dense, 569 M and 4.2 M separable;
    # table 7: 290 M at 160 px. The dense total is 4867 M here, one million more.
    by_size = {bodies.size: bodies for bodies in examples.mobilenet}
    large, small = by_size[Size(224, 224)], by_size[Size(160, 160)]
    assert abs(large.dense_macs - 4_866_000_000) < 2_000_000
    assert round(large.dense_parameters / 10**5) == 293
    assert round(large.separable_macs / 10**6) == 569
    assert round(large.separable_parameters / 10**5) == 42
    assert small.separable_macs // 10**6 == 290


def test_every_total_of_mobilenet_is_its_blocks_and_what_both_forms_share(examples: Examples) -> None:
    for bodies in examples.mobilenet:
        small = sum(block.depthwise_macs + block.pointwise_macs for block in bodies.blocks)
        large = sum(block.dense_macs for block in bodies.blocks)
        assert bodies.separable_macs - small == bodies.dense_macs - large


def moved(step: Step) -> dict[str, tuple[bool, int, int, int, int, int, int]]:
    return {
        one.name: (
            one.parameters,
            one.tensors,
            one.elements,
            one.by_eval_forward,
            one.by_training_forward,
            one.with_gradient,
            one.by_optimizer,
        )
        for one in step.groups
    }


def test_the_optimizer_moves_what_batch_norm_learns_and_the_forward_what_it_estimates(
    examples: Examples,
) -> None:
    assert moved(examples.steps[0]) == {
        "BatchNorm2d.weight": (True, 1, 64, 0, 0, 1, 1),
        "BatchNorm2d.bias": (True, 1, 64, 0, 0, 1, 1),
        "BatchNorm2d.running_mean": (False, 1, 64, 0, 1, 0, 0),
        "BatchNorm2d.running_var": (False, 1, 64, 0, 1, 0, 0),
        "BatchNorm2d.num_batches_tracked": (False, 1, 1, 0, 1, 0, 0),
    }


def test_all_53_batch_norms_of_resnet50_behave_alike(examples: Examples) -> None:
    # 26,560 channels: gamma and beta of each, 53,120 in all, and two statistics and a counter, 53,173.
    assert moved(examples.steps[1]) == {
        "Conv2d.weight": (True, 53, 25_557_032 - 53_120 - 2_049_000, 0, 0, 53, 53),
        "BatchNorm2d.weight": (True, 53, 26_560, 0, 0, 53, 53),
        "BatchNorm2d.bias": (True, 53, 26_560, 0, 0, 53, 53),
        "BatchNorm2d.running_mean": (False, 53, 26_560, 0, 53, 0, 0),
        "BatchNorm2d.running_var": (False, 53, 26_560, 0, 53, 0, 0),
        "BatchNorm2d.num_batches_tracked": (False, 53, 53, 0, 53, 0, 0),
        "Linear.weight": (True, 1, 2_048_000, 0, 0, 1, 1),
        "Linear.bias": (True, 1, 1_000, 0, 0, 1, 1),
    }
