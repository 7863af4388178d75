"""Runs a function over many arguments in processes, so that one that dies takes nothing with it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

Result = TypeVar("Result")


class LostProcess(RuntimeError):
    """The process that worked on a task ended without an answer."""

    def __init__(self) -> None:
        super().__init__("the process that measured it ended without an answer (killed, or out of memory)")


def run_all(
    function: Callable[..., Result],
    tasks: Sequence[tuple[Any, ...]],
    *,
    jobs: int = 0,
    executor: Executor | None = None,
) -> Iterator[tuple[Any, Result | BaseException]]:
    """Calls ``function(*task)`` for each task and yields (first argument, result or error) as they end.

    Args:
        function: importable by name, since processes are spawned.
        tasks: arguments; the first is what a result is known by.
        jobs: processes; 0 for one a core.
        executor: used instead of processes, and not shut down.

    When a process dies, all tasks under way are run again one by one in processes of their own,
    and those that die again are the ones that are lost.
    """
    if not tasks:
        return
    if executor is not None:
        yield from _elsewhere(executor, function, tasks)
        return
    jobs = min(jobs or os.cpu_count() or 1, len(tasks))
    remaining = list(tasks)
    while remaining:
        with _processes(jobs) as pool:
            suspects = yield from _drain(pool, function, remaining, jobs + 1)
        for task in suspects:
            yield task[0], _alone(function, task)


def _drain(
    pool: Executor, function: Callable[..., Result], remaining: list[tuple[Any, ...]], window: int
) -> Generator[tuple[Any, Result | BaseException], None, list[tuple[Any, ...]]]:
    """Takes tasks out of ``remaining`` and keeps ``window`` of them submitted, until none is left.

    Returns early where the pool breaks, with the tasks that were under way then.
    """
    running: dict[Future[Result], tuple[Any, ...]] = {}
    while remaining or running:
        while remaining and len(running) < window:
            try:
                running[pool.submit(function, *remaining[0])] = remaining[0]
            except BrokenProcessPool:
                if not running:
                    return []  # nothing was lost with it; the next pool goes on
                break
            del remaining[0]
        finished, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in [future for future in running if future in finished]:
            error = future.exception()
            if isinstance(error, BrokenProcessPool):
                return list(running.values())
            task = running.pop(future)
            yield task[0], error if error is not None else future.result()
    return []


def _elsewhere(
    executor: Executor, function: Callable[..., Result], tasks: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[Any, Result | BaseException]]:
    """Runs all tasks on somebody else's executor; those lost with a worker again, one by one.

    Dask gives up a task that was waiting, or running, where several workers died, whatever killed them.
    """
    suspects: list[tuple[Any, ...]] = []
    arguments = {task[0]: task for task in tasks}
    for key, result in _drain(executor, function, list(tasks), len(tasks)):
        if _is_killed(result):
            suspects.append(arguments[key])
        else:
            yield key, result
    for task in suspects:
        future = executor.submit(function, *task)
        error = future.exception()
        if _is_killed(error):
            error = LostProcess()
        yield task[0], error if error is not None else future.result()


def _is_killed(result: object) -> bool:
    """Whether Dask lost several workers to a task; known by name, since Dask need not be installed."""
    return type(result).__name__ == "KilledWorker"


def _alone(function: Callable[..., Result], task: tuple[Any, ...]) -> Result | BaseException:
    with _processes(1) as pool:
        future = pool.submit(function, *task)
        error = future.exception()
    if isinstance(error, BrokenProcessPool):
        return LostProcess()
    return error if error is not None else future.result()


def _processes(jobs: int) -> ProcessPoolExecutor:
    # Spawned, since torch does not survive a fork with threads; one thread each, since the work is Python.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_one_thread)


def _one_thread() -> None:
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"


def _end_with_parent() -> None:
    """A parent that is killed cannot stop its processes: they wait for its end themselves."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
