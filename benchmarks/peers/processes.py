"""One counter, one case, one process: an answer, or the error's own words."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import select
import signal
import sys
import traceback
import warnings
from contextlib import redirect_stderr, redirect_stdout
from pathlib import PurePath
from typing import Any, NoReturn

import torch
from torch import nn

from benchmarks.peers.architectures import ARCHITECTURES
from benchmarks.peers.callers import Answer
from benchmarks.peers.counters import CALLERS, Caller
from benchmarks.peers.state import differences, snapshot
from benchmarks.peers.traps import TRAPS, Case

LIMIT_S = 600
"""Seconds that one counter may take for one case."""

SPECIMEN = "torchvision/resnet18"
"""Whose state is compared before and after a call; it is handed over in training mode."""

_PATH = re.compile(r"(?:/[\w.+-]+){2,}")
_ADDRESS = re.compile(r"0x[0-9a-f]{4,}")
_LONGEST = 240


class Caught:
    """Holds the exception of its block: whatever a counter raises is its answer to the case."""

    error: Exception

    def __enter__(self) -> Caught:
        """The holder itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        """Ends the block quietly for an exception, and not for an exit or an interrupt."""
        if isinstance(error, Exception):
            self.error = error
            return True
        return False


def specimen() -> Case:
    """ResNet-18 with random weights at 224 px."""
    from torchvision.models import resnet18

    return Case(name=SPECIMEN, meaning="", build=resnet18, shape=(3, 224, 224))


def said(error: BaseException) -> str:
    """The last line of a traceback: the error's class and its message's first line, without this machine's paths.

    Where the message is empty, the statement that raised it.
    """
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    if not lines:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [f"no message, at {frames[-1].line}" if frames else "no message"]
    text = _PATH.sub(lambda found: PurePath(found[0]).name, lines[0])
    text = f"{type(error).__name__}: {_ADDRESS.sub('0x...', text)}"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def ask(counter: str, case: str, kind: str) -> dict[str, Any]:
    """What a counter says of a case, or what it leaves behind, from a process of its own.

    The process is a fork of this one, which has imported torch and the zoos and done nothing with them. It is no
    child of multiprocessing, in which one of the counters refuses to run.

    Args:
        counter: a caller's name.
        case: a case's name.
        kind: ``count`` or ``state``.

    Returns:
        The fields of an answer or of a difference, or ``error`` alone.
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _child(writing, counter, case, kind)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        ready, _, _ = select.select([pipe], [], [], LIMIT_S)
        text = pipe.read() if ready else b""
    if not ready:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not ready:
        return {"error": f"no answer within {LIMIT_S} seconds"}
    if not text:
        return {"error": f"the process ended with code {os.waitstatus_to_exitcode(status)}"}
    return json.loads(text)


def _child(writing: int, counter: str, case: str, kind: str) -> NoReturn:
    """The life of the other process: it ends here, whatever happens, without the parent's exit handlers."""
    code = 1
    try:
        os.write(writing, json.dumps(_work(counter, case, kind)).encode())
        code = 0
    finally:
        os._exit(code)


def _work(counter: str, case: str, kind: str) -> dict[str, Any]:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    caller = next(one for one in CALLERS if one.name == counter)
    wanted = next(one for one in (*TRAPS, *ARCHITECTURES, specimen()) if one.name == case)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return _state(caller, wanted) if kind == "state" else _count(caller, wanted)


def _built(caller: Caller, case: Case) -> nn.Module:
    with torch.device(caller.device):
        return case.build()


def _count(caller: Caller, case: Case) -> dict[str, Any]:
    model = _built(caller, case).eval()
    answer, error = _answer(caller, model, case)
    if answer is None:
        return {"error": error}
    return {"parameters": answer.parameters, "macs": answer.macs, "partial": answer.partial}


def _state(caller: Caller, case: Case) -> dict[str, Any]:
    model = _built(caller, case).train()
    before = snapshot(model)
    _, error = _answer(caller, model, case)
    return {"error": error, **differences(before, snapshot(model))}


def _answer(caller: Caller, model: nn.Module, case: Case) -> tuple[Answer | None, str]:
    with Caught() as caught:
        return caller.run(model, case), ""
    return None, said(caught.error)
