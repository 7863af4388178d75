"""A Dask cluster as an executor; Dask is an optional extra and imported when a cluster is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

WAIT_S = 20
"""Seconds that the scheduler may take to answer, and to have a worker."""


class ClusterError(RuntimeError):
    """The cluster cannot be used; the message says why and what to do."""


@contextmanager
def cluster(address: str, identity: Callable[[], Any], *, here: Any) -> Iterator[Executor]:
    """The executor of the Dask scheduler at ``address``, such as ``tcp://host:8786``.

    Args:
        address: of the scheduler.
        identity: importable by name, and called on every worker.
        here: what it must return there.

    Raises:
        ClusterError: Dask is not installed, nothing answers at the address, there is no worker, or a
            worker would measure with other versions or other code, or is profiled.
    """
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise ClusterError(
            f"--scheduler needs Dask, and {error.name} is not installed: pip install 'netweight[dask]'"
        ) from error
    try:
        connect: Any = distributed.Client  # has no types
        client = connect(address, timeout=WAIT_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ClusterError(f"no Dask scheduler answers at {address}") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=WAIT_S)
        except TimeoutError as error:
            raise ClusterError(f"the scheduler at {address} has no worker after {WAIT_S} s") from error
        try:
            answers = client.run(identity)
        except Exception as error:
            name = type(error).__name__
            raise ClusterError(f"a worker of {address} cannot measure: {name}: {error}") from error
        _compare(answers, here)
        _refuse_profilers(client.run(has_profiler))
        yield client.get_executor(pure=False)


def has_profiler() -> bool:
    """Whether Dask's statistical profiler looks at the threads of this worker.

    It holds the frames it looks at, and with them tensors that a forward has let go: peaks would depend on when it
    looked.
    """
    import dask

    return bool(dask.config.get("distributed.worker.profile.enabled", True))


def _refuse_profilers(answers: Mapping[str, bool]) -> None:
    for worker, profiled in sorted(answers.items()):
        if profiled:
            raise ClusterError(
                f"worker {worker} runs Dask's profiler, which keeps tensors alive: start workers with "
                "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED=False"
            )


def _compare(answers: Mapping[str, Any], ours: Any) -> None:
    for worker, theirs in sorted(answers.items()):
        if theirs != ours:
            raise ClusterError(f"worker {worker} differs from this machine: {theirs} there, {ours} here")
