"""Laws of the deploy form, of training and of memory that every committed record keeps."""

from __future__ import annotations

from generator.records import USES, Size
from tests.dataset.laws import in_bfloat16_bounds

WITHOUT_TRAINING = {
    "fasterrcnn_mobilenet_v3_large_320_fpn", "fasterrcnn_mobilenet_v3_large_fpn", "fasterrcnn_resnet50_fpn",
    "fasterrcnn_resnet50_fpn_v2", "keypointrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2",
}  # fmt: skip
"""The two-stage detectors: what a training forward costs depends on the boxes."""


WITH_AUXILIARY_HEAD = {"inception_v3", "quantized_inception_v3"}
"""In training their second head convolves a map that an input below 299 px makes too small."""


def native(dataset):
    for entry in dataset.entries:
        if entry.native is not None:
            yield entry, entry.native.numbers


def every_measurement(dataset):
    for entry in dataset.entries:
        for measurement in entry.measurements:
            yield f"{entry.architecture.key} at {measurement.size}", measurement.numbers


def test_two_counters_agree_on_every_architecture(dataset):
    assert [e.architecture.key for e, _ in native(dataset) if not e.verified] == []


def test_only_two_stage_detectors_have_gaps_in_training_and_only_raft_in_bfloat16(dataset):
    """RAFT makes its correlation pyramid and its flow in float32, and multiplies them with its weights."""
    gaps = {(e.architecture.name, gap.stage) for e in dataset.entries for gap in e.gaps}
    assert {name for name, stage in gaps if stage == "training"} == WITHOUT_TRAINING | WITH_AUXILIARY_HEAD
    assert {name for name, stage in gaps if stage == "bfloat16"} == {"raft_large", "raft_small"}
    small = [g for e in dataset.entries if e.architecture.name in WITH_AUXILIARY_HEAD for g in e.gaps]
    assert max(gap.size for gap in small) < Size(299, 299)
    assert {stage for _, stage in gaps} == {"training", "bfloat16"}


def test_a_deploy_form_is_no_larger_but_for_a_bias_a_folded_channel(dataset):
    for where, n in every_measurement(dataset):
        assert n.deploy_parameters <= n.parameters + n.batch_norm_channels, where
        assert n.deploy_buffers <= n.buffers, where
        assert n.deploy_macs <= n.macs, where
        assert n.deploy_activations <= n.activations, where


def test_what_has_no_foldable_norm_and_no_branches_is_its_own_deploy_form(dataset):
    same = [
        (w, n) for w, n in every_measurement(dataset) if not n.batch_norm_foldable and n.deploy_macs == n.macs
    ]
    assert len(same) > 5_000
    for where, n in same:
        assert (n.deploy_parameters, n.deploy_buffers) == (n.parameters, n.buffers), where
        assert (n.deploy_macs_fvcore, n.deploy_activations) == (n.macs_fvcore, n.activations), where


def test_a_backward_has_at_most_two_products_for_each_of_the_forward(dataset):
    found = {e.architecture.key: n.macs_backward / n.macs for e, n in native(dataset) if n.macs_backward}
    assert len(found) == 1_492 - len(WITHOUT_TRAINING)
    # A training forward may run an auxiliary head that an eval forward does not.
    heads = {"torchvision/inception_v3"}
    assert [key for key, ratio in found.items() if ratio > 2 and key not in heads] == []
    assert min(found.values()) > 0.3


def test_backward_and_unreachable_belong_to_the_sizes_they_are_measured_at(dataset):
    for entry in dataset.entries:
        for one in entry.measurements:
            is_native = one.size == entry.architecture.native
            failed = {gap.stage for gap in entry.gaps if gap.size == one.size}
            trained, converted = "training" not in failed, "bfloat16" not in failed
            numbers = one.numbers
            assert (numbers.macs_backward is not None) == (is_native and trained), entry.architecture.key
            assert (numbers.peak_sample_bytes is not None) == is_native, entry.architecture.key
            assert (numbers.saved_bytes is not None) == trained, entry.architecture.key
            peak, sample = numbers.peak_activation_bytes_bfloat16, numbers.peak_sample_bytes_bfloat16
            assert (peak is not None) == converted, entry.architecture.key
            assert (sample is not None) == (is_native and converted), entry.architecture.key


def test_uses_sum_to_their_fields(dataset):
    for entry, n in native(dataset):
        sums = dict.fromkeys(USES, 0)
        for use in entry.uses:
            sums[use.kind] += use.elements * (len(use.names) - 1 if use.kind == "tied" else 1)
        expected = (
            n.parameters_tied,
            n.parameters_reused,
            n.parameters_unused,
            n.parameters_unreachable or 0,
        )
        assert tuple(sums.values()) == expected, entry.architecture.key


def test_every_published_number_has_one_cause(dataset):
    for entry in dataset.entries:
        assert len(entry.reconciled) == len(entry.architecture.published), entry.architecture.key


def test_a_peak_is_no_more_than_all_that_is_ever_made(dataset):
    for entry, n in native(dataset):
        sample = 4 * entry.architecture.images
        for side in entry.architecture.sample_shape(entry.architecture.native):
            sample *= side
        assert n.peak_activation_bytes >= sample, entry.architecture.key


def test_bfloat16_takes_half_and_copies_that_are_widened(dataset):
    """RADIO widens its table of positions for 2,048 px to resize it, whatever the size of the image."""
    for where, n in every_measurement(dataset):
        assert in_bfloat16_bounds(n), where
    more = {
        e.architecture.name
        for e, n in native(dataset)
        if n.peak_activation_bytes_bfloat16 is not None
        and n.peak_activation_bytes_bfloat16 > n.peak_activation_bytes
    }
    assert all("radio" in name or "rope_mixed" in name for name in more), more


def test_the_timeline_has_the_peak_and_the_largest_tensors_are_part_of_it(dataset):
    for entry, n in native(dataset):
        peak = entry.peak
        assert max(peak.timeline) == n.peak_activation_bytes, entry.architecture.key
        assert len(peak.timeline) <= 64
        assert 0 <= peak.call < peak.calls
        sizes = [one.bytes for one in peak.alive]
        assert sizes == sorted(sizes, reverse=True)
        assert sum(sizes) <= n.peak_activation_bytes, entry.architecture.key


def test_a_training_step_peaks_above_what_it_keeps(dataset):
    for entry, n in native(dataset):
        if n.training_peak_activation_bytes is None:
            continue
        batch = 64
        peak = n.training_peak_fixed_bytes + batch * n.training_peak_activation_bytes
        assert peak >= n.saved_fixed_bytes + batch * n.saved_bytes, entry.architecture.key


def test_so_does_one_in_mixed_precision(dataset):
    for entry, n in native(dataset):
        if n.mixed_peak_activation_bytes is None:
            continue
        for batch in (2, 8, 64, 256):
            large = n.mixed_peak_fixed_bytes + batch * n.mixed_peak_activation_bytes
            small = n.mixed_small_fixed_bytes + batch * n.mixed_small_sample_bytes
            kept = n.mixed_saved_fixed_bytes + batch * n.mixed_saved_bytes
            assert max(large, small) >= kept, (entry.architecture.key, batch)


def test_more_samples_take_more(dataset):
    for entry, n in native(dataset):
        assert 0 < n.inference_bytes(1) < n.inference_bytes(8) < n.inference_bytes(64), entry.architecture.key


def test_every_weight_that_is_used_is_read(dataset):
    for where, n in every_measurement(dataset):
        assert n.written_bytes > 0, where
        assert n.macs_low_intensity <= n.macs, where
