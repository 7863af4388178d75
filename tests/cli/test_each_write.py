"""Ctrl-C, or a disk that is full, at each write of a command: files whole, one line, and the same command does the rest."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from generator.dataset import write_dataset
from tests import factories
from tests.cli.conftest import Runner, StandIn

MOST = 12
"""Writes of one command that are tried, evenly chosen where it has more."""


class Full(OSError):
    """What the system answers on a full disk."""

    def __init__(self) -> None:
        super().__init__(errno.ENOSPC, os.strerror(errno.ENOSPC))


@dataclass
class Case:
    """A command in a directory that is prepared for it."""

    prepare: Callable[[Path], None]
    words: tuple[str, ...]


@pytest.fixture
def cases(run: Runner, tmp_path: Path, installed: StandIn) -> dict[str, Case]:
    def datasets(place: Path) -> None:
        write_dataset(factories.dataset(), place / "data")

    def released(place: Path) -> None:
        datasets(place)
        assert run("release", "2026.10.01", "--data", place / "data").exit_code == 0
        write_dataset(factories.dataset(7), place / "data")

    def rendered(place: Path) -> None:
        write_dataset(factories.dataset(3), place / "data")
        assert run("render", "--data", place / "data", "--docs", place / "docs").exit_code == 0
        datasets(place)

    def parts(place: Path) -> None:
        for index in (1, 2):
            run("survey", "--shard", f"{index}/2", "--out", place / f"part{index}")
        write_dataset(factories.dataset(3), place / "data")

    def exported(place: Path) -> None:
        datasets(place)
        (place / "rows.csv").write_text("old\n")

    def weighed(place: Path) -> None:
        datasets(place)
        (place / "report.md").write_text("old\n")

    weighing = ("weigh", "tests.cli.nets:plain", "--input", "3x8x8", "--out", "report.md", "--data", "data")
    return {
        "survey": Case(
            lambda place: write_dataset(factories.dataset(3), place / "data"), ("survey", "--out", "data")
        ),
        "merge": Case(parts, ("merge", "part1", "part2", "--out", "data")),
        "render": Case(rendered, ("render", "--data", "data", "--docs", "docs")),
        "release": Case(datasets, ("release", "2026.11.01", "--data", "data")),
        "second release": Case(released, ("release", "2026.11.01", "--data", "data")),
        "export": Case(exported, ("export", "--format", "csv", "--data", "data", "--output", "rows.csv")),
        "weigh": Case(weighed, weighing),
    }


NAMES = ("survey", "merge", "render", "release", "second release", "export", "weigh")


def contents(place: Path) -> dict[str, bytes]:
    return {
        path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()
    }


def failing(monkeypatch: pytest.MonkeyPatch, number: int, error: type[BaseException]) -> Iterator[int]:
    """Lets the write of that number fail where it would reach the disk; counts the writes."""
    writes, flush = count(1), os.fsync

    def fsync(handle: int) -> None:
        if next(writes) == number:
            raise error
        flush(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    return writes


def written(run: Runner, case: Case, place: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many files a command writes."""
    with monkeypatch.context() as patched:
        patched.chdir(place)
        writes = failing(patched, 0, KeyboardInterrupt)
        assert run(*case.words).exit_code == 0
        return next(writes) - 1


@pytest.mark.parametrize("error", [KeyboardInterrupt, Full], ids=["interrupted", "full"])
@pytest.mark.parametrize("name", NAMES)
def test_a_command_that_ends_at_any_write_leaves_whole_files_and_is_completed_by_the_next_run(
    run: Runner,
    cases: dict[str, Case],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    error: type[BaseException],
) -> None:
    case, source, whole = cases[name], tmp_path / "source", tmp_path / "whole"
    source.mkdir()
    case.prepare(source)
    shutil.copytree(source, whole)
    total = written(run, case, whole, monkeypatch)
    before, after = contents(source), contents(whole)
    assert total >= 1
    assert after != before
    for number in sorted({1 + (total - 1) * step // (MOST - 1) for step in range(MOST)}):
        place = tmp_path / str(number)
        shutil.copytree(source, place)
        with monkeypatch.context() as patched:
            patched.chdir(place)
            failing(patched, number, error)
            ended = run(*case.words)
        left = contents(place)
        assert before.keys() & after.keys() <= left.keys()
        for path, content in left.items():
            assert content in (before.get(path), after.get(path)), path
        last = ended.stderr.splitlines()[-1]
        if error is Full:
            assert ended.exit_code == 2
            path, said = last.removeprefix("Error: ").rsplit(": ", 1)
            assert said == "No space left on device"
            assert path.removesuffix(": cannot be written") in after
        else:
            assert ended.exit_code == 130
            assert last.startswith("interrupted: ")
            assert "the same command " in last
        with monkeypatch.context() as patched:
            patched.chdir(place)
            assert run(*case.words).exit_code == 0
        assert contents(place) == after
        shutil.rmtree(place)


def test_an_interrupted_command_says_that_every_file_is_whole(
    run: Runner, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, 1, KeyboardInterrupt)
    result = run("release", "2026.11.01", "--data", data)
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == (
        "interrupted: every file is what it was or what it was to become; the same command does the rest\n"
    )


def test_a_release_that_is_complete_or_of_another_dataset_is_not_made_again(run: Runner, data: Path) -> None:
    for name, width in (("2026.10.01", None), ("2026.11.01", 7)):
        if width:
            write_dataset(factories.dataset(width), data)
        assert run("release", name, "--data", data).exit_code == 0
    again = run("release", "2026.11.01", "--data", data)
    assert (again.exit_code, again.stdout) == (2, "")
    (data / "changes" / "2026.11.01.json").unlink()
    assert run("release", "2026.11.01", "--data", data).exit_code == 0
    (data / "changes" / "2026.11.01.json").unlink()
    write_dataset(factories.dataset(4), data)
    assert run("release", "2026.11.01", "--data", data).exit_code == 2
    assert not (data / "changes" / "2026.11.01.json").exists()
