"""A foretold answer is the kernel's own, to the last stride; an error stays the kernel's."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.trace.kernels import foretell
from generator.trace.shapes import by_rule, key_of, study

ATEN = torch.ops.aten
LENGTHS = st.integers(0, 5)
SHAPES = st.lists(LENGTHS, max_size=5).map(tuple)
EXAMPLES = settings(max_examples=60, deadline=None)
TYPES = st.sampled_from((torch.float32, torch.bfloat16, torch.float16, torch.int64))


@st.composite
def layouts(draw, shape=None, dtype=None):
    """A tensor on meta: as new, its dimensions in another order, a part of a larger one, or stretched."""
    shape = draw(SHAPES) if shape is None else tuple(shape)
    dtype = dtype or draw(TYPES)
    kind = draw(st.sampled_from(("new", "new", "new", "permuted", "part", "stretched", "odd ones")))
    if kind == "permuted":
        order = draw(st.permutations(range(len(shape))))
        made = torch.empty([shape[place] for place in order], dtype=dtype, device="meta")
        return made.permute([order.index(place) for place in range(len(shape))])
    if kind == "part" and shape:
        return torch.empty((*shape[:-1], shape[-1] + 2), dtype=dtype, device="meta")[..., : shape[-1]]
    if kind == "stretched" and shape:
        return torch.empty((1, *shape[1:]), dtype=dtype, device="meta").expand(shape)
    made = torch.empty(shape, dtype=dtype, device="meta")
    if kind == "odd ones":
        strides = [7 if length == 1 else step for length, step in zip(shape, made.stride(), strict=True)]
        return made.as_strided(shape, strides)
    return made


@st.composite
def alike(draw, count=2):
    """Tensors of one type whose shapes are one, or are stretched to one another, or do not go together."""
    shape, dtype = draw(SHAPES), draw(TYPES)
    found = []
    for _ in range(count):
        own = tuple(draw(st.sampled_from((length, length, length, 1, 3))) for length in shape)
        own = own[draw(st.sampled_from((0, 0, 1))) :]
        found.append(draw(layouts(own, draw(st.sampled_from((dtype, dtype, None))))))
    return found


def assert_kernel_agrees(func, args, kwargs=None):
    """Compares where a rule knows; returns whether one did."""
    foretold = by_rule(func, args, kwargs or {})
    if foretold is None:
        return False
    tensors = []
    key_of(args, tensors)
    assert foretold == study(func, args, kwargs or {}, tensors, func(*args, **(kwargs or {})))
    return True


UNARY = "gelu relu hardswish hardsigmoid hardtanh silu sigmoid tanh leaky_relu elu mish".split()
BACKWARD = "gelu hardswish hardsigmoid silu sigmoid tanh".split()


@pytest.mark.parametrize("name", UNARY)
@given(data=st.data())
@EXAMPLES
def test_a_map(name, data):
    tensor = data.draw(layouts())
    assert_kernel_agrees(getattr(ATEN, name).default, (tensor,))


@pytest.mark.parametrize("name", UNARY)
@given(data=st.data())
@EXAMPLES
def test_a_map_in_place(name, data):
    assert_kernel_agrees(getattr(ATEN, f"{name}_").default, (data.draw(layouts()),))


@pytest.mark.parametrize("name", ["add", "sub", "mul", "div"])
@given(pair=alike(), number=st.sampled_from((None, 2, 0.5, True)))
@EXAMPLES
def test_arithmetic(name, pair, number):
    left, right = pair
    args = (left, right if number is None else number)
    assert_kernel_agrees(getattr(ATEN, name).Tensor, args)
    assert_kernel_agrees(getattr(ATEN, f"{name}_").Tensor, args)


@pytest.mark.parametrize("name", BACKWARD)
@given(pair=alike())
@EXAMPLES
def test_backward_of_a_map(name, pair):
    assert_kernel_agrees(getattr(ATEN, f"{name}_backward").default, tuple(pair))


@given(pair=alike())
@EXAMPLES
def test_backwards_with_numbers(pair):
    assert_kernel_agrees(ATEN.threshold_backward.default, (*pair, 0))
    assert_kernel_agrees(ATEN.hardtanh_backward.default, (*pair, 0.0, 6.0))
    assert_kernel_agrees(ATEN.leaky_relu_backward.default, (*pair, 0.1, False))
    assert_kernel_agrees(ATEN.gelu_backward.default, tuple(pair), {"approximate": "tanh"})
    assert_kernel_agrees(ATEN.add.Tensor, tuple(pair), {"alpha": 2})
    assert_kernel_agrees(ATEN.clamp_min.default, (pair[0], 0))


def vector(length, dtype=torch.float32):
    """A parameter of one number a channel."""
    return torch.empty(length, dtype=dtype, device="meta")


@given(
    image=layouts(),
    training=st.booleans(),
    kind=st.sampled_from((torch.float32, torch.bfloat16)),
    mask=st.sampled_from(([True, True, True], [False, True, True])),
)
@EXAMPLES
def test_batch_norm(image, training, kind, mask):
    if image.dim() < 2 or not image.is_floating_point():
        return
    channels = image.shape[1]
    own, each = vector(channels, kind), vector(channels)
    assert_kernel_agrees(ATEN.native_batch_norm.default, (image, own, own, each, each, training, 0.1, 1e-5))
    assert_kernel_agrees(
        ATEN._native_batch_norm_legit_no_training.default, (image, own, own, each, each, 0.1, 1e-5)
    )
    backward = (image, image, own, each, each, each, each, training, 1e-5, mask)
    assert_kernel_agrees(ATEN.native_batch_norm_backward.default, backward)


def test_batch_norm_of_one_value_a_channel_is_left_to_its_kernel_which_refuses_it_in_training():
    image, each = torch.empty(1, 3, 1, 1, device="meta"), vector(3)
    args = (image, each, each, each, each, True, 0.1, 1e-5)
    assert foretell(ATEN.native_batch_norm.default, args, {}) is None
    with pytest.raises(ZeroDivisionError):
        ATEN.native_batch_norm.default(*args)


@given(tensor=layouts(), over=st.integers(1, 2), weighted=st.booleans(), data=st.data())
@EXAMPLES
def test_layer_norm(tensor, over, weighted, data):
    if tensor.dim() < over or tensor.dtype not in (torch.float32, torch.bfloat16):
        return
    shape = tuple(tensor.shape[-over:])
    weight = torch.empty(shape, dtype=tensor.dtype, device="meta")
    args = (tensor, list(shape), weight if weighted else None, weight, 1e-5)
    assert_kernel_agrees(ATEN.native_layer_norm.default, args)
    if tensor.numel():
        _, mean, deviation = ATEN.native_layer_norm(*args)
        gradient = data.draw(layouts(tensor.shape, tensor.dtype))
        backward = (gradient, tensor, list(shape), mean, deviation, weight, weight, [True, True, True])
        assert_kernel_agrees(ATEN.native_layer_norm_backward.default, backward)


@given(rows=LENGTHS, inner=LENGTHS, columns=LENGTHS, data=st.data())
@EXAMPLES
def test_products(rows, inner, columns, data):
    left, right = data.draw(layouts((rows, inner), torch.float32)), data.draw(layouts((inner, columns)))
    if right.dtype is torch.float32:
        assert_kernel_agrees(ATEN.mm.default, (left, right))
        assert_kernel_agrees(ATEN.addmm.default, (vector(columns), left, right))


@given(tensor=layouts(), keep=st.booleans(), data=st.data())
@EXAMPLES
def test_mean_and_roll(tensor, keep, data):
    if not tensor.dim() or not tensor.is_floating_point():
        return
    dims = data.draw(
        st.lists(st.integers(-tensor.dim(), tensor.dim() - 1), min_size=1, max_size=2, unique=True)
    )
    if len({dim % tensor.dim() for dim in dims}) == len(dims):
        assert_kernel_agrees(ATEN.mean.dim, (tensor, dims, keep))
    assert_kernel_agrees(ATEN.roll.default, (tensor, [1] * len(dims), dims))


@given(pair=alike(3), dim=st.integers(-2, 3))
@EXAMPLES
def test_cat(pair, dim):
    args = (pair, dim)
    if foretell(ATEN.cat.default, args, {}) is not None:
        assert_kernel_agrees(ATEN.cat.default, args)


@given(data=st.data(), dtype=st.sampled_from((torch.float32, torch.bfloat16)))
@EXAMPLES
def test_resampling(data, dtype):
    shape = data.draw(st.tuples(*[st.integers(1, 5)] * 4))
    image = data.draw(layouts(shape, dtype))
    size = data.draw(st.lists(st.integers(1, 9), min_size=2, max_size=2))
    assert_kernel_agrees(ATEN.upsample_bilinear2d.default, (image, size, False))
    assert_kernel_agrees(ATEN.upsample_bicubic2d.default, (image, size, True))


def new(*shape, dtype=torch.float32):
    """A tensor on meta as newly made."""
    return torch.empty(shape, dtype=dtype, device="meta")


ORDINARY = {
    "relu_": (ATEN.relu_.default, (new(1, 64, 8, 8),)),
    "gelu": (ATEN.gelu.default, (new(1, 5, 16),)),
    "residual": (ATEN.add.Tensor, (new(1, 8, 4, 4), new(1, 8, 4, 4))),
    "layer scale": (ATEN.mul.Tensor, (new(1, 8, 4, 4), new(8, 1, 1))),
    "gate": (ATEN.mul.Tensor, (new(1, 8, 1, 1), new(1, 8, 4, 4))),
    "batch norm": (ATEN.native_batch_norm.default, (new(2, 8, 4, 4), *[new(8)] * 4, True, 0.1, 1e-5)),
    "layer norm": (ATEN.native_layer_norm.default, (new(2, 4, 4, 8), [8], new(8), new(8), 1e-5)),
    "linear": (ATEN.addmm.default, (new(6), new(4, 8), new(6, 8).t())),
    "pooling": (ATEN.mean.dim, (new(1, 8, 4, 4), [2, 3], True)),
    "skip": (ATEN.cat.default, ([new(1, 8, 4, 4), new(1, 3, 4, 4)], 1)),
    "windows": (ATEN.roll.default, (new(1, 4, 4, 8), [2, 2], [1, 2])),
    "decoder": (ATEN.upsample_bilinear2d.default, (new(1, 8, 4, 4), [8, 8], False)),
}


@pytest.mark.parametrize("case", ORDINARY)
def test_the_ordinary_case_is_foretold(case):
    assert assert_kernel_agrees(*ORDINARY[case])


IMPOSSIBLE = {
    "sum": (ATEN.add.Tensor, (new(2, 3), new(2, 4))),
    "sum in place": (ATEN.add_.Tensor, (new(1, 3), new(2, 3))),
    "product": (ATEN.mm.default, (new(2, 3), new(4, 5))),
    "linear": (ATEN.addmm.default, (new(7), new(4, 8), new(8, 6))),
    "layer norm": (ATEN.native_layer_norm.default, (new(2, 4), [5], new(5), new(5), 1e-5)),
    "batch norm": (ATEN.native_batch_norm.default, (new(2, 8, 4, 4), *[new(7)] * 4, True, 0.1, 1e-5)),
    "cat": (ATEN.cat.default, ([new(1, 8, 4, 4), new(1, 3, 4, 5)], 1)),
    "mean": (ATEN.mean.dim, (new(1, 8), [2], True)),
    "upsampling": (ATEN.upsample_bilinear2d.default, (new(1, 8, 4, 4), [0, 8], False)),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_what_cannot_be_is_left_to_the_kernel(case):
    func, args = IMPOSSIBLE[case]
    assert foretell(func, args, {}) is None
