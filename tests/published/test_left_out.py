"""What the formula of a training step takes for granted, and the meta device of a convolution, on real tensors."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.profiler import ProfilerActivity, profile

from generator.records import Entry

KEY, BATCH = "timm/test_vit", 2


def bytes_of(tensors: list[Tensor]) -> int:
    return sum(one.numel() * one.element_size() for one in tensors)


def most_bytes(*, set_to_none: bool) -> int:
    """The most bytes of two steps of AdamW: at rest, and the running sum of what the allocator gave and took."""
    import timm

    model = timm.create_model(KEY.removeprefix("timm/"))
    sample = torch.zeros(BATCH, 3, 160, 160)
    optimizer = torch.optim.AdamW(model.parameters())
    at_rest = bytes_of([*model.parameters(), *model.buffers(), sample])
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as observed:
        for _ in range(2):
            model(sample).sum().backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=set_to_none)
    events = observed.profiler.kineto_results.events()
    moves = sorted((one.start_ns(), one.nbytes()) for one in events if one.name() == "[memory]")
    held, most = at_rest, at_rest
    for _, moved in moves:
        held += moved
        most = max(most, held)
    return most


def test_a_step_that_lets_go_of_its_gradients_needs_less_by_at_most_the_gradients(
    entries: dict[str, Entry],
) -> None:
    native = entries[KEY].native
    assert native is not None
    computed = native.numbers.training_bytes(BATCH, "AdamW")
    assert computed is not None
    gradients = 4 * native.numbers.parameters_trainable
    assert computed - gradients <= most_bytes(set_to_none=True) < computed
    assert most_bytes(set_to_none=False) == pytest.approx(computed, rel=0.02)


@pytest.mark.parametrize("batch", [2, 5])
def test_a_convolution_leaves_channels_last_on_a_cpu_and_not_on_the_meta_device(batch: int) -> None:
    last = {}
    for device in ("cpu", "meta"):
        tokens = torch.zeros(batch, 8 * 8, 16, device=device)
        convolution = nn.Conv2d(16, 16, 3, padding=1, groups=16, device=device)
        with torch.no_grad():
            result = convolution(tokens.transpose(1, 2).view(batch, 16, 8, 8))
        last[device] = result.is_contiguous(memory_format=torch.channels_last)
    assert last == {"cpu": True, "meta": False}
