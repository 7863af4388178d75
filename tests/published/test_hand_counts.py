"""Nine unlike architectures counted by hand: the tables of their papers, added up, against the dataset.

Nothing here looks at a model. A convolution has k*k*Cin/groups*Cout weights and as many MACs at each
position of its output; a linear layer Din*Dout weights and as many MACs at each token; a BatchNorm
2C parameters, 2C + 1 buffers.
"""

from __future__ import annotations

from collections import Counter

import pytest

from generator.records import Size

FIELDS = (
    "parameters parameters_convolution_weight parameters_convolution_bias parameters_linear_weight parameters_linear_bias "
    "parameters_normalisation_weight parameters_normalisation_bias parameters_embedding parameters_other_weight "
    "parameters_other_bias parameters_tied parameters_unused parameters_reused buffers batch_norm_layers batch_norm_channels "
    "batch_norm_parameters batch_norm_buffers batch_norm_foldable macs macs_dense_convolution macs_pointwise_convolution "
    "macs_depthwise_convolution macs_grouped_convolution macs_linear macs_attention macs_other_product activations"
).split()


class Count(Counter):
    """The running sum; ``side`` is the extent of the feature map, ``frames`` that of a clip."""

    def __init__(self, px, frames=1):
        super().__init__()
        self.side, self.frames = px, frames

    def shrink(self, kernel, stride, padding=None):
        padding = kernel // 2 if padding is None else padding
        self.side = (self.side + 2 * padding - kernel) // stride + 1

    def conv(self, cin, cout, kernel, stride=1, *, groups=1, bias=False, norm=True, padding=None, foldable=True,
             depth=1):  # fmt: skip
        self.shrink(kernel, stride, padding)
        weight = kernel * kernel * depth * cin // groups * cout
        positions = self.frames * self.side**2
        kind = "depthwise" if groups == cin > 1 else "grouped" if groups > 1 else "dense" if kernel > 1 else "pointwise"
        self["parameters_convolution_weight"] += weight
        self["parameters_convolution_bias"] += cout * bias
        self[f"macs_{kind}_convolution"] += weight * positions
        self["activations"] += cout * positions
        if norm:
            self.batch_norm(cout, foldable)

    def batch_norm(self, channels, foldable):
        self.layer_norm(channels)
        self["batch_norm_layers"] += 1
        self["batch_norm_foldable"] += foldable
        self["batch_norm_channels"] += channels
        self["batch_norm_parameters"] += 2 * channels
        self["batch_norm_buffers"] += 2 * channels + 1
        self["buffers"] += 2 * channels + 1

    def layer_norm(self, channels):
        self["parameters_normalisation_weight"] += channels
        self["parameters_normalisation_bias"] += channels

    def linear(self, din, dout, tokens=1, *, bias=1):
        self["parameters_linear_weight"] += din * dout
        self["parameters_linear_bias"] += bias * dout
        self["macs_linear"] += din * dout * tokens
        self["activations"] += dout * tokens

    def attention(self, width, heads, tokens, windows=1):
        self["macs_attention"] += 2 * windows * tokens**2 * width
        self["activations"] += windows * (heads * tokens**2 + tokens * width)

    def totals(self):
        self["macs"] = sum(n for field, n in self.items() if field.startswith("macs_"))
        self["parameters"] = sum(n for field, n in self.items() if field.startswith("parameters_"))
        return {field: self[field] for field in FIELDS}


def resnet18(px):
    """He et al. 2015, table 1: 7x7 stem, four stages of two basic blocks."""
    c = Count(px)
    c.conv(3, 64, 7, 2)
    c.shrink(3, 2)
    width = 64
    for cout in (64, 128, 256, 512):
        for block in range(2):
            stride, before = 1 + (block == 0 and cout > 64), c.side
            c.conv(width, cout, 3, stride)
            c.conv(cout, cout, 3)
            if stride == 2:
                c.side = before
                c.conv(width, cout, 1, 2)
            width = cout
    c.linear(512, 1000)
    return c.totals()


def r3d_18(px):
    """Tran et al. 2017: ResNet-18 with 3x3x3 kernels; stem 3x7x7 without pooling, 16 frames, 400 classes."""
    c = Count(px, 16)
    c.conv(3, 64, 7, 2, depth=3)
    width = 64
    for cout in (64, 128, 256, 512):
        for block in range(2):
            stride, before = 1 + (block == 0 and cout > 64), c.side
            c.frames //= stride
            c.conv(width, cout, 3, stride, depth=3)
            c.conv(cout, cout, 3, depth=3)
            if stride == 2:
                c.side = before
                c.conv(width, cout, 1, 2)
            width = cout
    c.linear(512, 400)
    return c.totals()


def mobilenet_v2(px):
    """Sandler et al. 2018, table 2: rows of expansion, width, repeats, stride."""
    c = Count(px)
    c.conv(3, 32, 3, 2)
    width = 32
    rows = (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)
    for t, cout, repeats, stride in rows:
        for repeat in range(repeats):
            if t > 1:
                c.conv(width, t * width, 1)
            c.conv(t * width, t * width, 3, 1 if repeat else stride, groups=t * width)
            c.conv(t * width, cout, 1)
            width = cout
    c.conv(320, 1280, 1)
    c.linear(1280, 1000)
    return c.totals()


def densenet121(px):
    """Huang et al. 2016, table 1: growth 32, blocks of 6, 12, 24, 16; norm before convolution.

    Only the norm between the 1x1 and the 3x3 of a layer, and that of the stem, follow one convolution.
    """
    c = Count(px)
    c.conv(3, 64, 7, 2)
    c.shrink(3, 2)
    width = 64
    for layers in (6, 12, 24, 16):
        for _ in range(layers):
            c.batch_norm(width, False)
            c.conv(width, 128, 1)
            c.conv(128, 32, 3, norm=False)
            width += 32
        c.batch_norm(width, False)
        if layers != 16:
            c.conv(width, width // 2, 1, norm=False)
            c.side, width = c.side // 2, width // 2
    c.linear(1024, 1000)
    return c.totals()


def regnet_x_400mf(px):
    """Radosavovic et al. 2020, table 2: depths 1, 2, 7, 12; widths 32, 64, 160, 400; groups of 16."""
    c = Count(px)
    c.conv(3, 32, 3, 2)
    width = 32
    for depth, cout in ((1, 32), (2, 64), (7, 160), (12, 400)):
        for block in range(depth):
            stride, before = 1 + (block == 0), c.side
            if block == 0:
                c.conv(width, cout, 1, 2)
            c.side = before
            c.conv(width, cout, 1)
            c.conv(cout, cout, 3, stride, groups=cout // 16)
            c.conv(cout, cout, 1)
            width = cout
    c.linear(400, 1000)
    return c.totals()


def convnext_tiny(px):
    """Liu et al. 2022, table 9: depths 3, 3, 9, 3; a 7x7 depthwise, then two linear layers on each position."""
    c = Count(px)
    width = 3
    for stage, (depth, cout) in enumerate(((3, 96), (3, 192), (9, 384), (3, 768))):
        kernel = 2 if stage else 4
        if stage:
            c.layer_norm(width)
        c.conv(width, cout, kernel, kernel, bias=True, norm=False, padding=0)
        if not stage:
            c.layer_norm(cout)
        for _ in range(depth):
            c.conv(cout, cout, 7, groups=cout, bias=True, norm=False)
            c.layer_norm(cout)
            c.linear(cout, 4 * cout, c.side**2)
            c.linear(4 * cout, cout, c.side**2)
            c["parameters_other_weight"] += cout  # layer scale
        width = cout
    c.layer_norm(768)
    c.linear(768, 1000)
    return c.totals()


def vit_b_16(px):
    """Dosovitskiy et al. 2020, table 1: 12 layers, width 768, 12 heads; one class token."""
    c = Count(px)
    c.conv(3, 768, 16, 16, bias=True, norm=False, padding=0)
    tokens = c.side**2 + 1
    c["parameters_embedding"] += (tokens + 1) * 768
    for _ in range(12):
        c.layer_norm(768)
        c.linear(768, 3 * 768, tokens)
        c.attention(768, 12, tokens)
        c.linear(768, 768, tokens)
        c.layer_norm(768)
        c.linear(768, 3072, tokens)
        c.linear(3072, 768, tokens)
    c.layer_norm(768)
    c.linear(768, 1000)
    return c.totals()


def swin_t(px):
    """Liu et al. 2021, table 7: depths 2, 2, 6, 2, widths 96 to 768, windows of 7x7, padded to whole windows."""
    c = Count(px)
    c.conv(3, 96, 4, 4, bias=True, norm=False, padding=0)
    c.layer_norm(96)
    for stage, depth in enumerate((2, 2, 6, 2)):
        width, heads = 96 << stage, 3 << stage
        if stage:
            c.side = -(-c.side // 2)
            c.layer_norm(2 * width)
            c.linear(2 * width, width, c.side**2, bias=0)
        windows = (-(-c.side // 7)) ** 2
        for _ in range(depth):
            c.layer_norm(width)
            c.linear(width, 3 * width, windows * 49)
            c.attention(width, heads, 49, windows)
            c.linear(width, width, windows * 49)
            c["parameters_embedding"] += 13 * 13 * heads  # relative positions
            c["buffers"] += 49 * 49  # and the index into them
            c.layer_norm(width)
            c.linear(width, 4 * width, c.side**2)
            c.linear(4 * width, width, c.side**2)
    c.layer_norm(768)
    c.linear(768, 1000)
    return c.totals()


def mixer_b16(px):
    """Tolstikhin et al. 2021, table 1: 12 layers, width 768, token MLP of 384 and channel MLP of 3072."""
    c = Count(px)
    c.conv(3, 768, 16, 16, bias=True, norm=False, padding=0)
    tokens = c.side**2
    for _ in range(12):
        c.layer_norm(768)
        c.linear(tokens, 384, 768)
        c.linear(384, tokens, 768)
        c.layer_norm(768)
        c.linear(768, 3072, tokens)
        c.linear(3072, 768, tokens)
    c.layer_norm(768)
    c.linear(768, 1000)
    return c.totals()


def sequencer2d_s(px):
    """Tatsunami and Taki 2022, table 1: depths 4, 3, 8, 3; a BiLSTM over rows and one over columns of each map.

    An LSTM has four gates of h, each with Din*h and h*h weights and two biases, one direction at a time.
    """
    c = Count(px)
    width, before = 3, 3
    for depth, width, hidden, patch in ((4, 192, 48, 7), (3, 384, 96, 2), (8, 384, 96, 1), (3, 384, 96, 1)):
        c.conv(before, width, patch, patch, bias=True, norm=False, padding=0)
        for _ in range(depth):
            c.layer_norm(width)
            for _direction in range(4):  # rows and columns, each both ways
                for din in (width, hidden):
                    c.linear(din, 4 * hidden, c.side**2)
            c.linear(4 * hidden, width, c.side**2)
            c.layer_norm(width)
            c.linear(width, 3 * width, c.side**2)
            c.linear(3 * width, width, c.side**2)
        before = width
    c.layer_norm(384)
    c.linear(384, 1000)
    return c.totals()


@pytest.mark.parametrize(
    ("key", "by_hand", "sizes"),
    [
        ("torchvision/resnet18", resnet18, (224, 160, 512)),
        ("torchvision/r3d_18", r3d_18, (112, 224)),
        ("torchvision/mobilenet_v2", mobilenet_v2, (224, 160, 384)),
        ("torchvision/densenet121", densenet121, (224, 320)),
        ("torchvision/regnet_x_400mf", regnet_x_400mf, (224, 288)),
        ("torchvision/convnext_tiny", convnext_tiny, (224, 384)),
        ("timm/convnext_tiny", convnext_tiny, (224, 288)),
        ("torchvision/vit_b_16", vit_b_16, (224, 384)),
        ("torchvision/swin_t", swin_t, (224, 160, 512)),
        ("timm/mixer_b16_224", mixer_b16, (224, 384)),
        ("timm/sequencer2d_s", sequencer2d_s, (224, 448)),
    ],
)
def test_the_dataset_holds_what_is_counted_by_hand(entries, key, by_hand, sizes):
    for px in sizes:
        measured = entries[key].at(Size(px, px)).numbers
        assert {field: getattr(measured, field) for field in FIELDS} == by_hand(px), px
