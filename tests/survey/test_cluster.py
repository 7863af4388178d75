"""A survey on a Dask cluster is the survey of this machine."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import dask
import pytest
from distributed import Client, LocalCluster

from generator import survey
from generator.records import Size
from generator.survey import cluster as module
from generator.survey.cluster import ClusterError, cluster
from generator.survey.foreign import foreign
from generator.survey.pool import run_all
from generator.survey.processes import LostProcess
from tests.cli.conftest import Runner
from tests.faults import hostile
from tests.survey.tasks import dies_at_three

KEYS = ["torchvision/alexnet", "torchvision/squeezenet1_0", "torchvision/vgg11", "timm/vgg11"]


@contextmanager
def workers(count: int, *, profiled: bool) -> Iterator[str]:
    """The scheduler of a cluster of so many worker processes, which inherit the environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED", str(profiled))
        with (
            dask.config.set({"distributed.worker.profile.enabled": profiled}),
            LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=None,
                memory_limit=0,
            ) as local,
        ):
            yield local.scheduler_address


@pytest.fixture(scope="module")
def address(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The scheduler of a cluster of two worker processes; there, as here, a hostile zoo is installed."""
    place = hostile.install(tmp_path_factory.mktemp("hostile"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(root), str(place)]))
        patch.syspath_prepend(place)
        foreign.cache_clear()
        with workers(2, profiled=False) as found:
            yield found
    foreign.cache_clear()


def test_a_worker_that_is_profiled_is_refused_with_what_to_do() -> None:
    with (
        workers(1, profiled=True) as profiled,
        pytest.raises(ClusterError, match=r"runs Dask's profiler.*PROFILE__ENABLED=False"),
        cluster(profiled, survey.provenance, here=survey.provenance()),
    ):
        pass


def test_the_command_writes_on_a_cluster_what_is_measured_here(
    run: Runner, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("survey", *KEYS, "--px", "224", "--scheduler", address, "--fresh", "--out", "there")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "4 architectures, 4 measurements, 0 refusals, 0 reused, " in result.stderr
    here = {key: survey.finish(key, (Size(224, 224),)) for key in KEYS}
    for zoo in ("timm", "torchvision"):
        lines = [f"{here[key].line}\n" for key in sorted(here) if key.startswith(f"{zoo}/")]
        assert (tmp_path / "there" / f"{zoo}.jsonl").read_text() == "".join(lines)
    for key, finished in here.items():
        assert (tmp_path / "there" / "layers" / f"{key}.json").read_text() == f"{finished.layers}\n"


def test_a_worker_that_dies_of_a_task_costs_that_task_alone(address: str) -> None:
    with cluster(address, survey.provenance, here=survey.provenance()) as executor:
        results = dict(run_all(dies_at_three, [(value,) for value in range(5)], executor=executor))
    assert isinstance(results.pop(3), LostProcess)
    assert results == {value: value * value for value in (0, 1, 2, 4)}


def test_a_third_party_zoo_harms_no_worker_and_no_other_architecture(address: str) -> None:
    """Each of its architectures has a process of its own there too: what ends it, or changes torch, ends with it."""
    keys = [f"hostile/{name}" for name in ("patches", "kills", "overflows", hostile.HARMLESS)]
    with (
        Client(address, set_as_default=False) as client,
        cluster(address, survey.environment, here=survey.environment()) as executor,
    ):
        before = client.run(os.getpid)
        found = {
            outcome.finished.key: outcome.weighing.entry
            for outcome in survey.survey(keys, sizes=(Size(8, 8),), executor=executor, seconds=60)
        }
        assert client.run(os.getpid) == before
    assert {
        key: [one.message.partition(" (")[2] for one in entry.refusals] for key, entry in found.items()
    } == {
        **{key: [] for key in keys},
        "hostile/kills": ["killed by SIGKILL: from outside, or by a system that is out of memory)"],
        "hostile/overflows": [
            "killed by SIGSEGV: a stack overflow, as of a recursion without end, is a likely cause)"
        ],
    }
    numbers = found[keys[-1]].native.numbers
    assert (numbers.parameters, numbers.macs) == (3 * 2 + 2, 3 * 2)


def test_a_worker_without_the_package_of_a_zoo_is_refused(address: str) -> None:
    here = (*survey.identity(), ("sparrows = aviary:Sparrows of aviary 2.0",))
    with (
        pytest.raises(ClusterError, match=r"worker .* differs from this machine: .*aviary 2\.0.* here"),
        cluster(address, survey.environment, here=here),
    ):
        pass


def test_a_worker_of_other_versions_is_refused_by_name(address: str) -> None:
    other = replace(survey.provenance(), timm="1.0.30")
    with (
        pytest.raises(ClusterError, match=r"worker tcp://127\.0\.0\.1:\d+ differs from this machine: "),
        cluster(address, survey.provenance, here=other),
    ):
        pass


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.mark.parametrize("address", ["nonsense://x", "tcp://127.0.0.1:{port}", "127.0.0.1"])
def test_an_address_where_nothing_answers_is_an_error_of_one_sentence(
    run: Runner, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAIT_S", 1)
    there = address.format(port=closed_port())
    result = run("survey", "torchvision/alexnet", "--scheduler", there, "--out", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: no Dask scheduler answers at {there}\n"


def test_without_dask_the_error_names_the_extra(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = run("survey", "torchvision/alexnet", "--scheduler", "tcp://127.0.0.1:1", "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: --scheduler needs Dask, and distributed is not installed: pip install 'netweight[dask]'\n",
    )


def test_processes_and_a_cluster_exclude_each_other(run: Runner, tmp_path: Path) -> None:
    result = run("survey", "--scheduler", "tcp://127.0.0.1:1", "--jobs", "2", "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: --jobs is for the processes of this machine, --scheduler for a cluster: choose one\n",
    )
