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

    def shrink(self, kernel, stride, padding):
        self.side = (self.side + 2 * padding - kernel) // stride + 1

    def conv(self, cin, cout, kernel, stride=1, *, groups=1, depth=1):
        """Without bias, a BatchNorm behind it; the kernel spans ``depth`` frames."""
        self.convolve(kernel * kernel * depth, cin, cout, kernel, stride, kernel // 2, groups)
        self.layer_norm(cout)
        self.update(batch_norm_layers=1, batch_norm_foldable=1, batch_norm_channels=cout)
        self.update(batch_norm_parameters=2 * cout, batch_norm_buffers=2 * cout + 1, buffers=2 * cout + 1)

    def patches(self, cin, cout, size):
        """A convolution with a bias whose stride is its kernel."""
        self.convolve(size * size, cin, cout, size, size, 0, 1)
        self["parameters_convolution_bias"] += cout

    def convolve(self, taps, cin, cout, kernel, stride, padding, groups):
        self.shrink(kernel, stride, padding)
        weight = taps * cin // groups * cout
        positions = self.frames * self.side**2
        dense = "dense" if kernel > 1 else "pointwise"
        kind = dense if groups == 1 else "depthwise" if groups == cin else "grouped"
        self["parameters_convolution_weight"] += weight
        self[f"macs_{kind}_convolution"] += weight * positions
        self["activations"] += cout * positions

    def layer_norm(self, channels):
        self.update(parameters_normalisation_weight=channels, parameters_normalisation_bias=channels)

    def linear(self, din, dout, tokens=1, *, bias=1):
        self.update(parameters_linear_weight=din * dout, parameters_linear_bias=bias * dout)
        self.update(macs_linear=din * dout * tokens, activations=dout * tokens)

    def mlp(self, width, hidden, tokens):
        self.layer_norm(width)
        self.linear(width, hidden, tokens)
        self.linear(hidden, width, tokens)

    def attention(self, width, heads, tokens, windows=1):
        """QK' and AV take tokens**2 * width each, in every window; the scores are activations too."""
        self.layer_norm(width)
        self.linear(width, 3 * width, windows * tokens)
        self.linear(width, width, windows * tokens)
        self["macs_attention"] += 2 * windows * tokens**2 * width
        self["activations"] += windows * (heads * tokens**2 + tokens * width)

    def head(self, width):
        self.layer_norm(width)
        self.linear(width, 1000)
        return self.totals()

    def totals(self):
        self["macs"] = sum(n for field, n in self.items() if field.startswith("macs_"))
        self["parameters"] = sum(n for field, n in self.items() if field.startswith("parameters_"))
        return {field: self[field] for field in FIELDS}


def resnet18(px, frames=1, depth=1, classes=1000):
    """He et al. 2015, table 1: 7x7 stem, pooling, four stages of two basic blocks.

    For a clip, Tran et al. 2017: kernels of 3 frames, no pooling behind the stem, 400 classes.
    """
    c = Count(px, frames)
    c.conv(3, 64, 7, 2, depth=depth)
    if frames == 1:
        c.shrink(3, 2, 1)
    width = 64
    for cout in (64, 128, 256, 512):
        before, stride = c.side, 1 if cout == 64 else 2
        c.frames = -(-c.frames // stride)
        c.conv(width, cout, 3, stride, depth=depth)
        for _ in range(3):
            c.conv(cout, cout, 3, depth=depth)
        if stride == 2:
            c.side = before
            c.conv(width, cout, 1, 2)
        width = cout
    c.linear(512, classes)
    return c.totals()


def r3d_18(px):
    return resnet18(px, 16, 3, 400)


def mobilenet_v2(px):
    """Sandler et al. 2018, table 2: rows of expansion, width, repeats, stride."""
    c = Count(px)
    c.conv(3, 32, 3, 2)
    width = 32
    rows = "1 16 1 1", "6 24 2 2", "6 32 3 2", "6 64 4 2", "6 96 3 1", "6 160 3 2", "6 320 1 1"
    for t, cout, repeats, stride in (map(int, row.split()) for row in rows):
        for repeat in range(repeats):
            if t > 1:
                c.conv(width, t * width, 1)
            c.conv(t * width, t * width, 3, 1 if repeat else stride, groups=t * width)
            c.conv(t * width, cout, 1)
            width = cout
    c.conv(320, 1280, 1)
    c.linear(1280, 1000)
    return c.totals()


def vit_b_16(px):
    """Dosovitskiy et al. 2020, table 1: 12 layers, width 768, 12 heads; one class token."""
    c = Count(px)
    c.patches(3, 768, 16)
    tokens = c.side**2 + 1
    c["parameters_embedding"] += (tokens + 1) * 768
    for _ in range(12):
        c.attention(768, 12, tokens)
        c.mlp(768, 3072, tokens)
    return c.head(768)


def swin_t(px):
    """Liu et al. 2021, section 3.3: depths 2, 2, 6, 2, widths 96 to 768, windows of 7x7; sides are padded to them."""
    c = Count(px)
    c.patches(3, 96, 4)
    c.layer_norm(96)
    for stage, depth in enumerate((2, 2, 6, 2)):
        width, heads = 96 << stage, 3 << stage
        if stage:
            c.side = -(-c.side // 2)
            c.layer_norm(2 * width)
            c.linear(2 * width, width, c.side**2, bias=0)
        windows = (-(-c.side // 7)) ** 2
        for _ in range(depth):
            c.attention(width, heads, 49, windows)
            c.update(parameters_embedding=13 * 13 * heads, buffers=49 * 49)  # relative positions, index
            c.mlp(width, 4 * width, c.side**2)
    return c.head(768)


def sequencer2d_s(px):
    """Tatsunami and Taki 2022: depths 4, 3, 8, 3; a BiLSTM over the rows and one over the columns of each map.

    An LSTM has four gates of h, each with Din*h and h*h weights and two biases, one direction at a time.
    """
    c = Count(px)
    before = 3
    for depth, width, hidden, patch in ((4, 192, 48, 7), (3, 384, 96, 2), (8, 384, 96, 1), (3, 384, 96, 1)):
        c.patches(before, width, patch)
        for _ in range(depth):
            c.layer_norm(width)
            for _direction in range(4):  # rows and columns, each both ways
                for din in (width, hidden):
                    c.linear(din, 4 * hidden, c.side**2)
            c.linear(4 * hidden, width, c.side**2)
            c.mlp(width, 3 * width, c.side**2)
        before = width
    return c.head(384)


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
        if stage:
            c.layer_norm(width)
        c.patches(width, cout, 2 if stage else 4)
        if not stage:
            c.layer_norm(cout)
        for _ in range(depth):
            c.convolve(49, cout, cout, 7, 1, 3, cout)
            c["parameters_convolution_bias"] += cout
            c.mlp(cout, 4 * cout, c.side**2)
            c["parameters_other_weight"] += cout  # layer scale
        width = cout
    return c.head(768)


def mixer_b16(px):
    """Tolstikhin et al. 2021, table 1: 12 layers, width 768, token MLP of 384 and channel MLP of 3072."""
    c = Count(px)
    c.patches(3, 768, 16)
    tokens = c.side**2
    for _ in range(12):
        c.layer_norm(768)
        c.linear(tokens, 384, 768)
        c.linear(384, tokens, 768)
        c.mlp(768, 3072, tokens)
    return c.head(768)


@pytest.mark.parametrize(
    ("key", "by_hand", "sizes"),
    [
        ("torchvision/resnet18", resnet18, (224, 160, 512)),
        ("torchvision/r3d_18", r3d_18, (112, 224)),
        ("torchvision/mobilenet_v2", mobilenet_v2, (224, 160, 384)),
        ("torchvision/regnet_x_400mf", regnet_x_400mf, (224, 288)),
        ("torchvision/convnext_tiny", convnext_tiny, (224, 384)),
        ("timm/mixer_b16_224", mixer_b16, (224, 384)),
        ("torchvision/vit_b_16", vit_b_16, (224, 384)),
        ("torchvision/swin_t", swin_t, (224, 160, 512)),
        ("timm/sequencer2d_s", sequencer2d_s, (224, 448)),
    ],
)
def test_the_dataset_holds_what_is_counted_by_hand(entries, key, by_hand, sizes):
    for px in sizes:
        measured = entries[key].at(Size(px, px)).numbers
        assert {field: getattr(measured, field) for field in FIELDS} == by_hand(px), px
