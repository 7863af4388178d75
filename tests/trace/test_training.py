"""A training step: MACs of the backward, what autograd keeps, the peak, what nothing reaches. Closed forms."""

from __future__ import annotations

import gc

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

from generator.account import Tapes, count, fits, growth_of
from generator.account.training import macs_backward
from generator.trace import record, record_training, take_inventory
from tests.trace.models import image, on_meta

FLOAT = 4


def tapes(model, *shape, backward=True):
    """Training tapes of batches of two and of three."""
    return {batch: record_training(model, (image(batch, *shape),), backward=backward) for batch in (2, 3)}


def numbers(model, *shape):
    forward = record(model, (image(1, *shape),))
    return count(Tapes(forward=forward, deployed=forward, training=tapes(model, *shape)))


def test_a_backward_is_twice_the_forward_less_the_input_gradient_of_the_first_layer():
    model = on_meta(
        nn.Sequential, nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2), nn.Flatten(),
        nn.Linear(16 * 7 * 7, 10),
    ).to("meta")  # fmt: skip
    first, second, last = 27 * 8 * 16 * 16, 72 * 16 * 7 * 7, 16 * 7 * 7 * 10
    found = numbers(model, 3, 16, 16)
    assert found.macs == first + second + last
    assert found.macs_backward == 2 * (first + second + last) - first


@pytest.mark.parametrize("groups", [1, 2, 8])
def test_a_transposed_or_grouped_convolution_has_two_products_in_the_backward(groups):
    one = nn.ConvTranspose2d(8, 8, 3, stride=2, groups=groups)
    found = numbers(nn.Sequential(nn.Conv2d(3, 8, 1), one).to("meta"), 3, 5, 5)
    assert found.macs_backward == 3 * 8 * 25 + 2 * (8 * (8 // groups) * 9 * 25)


def test_a_frozen_layer_has_no_gradient_of_its_weight():
    model = nn.Sequential(nn.Linear(4, 5), nn.Linear(5, 6), nn.Linear(6, 7)).to("meta")
    model[1].requires_grad_(False)
    # The weight of the first; only the input of the second; both of the third.
    assert numbers(model, 4).macs_backward == 4 * 5 + 5 * 6 + 2 * 6 * 7
    model[0].requires_grad_(False)
    # Nothing before the third asks for a gradient.
    assert numbers(model, 4).macs_backward == 6 * 7


class Attends(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(8, 24, bias=False)

    def forward(self, x):
        query, key, value = self.qkv(x).unflatten(-1, (3, 2, 4)).permute(2, 0, 3, 1, 4).unbind(0)
        return F.scaled_dot_product_attention(query, key, value)


def test_the_backward_of_fused_attention_is_twice_its_forward():
    length = 5
    attention = 2 * 2 * length * length * 4  # two products in two heads of four features
    projection = 8 * 24 * length
    assert numbers(on_meta(Attends), length, 8).macs_backward == 2 * attention + projection


def test_fused_attention_keeps_operands_result_and_a_float_a_row_but_no_scores():
    length = 50
    found = numbers(on_meta(Attends), length, 8)
    sample = length * 8  # the input of the projection
    operands, result, rows = 3 * length * 8, length * 8, 2 * length
    assert found.saved_bytes == FLOAT * (sample + operands + result + rows)
    assert found.saved_fixed_bytes == 0


def test_a_chain_of_linear_layers_keeps_the_input_of_each():
    model = nn.Sequential(nn.Linear(4, 5), nn.Linear(5, 6), nn.Linear(6, 7)).to("meta")
    assert numbers(model, 4).saved_bytes == FLOAT * (4 + 5 + 6)


def test_batch_norm_keeps_its_input_and_two_statistics_a_channel_whatever_the_batch():
    model = nn.Sequential(nn.BatchNorm2d(6)).to("meta")
    found = numbers(model, 6, 4, 4)
    assert found.saved_bytes == FLOAT * 6 * 4 * 4
    assert found.saved_fixed_bytes == FLOAT * 2 * 6


def test_an_activation_function_in_place_shares_what_is_kept():
    def saved(relu):
        model = nn.Sequential(nn.Conv2d(3, 8, 1), relu, nn.Conv2d(8, 4, 1)).to("meta")
        return numbers(model, 3, 4, 4).saved_bytes

    # The result of ReLU is what its own backward and the second convolution keep; the input of ReLU nobody keeps.
    assert saved(nn.ReLU(inplace=True)) == saved(nn.ReLU()) == FLOAT * 16 * (3 + 8)
    # SiLU keeps its input beside its result, unless it works in place: then autograd copies the input.
    assert saved(nn.SiLU()) == FLOAT * 16 * (3 + 8 + 8)


def test_a_dropout_mask_is_kept():
    def saved(*layers):
        return numbers(nn.Sequential(nn.Linear(4, 5), *layers, nn.Linear(5, 6)).to("meta"), 4).saved_bytes

    assert saved(nn.Dropout(0.5)) == saved() + FLOAT * 5


class Checkpointed(nn.Module):
    def __init__(self, use):
        super().__init__()
        self.use = use
        self.first = nn.Linear(4, 4)
        self.body = nn.Sequential(nn.Linear(4, 64), nn.GELU(), nn.Linear(64, 4))

    def forward(self, x):
        x = self.first(x)
        return checkpoint(self.body, x, use_reentrant=False) if self.use else self.body(x)


def test_checkpointing_keeps_the_input_of_the_block_alone():
    plain, cheaper = (numbers(Checkpointed(use).to("meta"), 4) for use in (False, True))
    assert plain.saved_bytes == FLOAT * (4 + 4 + 64 + 64)
    assert cheaper.saved_bytes == FLOAT * (4 + 4)


class HalfUsed(nn.Module):
    def __init__(self):
        super().__init__()
        self.used, self.detached, self.idle = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 3)

    def forward(self, x):
        return self.used(x) + self.detached(x).detach()


def test_what_no_output_depends_on_is_unreachable_whether_it_runs_or_not():
    found = numbers(on_meta(HalfUsed), 4)
    assert found.parameters_unreachable == (4 * 4 + 4) + (4 * 3 + 3)
    assert found.parameters_unused == 4 * 3 + 3


def test_reachability_is_the_same_with_and_without_a_backward():
    model = on_meta(HalfUsed)
    with_backward, without = (tapes(model, 4, backward=backward)[2] for backward in (True, False))
    assert with_backward.reached == without.reached


def test_the_training_peak_of_a_chain_is_what_is_kept_and_the_tensors_at_hand():
    # In the backward of the second layer: the inputs of both, the result, its gradient, and that of the input.
    model = nn.Sequential(nn.Linear(4, 5), nn.Linear(5, 600)).to("meta")
    found = numbers(model, 4)
    assert found.training_peak_activation_bytes == FLOAT * (4 + 5 + 600 + 600 + 5)


class Abandons(nn.Module):
    """The second branch runs and nobody uses its result."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(4, 5), nn.Linear(6, 7)

    def forward(self, x):
        self.second(F.pad(x, (0, 2)))
        return self.first(x)


@pytest.mark.parametrize("events", [True, False])
def test_autograd_keeps_nothing_of_a_branch_that_leads_nowhere(events):
    tape = record_training(on_meta(Abandons), (image(2, 4),), backward=False, events=events)
    assert sum(size for storage, size in tape.kept if storage not in tape.tape.tensors) == FLOAT * 2 * 4


def test_growth_with_the_batch_holds_at_another_size():
    model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3)).to("meta")
    at = {px: tapes(model, 3, px, px, backward=False) for px in (8, 16)}
    growth = growth_of(at[8])
    assert fits(growth, at[16][2])
    forward = record(model, (image(1, 3, 16, 16),))
    by_growth = count(Tapes(forward=forward, deployed=forward, training={2: at[16][2]}, growth=growth))
    by_line = count(Tapes(forward=forward, deployed=forward, training=at[16]))
    assert (by_growth.saved_bytes, by_growth.saved_fixed_bytes) == (
        by_line.saved_bytes,
        by_line.saved_fixed_bytes,
    )
    assert by_growth.macs_backward is None


def test_a_training_step_leaves_the_model_as_it_was():
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Dropout()).to("meta").eval()
    model[1].train()
    before = ([m.training for m in model.modules()], list(model.state_dict()), take_inventory(model))
    attention = F.scaled_dot_product_attention
    record_training(model, (image(2, 3, 8, 8),), backward=True)
    with pytest.raises(RuntimeError):
        record_training(model, (image(2, 5, 8, 8),), backward=True)
    after = ([m.training for m in model.modules()], list(model.state_dict()), take_inventory(model))
    assert before == after
    assert F.scaled_dot_product_attention is attention
    assert all(parameter.grad is None for parameter in model.parameters())
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in model.modules())


@pytest.mark.parametrize("backward", [True, False])
def test_a_graph_is_let_go_without_a_garbage_collection(backward):
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Softmax(1)).to("meta")

    def alive():
        # by its type: isinstance would ask every object for its class, and a deprecated one of torch warns when asked
        return sum(issubclass(type(one), torch.Tensor) for one in gc.get_objects())

    def run():
        record_training(model, (image(2, 3, 8, 8),), backward=backward, events=False)

    run()
    gc.collect()
    gc.disable()
    try:
        before = alive()
        for _ in range(5):
            run()
        assert alive() == before
    finally:
        gc.enable()


def test_a_model_without_a_trainable_output_is_refused_with_the_reason():
    model = nn.Linear(3, 4).to("meta").requires_grad_(False)
    with pytest.raises(RuntimeError, match="nothing that a training forward returns depends on"):
        record_training(model, (image(2, 3),), backward=True)


def test_the_backward_is_that_of_flop_counter_mode_where_attention_is_not_fused():
    from torch.utils.flop_counter import FlopCounterMode

    model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Flatten(), nn.Linear(8 * 36, 10)).to(
        "meta"
    )
    counter = FlopCounterMode(display=False)
    out = model.train()(image(2, 3, 8, 8))
    with counter:
        out.sum().backward()
    assert 2 * macs_backward(tapes(model, 3, 8, 8)[2]) == counter.get_total_flops()
    for parameter in model.parameters():
        parameter.grad = None


def test_batches_are_never_below_two():
    model = nn.Sequential(nn.Conv2d(3, 4, 8), nn.BatchNorm2d(4)).to("meta")
    # One sample would leave one value a channel, which BatchNorm refuses.
    assert numbers(model, 3, 8, 8).macs_backward == 3 * 64 * 4
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        record_training(model, (torch.empty(1, 3, 8, 8, device="meta"),), backward=True)
