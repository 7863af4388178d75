"""The committed numbers against numbers that others publish. Each expected value names its source."""

from __future__ import annotations

import itertools

import pytest

from generator.records import Size


def native(entries, key):
    return entries[key].native.numbers


def at(entries, key, px):
    return entries[key].at(Size(px, px)).numbers


def test_resnet50_is_what_he_et_al_counted(entries):
    # He et al. 2015, table 1: 3.8e9 for the original; torchvision's stride-in-3x3 form is 4.089 (its `_ops`).
    for key in ("torchvision/resnet50", "timm/resnet50"):
        numbers = at(entries, key, 224)
        assert numbers.parameters == 25_557_032
        assert numbers.macs == 4_089_184_256
        assert numbers.flops == 8_178_368_512
        assert numbers.batch_norm_layers == numbers.batch_norm_foldable == 53


def test_resnet50_stages_have_the_shapes_of_the_paper(entries):
    stages = {stage.name: stage for stage in entries["torchvision/resnet50"].stages}
    shapes = [
        stages[name].output_shape for name in ("stem", "stage 1", "stage 2", "stage 3", "stage 4", "head")
    ]
    assert shapes == [(64, 56, 56), (256, 56, 56), (512, 28, 28), (1024, 14, 14), (2048, 7, 7), (1000,)]
    assert [stages[f"stage {n}"].blocks for n in (1, 2, 3, 4)] == [3, 4, 6, 3]
    assert stages["stem"].parameters == 9_408 + 2 * 64
    assert stages["head"].parameters == 2_048_000 + 1_000


@pytest.mark.parametrize(
    ("key", "px", "gmacs"),
    [
        # The dispatcher counts of the comparison of counters on the methodology page.
        ("torchvision/vit_b_16", 224, "17.564"),
        ("torchvision/swin_t", 224, "4.491"),
        ("torchvision/maxvit_t", 224, "5.558"),
        ("timm/convnext_tiny", 224, "4.456"),
        ("torchvision/mobilenet_v2", 224, "0.301"),
        ("timm/mobilevit_s", 256, "2.001"),
        ("timm/cait_s24_224", 224, "9.327"),
    ],
)
def test_architectures_that_counters_disagree_on(entries, key, px, gmacs):
    assert f"{at(entries, key, px).macs / 1e9:.3f}" == gmacs


def test_vit_gains_its_position_embeddings_with_the_size(entries):
    small, large = at(entries, "torchvision/vit_b_16", 224), at(entries, "torchvision/vit_b_16", 384)
    assert small.parameters == 86_567_656
    assert large.parameters - small.parameters == ((384 // 16) ** 2 - (224 // 16) ** 2) * 768 == 291_840


def test_coat_mini_ties_what_a_state_dict_repeats(entries):
    numbers = native(entries, "timm/coat_mini")
    assert numbers.parameters == 10_337_004
    assert numbers.parameters + numbers.parameters_tied == 15_015_068  # elements of its state_dict


def test_googlenet_has_the_shape_of_its_weights(entries):
    assert native(entries, "torchvision/googlenet").parameters == 6_624_904  # its `num_params`


def test_swin_buffers_are_not_persistent(entries):
    numbers = at(entries, "timm/swin_tiny_patch4_window7_224", 224)
    assert (numbers.buffers, numbers.buffers_persistent) == (249_704, 0)


def test_vgg16_has_138_million_parameters(entries):
    # Simonyan and Zisserman 2014, table 2: 138 million; 13 convolutions and 3 linear layers, counted out.
    widths = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
    convolutions = sum((9 * cin + 1) * cout for cin, cout in itertools.pairwise(widths))
    linear = (512 * 7 * 7 + 1) * 4096 + 4097 * 4096 + 4097 * 1000
    assert native(entries, "torchvision/vgg16").parameters == convolutions + linear == 138_357_544


def test_parameters_equal_num_params_for_every_torchvision_architecture(entries):
    published = {
        key: (entry.native.numbers.parameters, number.value)
        for key, entry in entries.items()
        for number in entry.architecture.published
        if number.field == "parameters"
    }
    assert len(published) == 121
    assert {key: pair for key, pair in published.items() if pair[0] != pair[1]} == {}


def test_macs_equal_ops_or_the_difference_is_explained_by_name(entries):
    compared, differing = 0, {}
    for key, entry in entries.items():
        for number in entry.architecture.published:
            if number.field == "macs":
                compared += 1
                measured = entry.at(number.size)
                ours = measured.numbers.macs if measured else None
                equal = ours is not None and abs(ours - number.value) * 2 <= number.rounded_to
                if not equal and not number.explanation:
                    differing[key] = (ours, number.value)
    assert compared == 121
    assert differing == {}


def test_an_explanation_stands_only_where_numbers_differ(entries):
    for entry in entries.values():
        for number in entry.architecture.published:
            measured = entry.at(number.size)
            if number.explanation and measured is not None:
                ours = getattr(measured.numbers, number.field)
                assert abs(ours - number.value) * 2 > number.rounded_to, entry.architecture.key
