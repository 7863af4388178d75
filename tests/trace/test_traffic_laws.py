"""Laws of traffic on models, and VGG-16 as the sum of its layers. Expected values are arithmetic."""

from __future__ import annotations

import pytest
from torch import nn

from generator.account.flow import follow
from generator.account.memory import live_bytes, peak_activation_bytes, traffic_by_module, traffic_of
from generator.trace import record
from tests.trace.models import image, on_meta
from tests.trace.test_memory_of_models import REAL, of_zoo


def test_traffic_of_a_linear_layer_is_input_weight_and_bias_and_its_output():
    tape = record(on_meta(nn.Linear, 64, 48), (image(1, 7, 64),))
    found = traffic_of(tape, follow(tape))
    assert found.read_bytes == 4 * (7 * 64 + 64 * 48 + 48)
    assert found.written_bytes == 4 * 7 * 48


def test_traffic_of_a_convolution_reads_its_input_once():
    tape = record(on_meta(nn.Conv2d, 16, 32, 3, padding=1), (image(1, 16, 20, 20),))
    found = traffic_of(tape, follow(tape))
    assert found.read_bytes == 4 * (16 * 400 + 32 * 16 * 9 + 32)
    assert found.written_bytes == 4 * 32 * 400


@pytest.mark.parametrize(("zoo", "name"), REAL)
def test_traffic_by_module_sums_to_the_totals(zoo, name):
    model, args = of_zoo(zoo, name)
    tape = record(model, args)
    flow = follow(tape)
    rows, totals = traffic_by_module(tape, flow), traffic_of(tape, flow)
    assert sum(row.read for row in rows.values()) == totals.read_bytes
    assert sum(row.written for row in rows.values()) == totals.written_bytes
    assert 0 < totals.macs_low_intensity < sum(work.macs for work in flow.works)


def test_vgg_16_is_the_sum_of_its_layers():
    # Convolutions, ReLU in place, pooling with int64 indices, each by the closed form of its map.
    model, args = of_zoo("torchvision", "vgg16")
    channels, sides = (64, 128, 256, 512, 512), (224, 112, 56, 28, 14)
    depth = (2, 2, 3, 3, 3)
    convolutions = sum(4 * c * s * s * n for c, s, n in zip(channels, sides, depth, strict=True))
    pools = sum(4 * c * (s // 2) ** 2 for c, s in zip(channels, sides, strict=True))
    pooled, classifier = 4 * 512 * 7 * 7, 4 * (4096 + 4096 + 1000)
    tape = record(model, args)
    flow = follow(tape)
    features = sum(work.output_bytes for work in flow.works)
    assert features == convolutions + pools + pooled + classifier
    assert round(4 * sum(tensor.elements for tensor in tape.inventory.tensors) / 2**20, 1) == 527.8
    # The peak is the second convolution: two maps of 64 channels and the image.
    assert peak_activation_bytes(live_bytes(tape)) == 4 * (2 * 64 * 224 * 224 + 3 * 224 * 224)
    in_place = sum(4 * c * s * s * n for c, s, n in zip(channels, sides, depth, strict=True)) + 4 * 2 * 4096
    indices = 2 * pools
    assert traffic_of(tape, flow).written_bytes == features + in_place + indices
