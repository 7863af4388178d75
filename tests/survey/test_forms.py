"""The form of a real architecture is its record at any size of its domain; a wrong one is not believed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from generator.account import count
from generator.account.forms import differing
from generator.records import Architecture, Size
from generator.records.forms import FORM_FIELDS, Form, Unformed
from generator.survey.forms import HELD_SIZES, form_of, plans
from generator.survey.watching import Shortcuts, Watching
from generator.zoo import zoos

MODELS = (
    "timm/resnet18",
    "timm/vit_tiny_patch16_224",
    "timm/convnext_atto",
    "timm/tf_efficientnet_b0",
    "torchvision/mobilenet_v2",
    "torchvision/inception_v3",
    "torchvision/densenet121",
    "torchvision/swin_t",
    "torchvision/vit_b_16",
)


@cache
def found(key: str) -> Form | Unformed:
    zoo, _, name = key.partition("/")
    return form_of(zoos()[zoo], name, {})


def measured(key: str, size: Size):
    zoo, _, name = key.partition("/")
    library = zoos()[zoo]
    return count(Watching(library, library.describe(name), size, Shortcuts()).forward(size))


@pytest.mark.parametrize("key", MODELS)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_a_form_is_the_record_at_sizes_nobody_looked_at(key: str, data: st.DataObject) -> None:
    form = found(key)
    assert isinstance(form, Form)
    domain = form.domain
    sides = st.integers(-(-domain.least_px // domain.step), domain.most_px // domain.step)
    height = data.draw(sides) * domain.step
    width = height if domain.square else data.draw(sides) * domain.step
    assert differing(form, Size(height, width), measured(key, Size(height, width))) == {}


@pytest.mark.parametrize("key", MODELS)
def test_a_form_is_held_against_sizes_that_did_not_lead_to_it(key: str) -> None:
    form = found(key)
    assert isinstance(form, Form)
    architecture = zoos()[key.partition("/")[0]].describe(form.key.partition("/")[2])
    plan = next(
        one
        for one in plans(architecture.native)
        if (one.domain.step, one.domain.square) == (form.domain.step, form.domain.square)
    )
    assert len(form.held) >= HELD_SIZES
    assert not set(form.held) & set(plan.probes)


def test_every_field_has_a_form_or_a_reason() -> None:
    for key in MODELS:
        form = found(key)
        assert isinstance(form, Form)
        assert sorted([*dict(form.fields), *dict(form.missing)]) == sorted(FORM_FIELDS)
        assert all(dict(form.missing).values())


def test_a_form_that_is_not_the_dataset_is_refused() -> None:
    size = Size(224, 224)
    right = measured("timm/resnet18", size)
    resnet = zoos()["timm"]
    form = form_of(resnet, "resnet18", {size: right})
    assert isinstance(form, Form)
    assert form.grid == 1
    wrong = form_of(resnet, "resnet18", {size: replace(right, macs=right.macs + 1)})
    assert wrong == Unformed(
        key="timm/resnet18",
        reason=f"over all sizes: the form of macs gives {right.macs} at 224 px, where {right.macs + 1} is measured",
    )


def test_a_field_that_is_not_the_dataset_is_left_out_with_all_that_read_the_same_extents() -> None:
    size = Size(224, 224)
    right = measured("timm/resnet18", size)
    form = form_of(zoos()["timm"], "resnet18", {size: replace(right, feature_bytes=1)})
    assert isinstance(form, Form)
    missing = dict(form.missing)
    assert missing["feature_bytes"] == f"a form gives {right.feature_bytes} at 224 px, where 1 is measured"
    doubtful = {"macs_fvcore", "elementwise_flops", "peak_activation_bytes", "peak_activation_bytes_bfloat16"}
    assert missing.keys() == doubtful | {"feature_bytes"}
    assert dict(form.fields).keys() == set(FORM_FIELDS) - missing.keys()


@pytest.mark.parametrize("peak", [None, 1])
def test_where_the_converted_model_does_not_take_half_its_peak_alone_has_no_form(peak: int | None) -> None:
    size = Size(224, 224)
    right = measured("timm/resnet18", size)
    whole, other = (
        form_of(zoos()["timm"], "resnet18", {size: numbers})
        for numbers in (right, replace(right, peak_activation_bytes_bfloat16=peak))
    )
    assert isinstance(whole, Form)
    assert isinstance(other, Form)
    assert dict(other.missing).keys() == {"peak_activation_bytes_bfloat16"}
    assert other.domain == whole.domain


class ByArea(nn.Module):
    """Takes another way where an image has many pixels."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, x):
        for _ in range(x.shape[-1] * x.shape[-2] // 40_000):
            x = x + self.conv(x).mean()
        return self.conv(x)


class Fake:
    name = "fake"

    def describe(self, name):
        return Architecture(zoo="fake", name=name, task="", family="", native=Size(225, 225))

    def build(self, name, size):
        with torch.device("meta"):
            return ByArea().eval()

    def sample(self, name, size):
        return (torch.empty(1, 3, size.height_px, size.width_px, device="meta"),)

    def ceilings(self, name):
        return {}


def test_a_model_that_runs_otherwise_at_larger_sizes_has_no_form_and_says_so() -> None:
    assert form_of(Fake(), "area", {}) == Unformed(
        key="fake/area", reason="over all sizes: the forward has 2 or 3 products, depending on the size"
    )
