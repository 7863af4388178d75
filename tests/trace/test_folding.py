"""A BatchNorm can be folded exactly where folding changes no output; what the folded model then holds."""

from __future__ import annotations

from copy import deepcopy

import pytest
import torch
from timm.layers import BatchNormAct2d
from torch import Tensor, nn
from torchvision.ops import FrozenBatchNorm2d

from generator.trace import record
from tests.trace.folding import (
    deploy_fields,
    fold,
    foldable_paths,
    moved_to_meta,
    on_meta,
    own_fields,
    randomise,
    run,
)
from tests.trace.models import Wrapped, image


def foldable(model, *shape):
    return len(foldable_paths(record(model.eval().to("meta"), (image(*shape),))))


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
    assert foldable(Wrapped(function, **layers()), 1, 8, 6, 6) == expected, law


def test_a_batch_norm_behind_a_linear_layer_is_foldable():
    assert foldable(nn.Sequential(nn.Linear(8, 4), nn.BatchNorm1d(4)), 2, 8) == 1


KERNEL = 3 * 3 * 8 * 8


def conv(bias=False):
    return nn.Conv2d(8, 8, 3, padding=1, bias=bias)


def tied_gammas():
    model = Wrapped(lambda m, x: m.other(x) + m.norm(m.conv(x)), **layers() | {"conv": conv()})
    model.other.weight = model.norm.weight
    return model


def two_pairs(share):
    model = nn.Sequential(conv(bias=True), nn.BatchNorm2d(8), conv(bias=True), nn.BatchNorm2d(8))
    share(model)
    return model


def share_gamma(model):
    model[1].weight = model[3].weight


def share_bias(model):
    model[0].bias = model[2].bias


def beside_one_that_never_runs():
    model = Wrapped(lambda m, x: m.norm(m.conv(x)), conv=conv(), norm=nn.BatchNorm2d(8), never=conv())
    model.never.weight = model.conv.weight
    return model


def under_two_names():
    norm = nn.BatchNorm2d(8)
    return Wrapped(lambda m, x: m.norm(m.conv(x)), conv=conv(), norm=norm, alias=norm)


class Elementwise(nn.BatchNorm2d):
    """Without the operator for it."""

    def forward(self, x: Tensor) -> Tensor:
        scale = (self.weight * (self.running_var + self.eps).rsqrt())[:, None, None]
        return (x - self.running_mean[:, None, None]) * scale + self.bias[:, None, None]


def after(norm, bias=False):
    return nn.Sequential(conv(bias=bias), norm)


@pytest.mark.parametrize(
    ("law", "model", "plain", "folded"),
    [
        # (parameters, buffers) as constructed, and folded; C = 8, so that BatchNorm has 2C and 2C + 1
        ("a bias is gained", after(nn.BatchNorm2d(8)), (KERNEL + 16, 17), (KERNEL + 8, 0)),
        ("or was there", after(nn.BatchNorm2d(8), bias=True), (KERNEL + 24, 17), (KERNEL + 8, 0)),
        ("without affine", after(nn.BatchNorm2d(8, affine=False)), (KERNEL, 17), (KERNEL + 8, 0)),
        ("all four frozen", after(FrozenBatchNorm2d(8)), (KERNEL, 32), (KERNEL + 8, 0)),
        ("written out", after(Elementwise(8)), (KERNEL + 16, 17), (KERNEL + 8, 0)),
        (
            "the activation inside keeps its slope",
            after(BatchNormAct2d(8, act_layer=nn.PReLU)),
            (KERNEL + 16 + 1, 17),
            (KERNEL + 8 + 1, 0),
        ),
        (
            "a transposed convolution",
            nn.Sequential(nn.ConvTranspose2d(8, 4, 2, bias=False), nn.BatchNorm2d(4)),
            (8 * 4 * 4 + 8, 9),
            (8 * 4 * 4 + 4, 0),
        ),
        (
            "a linear layer over the last axis",
            nn.Sequential(nn.Linear(6, 4, bias=False), nn.Flatten(0, 2), nn.BatchNorm1d(4)),
            (6 * 4 + 8, 9),
            (6 * 4 + 4, 0),
        ),
        (
            "a pair that runs twice",
            Wrapped(lambda m, x: m.norm(m.conv(m.norm(m.conv(x)))), conv=conv(), norm=nn.BatchNorm2d(8)),
            (KERNEL + 16, 17),
            (KERNEL + 8, 0),
        ),
        ("under two names", under_two_names(), (KERNEL + 16, 17), (KERNEL + 8, 0)),
        (
            "nothing to fold into",
            nn.Sequential(nn.BatchNorm2d(8), conv()),
            (KERNEL + 16, 17),
            (KERNEL + 16, 17),
        ),
        ("a gamma that one keeps", tied_gammas(), (KERNEL + 24, 34), (KERNEL + 8 + 16, 17)),
        (
            "a gamma that both let go",
            two_pairs(share_gamma),
            (2 * KERNEL + 16 + 24, 34),
            (2 * KERNEL + 16, 0),
        ),
        ("a bias that both had", two_pairs(share_bias), (2 * KERNEL + 8 + 32, 34), (2 * KERNEL + 16, 0)),
        (
            "a kernel that another layer keeps",
            beside_one_that_never_runs(),
            (KERNEL + 16, 17),
            (2 * KERNEL + 8, 0),
        ),
    ],
)
def test_the_deploy_form_has_the_elements_of_a_folded_model(law, model, plain, folded):
    torch.manual_seed(0)
    args = (torch.rand(1, 8, 6, 6, dtype=torch.float64),)
    randomise(model, args)
    before = run(model, args)
    tape = record(moved_to_meta(deepcopy(model)), on_meta(args))
    counted = own_fields(deepcopy(model), args)
    deployed = deploy_fields(tape)
    assert (counted["parameters"], counted["buffers"]) == plain, law
    assert (deployed["parameters"], deployed["buffers"]) == folded, law
    fold(model, args, foldable_paths(tape))
    torch.testing.assert_close(run(model, args), before, rtol=1e-9, atol=1e-9)
    assert own_fields(model, args) == deployed, law


def test_folding_moves_no_product_and_takes_two_operations_a_element_from_fvcore():
    model = nn.Sequential(conv(), nn.BatchNorm2d(8), nn.ReLU(), nn.BatchNorm2d(8)).eval().to("meta")
    tape = record(model, (image(1, 8, 6, 6),))
    deployed, counted = deploy_fields(tape), own_fields(model, (image(1, 8, 6, 6),))
    assert deployed["macs"] == counted["macs"] == KERNEL * 36
    assert deployed["activations"] == counted["activations"] == 8 * 36
    assert counted["macs_fvcore"] == KERNEL * 36 + 2 * (2 * 8 * 36)
    assert deployed["macs_fvcore"] == KERNEL * 36 + 2 * 8 * 36
