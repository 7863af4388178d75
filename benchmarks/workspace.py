"""A copy of the project in which a benchmark renders and builds, and children whose cost is known."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from generator.dataset import layers_path, write_dataset
from generator.records import Dataset
from generator.render import GENERATED_DIRECTORIES

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "docs/data"
COPIED = {".yml", ".md", ".cff"}
"""Endings of the files at the root that the site is built from."""


class CommandFailed(Exception):
    """A command that is measured did not end well; the message holds what it said."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What one child process took: seconds on the wall, seconds of CPU, bytes of resident memory."""

    wall: float
    cpu: float
    peak_bytes: int
    said: str = ""

    def best(self, other: Cost) -> Cost:
        """The smaller of each, since what disturbs a run only ever adds."""
        return replace(
            self,
            wall=min(self.wall, other.wall),
            cpu=min(self.cpu, other.cpu),
            peak_bytes=min(self.peak_bytes, other.peak_bytes),
        )


class Workspace:
    """A site's sources in a directory of their own, with a dataset and its layer tables."""

    def __init__(self, place: Path, dataset: Dataset, originals: Sequence[str]) -> None:
        """Copies what is written by hand, writes the dataset, links the layer tables.

        Args:
            place: an empty directory.
            dataset: what is rendered.
            originals: for each entry the key whose layer table it takes.
        """
        self.place = place
        self.layer_tables = 0
        generated = shutil.ignore_patterns("data", *(Path(name).name for name in GENERATED_DIRECTORIES))
        shutil.copytree(ROOT / "docs", place / "docs", ignore=generated)
        shutil.copytree(ROOT / "overrides", place / "overrides")
        for path in ROOT.iterdir():
            if path.is_file() and path.suffix in COPIED:
                shutil.copy(path, place)
        self.write(dataset)
        for entry, original in zip(dataset.entries, originals, strict=True):
            self._copy_layers(original, entry.architecture.key)

    def write(self, dataset: Dataset) -> None:
        """Puts another dataset in the place of the one at hand."""
        write_dataset(dataset, self.place / "docs/data")

    def _copy_layers(self, original: str, key: str) -> None:
        source, target = layers_path(DATA, original), layers_path(self.place / "docs/data", key)
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            self.layer_tables += 1

    def render(self) -> Cost:
        """``netweight render``, from the start of the interpreter to its end."""
        return self.run("generator", "render", "--data", "docs/data", "--docs", "docs")

    def build(self) -> Cost:
        """``mkdocs build`` from nothing."""
        shutil.rmtree(self.place / "site", ignore_errors=True)
        return self.run("mkdocs", "build", "--quiet")

    def run(self, module: str, *arguments: str) -> Cost:
        """A module of this interpreter as a child in the workspace.

        Raises:
            CommandFailed: it ended with another status than 0.
        """
        python_path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": python_path}
        with tempfile.TemporaryFile() as output:
            began = time.perf_counter()
            child = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=self.place,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            _, status, usage = os.wait4(child.pid, 0)
            wall = time.perf_counter() - began
            child.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            said = output.read().decode(errors="replace").strip()
        if child.returncode != 0:
            raise CommandFailed(f"{module} {' '.join(arguments)} ended with {child.returncode}: {said}")
        # Linux counts ru_maxrss in kibibytes, macOS in bytes.
        unit = 1 if sys.platform == "darwin" else 1024
        return Cost(
            wall=wall, cpu=usage.ru_utime + usage.ru_stime, peak_bytes=usage.ru_maxrss * unit, said=said
        )


@contextmanager
def workspace(dataset: Dataset, originals: Sequence[str]) -> Iterator[Workspace]:
    """A workspace that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="netweight-benchmark-") as name:
        yield Workspace(Path(name), dataset, originals)
