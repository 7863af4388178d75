"""Laws of the observer that memory figures are checked against: what it sees is what arithmetic says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.memory_check.cuda import ENTRIES, HistoryTooShort, observation_of
from benchmarks.memory_check.kernels import peak_with_workspaces
from benchmarks.memory_check.models import choices, tensors
from benchmarks.memory_check.observer import (
    Allocation,
    Observation,
    UnbalancedFree,
    is_workspace,
    lives_of,
    observe_cpu,
    peak,
)
from benchmarks.memory_check.passes import observe_inference, observe_training
from generator.trace import record

FLOAT = 4
INT64 = 8


def peak_of(model: nn.Module, *shape: int) -> int:
    """Of an eval forward, workspaces left out."""
    return peak(observe_inference(model, (torch.rand(shape),)).observation, is_workspace).bytes


class Residual(nn.Module):
    """x + f(f(x)): x is needed until the end."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Linear(width, width)
        self.second = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        x = x * 2
        return x + self.second(self.first(x))


class Caching(nn.Module):
    """Makes a table in its first forward, and keeps it."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(16, 16))
        self.table: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        if self.table is None:
            self.table = torch.ones(1000)
        return x @ self.weight + self.table[0]


def test_the_peak_of_a_chain_is_its_input_and_the_largest_adjacent_pair() -> None:
    """3 rows; 100 -> 700 -> 500 -> 10: the input stays with the caller, and 700 and 500 meet."""
    chain = nn.Sequential(nn.Linear(100, 700), nn.Linear(700, 500), nn.Linear(500, 10))
    assert peak_of(chain, 3, 100) == 3 * (100 + 700 + 500) * FLOAT


def test_a_residual_keeps_its_input_alive() -> None:
    """The caller's x, 2x, f(2x) and f(f(2x)) are alive together; in a chain one of them would be gone."""
    assert peak_of(Residual(64), 8, 64) == 4 * 8 * 64 * FLOAT


def test_an_in_place_operator_takes_no_memory() -> None:
    shape = (4, 32)
    assert peak_of(nn.Sequential(nn.Linear(32, 32), nn.ReLU(inplace=True)), *shape) == 2 * 4 * 32 * FLOAT
    assert peak_of(nn.Sequential(nn.Linear(32, 32), nn.ReLU()), *shape) == 3 * 4 * 32 * FLOAT


def test_a_view_takes_no_memory() -> None:
    assert peak_of(nn.Sequential(nn.Linear(32, 32), nn.Flatten(0)), 4, 32) == 2 * 4 * 32 * FLOAT


def test_max_pooling_keeps_an_index_for_each_output_while_it_runs() -> None:
    outputs = 8 * 16 * 16
    assert peak_of(nn.MaxPool2d(2), 1, 8, 32, 32) == 8 * 32 * 32 * FLOAT + outputs * (FLOAT + INT64)


@pytest.mark.parametrize("shape", [(1, 3, 16, 16), (1, 64, 56, 56)])
def test_a_convolution_without_its_workspaces_is_input_and_output(shape: tuple[int, ...]) -> None:
    """Whether the kernel unfolds its input or reorders it into blocks, that is inside one operator."""
    inputs = (torch.rand(shape),)
    seen = observe_inference(nn.Conv2d(shape[1], 32, 3, padding=1), inputs).observation
    expected = (shape[1] + 32) * shape[2] * shape[3] * FLOAT
    assert peak(seen, is_workspace).bytes == expected
    assert peak(seen).bytes > expected
    assert {life.inside for life in seen.lives if is_workspace(life)} == {"aten::convolution"}


def test_fused_attention_keeps_no_matrix_of_scores() -> None:
    """1 head of 512 positions and 8 channels: the matrix would be 512 x 512, the operands are 512 x 8."""
    operand = torch.rand(1, 1, 512, 8)
    with torch.no_grad():
        seen, _ = observe_cpu(lambda: F.scaled_dot_product_attention(operand, operand, operand), 0)
    assert peak(seen, is_workspace).bytes == 512 * 8 * FLOAT
    assert peak(seen).bytes < 512 * 512 * FLOAT + 512 * 8 * FLOAT


def test_what_passes_between_the_parts_of_a_composed_operator_is_no_workspace() -> None:
    """matmul of (2,3,4,5) with an expanded (3,5,6) copies the operand that bmm cannot read."""
    left, right = torch.rand(2, 3, 4, 5), torch.rand(3, 5, 6)
    seen, _ = observe_cpu(lambda: left @ right, 0)
    assert not [life for life in seen.lives if life.bytes == 2 * 3 * 5 * 6 * FLOAT and is_workspace(life)]
    assert peak(seen, is_workspace).bytes == (2 * 3 * 5 * 6 + 2 * 3 * 4 * 6) * FLOAT


def test_what_a_first_forward_leaves_in_a_model_is_alive_in_the_second() -> None:
    seen = observe_inference(Caching(), (torch.rand(2, 16),))
    assert seen.kept_bytes == 1000 * FLOAT
    assert peak(seen.observation).bytes == 1000 * FLOAT + 3 * 2 * 16 * FLOAT


def test_saved_is_what_the_gradients_of_the_weights_need() -> None:
    """Of 5 rows through 10 -> 20 -> 30: both inputs of a Linear, not the output of the last."""
    model = nn.Sequential(nn.Linear(10, 20), nn.Linear(20, 30))
    seen = observe_training(model, lambda batch: (torch.rand(batch, 5, 10),))
    assert seen.batch == 1
    assert seen.saved_bytes == 5 * (10 + 20) * FLOAT


def test_batch_norm_saves_its_input_and_two_numbers_a_channel_and_a_batch_of_two_where_it_needs_one() -> None:
    model = nn.Sequential(nn.Conv2d(3, 8, 4), nn.BatchNorm2d(8), nn.ReLU())
    seen = observe_training(model, lambda batch: (torch.rand(batch, 3, 4, 4),))
    assert seen.batch == 2
    assert seen.saved_bytes == (2 * 3 * 4 * 4 + 2 * 8 + 2 * 8 + 2 * 8) * FLOAT
    assert seen.saved_buffer_bytes == 2 * 8 * FLOAT


def test_gradients_of_parameters_are_no_activations() -> None:
    model = nn.Linear(300, 200)
    seen = observe_training(model, lambda batch: (torch.rand(batch, 300),))
    left_out = [life for life in seen.observation.lives if seen.is_gradient(life)]
    assert sum(life.bytes for life in left_out) == 301 * 200 * FLOAT
    assert peak(seen.observation, seen.is_gradient).bytes < 4 * (300 + 200) * FLOAT


def test_a_training_step_leaves_no_gradient_behind() -> None:
    model = nn.Linear(3, 2)
    observe_training(model, lambda batch: (torch.rand(batch, 3),))
    assert all(parameter.grad is None for parameter in model.parameters())


def test_a_peak_is_the_first_moment_with_the_most_bytes() -> None:
    lives = lives_of([Allocation(10, 1), Allocation(20, 2), Allocation(-10, 1), Allocation(5, 1)])
    found = peak(Observation(given=100, events=4, lives=lives))
    assert found.bytes == 130
    assert [life.bytes for life in found.alive] == [20, 10]


def test_an_address_that_is_used_again_is_another_life() -> None:
    lives = lives_of([Allocation(8, 1), Allocation(-8, 1), Allocation(16, 1)])
    assert [(life.bytes, life.birth, life.death) for life in lives] == [(8, 0, 1), (16, 2, 3)]


def test_what_a_run_lets_go_of_was_alive_until_then() -> None:
    """400 bytes of before it and 50 of its own are alive together; then 300 and 50."""
    lives = lives_of([Allocation(50, 2), Allocation(-400, 1), Allocation(300, 3)])
    found = peak(Observation(given=400, events=3, lives=lives))
    assert found.bytes == 450


def test_no_more_of_before_a_run_can_be_freed_than_was_given() -> None:
    lives = lives_of([Allocation(8, 1), Allocation(-400, 2)])
    with pytest.raises(
        UnbalancedFree, match=r"expected at most 399 bytes of before the run to be freed, found 400"
    ):
        peak(Observation(given=399, events=2, lives=lives))


def test_memory_of_before_a_run_is_none_of_its_allocations() -> None:
    held = [torch.rand(100)]
    seen, _ = observe_cpu(held.clear, 0)
    assert seen.lives == ()


def entry(action: str, size: int, address: int) -> dict[str, Any]:
    """Of the history of the CUDA allocator."""
    return {"action": action, "size": size, "addr": address, "stream": 0, "frames": []}


def test_the_history_of_a_gpu_gives_the_same_peak_as_its_requests() -> None:
    """A free counts when it is requested, once; segments are the allocator's own affair."""
    history = [
        entry("segment_alloc", 2_097_152, 0),
        entry("alloc", 1000, 1),
        entry("alloc", 500, 2),
        entry("free_requested", 1000, 1),
        entry("free_completed", 1000, 1),
        entry("alloc", 700, 1),
    ]
    seen = observation_of(history, given=100, counted=2148)
    assert peak(seen).bytes == 100 + 1000 + 500
    assert seen.counted == 2148


def test_a_history_that_has_lost_its_beginning_is_refused() -> None:
    with pytest.raises(
        HistoryTooShort, match=r"expected fewer than 1,000,000 allocator events, found 1,000,000"
    ):
        observation_of([entry("snapshot", 0, 0)] * ENTRIES, given=0, counted=0)


def test_the_list_has_at_least_120_models_of_both_zoos_by_key() -> None:
    keys = [choice.key for choice in choices()]
    assert keys == sorted(set(keys))
    assert len(keys) >= 120
    assert {key.partition("/")[0] for key in keys} == {"timm", "torchvision"}


def test_tensors_are_found_in_nested_results() -> None:
    one, two, three = torch.ones(1), torch.ones(2), torch.ones(3)
    assert [t.numel() for t in tensors({"out": one, "aux": [two, (three,)], "name": "x"})] == [1, 2, 3]


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Which kernel runs, and what it takes, depends on the number of threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.usefixtures("one_thread")
def test_workspaces_measured_alone_make_the_peak_of_a_model_that_has_them() -> None:
    """A 3x3 convolution of 64 channels on 32x32 reorders its operands: what the tape has, and that, is what a run takes."""
    model = nn.Sequential(nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(), nn.Conv2d(64, 96, 3, stride=2)).eval()
    observation = observe_inference(model, (torch.rand(1, 64, 32, 32),)).observation
    everything = peak(observation).bytes
    tape = record(model.to("meta"), (torch.empty(1, 64, 32, 32, device="meta"),))
    assert everything > peak(observation, is_workspace).bytes
    assert peak_with_workspaces(tape) == everything


def test_an_operator_without_a_workspace_adds_nothing() -> None:
    model = nn.Sequential(nn.Linear(100, 700), nn.Linear(700, 500)).to("meta").eval()
    tape = record(model, (torch.empty(3, 100, device="meta"),))
    assert peak_with_workspaces(tape) == 3 * (100 + 700 + 500) * FLOAT
