"""Laws that every committed record keeps, over the whole zoo."""

from __future__ import annotations

import pytest

from generator import survey
from generator.records import FIELDS, MAC_KINDS

SAMPLE = (
    "timm/coat_lite_tiny",
    "timm/convnext_pico",
    "timm/crossvit_tiny_240",
    "timm/efficientnet_b0",
    "timm/mobileone_s0",
    "timm/swinv2_tiny_window8_256",
    "timm/vit_tiny_patch16_224",
    "torchvision/fasterrcnn_mobilenet_v3_large_320_fpn",
    "torchvision/lraspp_mobilenet_v3_large",
    "torchvision/quantized_mobilenet_v2",
    "torchvision/r3d_18",
    "torchvision/raft_small",
    "torchvision/regnet_y_400mf",
)


def every_measurement(dataset):
    for entry in dataset.entries:
        for measurement in entry.measurements:
            yield f"{entry.architecture.key} at {measurement.size}", measurement.numbers


def test_both_zoos_are_there_whole(dataset):
    by_zoo = {}
    for entry in dataset.entries:
        by_zoo.setdefault(entry.architecture.zoo, set()).add(entry.architecture.name)
    assert {zoo: len(names) for zoo, names in by_zoo.items()} == {"timm": 1_371, "torchvision": 121}
    assert len(by_zoo["timm"] & by_zoo["torchvision"]) == 35


def test_every_requested_size_ends_in_a_measurement_or_a_refusal(dataset):
    for entry in dataset.entries:
        ends = [m.size for m in entry.measurements] + [r.size for r in entry.refusals]
        assert sorted(ends) == list(survey.sizes_of(entry.architecture)), entry.architecture.key


def test_98_percent_of_the_grid_is_measured_for_image_classifiers(dataset):
    classifiers = [e for e in dataset.entries if e.architecture.task in ("classification", "quantizable")]
    measured = sum(e.at(size) is not None for e in classifiers for size in survey.DEFAULT_SIZES)
    assert measured >= 0.98 * len(classifiers) * len(survey.DEFAULT_SIZES)


def test_all_but_a_handful_are_measured_at_their_native_size(dataset):
    assert sum(entry.native is None for entry in dataset.entries) <= 5


@pytest.mark.parametrize(
    ("total", "parts"),
    [
        ("parameters", [f.name for f in FIELDS if f.name.startswith("parameters_") and f.name.split("_")[1] in
                        ("convolution", "linear", "normalisation", "embedding", "other")]),
        ("macs", MAC_KINDS),
    ],
)  # fmt: skip
def test_parts_sum_to_their_total(dataset, total, parts):
    assert len(parts) >= 7
    for where, numbers in every_measurement(dataset):
        assert sum(getattr(numbers, part) for part in parts) == getattr(numbers, total), where


def test_parts_are_no_larger_than_their_whole(dataset):
    for where, n in every_measurement(dataset):
        assert n.parameters_trainable <= n.parameters, where
        assert n.parameters_unused <= n.parameters, where
        assert n.parameters_reused <= n.parameters, where
        assert n.buffers_persistent <= n.buffers, where
        assert n.batch_norm_foldable <= n.batch_norm_layers, where
        assert n.batch_norm_buffers <= n.buffers, where
        assert (
            n.batch_norm_parameters <= n.parameters_normalisation_weight + n.parameters_normalisation_bias
        ), where


def test_bytes_follow_from_elements(dataset):
    for where, n in every_measurement(dataset):
        assert sum(size for _, size in n.parameter_bytes_by_dtype) == n.parameter_bytes, where
        assert sum(size for _, size in n.buffer_bytes_by_dtype) == n.buffer_bytes, where
        assert n.parameter_bytes <= n.checkpoint_bytes <= n.parameter_bytes + n.buffer_bytes, where
        assert n.parameter_bytes == 4 * n.parameters, where  # every zoo constructs in float32


def test_batch_norm_keeps_two_statistics_a_channel_and_one_counter_a_layer(dataset):
    for where, n in every_measurement(dataset):
        counters = n.batch_norm_buffers - 2 * n.batch_norm_channels
        assert 0 <= counters <= n.batch_norm_layers, where


def test_every_forward_has_macs_activations_and_features(dataset):
    for where, n in every_measurement(dataset):
        assert n.macs > 0, where
        assert n.activations > 0, where
        assert n.feature_bytes > 0, where


def test_stages_and_operators_sum_to_the_native_totals(dataset):
    for entry in dataset.entries:
        if entry.native is None:
            assert entry.stages == entry.operators == (), entry.architecture.key
            continue
        numbers = entry.native.numbers
        for field in ("parameters", "buffers", "macs", "activations"):
            total = sum(getattr(stage, field) for stage in entry.stages)
            assert total == getattr(numbers, field), (entry.architecture.key, field)
        assert sum(s.output_bytes for s in entry.stages) == numbers.feature_bytes, entry.architecture.key
        assert sum(share.macs for share in entry.operators) == numbers.macs, entry.architecture.key


def test_nothing_is_uncounted(dataset):
    left = {where: n.uncounted for where, n in every_measurement(dataset) if n.uncounted}
    assert left == {}


def test_every_refusal_says_why(dataset):
    for entry in dataset.entries:
        for refusal in entry.refusals:
            assert refusal.stage in ("construction", "forward", "accounting", "process")
            assert len(refusal.message) > 10, (entry.architecture.key, refusal)


@pytest.mark.parametrize("key", SAMPLE)
def test_a_fresh_measurement_gives_the_committed_record(entries, key):
    """The committed dataset was made by this code: the sample is measured anew at every size."""
    assert survey.measure(key).entry == entries[key]
