"""A zoo that is up to no good: each architecture does its own harm, and one does none."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import torch
from torch import nn

from generator.records import Architecture, Size
from generator.zoo.construct import construct

LONG = "x" * 10_000

HARMLESS = "fine"
HARMS = (
    "babbles",
    "dies",
    "eats",
    "interrupts",
    "kills",
    "loops",
    "loops_uninterrupted",
    "mutters",
    "nests",
    "overflows",
    "raises",
    "recurses",
    "recurses_deep",
    "stammers",
)
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
UNDESCRIBED = ("untold_deep", "untold")
"""Their descriptions are recursions without end: one ends the process that asks for them."""
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


class Unspeakable(Exception):
    """What it says of itself is a recursion without end."""

    def __str__(self) -> str:
        return str(self)

    __repr__ = __str__


class Endless(Exception):
    """What it says of itself has no end."""

    def __str__(self) -> str:
        while threading.main_thread().is_alive():
            pass
        return "over"


class Unending(list):
    """An output that holds itself, and can neither be counted, nor compared, nor printed."""

    def __len__(self) -> int:
        return len(self)

    def __eq__(self, other: object) -> bool:
        return self == other

    __hash__ = None

    def __repr__(self) -> str:
        return repr(self)


class Nameless:
    """A name that is none, and does not say what it is instead."""

    def __repr__(self) -> str:
        return repr(self)


def recurse() -> None:
    """Calls of Python only: they fill memory, and not the stack."""
    recurse()


def overflow() -> None:
    """Each call goes by way of C, and takes of its stack."""
    sys.setrecursionlimit(10**9)
    str(Unspeakable())


class Net(nn.Module):
    """A linear layer, and the harm that its name says, in its forward."""

    def __init__(self, harm: str) -> None:
        super().__init__()
        self.head = nn.Linear(3, 2)
        self.harm = harm

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        instead = getattr(self, f"_{self.harm}", lambda: None)()
        out = self.head(x.mean((2, 3)))
        return out if instead is None else instead(out)

    def _raises(self) -> None:
        raise RuntimeError("no such luck")

    def _recurses(self) -> None:
        recurse()

    def _recurses_deep(self) -> None:
        sys.setrecursionlimit(10**9)
        recurse()

    def _overflows(self) -> None:
        overflow()

    def _stammers(self) -> None:
        raise Unspeakable

    def _babbles(self) -> None:
        raise Endless

    def _interrupts(self) -> None:
        raise KeyboardInterrupt

    def _nests(self):
        def nested(out):
            outer = Unending([out])
            outer.append(outer)
            return outer

        return nested

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


def install(place: Path, points: str = "hostile = tests.faults.hostile:HostileZoo\n") -> Path:
    """What makes this a package with entry points, for a process that has the folder on its path."""
    facts = place / "hostile_zoo-1.0.dist-info"
    facts.mkdir(parents=True)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: hostile-zoo\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text(f"[netweight.zoos]\n{points}")
    return place


class UnlistedZoo:
    """Its names are a recursion without end."""

    name = "unlisted"

    def names(self):
        return self.names()


class OverflowingZoo(UnlistedZoo):
    """Its names end the process that asks for them."""

    name = "overflowing"

    def names(self):
        overflow()


class HostileZoo:
    name = "hostile"

    def names(self):
        names = (HARMLESS, *HARMS, *QUIET, LAST, *UNDESCRIBED, *NAMES, *TEXTS, HARMLESS)
        return (*names[:3], Nameless(), *names[3:])

    def describe(self, name):
        if name == "":
            raise LookupError("it has no name")
        if name == "untold":
            raise Unspeakable
        if name == "untold_deep":
            overflow()
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
