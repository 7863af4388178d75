"""Runs a function over many arguments in processes, so that one that dies takes nothing with it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ThreadPoolExecutor,
    as_completed,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from generator.survey.processes import LostProcess, processes, uninterrupted
from generator.survey.watchdog import Watchdog, announced

LOOK_S = 1.0
"""Seconds between two looks at the clock while no task ends."""

Result = TypeVar("Result")


def run_all(
    function: Callable[..., Result],
    tasks: Sequence[tuple[Any, ...]],
    *,
    jobs: int = 0,
    executor: Executor | None = None,
    seconds: float = float("inf"),
    apart: Collection[Any] = (),
) -> Iterator[tuple[Any, Result | BaseException]]:
    """Calls ``function(*task)`` for each task and yields (first argument, result or error) as they end.

    Args:
        function: importable by name, since processes are spawned.
        tasks: arguments; the first is what a result is known by.
        jobs: processes; 0 for one a core.
        executor: used instead of processes, and not shut down.
        seconds: after which the process of a task is ended.
        apart: first arguments of tasks that get a process each, which does nothing before or after and is ended with
            all that it started; for code that may change the process it runs in. On an ``executor`` too.

    A process has a limit of memory (:func:`~generator.survey.watchdog.share_of_memory`). When one dies, all tasks under way are run again one by one in processes of their own,
    and those that die again are the ones that are lost.
    """
    if not tasks:
        return
    if executor is not None:
        yield from _elsewhere(executor, function, tasks, seconds, apart)
        return
    jobs = min(jobs or os.cpu_count() or 1, len(tasks))
    remaining = [task for task in tasks if task[0] not in apart]
    while remaining:
        with processes(jobs, seconds) as (pool, dog, _):
            suspects = yield from _drain(pool, function, remaining, jobs + 1, dog)
        for task in suspects:
            yield task[0], dog.error() if task[0] in dog.overdue else _alone(function, task, seconds)
    yield from _each_apart(function, [task for task in tasks if task[0] in apart], jobs, seconds)


def _each_apart(
    function: Callable[..., Result], tasks: Sequence[tuple[Any, ...]], jobs: int, seconds: float
) -> Iterator[tuple[Any, Result | BaseException]]:
    """Runs each task in a process of its own, ``jobs`` of them at a time."""
    if not tasks:
        return
    dogs: list[Watchdog] = []
    with ThreadPoolExecutor(jobs) as threads:
        futures = {threads.submit(_alone, function, task, seconds, dogs, jobs): task[0] for task in tasks}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BaseException:  # Ctrl-C: nothing is waited for
            threads.shutdown(wait=False, cancel_futures=True)
            for dog in dogs:
                dog.end()
            raise


def _drain(
    pool: Executor,
    function: Callable[..., Result],
    remaining: list[tuple[Any, ...]],
    window: int,
    dog: Watchdog | None = None,
) -> Generator[tuple[Any, Result | BaseException], None, list[tuple[Any, ...]]]:
    """Takes tasks out of ``remaining`` and keeps ``window`` of them submitted, until none is left.

    Returns early where the pool breaks, with the tasks that were under way then.
    """
    running: dict[Future[Result], tuple[Any, ...]] = {}
    while remaining or running:
        while remaining and len(running) < window:
            try:
                running[_submitted(pool, function, remaining[0], dog)] = remaining[0]
            except BrokenProcessPool:
                if not running:
                    return []  # nothing was lost with it; the next pool goes on
                break
            del remaining[0]
        finished, _ = wait(running, timeout=LOOK_S if dog else None, return_when=FIRST_COMPLETED)
        if dog is not None:
            dog.look()
        for future in [future for future in running if future in finished]:
            error = future.exception()
            if isinstance(error, BrokenProcessPool):
                return list(running.values())
            task = running.pop(future)
            if dog is not None:
                dog.done(task[0])
            yield task[0], error if error is not None else future.result()
    return []


def _submitted(
    pool: Executor, function: Callable[..., Result], task: tuple[Any, ...], dog: Watchdog | None
) -> Future[Result]:
    if dog is None:
        return pool.submit(function, *task)
    with uninterrupted():
        return pool.submit(announced, function, task)


def _elsewhere(
    executor: Executor,
    function: Callable[..., Result],
    tasks: Sequence[tuple[Any, ...]],
    seconds: float,
    apart: Collection[Any],
) -> Iterator[tuple[Any, Result | BaseException]]:
    """Runs all tasks on somebody else's executor; those lost with a worker again, one by one.

    Dask gives up a task that was waiting, or running, where several workers died, whatever killed them.
    """
    suspects: list[tuple[Any, ...]] = []
    calls = {task[0]: (task[0], function, task, seconds, task[0] in apart) for task in tasks}
    for key, result in _drain(executor, _there, list(calls.values()), len(tasks)):
        if _is_killed(result):
            suspects.append(calls[key])
        else:
            yield key, result
    for call in suspects:
        future = executor.submit(_there, *call)
        error = future.exception()
        if _is_killed(error):
            error = LostProcess()
        yield call[0], error if error is not None else future.result()


def _there(
    key: object, function: Callable[..., Result], task: tuple[Any, ...], seconds: float, apart: bool
) -> Result | BaseException:
    """One task in a worker that is not ours; one that works apart in a process that the worker starts for it."""
    if not apart:
        return function(*task)
    # Dask's nanny starts workers as daemons, which may not start a process; the one that is started here ends with it.
    multiprocessing.current_process().daemon = False
    return _alone(function, task, seconds, [], os.cpu_count() or 1)


def _is_killed(result: object) -> bool:
    """Whether Dask lost several workers to a task; known by name, since Dask need not be installed."""
    return type(result).__name__ == "KilledWorker"


def _alone(
    function: Callable[..., Result],
    task: tuple[Any, ...],
    seconds: float,
    dogs: list[Watchdog] | None = None,
    sharing: int = 1,
) -> Result | BaseException:
    """One task in a new process; with ``dogs``, which its watchdog joins, apart from everything else."""
    with processes(1, seconds, apart=dogs is not None, sharing=sharing) as (pool, dog, born):
        if dogs is not None:
            dogs.append(dog)
        answers = dict(_drain(pool, function, [task], 1, dog))
    if task[0] in dog.overdue:
        return dog.error()
    result: Result | BaseException = answers[task[0]] if task[0] in answers else born.how()
    return result
