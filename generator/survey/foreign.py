"""The zoos of other packages as a survey knows them: nothing of theirs is imported in this process."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from generator.dataset.entries import decode_entry
from generator.dataset.weights import decode_weights
from generator.records import Architecture
from generator.records.weights import Shelf
from generator.survey.admission import TWICE, Rejected, is_name, printable
from generator.survey.listing import tell
from generator.survey.pool import run_all
from generator.survey.refusing import reason

LISTING_S = 600.0
"""Seconds after which a process that lists a zoo is ended; what can be interrupted is so much earlier."""

MOST_ENDS = 8
"""Architectures of a zoo that may end the process that describes them, before the rest is not asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Foreign:
    """One architecture, and what else its zoo said of it.

    ``point`` is the entry point that loads its zoo, ``library`` what its results depend on.
    """

    point: str
    architecture: Architecture
    library: tuple[str, ...]
    shelf: Shelf


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """All architectures by key, and what is not taken."""

    taken: Mapping[str, Foreign]
    rejected: tuple[Rejected, ...]


@dataclass(kw_only=True, slots=True)
class _Heard:
    """What the processes that ask one zoo have written so far."""

    zoo: str = ""
    begun: list[str] = field(default_factory=list)
    taken: list[tuple[str, list[str], str]] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    broken: str = ""
    pending: bool = False
    """Whether the answer of the last name that was begun is missing."""

    def hear(self, lines: Iterator[str]) -> None:
        """Takes in what one process has written; a line that was cut is none."""
        for line in lines:
            try:
                ((key, value),) = json.loads(line).items()
            except ValueError:
                return
            self.pending = key == "begins"
            if key == "zoo":
                self.zoo = value
            elif key == "begins":
                self.begun.append(value)
            elif key == "broken":
                self.broken = value
            elif key == "taken":
                self.taken.append(tuple(value))
            else:
                self.reject("*" if key == "unlisted" else self.begun[-1], value)

    def reject(self, name: str, why: str) -> None:
        """Notes what is not taken."""
        self.rejected.append(Rejected(zoo=printable(self.zoo), name=name, why=why))


@cache
def foreign() -> Listed:
    """What the zoos of all installed packages list, each asked in a process of its own.

    A zoo that cannot be loaded, or whose name is another's, has nothing taken and is among the rejected as ``broken``.
    """
    from generator.zoo import broken, built_in, points

    taken: dict[str, Foreign] = {}
    rejected: list[Rejected] = []
    known = dict.fromkeys(built_in(), "a zoo of Netweight")
    for point, entry_point in points().items():
        heard = _asked(point)
        why = heard.broken or _objection(heard.zoo, known)
        if why:
            name = printable(entry_point.name)
            said = str(broken(entry_point, why))
            rejected.append(Rejected(zoo=name, name="*", why=said, broken=True))
            continue
        known[heard.zoo] = point
        rejected.extend(heard.rejected)
        for one in _decoded(point, heard):
            if one.architecture.key in taken:
                name = one.architecture.name
                rejected.append(Rejected(zoo=heard.zoo, name=name, why=TWICE))
            else:
                taken[one.architecture.key] = one
    return Listed(taken=taken, rejected=tuple(rejected))


def packages() -> tuple[str, ...]:
    """Entry points and versions of all packages that add a zoo: equal on all machines of one survey."""
    from generator.zoo import package, points

    return tuple(f"{key} of {package(point)}" for key, point in points().items())


def _objection(name: str, known: Mapping[str, str]) -> str:
    """What is wrong with the name of a zoo; empty if nothing is."""
    if not is_name(name):
        return f"expected a name of letters, digits, '.', '_' and '-', found {printable(name)!r}"
    return f"two zoos are named {name!r}, this one and {known[name]}" if name in known else ""


def _asked(point: str) -> _Heard:
    """What a zoo says; where a name ends the process, another one goes on behind it."""
    heard = _Heard()
    with tempfile.TemporaryDirectory() as place:
        for turn in range(MOST_ENDS):
            path = Path(place) / str(turn)
            tasks = [(point, str(path), len(heard.begun))]
            ((_, answer),) = run_all(tell, tasks, jobs=1, seconds=LISTING_S, apart=(point,))
            if path.exists():
                heard.hear(iter(path.read_text(encoding="utf-8").splitlines()))
            if not isinstance(answer, BaseException):
                break
            if not heard.zoo:
                heard.broken = reason(answer)
                break
            if not heard.pending:
                heard.reject("*", f"its names cannot be listed: {reason(answer)}")
                break
            heard.reject(heard.begun[-1], f"it cannot be described: {reason(answer)}")
        else:
            heard.reject("*", f"the rest is not asked for: {MOST_ENDS} names have ended their process")
    return heard


def _decoded(point: str, heard: _Heard) -> Iterator[Foreign]:
    for line, library, weights in heard.taken:
        architecture = decode_entry(line, point).architecture
        (shelf,) = decode_weights(weights, point).shelves
        yield Foreign(point=point, architecture=architecture, library=tuple(library), shelf=shelf)
