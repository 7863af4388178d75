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


MODELS = (Plain, OneByOne, SecondHead, SizeDecides, FewOnly, NeverTrained)


def measured(build, shortcuts, **facts):
    return Measuring(Fake(lambda size: build().eval()), architecture(**facts), shortcuts).run(SIZES)


@pytest.mark.parametrize("build", MODELS)
@pytest.mark.parametrize("shortcut", ["one_batch", "foresee_training", "infer_growth"])
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
