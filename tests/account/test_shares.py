"""Every figure is the sum of the lines that it is taken apart into."""

from __future__ import annotations

from functools import cache

import pytest
import torch
from torch import nn

from generator.account import Tapes, count, growth_of
from generator.account.shares import EXPLAINED, NotRecorded, needs, noun, shares
from generator.dataset.rows import DERIVED
from generator.records import FIELDS, Size
from generator.survey.watching import Shortcuts, Watching
from generator.trace import CUDA, record, record_bfloat16, record_training
from generator.zoo import zoos
from tests.trace.models import Attention, image, on_meta


def sequential():
    """3 x 8 x 8 -> 8 x 8 x 8 -> 10: a convolution without bias, a BatchNorm, and a linear layer of 512 x 10."""
    layers = (nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten())
    return nn.Sequential(*layers, nn.Linear(512, 10))


class Shared(nn.Module):
    """Tied weights, a layer that runs twice, one that never runs, one frozen, and one out of reach."""

    def __init__(self):
        super().__init__()
        self.one, self.two = nn.Linear(16, 16, bias=False), nn.Linear(16, 16, bias=False)
        self.two.weight = self.one.weight
        self.again, self.never = nn.Linear(16, 16), nn.Linear(16, 16)
        self.frozen, self.beside = nn.Linear(16, 16).requires_grad_(False), nn.Linear(16, 16)
        self.register_buffer("counter", torch.zeros(3, dtype=torch.int64), persistent=False)

    def forward(self, x):
        self.beside(x).detach()
        return self.two(self.one(self.frozen(self.again(self.again(x)))))


class Recurrent(nn.Module):
    """An LSTM over five steps, and what it returns last."""

    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(12, 16, batch_first=True), nn.Linear(16, 4)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


class OneByOne(nn.Module):
    """Treats the samples of a batch one by one, so that tapes of two batches have other calls."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(16, 32)

    def forward(self, x):
        return torch.stack([self.layer(one).relu() for one in x])


SMALL = {
    "sequential": (sequential, (3, 8, 8)),
    "shared": (Shared, (16,)),
    "attention": (lambda: Attention(16, 4), (7, 16)),
    "recurrent": (Recurrent, (5, 12)),
    "one by one": (OneByOne, (16,)),
}
OF_A_ZOO = {"test_vit": 160, "test_byobnet": 64, "repghostnet_050": 64}
"""Attention; squeeze and excitation, depthwise convolutions; a form that timm re-parameterises."""


@cache
def tapes_of(name):
    """All that can be recorded of a model."""
    return _of_a_zoo(name) if name in OF_A_ZOO else _of_a_module(name)


def _of_a_module(name):
    build, shape = SMALL[name]
    model = on_meta(build)
    forward = record(model, (image(1, *shape),))
    return Tapes(
        forward=forward,
        deployed=forward,
        batches={batch: record(model, (image(batch, *shape),)) for batch in (2, 3)},
        training={batch: record_training(model, (image(batch, *shape),), backward=True) for batch in (2, 3)},
        mixed={
            batch: record_training(model, (image(batch, *shape),), backward=True, autocast=CUDA)
            for batch in (2, 3)
        },
        converted={batch: record_bfloat16(model, (image(batch, *shape),)) for batch in (1, 2, 3)},
    )


def _of_a_zoo(name):
    zoo, size = zoos()["timm"], Size(OF_A_ZOO[name], OF_A_ZOO[name])
    watching = Watching(zoo, zoo.describe(name), size, Shortcuts())
    forward = watching.forward(size)
    return Tapes(
        forward=forward,
        deployed=watching.deployed(size, forward),
        batches=watching.batches(size),
        training={batch: watching.trained(size, batch, backward=True) for batch in (2, 3)},
        mixed=watching.mixed(size),
        converted={batch: watching.converted(size, batch) for batch in (1, 2, 3)},
    )


def lines(name, field):
    """(operator, module, amount) of each line."""
    return [(one.operator, one.path, one.amount) for one in shares(tapes_of(name), field)]


@pytest.mark.parametrize("name", [*SMALL, *OF_A_ZOO])
def test_the_lines_of_every_field_sum_to_it(name):
    tapes = tapes_of(name)
    numbers = count(tapes)
    for field in EXPLAINED:
        value, found = getattr(numbers, field), shares(tapes, field)
        assert value is not None
        if isinstance(value, tuple):
            by_name: dict[str, int] = {}
            for one in found:
                by_name[one.operator] = by_name.get(one.operator, 0) + one.amount
            assert tuple(sorted(by_name.items())) == value, field
        else:
            assert sum(one.amount for one in found) == value, field
        assert all(one.amount for one in found)


def test_every_field_and_every_derived_one_can_be_taken_apart():
    assert set(EXPLAINED) == {field.name for field in FIELDS} | set(DERIVED)
    assert all(field.meaning and field.unit for field in EXPLAINED.values())
    optional = {field.name for field in FIELDS if field.is_optional}
    assert {field for field in EXPLAINED if needs(field)} == optional
    assert {noun(field) for field in EXPLAINED} == {"call", "module", "tensor"}


def test_products_of_a_forward_stand_under_their_modules():
    assert lines("sequential", "macs") == [
        ("aten.convolution.default", "0", 8 * 64 * 3 * 9),
        ("aten.addmm.default", "4", 512 * 10),
    ]
    assert [one.what for one in shares(tapes_of("sequential"), "macs")] == [
        "1x3x8x8, 8x3x3x3 -> 1x8x8x8",
        "10, 1x512, 512x10 -> 1x10",
    ]


def test_products_of_a_backward_stand_under_the_modules_that_they_differentiate():
    found = lines("sequential", "macs_backward")
    totals = {path: sum(amount for _, at, amount in found if at == path) for _, path, _ in found}
    assert totals == {"0": 8 * 64 * 3 * 9, "4": 2 * 512 * 10}


def test_layers_that_read_one_tensor_share_the_backward_alike():
    class Branches(nn.Module):
        def __init__(self):
            super().__init__()
            self.left, self.right = nn.Linear(8, 4), nn.Linear(8, 6)

        def forward(self, x):
            x = x * 2
            return self.left(x), self.right(x)

    model = on_meta(Branches)
    training = {batch: record_training(model, (image(batch, 8),), backward=True) for batch in (2, 3)}
    tapes = Tapes(forward=record(model, (image(1, 8),)), deployed=None, training=training)
    found = {one.path: one.amount for one in shares(tapes, "macs_backward")}
    assert found == {"left": 8 * 4, "right": 8 * 6}


def test_the_deploy_form_has_a_bias_in_place_of_a_folded_batch_norm():
    assert lines("sequential", "deploy_parameters") == [
        ("convolution weight", "0", 8 * 27),
        ("convolution bias", "0", 8),
        ("linear weight", "4", 5120),
        ("linear bias", "4", 10),
    ]
    assert lines("sequential", "deploy_buffers") == []
    assert lines("sequential", "batch_norm_foldable") == [("BatchNorm2d", "1", 1)]


def test_tied_reused_unused_frozen_and_unreachable_parameters_are_named():
    assert lines("shared", "parameters_tied") == [("linear weight", "one", 256)]
    assert shares(tapes_of("shared"), "parameters_tied")[0].what == "weight 16x16, also two.weight"
    for field, path in (
        ("parameters_reused", "again"),
        ("parameters_unused", "never"),
        ("parameters_frozen", "frozen"),
    ):
        expected = [("linear weight", path, 256), ("linear bias", path, 16)]
        assert lines("shared", field) == expected
    unreachable = {path for _, path, _ in lines("shared", "parameters_unreachable")}
    assert unreachable == {"never", "beside"}


def test_the_peak_is_told_by_what_is_alive():
    """At the ReLU: its input and its output, 8 x 8 x 8 each, and the sample, 3 x 8 x 8."""
    found = [(operator, path) for operator, path, _ in lines("sequential", "peak_activation_bytes")]
    assert found[0] == ("input", "")
    amounts = sorted(amount for _, _, amount in lines("sequential", "peak_activation_bytes"))
    assert amounts == [4 * 192, 4 * 512, 4 * 512]
    halves = sorted(amount for _, _, amount in lines("sequential", "peak_activation_bytes_bfloat16"))
    assert halves == [2 * 192, 2 * 512, 2 * 512]


def test_a_line_through_two_batches_says_what_it_was_read_off():
    found = shares(tapes_of("sequential"), "peak_sample_bytes")
    assert [one.amount for one in found] == [4 * 192, 4 * 512, 4 * 512]
    assert found[0].what == "2x3x8x8; 1,536 for 2 samples, 2,304 for 3"


def test_what_grows_can_be_known_from_another_size():
    tapes = tapes_of("sequential")
    growth = growth_of(tapes.training)
    alone = Tapes(forward=tapes.forward, deployed=None, training={2: tapes.training[2]}, growth=growth)
    for field in ("saved_bytes", "saved_fixed_bytes"):
        assert [one.amount for one in shares(alone, field)] == [one.amount for one in shares(tapes, field)]
    with pytest.raises(NotRecorded, match="macs_backward is made of the backward of two batches"):
        shares(alone, "macs_backward")


@pytest.mark.parametrize("field", [field.name for field in FIELDS if field.is_optional])
def test_what_was_not_recorded_is_no_zero(field):
    with pytest.raises(NotRecorded, match=field):
        shares(Tapes(forward=tapes_of("sequential").forward, deployed=None), field)


def test_an_unknown_field_is_an_error():
    with pytest.raises(KeyError, match="mcas"):
        shares(tapes_of("sequential"), "mcas")
