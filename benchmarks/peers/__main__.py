"""Asks every counter about every case, one process after the other, and writes the comparison.

``python -m benchmarks.peers --out docs/data/counters.json``; ``make peers`` runs it in ``.venv-peers``.
"""

from __future__ import annotations

import argparse
import platform
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.peers.architectures import ARCHITECTURES
from benchmarks.peers.counters import CALLERS, Caller
from benchmarks.peers.processes import SPECIMEN, ask
from benchmarks.peers.traps import TRAPS, Case
from generator import __version__
from generator.dataset import write_if_changed
from generator.dataset.counters import encode_counters
from generator.records import Size
from generator.records.counters import Comparison, Counter, Outcome, Residue, Specimen, Trap

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def packages() -> tuple[str, ...]:
    """What the environment of the counters pins, sorted."""
    pins = re.findall(r"^([\w.-]+)==", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE)
    return tuple(sorted(pins))


def versions() -> tuple[tuple[str, str], ...]:
    """Python's, Netweight's and the installed packages' versions, without build tags."""
    found = {name: version(name).partition("+")[0] for name in packages()}
    found |= {"python": platform.python_version(), "netweight": __version__}
    return tuple(sorted(found.items()))


def outcomes(callers: Sequence[Caller], cases: Sequence[Case]) -> Iterator[Outcome]:
    """One outcome for each counter and case; Netweight's architectures are in the dataset already."""
    for caller in callers:
        for case in cases:
            if caller.package == "netweight" and case.macs is None:
                continue
            said: dict[str, Any] = ask(caller.name, case.name, "count")
            print(f"{caller.name}: {case.name}: {said}", flush=True)
            yield Outcome(counter=caller.name, case=case.name, **said)


def residues(callers: Sequence[Caller]) -> Iterator[Residue]:
    """What each counter leaves behind."""
    for caller in callers:
        left = ask(caller.name, SPECIMEN, "state")
        print(f"{caller.name}: {SPECIMEN}: {left}", flush=True)
        yield Residue(counter=caller.name, **left)


def compare(callers: Sequence[Caller], traps: Sequence[Case], architectures: Sequence[Case]) -> Comparison:
    """The whole comparison: what was asked, what was answered, what was left behind."""
    return Comparison(
        versions=versions(),
        counters=tuple(
            Counter(name=one.name, package=one.package, call=one.call, reading=one.reading) for one in callers
        ),
        traps=tuple(
            Trap(
                name=one.name,
                meaning=one.meaning,
                shape=one.shape,
                parameters=one.parameters or 0,
                macs=one.macs or 0,
            )
            for one in traps
        ),
        specimens=tuple(Specimen(key=one.name, size=Size(*one.shape[1:])) for one in architectures),
        outcomes=tuple(outcomes(callers, (*traps, *architectures))),
        residues=tuple(residues(callers)),
    )


def main() -> None:
    """Runs the comparison and writes it where it is asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--counter", action="append", help="this counter alone; may be given several times")
    options = parser.parse_args()
    chosen = [one for one in CALLERS if options.counter is None or one.name in options.counter]
    write_if_changed(options.out, encode_counters(compare(chosen, TRAPS, ARCHITECTURES)).encode())


if __name__ == "__main__":
    main()
