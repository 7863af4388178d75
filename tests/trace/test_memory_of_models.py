"""Peaks of models of the zoos: against real storages, over the batch, in bfloat16."""

from __future__ import annotations

import weakref

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from generator.account.memory import (
    live_bytes,
    peak_activation_bytes,
    peak_activation_bytes_bfloat16,
    peak_lines,
    peak_of,
)
from generator.records import Call
from generator.trace import record, record_bfloat16
from generator.zoo import zoos
from tests.trace.models import image

REAL = [("torchvision", "resnet18"), ("torchvision", "swin_t"), ("timm", "vit_tiny_patch16_224")]


def of_zoo(zoo, name):
    built = zoos()[zoo]
    size = built.describe(name).native
    return built.build(name, size), built.sample(name, size)


def written_bytes(spec):
    return spec.itemsize * torch.Size(spec.shape).numel()


class Largest(TorchDispatchMode):
    """The most bytes of storages alive that operators have made, by weak references."""

    def __init__(self):
        super().__init__()
        self.live = self.most = 0
        self.seen = weakref.WeakSet()

    def _gone(self, size):
        self.live -= size

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        given = {id(one.untyped_storage()) for one in args if isinstance(one, torch.Tensor)}
        result = func(*args, **(kwargs or {}))
        for one in result if isinstance(result, tuple | list) else (result,):
            storage = one.untyped_storage() if isinstance(one, torch.Tensor) else None
            if storage is not None and id(storage) not in given and storage not in self.seen:
                self.seen.add(storage)
                self.live += storage.nbytes()
                weakref.finalize(storage, self._gone, storage.nbytes())
        self.most = max(self.most, self.live)
        return result


@pytest.mark.parametrize("name", ["resnet18", "densenet121", "mobilenet_v3_small", "swin_t", "squeezenet1_1"])
def test_lifetimes_on_the_tape_are_those_of_real_storages(name):
    model, args = of_zoo("torchvision", name)
    live = live_bytes(record(model, args))
    real = model.to_empty(device="cpu")
    sample = [torch.zeros(one.shape) for one in args]
    with torch.no_grad():
        for tensor in [*real.parameters(), *real.buffers()]:
            tensor.zero_()
        with Largest() as watched:
            real(*sample)
    assert peak_activation_bytes(live) - live.sample.bytes == watched.most


@pytest.mark.parametrize(("zoo", "name"), REAL)
def test_the_peak_is_no_less_than_the_sample_with_the_largest_output(zoo, name):
    model, args = of_zoo(zoo, name)
    tape = record(model, args)
    largest = max(
        written_bytes(spec)
        for event in tape.events
        if isinstance(event, Call)
        for storage, spec in zip(event.writes, event.signature.results, strict=True)
        if storage not in event.reads and 0 not in spec.stride
    )
    assert peak_activation_bytes(live_bytes(tape)) >= largest + 4 * 3 * 224 * 224


@pytest.mark.parametrize(("zoo", "name"), REAL)
def test_the_peak_is_found_with_what_is_alive_there(zoo, name):
    model, args = of_zoo(zoo, name)
    found = peak_of(record(model, args))
    assert found.bytes == sum(one.bytes for one in found.alive) == max(found.timeline)


@pytest.mark.parametrize(("zoo", "name", "lines"), [(*REAL[0], 1), (*REAL[2], 1)])
def test_over_the_batch_the_peak_is_what_its_lines_say(zoo, name, lines):
    model, args = of_zoo(zoo, name)

    def of_batch(batch):
        return record(model, (image(batch, *args[0].shape[1:]),))

    found = peak_lines((1, of_batch(1)), (2, of_batch(2)))
    assert len(found) == lines
    assert found[0].fixed == 0
    assert peak_activation_bytes(live_bytes(of_batch(7))) == found[0].at(7)


def test_the_lines_of_two_batches_hold_at_a_third_where_tables_do_not_grow():
    model, args = of_zoo("torchvision", "swin_t")
    tapes = {batch: record(model, (image(batch, *args[0].shape[1:]),)) for batch in (2, 3, 5)}
    lines = peak_lines((2, tapes[2]), (3, tapes[3]))
    peaks = {batch: peak_activation_bytes(live_bytes(tape)) for batch, tape in tapes.items()}
    assert max(line.at(5) for line in lines) == peaks[5]


@pytest.mark.parametrize(("zoo", "name"), REAL)
def test_in_bfloat16_the_peak_is_that_of_the_converted_model(zoo, name):
    model, args = of_zoo(zoo, name)
    ruled = peak_activation_bytes_bfloat16(live_bytes(record(model, args)))
    measured = peak_activation_bytes(live_bytes(record_bfloat16(model, args)))
    narrow = record(model.to(torch.bfloat16), tuple(one.to(torch.bfloat16) for one in args))
    assert peak_activation_bytes(live_bytes(narrow)) == ruled == measured
