"""New processes for one survey, who watches them, and how they ended."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import ForkServerContext, ForkServerProcess, SpawnContext, SpawnProcess
from typing import Any

from generator.survey.watchdog import LIBRARIES, Watchdog, prepare, share_of_memory

_CAUSES = {
    "SIGSEGV": "a stack overflow, as of a recursion without end, is a likely cause",
    "SIGBUS": "a stack overflow, as of a recursion without end, is a likely cause",
    "SIGKILL": "from outside, or by a system that is out of memory",
}
"""What is likely behind the signal that a process died of."""


class LostProcess(RuntimeError):
    """The process that worked on a task ended without an answer."""

    def __init__(self, how: str = "killed, or out of memory") -> None:
        super().__init__(how)

    def __str__(self) -> str:
        """One line; the arguments stay what they were, since the error travels between machines."""
        return f"its process ended without an answer ({self.args[0]})"


class Born:
    """The processes of one pool, so that it is known how they ended."""

    def __init__(self) -> None:
        self.all: list[SpawnProcess | ForkServerProcess] = []

    def how(self) -> LostProcess:
        """The end of the only process of a pool that is closed."""
        codes = [process.exitcode for process in self.all]
        return LostProcess() if len(codes) != 1 or codes[0] is None else LostProcess(ending(codes[0]))


def ending(code: int) -> str:
    """From an exit code as :mod:`multiprocessing` has it, a signal as its number below zero, to words."""
    if code >= 0:
        return f"it exits, with status {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"killed by {name}: {_CAUSES[name]}" if name in _CAUSES else f"killed by {name}"


@contextmanager
def processes(
    jobs: int, seconds: float, *, apart: bool = False, sharing: int = 0
) -> Iterator[tuple[ProcessPoolExecutor, Watchdog, Born]]:
    """New processes, and who watches them; those that are interrupted, or work ``apart``, are not waited for.

    Args:
        jobs: how many.
        seconds: after which the process of a task is ended.
        apart: for code that is not ours; see :func:`~generator.survey.watchdog.prepare`.
        sharing: processes that the memory is divided by, if not ``jobs``.
    """
    born = Born()
    context = _context(born.all.append, apart=apart)
    dog = Watchdog(context, seconds)
    given = (dog.reports, share_of_memory(sharing or jobs), apart)
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=prepare, initargs=given) as pool:
        try:
            yield pool, dog, born
        except BaseException:
            dog.end()
            raise
        if apart:
            dog.end()


def _context(add: Callable[[Any], None], *, apart: bool) -> SpawnContext | ForkServerContext:
    """What starts processes, and tells of each: new ones, since torch does not survive a fork with threads.

    Of those that work apart there is one for each task: on Linux each is a copy of a process that did nothing but
    import the libraries, in one thread, rather than the import anew.
    """
    if apart and sys.platform == "linux":
        multiprocessing.set_forkserver_preload(list(LIBRARIES))
        forking = ForkServerContext()
        forking.Process = _telling(ForkServerProcess, add)  # type: ignore[misc, assignment]
        return forking
    spawning = SpawnContext()
    spawning.Process = _telling(SpawnProcess, add)  # type: ignore[misc, assignment]
    return spawning


def _telling(kind: type[Any], add: Callable[[Any], None]) -> Callable[..., Any]:
    """A class whose new objects are told of."""

    def made(*args: Any, **kwargs: Any) -> Any:
        process = kind(*args, **kwargs)
        add(process)
        return process

    return made


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Processes that are started inside do not see Ctrl-C before they can ignore it; this one sees it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
