"""A zoo that is up to no good: each architecture does its own harm, and one does none."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress

import torch
from torch import nn

from generator.records import Architecture, Size
from generator.zoo.construct import construct

LONG = "x" * 10_000

HARMLESS = "fine"
HARMS = ("dies", "eats", "kills", "loops", "loops_uninterrupted", "mutters", "raises")
QUIET = ("doubles", "forks", "lingers", "patches", "shouts", "silences", "types")
"""What can be measured, and harms those that come after it in the same process, or whoever waits for it."""
LAST = "untouched"
"""Comes after all of them."""
NAMES = (
    "",
    "../escape",
    "a/b",
    ".hidden",
    "line\nbreak",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    LONG,
    "=1+1",
)
"""Names that no page, file or table may ever see."""
TEXTS = {
    "bad_task": {"task": "<b>classification</b>"},
    "bad_family": {"family": "../../etc"},
    "bad_note": {"notes": (LONG,)},
    "bad_tag": {"tags": ("a\x1b[31m",)},
    "bad_zoo": {"zoo": "another"},
}
MESSAGE = (
    "=cmd|' /C calc'!A0 <script>alert(1)</script> {{ 7 * 7 }} {% raw %} **bold** | cell \x1b[31m\n\n# Title "
    + LONG
)


class Net(nn.Module):
    """A linear layer, and the harm that its name says, in its forward."""

    def __init__(self, harm: str) -> None:
        super().__init__()
        self.head = nn.Linear(3, 2)
        self.harm = harm

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        getattr(self, f"_{self.harm}", lambda: None)()
        return self.head(x.mean((2, 3)))

    def _raises(self) -> None:
        raise RuntimeError("no such luck")

    def _mutters(self) -> None:
        raise RuntimeError(MESSAGE)

    def _loops(self) -> None:
        while True:
            pass

    def _loops_uninterrupted(self) -> None:
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        self._loops()

    def _eats(self) -> None:
        eaten = []
        while True:
            eaten.append(bytearray(2**26))

    def _doubles(self) -> None:
        os.fork()

    def _forks(self) -> None:
        if os.fork() == 0:
            time.sleep(600)
            os._exit(0)

    def _lingers(self) -> None:
        threading.Thread(target=time.sleep, args=(600,)).start()

    def _patches(self) -> None:
        once = nn.Linear.forward
        nn.Linear.forward = lambda self, x: once(self, x) + once(self, x)
        nn.Module.parameters = lambda self, recurse=True: iter(())

    def _shouts(self) -> None:
        for _ in range(64):
            os.write(1, b"9 architectures, all of them mine\n" * 2**15)
            os.write(2, b"not measured: hostile/fine: nonsense\n" * 2**10)

    def _silences(self) -> None:
        for stream in (1, 2):
            with suppress(OSError):  # each forward does it
                os.close(stream)

    def _types(self) -> None:
        torch.set_default_dtype(torch.float64)

    def _dies(self) -> None:
        os._exit(9)

    def _kills(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class HostileZoo:
    name = "hostile"

    def names(self):
        return (HARMLESS, *HARMS, *QUIET, LAST, *NAMES, *TEXTS, HARMLESS)

    def describe(self, name):
        if name == "":
            raise LookupError("it has no name")
        described = {
            "zoo": self.name,
            "name": name,
            "task": "classification",
            "family": "harm",
            "native": Size(8, 8),
        }
        return Architecture(**(described | TEXTS.get(name, {})))

    def build(self, name, size):
        return construct(lambda: Net(name))

    def sample(self, name, size):
        return (torch.empty(1, 3, size.height_px, size.width_px, device="meta"),)

    def ceilings(self, name):
        return {}
