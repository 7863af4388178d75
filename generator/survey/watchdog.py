"""What a worker process may take: memory by a limit of the system, time by a parent that looks at its clock."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from multiprocessing.context import BaseContext
from multiprocessing.queues import SimpleQueue
from typing import Any

LEAST_BYTES = 4 * 2**30
"""A worker may always have so much: what the largest architectures of the zoos need is less."""


LIBRARIES = ("generator.zoo", "generator.trace", "generator.account")
"""What a process that measures one architecture imports before: torch and the built-in zoos."""

DEEPEST = 50_000
"""Calls that code which is not ours may nest, whatever it asks for: without a bound, a recursion would fill all memory."""


class _Worker:
    """What this process is as a worker; nothing in any other."""

    reports: SimpleQueue[tuple[int, Hashable]] | None = None
    """Where it says what it begins."""


class Overdue(TimeoutError):
    """A process that gave no answer in its time, and did not stop when it was asked to."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"no result after {seconds:.0f} s, in code that cannot be interrupted: its process was ended"
        )


class Watchdog:
    """Knows which process works on which task since when, and ends those that are over their time."""

    def __init__(self, context: BaseContext, seconds: float) -> None:
        """``seconds`` is what a task may take, the time in which it should have stopped by itself included."""
        self._seconds = seconds
        self.reports: SimpleQueue[tuple[int, Hashable]] = context.SimpleQueue()
        self._begun: dict[Hashable, tuple[int, float]] = {}
        self._groups: set[int] = set()
        self.overdue: set[Hashable] = set()

    def done(self, task: Hashable) -> None:
        """A task has its answer."""
        self._read()
        self._begun.pop(task, None)

    def look(self) -> None:
        """Ends the processes of tasks that are over their time; their pool breaks."""
        self._read()
        now = time.monotonic()
        for task, (process, since) in list(self._begun.items()):
            if now - since > self._seconds:
                self.overdue.add(task)
                del self._begun[task]
                os.kill(process, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)

    def end(self) -> None:
        """Ends every process that has said that it begins, and, where it leads a group, all that it started."""
        self._read()
        for process in sorted(self._groups):
            with suppress(ProcessLookupError, PermissionError):
                if hasattr(os, "killpg") and os.getpgid(process) == process:
                    os.killpg(process, signal.SIGKILL)
                else:
                    os.kill(process, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)

    def error(self) -> Overdue:
        """What an overdue task is answered with."""
        return Overdue(self._seconds)

    def _read(self) -> None:
        while not self.reports.empty():
            process, task = self.reports.get()
            self._begun[task] = (process, time.monotonic())
            self._groups.add(process)


def prepare(reports: SimpleQueue[tuple[int, Hashable]], memory_bytes: int, apart: bool = False) -> None:
    """Makes a new process a worker: one thread, no Ctrl-C, an end with its parent, a limit of memory.

    ``apart``, for code that is not ours, it leads a group of its own, so that what it starts ends with it, and what it
    prints is nobody's; it nests no more than ``DEEPEST`` calls; the libraries are imported before, since their import is not
    the time of the one task that it has.
    """
    _Worker.reports = reports
    if apart:
        if hasattr(os, "setpgid"):
            os.setpgid(0, 0)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        limit = memory_bytes if most == resource.RLIM_INFINITY else min(memory_bytes, most)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, most))
        if apart:
            resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if apart:
        allowed = sys.setrecursionlimit
        sys.setrecursionlimit = lambda limit: allowed(min(limit, DEEPEST))
        for name in LIBRARIES:
            importlib.import_module(name)


def announced(function: Callable[..., Any], task: tuple[Any, ...]) -> Any:
    """Calls ``function(*task)`` in a worker and says first that it begins."""
    if _Worker.reports is not None:
        _Worker.reports.put((os.getpid(), task[0]))
    return function(*task)


def share_of_memory(jobs: int) -> int:
    """Bytes that each of ``jobs`` processes may have: an equal part of four fifths of the machine, or ``LEAST_BYTES``."""
    try:
        physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # no such figure on this system
        return LEAST_BYTES
    return max(physical * 4 // 5 // jobs, LEAST_BYTES)


def _end_with_parent() -> None:
    """A parent that is killed cannot stop its processes: they wait for its end themselves."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(1)
