"""The commands that are killed, what they start from, and which of their files count."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator.dataset import read_dataset, write_dataset

ROOT = Path(__file__).resolve().parents[2]
NAMES = "alexnet resnet18 squeezenet1_0 squeezenet1_1 vgg11".split()
KEYS = [f"torchvision/{name}" for name in NAMES]

Files = Mapping[str, bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A command in a directory that ``prepare`` fills; ``finished`` counts what an interrupted run has to keep."""

    name: str
    words: tuple[str, ...]
    prepare: Callable[[Path], None]
    finished: str = ""
    """Pattern of files each of which is work that is done and must outlive the kill."""


def command(words: tuple[str, ...], place: Path, errors: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """``netweight`` with these words, in a process group of its own; ``errors`` takes what it says."""
    return subprocess.Popen(
        [sys.executable, "-m", "generator", *words],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=errors,
        process_group=0,
    )


def undisturbed(words: tuple[str, ...], place: Path) -> float:
    """Runs to the end; the seconds it took.

    Raises:
        RuntimeError: it failed.
    """
    began = time.monotonic()
    status = command(words, place).wait()
    if status:
        raise RuntimeError(f"{' '.join(words)} ended with status {status} in {place}")
    return time.monotonic() - began


def killed(words: tuple[str, ...], place: Path, seconds: float) -> bool:
    """Kills the whole group after so many seconds; whether it still ran."""
    process = command(words, place)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def files(place: Path) -> dict[str, bytes]:
    """Every file that a reader would open: temporary ones begin with a dot and are opened by nothing."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file() and not path.name.endswith(".partial")
    }


def surveying() -> Run:
    """Five architectures, from nothing; every stored result is kept work."""
    words = ("survey", *KEYS, "--px", "224", "--jobs", "1", "--out", "data")
    return Run(
        name="survey", words=words, prepare=lambda place: None, finished=".netweight/store/torchvision/*.json"
    )


def merging(source: Path) -> Run:
    """Two shards into a directory that holds a dataset of one of them already."""
    for number in (1, 2):
        words = (
            "survey",
            *KEYS,
            "--px",
            "224",
            "--jobs",
            "1",
            "--shard",
            f"{number}/2",
            "--out",
            f"part{number}",
        )
        undisturbed(words, source)
    undisturbed(("survey", *KEYS[:2], "--px", "224", "--jobs", "1", "--out", "old"), source)

    def prepare(place: Path) -> None:
        for name in ("part1", "part2"):
            shutil.copytree(source / name, place / name)
        shutil.copytree(source / "old", place / "data")

    return Run(name="merge", words=("merge", "part1", "part2", "--out", "data"), prepare=prepare)


def rendering(source: Path) -> Run:
    """The pages of every fifteenth architecture of the committed dataset, over those of every thirtieth."""
    dataset = read_dataset(ROOT / "docs" / "data")
    for name, step in (("old", 30), ("new", 15)):
        write_dataset(replace(dataset, entries=dataset.entries[::step]), source / name)
    undisturbed(("render", "--docs", "docs", "--data", "old"), source)

    def prepare(place: Path) -> None:
        for name in ("docs", "new"):
            shutil.copytree(source / name, place / name)

    return Run(name="render", words=("render", "--docs", "docs", "--data", "new"), prepare=prepare)


def releasing(source: Path) -> Run:
    """Every fifteenth architecture of the committed dataset, after a release of every thirtieth."""
    dataset = read_dataset(ROOT / "docs" / "data")
    write_dataset(replace(dataset, entries=dataset.entries[::30]), source / "data")
    undisturbed(("release", "2026.01.01", "--data", "data"), source)
    write_dataset(replace(dataset, entries=dataset.entries[::15]), source / "data")

    def prepare(place: Path) -> None:
        shutil.copytree(source / "data", place / "data")

    return Run(name="release", words=("release", "2026.01.02", "--data", "data"), prepare=prepare)
