"""Kills, fills disks, looks, runs again, and prints the tables."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import faults
from benchmarks.faults.disk import Filled, NoMount, full_disks
from benchmarks.faults.runs import Run, files, killed, merging, rendering, surveying, undisturbed
from benchmarks.machine import machine


@dataclass(kw_only=True, slots=True)
class Tally:
    """What became of one command under all its kills; the last four have to stay empty."""

    name: str
    seconds: float
    kills: int = 0
    late: int = 0
    """Runs that had ended before the moment came: nothing was killed, and nothing is counted."""
    resumed: int = 0
    """Finished results that the killed runs left, all told."""
    broken: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unequal: list[str] = field(default_factory=list)


def check(run: Run, kills: int, chance: random.Random, scratch: Path) -> Tally:
    """Kills a command so often, each time in a new directory."""
    whole = scratch / f"{run.name}-whole"
    whole.mkdir()
    run.prepare(whole)
    before = files(whole)
    tally = Tally(name=run.name, seconds=undisturbed(run.words, whole))
    after = files(whole)
    while tally.kills < kills:
        with tempfile.TemporaryDirectory(dir=scratch) as name:
            place = Path(name)
            run.prepare(place)
            if not killed(run.words, place, chance.uniform(0, tally.seconds)):
                tally.late += 1
                continue
            tally.kills += 1
            left = files(place)
            tally.broken += [
                path for path, content in left.items() if content not in (before.get(path), after.get(path))
            ]
            tally.lost += [path for path in before if path not in left and path in after]
            done = (
                {path.relative_to(place).as_posix() for path in place.glob(run.finished)}
                if run.finished
                else set()
            )
            tally.resumed += len(done)
            undisturbed(run.words, place)
            again = files(place)
            tally.unequal += [path for path in after if again.get(path) != after[path]]
            tally.unequal += [path for path in again if path not in after]
        print(f"{run.name}: {tally.kills} of {kills}", file=sys.stderr)
    return tally


def kill_all(kills: int, chance: random.Random) -> list[Tally]:
    """Every command under its part of the kills."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        makers: list[Callable[[], Run]] = [surveying]
        for make in (merging, rendering):
            source = scratch / f"{make.__name__}-source"
            source.mkdir()
            makers.append(lambda make=make, source=source: make(source))
        render = kills // 5
        counts = [(kills - render + 1) // 2, (kills - render) // 2, render]
        return [check(make(), one, chance, scratch) for make, one in zip(makers, counts, strict=True)]


def table(tallies: list[Tally]) -> str:
    """One row a command, and the sum."""
    lines = [
        "| command | kills | results kept by them | files neither old nor new | files lost | files that differ after the next run |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one in tallies:
        kept = str(one.resumed) if one.name == "survey" else ""
        lines.append(
            f"| `netweight {one.name}` | {one.kills} | {kept} | {len(one.broken)} | {len(one.lost)} | {len(one.unequal)} |"
        )
    lines.append(
        f"| **all** | **{sum(one.kills for one in tallies)}** | | **{sum(len(one.broken) for one in tallies)}** "
        f"| **{sum(len(one.lost) for one in tallies)}** | **{sum(len(one.unequal) for one in tallies)}** |"
    )
    return "\n".join(lines)


def disk_table(filled: list[Filled]) -> str:
    """One row a command that ran out of room."""
    lines = [
        "| command | disks that filled | ended without saying so | files neither old nor new | files lost | files that differ after the next run |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one in filled:
        counts = (one.untold, one.broken, one.lost, one.unequal)
        lines.append(f"| `netweight {one.name}` | {one.disks} | {' | '.join(str(len(c)) for c in counts)} |")
    return "\n".join(lines)


def tell(text: str, out: Path | None) -> None:
    """Prints a table with the line below it, and writes it where that is asked for."""
    text = f"{text}\n\n{machine(['torch', 'torchvision', 'timm'])}"
    print(text)
    if out:
        out.write_text(f"{text}\n", encoding="utf-8")


def complaints(found: list[Tally] | list[Filled]) -> list[str]:
    """What must not be there, a line each."""
    return [
        f"{one.name}: {what}: {sorted(set(getattr(one, what)))[:10]}"
        for one in found
        for what in ("untold", "broken", "lost", "unequal")
        if getattr(one, what, None)
    ]


def main() -> None:
    """Runs everything; the exit status is 1 if any file was broken, lost or unequal, 2 where nothing can be mounted."""
    parser = argparse.ArgumentParser(
        description=faults.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--kills", type=int, default=100, help="in all: a fifth of render, two fifths of the others"
    )
    parser.add_argument("--disks", type=int, default=8, help="that fill, for each command")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="also write the table to this file")
    parser.add_argument("--disk-out", type=Path, help="also write the table of disks to this file")
    options = parser.parse_args()
    try:
        filled = full_disks(options.disks) if options.disks else []
    except NoMount as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    if filled:
        tell(disk_table(filled), options.disk_out)
    tallies = kill_all(options.kills, random.Random(options.seed)) if options.kills else []
    if tallies:
        tell(table(tallies), options.out)
    wrong = [*complaints(tallies), *complaints(filled)]
    print("\n".join(wrong), file=sys.stderr)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
