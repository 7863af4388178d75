"""What a measurement spares it spares only where it may: models that would be told wrong are measured in full."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import nn

from generator.records import Size
from generator.survey.measuring import Measuring
from generator.survey.watching import Shortcuts, Watching
from tests.survey.test_measuring import Fake, architecture

SIZES = (Size(8, 8), Size(16, 16), Size(24, 24), Size(32, 32), Size(40, 40))


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 4, 4)

    def forward(self, x):
        return self.conv(x).relu()


class OneByOne(Plain):
    """Treats samples one by one."""

    def forward(self, x):
        return torch.cat([super(OneByOne, self).forward(one[None]) for one in x])


class SecondHead(Plain):
    """In training a second head runs, which refuses maps below 3 x 3."""

    def __init__(self):
        super().__init__()
        self.other = nn.Conv2d(4, 2, 3)

    def forward(self, x):
        x = super().forward(x)
        return (x, self.other(x)) if self.training else x


class SizeDecides(Plain):
    """What training alone makes is larger at some sizes, on one course of the eval forward."""

    def forward(self, x):
        x = super().forward(x)
        return (
            x * x.new_empty((len(x), 1 + (x.shape[-1] > 2), 1, 1)).bernoulli_()[:, :1] if self.training else x
        )


class FewOnly(Plain):
    """Refuses large batches."""

    def forward(self, x):
        if len(x) > 100:
            raise ValueError("at most a hundred samples")
        return super().forward(x)


class NeverTrained(Plain):
    """Refuses to be trained, and says with how many samples."""

    def forward(self, x):
        if self.training:
            raise ValueError(f"no training with {len(x)} samples")
        return super().forward(x)


class Widens(Plain):
    """Computes in float32 whatever it is given."""

    def forward(self, x):
        x = super().forward(x)
        return x.float().exp().to(x.dtype)


class WidensLarge(Plain):
    """The same at some sizes alone."""

    def forward(self, x):
        x = super().forward(x)
        return x.float().exp().to(x.dtype) if x.shape[-1] > 3 else x


class Narrow(Plain):
    """Multiplies what it is given with a number in float32 that is no parameter: not in bfloat16."""

    def forward(self, x):
        x = super().forward(x)
        return x @ torch.empty(x.shape[-1], 1, device=x.device)


class Keeps(Plain):
    """Keeps a table for the size of its last input."""

    table = None

    def forward(self, x):
        x = super().forward(x)
        if self.table is None or self.table.shape[-2:] != x.shape[-2:]:
            self.table = x.new_zeros(8, *x.shape[-2:])
        return x + self.table[:4]


MODELS = (Plain, OneByOne, SecondHead, SizeDecides, FewOnly, NeverTrained, Widens, WidensLarge, Narrow, Keeps)


def measured(build, shortcuts, **facts):
    return Measuring(Fake(lambda size: build().eval()), architecture(**facts), shortcuts).run(SIZES)


@pytest.mark.parametrize("build", MODELS)
@pytest.mark.parametrize(
    "shortcut", ["one_batch", "foresee_training", "infer_growth", "halve_bytes", "reuse_model"]
)
def test_without_a_shortcut_all_is_as_with_it(build, shortcut):
    assert measured(build, Shortcuts()) == measured(build, Shortcuts(**{shortcut: False}))


@pytest.mark.parametrize("fixed", [True, False])
def test_a_plain_model_is_trained_at_the_native_size_and_at_one_other(monkeypatch, fixed):
    asked = []
    trained = Watching.trained

    def noting(self, size, batch, **options):
        asked.append((size, options["backward"]))
        return trained(self, size, batch, **options)

    monkeypatch.setattr(Watching, "trained", noting)
    entry = measured(Plain, Shortcuts(), fixed_size=fixed, native=Size(16, 16)).entry
    assert all(one.numbers.saved_bytes is not None for one in entry.measurements)
    # In float32 and in mixed precision; 8 px has a map of 2 x 2, no axis of which is one element.
    assert asked == [(Size(16, 16), True), (SIZES[0], False), (Size(16, 16), True)] or asked == [
        (Size(16, 16), True), (Size(16, 16), True), (SIZES[0], False)
    ]  # fmt: skip


def test_the_order_of_sizes_and_of_what_failed_is_that_of_the_sizes():
    entry = measured(NeverTrained, Shortcuts()).entry
    assert [one.size for one in entry.measurements] == list(SIZES)
    assert [(gap.size, gap.stage, gap.message) for gap in entry.gaps] == [
        (size, "training", "no training with 2 samples") for size in SIZES
    ]


def test_every_shortcut_can_be_left_out():
    assert all(field.type == "bool" and field.default is True for field in dataclasses.fields(Shortcuts))


def native_numbers(build, px=16):
    """At the native size, of maps of (px / 4) x (px / 4)."""
    entry = measured(build, Shortcuts(), native=Size(px, px)).entry
    return entry, entry.native.numbers


def test_in_bfloat16_the_plain_model_takes_half_at_every_batch():
    """Sample 3 x 16 x 16, map 4 x 4 x 4, two maps at the activation: 768 + 64 + 64 elements."""
    _, n = native_numbers(Plain)
    assert (n.peak_activation_bytes, n.peak_activation_bytes_bfloat16) == (4 * 896, 2 * 896)
    for batch in (1, 2, 7):
        weights = 2 * n.parameters
        assert n.inference_bytes(batch, "bfloat16") == weights + 2 * 896 * batch


class Normed(Plain):
    """LayerNorm over the channels, which come last for it."""

    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(4)

    def forward(self, x):
        return self.norm(super().forward(x).permute(0, 2, 3, 1))


def test_the_statistics_of_layer_norm_stay_float32():
    """At LayerNorm: the sample, the map, the result, and mean and inverse deviation of 4 x 4 positions."""
    entry, n = native_numbers(Normed)
    assert n.peak_activation_bytes == 4 * (768 + 64 + 64 + 2 * 16)
    assert n.peak_activation_bytes_bfloat16 == 2 * (768 + 64 + 64) + 4 * 2 * 16
    smaller = next(one.numbers for one in entry.measurements if one.size == Size(8, 8))
    assert smaller.peak_activation_bytes_bfloat16 == 2 * (192 + 16 + 16) + 4 * 2 * 4
    assert measured(Normed, Shortcuts()) == measured(Normed, Shortcuts(halve_bytes=False))


def test_what_a_model_widens_takes_four_bytes_in_bfloat16():
    """The sample in two bytes, the map in two, and in four before and behind the exponential: 768 + 64 + 2 x 128."""
    entry, n = native_numbers(Widens)
    assert n.peak_activation_bytes_bfloat16 == 2 * (768 + 64 + 2 * 2 * 64)
    assert (n.peak_sample_bytes_bfloat16, n.peak_fixed_bytes_bfloat16) == (
        n.peak_activation_bytes_bfloat16,
        0,
    )
    smaller = next(one.numbers for one in entry.measurements if one.size == Size(8, 8))
    assert smaller.peak_activation_bytes_bfloat16 == 2 * (192 + 16 + 2 * 2 * 16)


def test_what_does_not_run_in_bfloat16_is_a_gap_and_no_number():
    entry, n = native_numbers(Narrow)
    assert n.peak_activation_bytes_bfloat16 is None
    assert n.inference_bytes(1, "bfloat16") is None
    assert n.inference_bytes(8) > 0
    gaps = [gap for gap in entry.gaps if gap.stage == "bfloat16"]
    assert [gap.size for gap in gaps] == list(SIZES)
    message = "TypeError: aten.mm.default is given bfloat16 and float32, which no kernel multiplies"
    assert {gap.message for gap in gaps} == {message}


def test_a_table_that_a_model_keeps_is_alive_at_every_batch():
    """The table is 8 maps of 4 x 4 in float32, whatever the batch; the activation is not in place: three maps at the sum: fewer than sample and map."""
    _, n = native_numbers(Keeps)
    table = 4 * 8 * 16
    assert n.peak_fixed_bytes == n.peak_small_fixed_bytes == table
    assert n.peak_activation_bytes == table + n.peak_sample_bytes
