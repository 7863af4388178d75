"""A real disk that fills: a tmpfs of so many bytes, in a mount namespace of its own, in which a command runs.

``python -m benchmarks.faults`` starts this module with ``unshare``, since a process may mount only where nobody else sees it. Each
disk holds what the command starts from and a part of what it is to write, so that it fills on the way. The command has to end with
status 2 and a line that says so; every file has to be what it was or what it was to become; and with room, the same
command has to end as if the disk had never been full.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.faults.runs import (
    ROOT,
    Run,
    command,
    files,
    merging,
    releasing,
    rendering,
    surveying,
    undisturbed,
)

ROOM = 2 * 2**30
"""Bytes of a disk that does not fill."""
SAID = "No space left on device"


class NoMount(RuntimeError):
    """Nothing can be mounted here."""


@dataclass(kw_only=True, slots=True)
class Filled:
    """What became of one command on all its disks; all but the first two have to stay empty."""

    name: str
    disks: int = 0
    untold: list[str] = field(default_factory=list)
    """Last lines of runs that did not end with status 2 and the reason."""
    broken: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unequal: list[str] = field(default_factory=list)


def full_disks(disks: int) -> list[Filled]:
    """Runs every command on so many disks each.

    Raises:
        NoMount: neither root nor a user namespace may mount here.
    """
    given = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    unshared = ["unshare", *given, "--mount"]
    with tempfile.TemporaryDirectory() as place:
        tried = subprocess.run([*unshared, "mount", "-t", "tmpfs", "tmpfs", place], check=False)
        if tried.returncode:
            raise NoMount(
                "a disk that fills needs a mount, by root or in a user namespace, and neither may here; --disks 0 leaves it out"
            )
        answer = Path(place) / "answer.json"
        words = [*unshared, sys.executable, "-m", "benchmarks.faults.disk", str(disks), str(answer)]
        subprocess.run(words, cwd=ROOT, check=True)
        return [Filled(**one) for one in json.loads(answer.read_text(encoding="utf-8"))]


@contextmanager
def mounted(place: Path, size_bytes: int) -> Iterator[Path]:
    """A disk of that size."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs", str(place)]
    subprocess.run(mount, check=True)
    try:
        yield place
    finally:
        # Lazily: a process that helped the command may not be quite gone.
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        place.rmdir()


def used(place: Path) -> int:
    """Bytes that a disk holds, in whole pages."""
    facts = os.statvfs(place)
    return (facts.f_blocks - facts.f_bfree) * facts.f_frsize


def fill(run: Run, disks: int, scratch: Path) -> Filled:
    """One command, each time on a new disk that is a little larger."""
    filled = Filled(name=run.name)
    with mounted(scratch / "whole", ROOM) as place:
        run.prepare(place)
        before, least = files(place), used(place)
        undisturbed(run.words, place)
        after, most = files(place), used(place)
    for number in range(disks):
        size = least + (most - least) * (2 * number + 1) // (2 * disks)
        with mounted(scratch / str(number), size) as place:
            run.prepare(place)
            status, said = told(run, place)
            filled.disks += 1
            if status != 2 or not said.endswith(SAID):
                filled.untold.append(f"{status}: {said}")
            left = files(place)
            filled.broken += [
                path for path, content in left.items() if content not in (before.get(path), after.get(path))
            ]
            filled.broken += [path.name for path in place.rglob("*.partial")]
            filled.lost += [path for path in before if path not in left and path in after]
            subprocess.run(["mount", "-o", f"remount,size={ROOM}", str(place)], check=True)
            undisturbed(run.words, place)
            again = files(place)
            filled.unequal += [
                path for path in again.keys() | after.keys() if again.get(path) != after.get(path)
            ]
        print(f"{run.name}: {filled.disks} of {disks} disks", file=sys.stderr)
    return filled


def told(run: Run, place: Path) -> tuple[int, str]:
    """Status and last line of a command."""
    process = command(run.words, place, subprocess.PIPE)
    _, errors = process.communicate()
    lines = errors.decode("utf-8", "replace").splitlines()
    return process.returncode, lines[-1] if lines else ""


def main() -> None:
    """Writes what became of every command to the file that is named."""
    disks, answer = int(sys.argv[1]), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        makers: list[Callable[[], Run]] = [surveying]
        for make in (merging, rendering, releasing):
            source = scratch / f"{make.__name__}-source"
            source.mkdir()
            makers.append(lambda make=make, source=source: make(source))
        found = [asdict(fill(make(), disks, scratch)) for make in makers]
    answer.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
