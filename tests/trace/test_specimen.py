"""The instrument leaves the specimen, and the process, as it found them."""

from __future__ import annotations

import pytest
import torch.nn.functional as F
from torch import nn
from torch.nn.modules import module as hooks

from generator.account import count
from generator.records import Call, Death
from generator.trace import record
from tests.trace.models import CalledTwice, Raises, image, on_meta


def state(model):
    return {
        "keys": list(model.state_dict()),
        "tensors": [id(tensor) for tensor in [*model.parameters(), *model.buffers()]],
        "training": [m.training for m in model.modules()],
        "classes": [type(m) for m in model.modules()],
        "methods": [sorted(vars(type(m))) for m in model.modules()],
        "attributes": [sorted(vars(m)) for m in model.modules()],
        "hooks": [(len(m._forward_hooks), len(m._forward_pre_hooks)) for m in model.modules()],
        "process": (dict(hooks._global_forward_hooks), dict(hooks._global_forward_pre_hooks)),
        "attention": F.scaled_dot_product_attention,
    }


@pytest.mark.parametrize("training", [True, False])
def test_a_model_is_the_same_after_measurement(training):
    model = on_meta(CalledTwice).train(training)
    before = state(model)
    record(model, (image(1, 3, 8, 8),))
    assert state(model) == before


@pytest.mark.parametrize("training", [True, False])
def test_a_model_is_the_same_after_a_forward_that_raises(training):
    model = on_meta(Raises).train(training)
    before = state(model)
    with pytest.raises(RuntimeError, match="on purpose"):
        record(model, (image(1, 3, 8, 8),))
    assert state(model) == before


def test_only_modules_that_were_training_train_again():
    model = on_meta(Raises).train()
    model.norm.eval()
    with pytest.raises(RuntimeError, match="on purpose"):
        record(model, (image(1, 3, 8, 8),))
    assert [m.training for m in model.modules()] == [True, True, False]


def test_two_tapes_of_one_model_are_equal_and_so_is_one_without_memory():
    model = on_meta(
        nn.Sequential, nn.Conv2d(3, 4, 3), nn.ReLU(inplace=True), nn.Flatten(), nn.Linear(4 * 36, 2)
    ).to("meta")
    x = image(1, 3, 8, 8)
    first, second = record(model, (x,)), record(model, (x,))
    assert first == second == record(model, (x,), remember=False)


def test_every_storage_dies_once_after_its_last_use_unless_it_is_returned():
    tape = record(
        on_meta(nn.Sequential, nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Tanh()).to("meta"), (image(1, 3, 8, 8),)
    )
    deaths = [event.storage for event in tape.events if isinstance(event, Death)]
    written = {storage for event in tape.events if isinstance(event, Call) for storage in event.writes}
    assert sorted(deaths) == sorted(written - set(tape.outputs))
    for place, event in enumerate(tape.events):
        if isinstance(event, Death):
            later = [
                e
                for e in tape.events[place:]
                if isinstance(e, Call) and event.storage in (*e.reads, *e.writes)
            ]
            assert not later


def test_numbers_do_not_depend_on_what_was_measured_before():
    x = image(1, 3, 16, 16)
    alone = count(record(on_meta(CalledTwice), (x,), remember=False))
    for width in (8, 16, 32):
        record(on_meta(nn.Conv2d, 3, width, 3), (x,))
    assert count(record(on_meta(CalledTwice), (x,))) == alone
