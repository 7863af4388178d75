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
        if number.field == "parameters" and not number.url
    }
    assert len(published) == 121
    assert {key: pair for key, pair in published.items() if pair[0] != pair[1]} == {}


HEADS = {
    # 4 * 9 * 256 * 256 * 14 * 14 + 2 * 2 * 256 * 256 * 14 * 14 + 256 * 91 * 28 * 28 for each of 100 detections
    "torchvision/maskrcnn_resnet50_fpn": 100 * 532_066_304,
    # 9 * 256 * 512 * 14 * 14 + 7 * 9 * 512 * 512 * 14 * 14 + 4 * 4 * 512 * 17 * 14 * 14 for 99 of 100
    "torchvision/keypointrcnn_resnet50_fpn": 99 * 3_495_460_864,
    # 256 * 7 * 7 * 1024 + 1024 * 1024 + 1024 * (91 + 4 * 91) for each proposal
    "torchvision/fasterrcnn_mobilenet_v3_large_fpn": 1000 * 14_359_552,
    "torchvision/fasterrcnn_mobilenet_v3_large_320_fpn": 150 * 14_359_552,
}
"""MACs of the heads that no region, or one detection, of torchvision's image of noise has reached."""


def test_all_242_numbers_of_torchvision_are_reconciled_and_four_of_them_leave_out_a_head(entries):
    compared, heads = 0, {}
    for key, entry in entries.items():
        for number, found in zip(entry.architecture.published, entry.reconciled, strict=True):
            if number.url:
                continue
            compared += 1
            if found.cause == "without":
                heads[key] = entry.at(number.size).numbers.macs - found.value
            else:
                assert found.cause == "equal", (key, number, found)
    assert compared == 242
    assert heads == HEADS


def test_what_a_cause_gives_is_the_published_number_to_its_digits(entries):
    for key, entry in entries.items():
        for number, found in zip(entry.architecture.published, entry.reconciled, strict=True):
            if found.cause in ("unexplained", "not measured"):
                continue
            near = 2 * abs(found.value - number.value) <= number.rounded_to
            first_digits = "cut off" in found.detail and 0 <= found.value - number.value < number.rounded_to
            assert near or first_digits, (key, number, found)


def test_most_numbers_of_papers_and_repositories_have_a_cause(entries):
    found = [
        reconciled.cause
        for entry in entries.values()
        for number, reconciled in zip(entry.architecture.published, entry.reconciled, strict=True)
        if number.url
    ]
    assert len(found) >= 60
    assert "not measured" not in found
    assert sum(cause != "unexplained" for cause in found) * 5 >= len(found) * 4
