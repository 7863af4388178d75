"""``macs_fvcore``: fvcore itself on real CPU tensors gives the same integer."""

from __future__ import annotations

import pytest
import timm
import torch
import torch.nn.functional as F
import torchvision
from torch import nn

from generator.account import count
from generator.trace import record
from tests.trace.models import Wrapped, image, on_meta

MODELS = (
    ("timm", "resnet18", 64),
    ("timm", "mobilenetv3_small_050", 64),
    ("timm", "efficientnet_b0", 64),
    ("timm", "vit_tiny_patch16_224", 224),
    ("timm", "swin_tiny_patch4_window7_224", 224),
    ("timm", "convnext_atto", 64),
    ("timm", "convmixer_768_32", 64),
    ("timm", "edgenext_xx_small", 64),
    ("timm", "coat_lite_tiny", 224),
    ("timm", "mobilevitv2_050", 128),
    ("timm", "mvitv2_tiny", 224),
    ("timm", "cait_xxs24_224", 224),
    ("timm", "nf_regnet_b0", 64),
    ("timm", "halonet26t", 256),
    ("timm", "lambda_resnet26t", 128),
    ("timm", "repvgg_a0", 64),
    ("timm", "hrnet_w18_small", 64),
    ("torchvision", "maxvit_t", 224),
    ("torchvision", "vit_b_32", 224),
    ("torchvision", "shufflenet_v2_x0_5", 64),
    ("torchvision", "squeezenet1_1", 64),
    ("torchvision", "lraspp_mobilenet_v3_large", 64),
)


def fvcore_total(model: nn.Module, args: tuple[torch.Tensor, ...]) -> float:
    analysis = pytest.importorskip("fvcore.nn").FlopCountAnalysis(model, args)
    analysis.unsupported_ops_warnings(False).uncalled_modules_warnings(False)
    return analysis.total()


@pytest.mark.parametrize(("zoo", "name", "px"), MODELS)
def test_fvcore_gives_the_same_integer_for_real_models(zoo, name, px):
    if zoo == "timm":
        model = timm.create_model(name)
    else:
        keywords = {"weights_backbone": None} if name.startswith("lraspp") else {}
        model = torchvision.models.get_model(name, weights=None, **keywords)
    x = torch.randn(1, 3, px, px)
    theirs = fvcore_total(model.eval(), (x,))
    assert count(record(model.to("meta"), (x.to("meta"),))).macs_fvcore == theirs > 0


def add(_, x, y):
    return x @ y


FUNCTIONS = {
    "matmul, left broadcast": (add, [(5, 3), (4, 3, 7)], 5 * 3 * 7),
    "matmul, right broadcast": (add, [(4, 5, 3), (3, 7)], 4 * 5 * 3 * 7),
    "matmul, vector on the left": (add, [(3,), (4, 3, 5)], 3 * 5),
    "torch.matmul": (lambda _, x, y: torch.matmul(x, y), [(5, 3), (4, 3, 7)], 5 * 3 * 7),
    "Tensor.matmul": (lambda _, x, y: x.matmul(y), [(5, 3), (4, 3, 7)], 5 * 3 * 7),
    "mm": (lambda _, x, y: x.mm(y), [(5, 3), (3, 7)], 5 * 3 * 7),
    "bmm": (lambda _, x, y: x.bmm(y), [(2, 5, 3), (2, 3, 7)], 2 * 5 * 3 * 7),
    "addmm": (lambda _, x, y: torch.addmm(x[:, :1], x, y), [(5, 3), (3, 7)], 5 * 3 * 7),
    "baddbmm is not seen": (lambda _, x, y: torch.baddbmm(x[:, :, :1], x, y), [(2, 5, 3), (2, 3, 7)], 0),
    "einsum, rounded to four digits": (  # 3 * 13 * 55 * 77 * 5 * 2 + 1 = 1,651,651, printed as 1.652e+06
        lambda _, x, y: torch.einsum("bijk,bjkl->bil", x, y), [(3, 13, 55, 77), (3, 55, 77, 5)], 826_000,
    ),
    "einsum, exact": (  # 3 * 13 * 557 * 771
        lambda _, x, y: torch.einsum("bij, bik -> bjk", x, y), [(3, 13, 557), (3, 13, 771)], 16_748_433,
    ),
    "einsum, ellipsis": (lambda _, x, y: torch.einsum("...c,dc->...d", x, y), [(3, 13, 55), (17, 55)], 36_465),
    "einsum, no sum": (lambda _, x, y: torch.einsum("i,j->ij", x, y), [(13,), (17,)], (13 * 17 + 1) // 2),
    "einsum, no arrow": (lambda _, x, y: torch.einsum("ij,jk", x, y), [(4, 5), (5, 6)], 4 * 5 * 6),
    "tensordot is not seen": (lambda _, x, y: torch.tensordot(x, y, dims=([1], [1])), [(5, 3), (7, 3)], 0),
    "cdist is not seen": (torch.cdist, [(40, 3), (50, 3)], 0),
    "fused attention is not seen": (
        lambda _, q, k: F.scaled_dot_product_attention(q, k, k), [(2, 5, 4), (2, 5, 4)], 0,
    ),
    "adaptive pooling in two dimensions": (
        lambda _, x, y: F.adaptive_avg_pool2d(x, 1) + F.adaptive_avg_pool2d(y, 3).mean((2, 3)),
        [(1, 6, 5, 5), (1, 6, 7, 7)], 6 * 25 + 6 * 49,
    ),
    "adaptive pooling in one dimension is not seen": (
        lambda _, x, y: F.adaptive_avg_pool1d(x, 1) * y, [(1, 6, 5), (1, 6, 5)], 0,
    ),
    "resizing": (
        lambda _, x, y: F.interpolate(x, scale_factor=2) + F.interpolate(y, (8, 8), mode="bilinear"),
        [(1, 3, 4, 4), (1, 3, 5, 5)], (1 + 4) * 3 * 64,
    ),
    "antialiased resizing is not seen": (
        lambda _, x, y: F.interpolate(x, (2, 2), mode="bilinear", antialias=True) * y,
        [(1, 3, 4, 4), (1, 3, 2, 2)], 0,
    ),
    "grid sampling": (
        lambda _, x, grid: F.grid_sample(x, grid, align_corners=False), [(1, 3, 8, 8), (1, 5, 6, 2)], 4 * 3 * 30,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_fvcore_sees_functions_as_python_calls_them(name):
    function, shapes, expected = FUNCTIONS[name]
    body = function if function is not torch.cdist else lambda _, x, y: torch.cdist(x, y)
    ours = count(record(on_meta(Wrapped, body), tuple(image(*shape) for shape in shapes))).macs_fvcore
    assert ours == expected
    assert fvcore_total(Wrapped(body).eval(), tuple(torch.randn(*shape) for shape in shapes)) == expected


LAYERS = {
    "convolution": (nn.Conv2d(4, 6, 3, groups=2), (1, 4, 8, 8), 2 * 6 * 9 * 36),
    "transposed convolution": (nn.ConvTranspose2d(4, 6, 3, 2), (1, 4, 5, 5), 4 * 6 * 9 * 25),
    "convolution padded by a word": (nn.Conv2d(4, 6, 3, padding="same"), (1, 4, 8, 8), 0),
    "linear": (nn.Linear(8, 4), (2, 5, 8), 10 * 32),
    "linear of a vector": (nn.Linear(8, 4), (8,), 32),
    "batch norm": (nn.BatchNorm2d(4), (1, 4, 5, 5), 2 * 100),
    "batch norm without weight": (nn.BatchNorm2d(4, affine=False), (1, 4, 5, 5), 100),
    "layer norm": (nn.LayerNorm(5), (1, 4, 5, 5), 5 * 100),
    "layer norm without weight": (nn.LayerNorm(5, elementwise_affine=False), (1, 4, 5, 5), 4 * 100),
    "group norm": (nn.GroupNorm(2, 4), (1, 4, 5, 5), 5 * 100),
    "instance norm": (nn.InstanceNorm2d(4), (2, 4, 5, 5), 4 * 200),
    "instance norm with statistics": (nn.InstanceNorm2d(4, True, True, True), (2, 4, 5, 5), 5 * 200),
    "LSTM": (nn.LSTM(8, 4), (3, 2, 8), 0),
    "GRU": (nn.GRU(8, 4), (3, 2, 8), 0),
    "RNN": (nn.RNN(8, 4), (3, 2, 8), 0),
    "LSTM cell": (nn.LSTMCell(8, 4), (2, 8), 2 * 4 * 4 * (8 + 4)),
    "transformer layer": (
        nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), (1, 5, 8), 5 * (4 * 64 + 2 * 8 * 16) + 2 * 5 * 40,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYERS)
def test_fvcore_sees_layers_by_the_operators_that_they_call(name):
    layer, shape, expected = LAYERS[name]
    assert fvcore_total(layer.eval(), (torch.randn(*shape),)) == expected
    assert count(record(layer.to("meta"), (image(*shape),))).macs_fvcore == expected


def test_watching_leaves_no_function_replaced():
    places = [torch.matmul, torch._VF.einsum, torch._C._nn.adaptive_avg_pool2d, F.conv2d]
    record(on_meta(nn.Linear, 4, 4), (image(1, 4),))
    assert [torch.matmul, torch._VF.einsum, torch._C._nn.adaptive_avg_pool2d, F.conv2d] == places
    assert "matmul" not in vars(torch.Tensor)
    assert "einsum" not in vars(torch._VF)
