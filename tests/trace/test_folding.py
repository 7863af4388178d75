"""A BatchNorm can be folded exactly where folding changes no output."""

from __future__ import annotations

import pytest
from torch import nn

from generator.account import count
from generator.trace import record
from tests.trace.models import Wrapped, image, on_meta


def foldable(function, **layers):
    model = on_meta(Wrapped, function, **layers).to("meta")
    return count(record(model, (image(1, 8, 6, 6),))).batch_norm_foldable


def _with(value, function):
    return function(value)


def layers():
    return {"conv": nn.Conv2d(8, 8, 3, padding=1), "norm": nn.BatchNorm2d(8), "other": nn.BatchNorm2d(8)}


@pytest.mark.parametrize(
    ("law", "function", "expected"),
    [
        ("behind a convolution", lambda m, x: m.norm(m.conv(x)), 1),
        ("behind a view of its output", lambda m, x: m.norm(m.conv(x).view(1, 8, 4, 9)), 1),
        ("on the input", lambda m, x: m.conv(m.norm(x)), 0),
        ("behind an addition", lambda m, x: m.norm(m.conv(x) + x), 0),
        ("behind an in-place addition", lambda m, x: m.norm(m.conv(x).add_(x)), 0),
        ("whose input is used elsewhere", lambda m, x: _with(m.conv(x), lambda y: m.norm(y) + y), 0),
        ("whose input is returned", lambda m, x: _with(m.conv(x), lambda y: (m.norm(y), y)), 0),
        ("two behind one convolution", lambda m, x: _with(m.conv(x), lambda y: m.norm(y) + m.other(y)), 0),
        ("a pair that runs twice", lambda m, x: m.norm(m.conv(m.norm(m.conv(x)))), 1),
        ("one weight, two norms", lambda m, x: m.other(m.conv(m.norm(m.conv(x)))), 0),
        ("one weight, once without norm", lambda m, x: m.conv(m.norm(m.conv(x))), 0),
        ("never run", lambda m, x: m.conv(x), 0),
    ],
)
def test_a_batch_norm_is_foldable(law, function, expected):
    assert foldable(function, **layers()) == expected, law


def test_a_batch_norm_behind_a_linear_layer_is_foldable():
    model = on_meta(nn.Sequential, nn.Linear(8, 4), nn.BatchNorm1d(4)).to("meta")
    assert count(record(model, (image(2, 8),))).batch_norm_foldable == 1
