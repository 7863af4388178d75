"""Mixed precision on meta: against the real autocast of two devices, and in closed forms."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from generator.account import Tapes, count
from generator.account.training import kept_bytes
from generator.records import FIELDS, Size
from generator.trace import CPU, CUDA, record, record_training
from generator.trace.autocast import autocasting
from generator.zoo import training_arguments, zoos
from tests.trace.autocasts import moved, observe, pretended_cuda, real_autocast
from tests.trace.models import Attention, image, on_meta

FLOAT, HALF = 4, 2
POLICIES = {"cuda": CUDA, "cpu": CPU}
KEYS = {"cuda": "AutocastCUDA", "cpu": "AutocastCPU"}
REFUSED = {"cuda": {"binary_cross_entropy"}, "cpu": set()}
LISTS = ("lower", "float32", "float32_result", "promoted", "through_float32")


def convolutional():
    """A convolution, BatchNorm, ReLU in place, a transposed convolution, PReLU, pooling and a linear layer."""
    layers = (nn.Conv2d(3, 8, 3, padding="same"), nn.BatchNorm2d(8), nn.ReLU(inplace=True))
    return nn.Sequential(*layers, nn.ConvTranspose2d(8, 4, 2), nn.PReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
                         nn.Dropout(0.1), nn.Linear(4, 5))  # fmt: skip


class Operators(nn.Module):
    """Functions and operators by the names that Python code calls them by, one after the other."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(16, 16))
        self.scale = nn.Parameter(torch.empty(16))

    def forward(self, x):
        low = x @ self.weight
        made = [
            low, low + x, low.exp(), low**2, 2**low, 1 / low, low.square(), torch.rsqrt(low.abs() + 1), low.sum(-1),
            low.softmax(-1), F.softmax(low, dim=-1, dtype=torch.bfloat16), low.cumsum(0), low.mean(-1), low.prod(-1),
            low.norm(dim=-1), F.normalize(low, dim=-1), torch.linalg.norm(low), F.softplus(low), low.logsumexp(-1),
            torch.cat([low, x]), torch.stack([low, low]), torch.einsum("ij,kj->ik", low, x), torch.bmm(low[None], x.mT[None]),
            x.mm(self.weight), torch.addmm(self.scale, x, self.weight), F.linear(x, self.weight, self.scale),
            F.layer_norm(low, (16,), self.scale), F.rms_norm(low, (16,), self.scale), F.gelu(low), F.silu(low), low.sigmoid(),
            F.group_norm(low, 4), F.interpolate(low[None, None], scale_factor=2, mode="bilinear"), low.std(-1),
            F.interpolate(low[None, None], scale_factor=2, mode="nearest"),
            torch.addcmul(x, low, low), torch.cdist(low, x), torch.tensordot(low, low.mT, 1), F.cosine_similarity(low, x),
            low.new_zeros(low.shape).scatter_add(0, torch.zeros(low.shape, dtype=torch.int64), low), low.double().exp(),
            torch.matmul(x.bfloat16(), self.weight), self.scale * low, low.mul(2).log1p(), x.mT.__rmatmul__(self.weight),
        ]  # fmt: skip
        with torch.autocast(x.device.type, enabled=False):
            made.append(x @ self.weight)
        return [F.linear(x, self.weight) for _ in range(2)] + made


SMALL = {
    "convolutional": (convolutional, (3, 8, 8)),
    "linear": (
        lambda: nn.Sequential(nn.Linear(16, 16), nn.LayerNorm(16), nn.GELU(), nn.Linear(16, 3)),
        (16,),
    ),
    "attention": (lambda: nn.TransformerEncoderLayer(16, 4, 32, batch_first=True), (7, 16)),
    "attention without a fused kernel": (lambda: Attention(16, 4), (7, 16)),
    "operators": (Operators, (16,)),
}
OF_A_ZOO = {
    "timm/test_vit": 160, "timm/test_byobnet": 64, "timm/test_convnext2": 64, "timm/test_nfnet": 64,
    "timm/xcit_nano_12_p16_224": 64, "torchvision/resnet18": 64, "torchvision/swin_t": 64,
}  # fmt: skip


@pytest.mark.parametrize("device", POLICIES)
def test_the_tables_hold_every_operator_that_the_dispatcher_casts_for_and_no_other(device):
    registered = {
        name.removeprefix("aten::").partition(".")[0]
        for name in map(str, torch._C._dispatch_get_all_op_names())
        if name.startswith("aten::") and torch._C._dispatch_has_kernel_for_dispatch_key(name, KEYS[device])
    }
    policy = POLICIES[device]
    named = [name for kind in LISTS for name in getattr(policy, kind)]
    assert len(named) == len(set(named))
    vision = {"nms", *policy.through_float32}
    assert set(named) - set(policy.reached) - vision == registered - (
        {"binary_cross_entropy"} & (registered - set(named))
    )
    for name in vision:
        assert torch._C._dispatch_has_kernel_for_dispatch_key(f"torchvision::{name}", KEYS[device])


# What the CPU's autocast leaves to rms_norm, an input of bfloat16 and a weight of float32, torch says to be slow.
@pytest.mark.filterwarnings("ignore:Mismatch dtype between input and weight:UserWarning")
@pytest.mark.parametrize("name", SMALL)
def test_real_tensors_have_the_types_and_are_kept_as_the_real_autocast_has_them(name):
    build, shape = SMALL[name]
    model, x = build(), torch.zeros(2, *shape)
    real = observe(model, (x,), real_autocast("cpu"))
    assert observe(model, (x,), autocasting(CPU)) == real
    assert torch.bfloat16 in {dtype for _, types in real.types for dtype in types}


@pytest.mark.parametrize("name", OF_A_ZOO)
def test_models_of_a_zoo_do_so_too(name):
    model, args = of_a_zoo(name)
    args = moved(model, args)
    assert observe(model, args, autocasting(CPU)) == observe(model, args, real_autocast("cpu"))


@pytest.mark.parametrize("name", SMALL)
def test_tensors_that_say_they_are_on_a_gpu_have_the_types_of_the_real_autocast_of_cuda(name):
    build, shape = SMALL[name]
    with pretended_cuda():
        model, x = build(), torch.zeros(2, *shape)
        real = observe(model, (x,), real_autocast("cuda"))
        assert observe(model, (x,), autocasting(CUDA)) == real
    assert torch.bfloat16 in {dtype for _, types in real.types for dtype in types}


@pytest.mark.parametrize("name", OF_A_ZOO)
def test_models_of_a_zoo_do_so_on_cuda_too(name):
    model, args = of_a_zoo(name)
    with pretended_cuda():
        args = moved(model, args)
        assert observe(model, args, autocasting(CUDA)) == observe(model, args, real_autocast("cuda"))


def of_a_zoo(key):
    zoo, _, name = key.partition("/")
    size = Size(OF_A_ZOO[key], OF_A_ZOO[key])
    return zoos()[zoo].build(name, size), training_arguments(zoos()[zoo], name, size, 2)


@pytest.mark.parametrize("name", ["convolutional", "linear"])
def test_a_tape_keeps_as_many_bytes_as_the_real_autocast(name):
    build, shape = SMALL[name]
    tape = record_training(on_meta(build), (image(2, *shape),), backward=False, autocast=CPU)
    assert sum(kept_bytes(tape)) == observe(build(), (torch.zeros(2, *shape),), real_autocast("cpu")).kept


def mixed(model, *shape):
    """The numbers of a model, among them those of training in mixed precision."""
    steps = {
        batch: record_training(model, (image(batch, *shape),), backward=True, autocast=CUDA)
        for batch in (2, 3)
    }
    forward = record(model, (image(1, *shape),))
    return count(Tapes(forward=forward, deployed=forward, mixed=steps))


def test_a_chain_of_linear_layers_keeps_inputs_and_copies_of_weights_in_bfloat16():
    model = nn.Sequential(nn.Linear(4, 5), nn.Linear(5, 6), nn.Linear(6, 7)).to("meta")
    found = mixed(model, 4)
    assert found.mixed_saved_bytes == HALF * (4 + 5 + 6)
    # Of the first layer nobody asks for the gradient of its input, which needs the weight.
    assert found.mixed_saved_fixed_bytes == HALF * (5 * 6 + 6 * 7)


def test_the_mixed_peak_of_a_chain_is_what_is_kept_and_the_tensors_at_hand():
    model = nn.Sequential(nn.Linear(4, 5), nn.Linear(5, 600)).to("meta")
    found = mixed(model, 4)
    # In the backward of the second layer: the inputs of both, the result, its gradient, and that of the input; the
    # sample in float32, which its owner holds.
    assert found.mixed_peak_activation_bytes == FLOAT * 4 + HALF * (4 + 5 + 600 + 600 + 5)


def test_layer_norm_keeps_a_copy_of_its_input_in_float32_and_two_statistics_a_row():
    model = nn.Sequential(nn.Linear(4, 50, bias=False), nn.LayerNorm(50)).to("meta")
    assert mixed(model, 4).mixed_saved_bytes == HALF * 4 + FLOAT * 50 + FLOAT * 2


def test_batch_norm_keeps_its_input_in_bfloat16_and_its_statistics_in_float32():
    model = nn.Sequential(nn.Conv2d(3, 6, 1, bias=False), nn.BatchNorm2d(6)).to("meta")
    found = mixed(model, 3, 4, 4)
    assert found.mixed_saved_bytes == HALF * (3 + 6) * 16
    # Of the convolution the copy of its weight.
    assert found.mixed_saved_fixed_bytes == HALF * 3 * 6 + FLOAT * 2 * 6


def test_fused_attention_keeps_operands_and_result_in_bfloat16_and_a_float_a_row():
    class Attends(nn.Module):
        def __init__(self):
            super().__init__()
            self.qkv = nn.Linear(8, 24, bias=False)

        def forward(self, x):
            query, key, value = self.qkv(x).unflatten(-1, (3, 2, 4)).permute(2, 0, 3, 1, 4).unbind(0)
            return F.scaled_dot_product_attention(query.float(), key.float(), value.float())

    length = 50
    operands, result, rows = 3 * length * 8, length * 8, 2 * length
    # The operands were cast to float32 before: each is cast back on its own.
    assert (
        mixed(on_meta(Attends), length, 8).mixed_saved_bytes
        == HALF * (length * 8 + operands + result) + FLOAT * rows
    )


def test_a_sum_of_bfloat16_and_float32_is_float32():
    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.one = nn.Linear(10, 10, bias=False)

        def forward(self, x):
            return (x + self.one(x)).sin()

    # The sine keeps its argument, in float32.
    assert mixed(on_meta(Residual), 10).mixed_saved_bytes == HALF * 10 + FLOAT * 10


def test_a_weight_that_is_used_twice_has_one_copy():
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.one = nn.Linear(10, 10, bias=False)

        def forward(self, x):
            return self.one(self.one(self.one(x)))

    assert mixed(on_meta(Twice), 10).mixed_saved_fixed_bytes == HALF * 100


def test_gradients_of_parameters_are_those_of_float32():
    model = nn.Sequential(nn.Linear(4, 5, bias=False)).to("meta")
    tape = record_training(model, (image(2, 4),), backward=True, autocast=CUDA)
    sizes = {
        storage: spec.dtype
        for event in tape.tape.events
        if hasattr(event, "writes")
        for storage, spec in zip(event.writes, event.signature.results, strict=True)
        if storage in tape.gradients
    }
    assert set(sizes.values()) == {"float32"}
    assert len(sizes) == 1


def test_training_bytes_in_mixed_precision_are_weights_in_float32_and_those_activations():
    found = mixed(nn.Sequential(nn.Linear(4, 5), nn.Linear(5, 600)).to("meta"), 4)
    assert found.parameters == 4 * 5 + 5 + 5 * 600 + 600
    activations = found.mixed_peak_fixed_bytes + 8 * found.mixed_peak_activation_bytes
    assert found.training_bytes(8, "AdamW", "mixed") == 4 * FLOAT * found.parameters + activations
    assert found.training_bytes(8, "AdamW") is None
    with pytest.raises(KeyError, match="half"):
        found.training_bytes(8, "AdamW", "half")


def test_numbers_without_steps_in_mixed_precision_have_none_of_them():
    found = count(record(nn.Linear(4, 5).to("meta"), (image(1, 4),)))
    fields = [field.name for field in FIELDS if field.name.startswith("mixed_")]
    assert len(fields) == 6
    assert [getattr(found, field) for field in fields] == [None] * 6
    assert found.training_bytes(8, "AdamW", "mixed") is None


def test_every_function_is_put_back_also_after_an_error():
    owners = (torch, torch.Tensor, F, torch._C._nn, torch._VF, torch.linalg, torch.ops.torchvision, torch.amp)
    before = [dict(vars(owner)) for owner in owners]
    model = nn.Linear(4, 5).to("meta")
    record_training(model, (image(2, 4),), backward=True, autocast=CUDA)
    with pytest.raises(RuntimeError):
        record_training(model, (image(2, 5),), backward=True, autocast=CUDA)
    assert [dict(vars(owner)) for owner in owners] == before
