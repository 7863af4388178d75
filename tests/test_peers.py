"""The runner of other counters: its traps are what they say, its snapshots see every kind of change."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from benchmarks.peers.architectures import ARCHITECTURES
from benchmarks.peers.counters import CALLERS
from benchmarks.peers.processes import Caught, said
from benchmarks.peers.state import differences, snapshot
from benchmarks.peers.traps import TRAPS, Case
from tests.dataset.test_counters import TRUTHS


@pytest.mark.parametrize("case", TRAPS, ids=[case.name for case in TRAPS])
def test_a_trap_runs_on_one_tensor_and_has_the_parameters_that_torch_holds(case: Case) -> None:
    model = case.build().eval()
    assert len(case.shape) == 3
    with torch.no_grad():
        assert isinstance(model(torch.rand(1, *case.shape)), torch.Tensor)
    # parameters() gives a tensor that is held under two names once.
    assert case.parameters == sum(tensor.numel() for tensor in model.parameters())


def test_the_truths_of_the_traps_are_arithmetic() -> None:
    assert {case.name: (case.parameters, case.macs) for case in TRAPS} == TRUTHS


def test_names_are_unique_and_every_counter_reads_something() -> None:
    names = [case.name for case in (*TRAPS, *ARCHITECTURES)]
    assert len(set(names)) == len(names) == 16 + 12
    assert len({one.name for one in CALLERS}) == len(CALLERS)


def batch_norm() -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)).train()


def replaced(model: nn.Module) -> None:
    model[0].forward = model[0].forward


@pytest.mark.parametrize(
    ("change", "what", "many"),
    [
        (lambda model: model[0].register_buffer("total_ops", torch.zeros(1)), "state_dict_keys", 1),
        (lambda model: model[0].register_forward_hook(lambda *_: None), "hooks", 1),
        (lambda model: model.eval(), "training_flags", 3),
        (replaced, "attributes", 1),
        (lambda model: model(torch.rand(2, 1, 4, 4)), "statistics", 3),
    ],
)
def test_a_snapshot_sees_what_was_left_behind(change: Any, what: str, many: int) -> None:
    model = batch_norm()
    before = snapshot(model)
    change(model)
    found = differences(before, snapshot(model))
    assert found[what] == many
    assert not any(found[other] for other in found if other not in (what, "statistics"))


def test_a_snapshot_sees_replaced_methods_and_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    model = batch_norm()
    before = snapshot(model)
    assert not any(differences(before, snapshot(model)).values())
    monkeypatch.setattr(nn.Conv2d, "__call__", lambda self, x: x)
    monkeypatch.setattr(nn.functional, "linear", lambda *_: None)
    found = differences(before, snapshot(model))
    assert (found["class_methods"], found["torch_functions"]) == (1, 1)


def test_a_snapshot_sees_statistics_move_on_meta_where_they_have_no_values() -> None:
    with torch.device("meta"):
        model = batch_norm()
    before = snapshot(model)
    model(torch.rand(2, 1, 4, 4, device="meta"))
    assert differences(before, snapshot(model))["statistics"] > 0


def test_an_error_is_its_class_and_first_line_without_paths_and_addresses() -> None:
    with Caught() as caught:
        raise ValueError("no /home/somebody/file.py at 0x7f001234\nIf you meant another, say so")
    assert said(caught.error) == "ValueError: no file.py at 0x..."
    with Caught() as caught:
        raise KeyError
    assert said(caught.error) == "KeyError: no message, at raise KeyError"


def test_an_interrupt_is_no_answer() -> None:
    with pytest.raises(KeyboardInterrupt), Caught():
        raise KeyboardInterrupt


def test_a_counter_is_asked_in_a_process_of_its_own(root: Path) -> None:
    program = (
        "import json\nfrom benchmarks.peers.processes import ask\n"
        "print(json.dumps(ask('FlopCounterMode, meta', 'called twice', 'count')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {
        "parameters": None,
        "macs": TRUTHS["called twice"][1],
        "partial": False,
    }
