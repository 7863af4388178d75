"""What forwards leave behind in a model goes when its state is put back; what it is made of stays."""

from __future__ import annotations

import torch
from torch import nn

from generator.records import Call
from generator.trace import State, record, record_bfloat16


class Hoards(nn.Module):
    """Keeps what it computes in every way there is."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4, device="meta")
        self.tables = {}
        self.list = []
        self.seen = {"never"}
        self.last = None
        self.register_buffer("mask", torch.zeros(1, device="meta"), persistent=False)

    def forward(self, x):
        if self.last is None:
            self.last = x.exp()
        if x.shape not in self.tables:
            self.tables[x.shape] = x.cos()
        self.list.append(x.sin())
        self.seen.add(x.shape)
        self.register_buffer("mask", x.neg())
        self.new = x.abs()
        return self.linear(x)


def operators(tape):
    return [event.signature.operator for event in tape.events if isinstance(event, Call)]


def test_each_forward_is_the_first():
    model, sample = Hoards().eval(), torch.empty(2, 4, device="meta")
    state = State(model)
    first = operators(record(model, (sample,)))
    assert operators(record(model, (sample,))) != first
    state.restore()
    assert operators(record(model, (sample,))) == first


def test_all_is_put_back():
    model = Hoards().eval()
    weight, mask = model.linear.weight, model.mask
    state = State(model)
    model(torch.empty(2, 4, device="meta"))
    state.restore()
    assert (model.tables, model.list, model.seen, model.last) == ({}, [], {"never"}, None)
    assert not hasattr(model, "new")
    assert model.mask is mask
    assert model.linear.weight is weight
    assert "mask" not in model.state_dict()


class Twice(nn.Module):
    """One weight under two names, a counter, and a table that is no buffer."""

    def __init__(self):
        super().__init__()
        self.one = nn.Linear(4, 4, bias=False, device="meta")
        self.other = nn.Linear(4, 4, bias=False, device="meta")
        self.other.weight = self.one.weight
        self.register_buffer("steps", torch.zeros((), dtype=torch.int64, device="meta"))
        self.table = torch.zeros(4, device="meta")

    def forward(self, x):
        return self.other(self.one(x)) + self.table


def test_a_forward_in_bfloat16_converts_what_to_converts_and_gives_it_back():
    model = Twice().eval()
    held = {name: (tensor, tensor.dtype) for name, tensor in model.state_dict(keep_vars=True).items()}
    tape = record_bfloat16(model, (torch.empty(2, 4, device="meta"),))
    types = [
        [spec.dtype for spec in event.signature.results] for event in tape.events if isinstance(event, Call)
    ]
    assert types[-1] == ["float32"]  # the table was not converted, and the sum of both is wide
    assert ["bfloat16"] in types
    dtypes = {tensor.names[0]: tensor.dtype for tensor in tape.inventory.tensors}
    assert dtypes == {"one.weight": "bfloat16", "steps": "int64"}
    for name, tensor in model.state_dict(keep_vars=True).items():
        assert tensor is held[name][0]
        assert tensor.dtype == held[name][1]
    assert model.other.weight is model.one.weight
