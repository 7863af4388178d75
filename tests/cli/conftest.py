"""A dataset on disk, a runner, and a survey that answers from synthetic records instead of torch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator import survey
from generator.cli import main
from generator.cli.sizes import restricted
from generator.dataset import write_dataset
from generator.records import (
    Architecture,
    Dataset,
    Entry,
    Provenance,
    Size,
)
from generator.records.weights import Library
from generator.survey import Explanation, Outcome
from generator.survey.admission import Rejected
from generator.survey.store import Finished
from tests import factories

STOOD_IN = ("admitted", "catalogue", "identity", "provenance", "survey", "explain", "collect")
"""The functions of the survey that a :class:`StandIn` has too."""


@dataclass
class StandIn:
    """The survey's functions over the entries of a synthetic dataset; ``asked`` records the calls."""

    dataset: Dataset
    reused: frozenset[str] = frozenset()
    asked: list[dict[str, Any]] = field(default_factory=list)

    def put(self, entry: Entry) -> None:
        """Let an architecture weigh something else from now on."""
        entries = {one.architecture.key: one for one in self.dataset.entries} | {
            entry.architecture.key: entry
        }
        self.dataset = Dataset(provenance=self.dataset.provenance, entries=tuple(entries.values()))

    def catalogue(self) -> tuple[Architecture, ...]:
        return tuple(entry.architecture for entry in self.dataset.entries)

    def collect(self) -> Library:
        return factories.library(self.dataset)

    def admitted(self) -> tuple[list[Architecture], list[Rejected]]:
        return list(self.catalogue()), []

    def provenance(self) -> Provenance:
        return self.dataset.provenance

    def identity(self) -> tuple[Provenance, str]:
        return self.dataset.provenance, "code"

    def survey(
        self,
        keys: Sequence[str],
        *,
        sizes: tuple[Size, ...] | None = None,
        jobs: int = 0,
        store: Path | None = None,
        fresh: bool = False,
        executor: Executor | None = None,
        seconds: float = 900,
    ) -> Iterator[Outcome]:
        self.asked.append({"keys": list(keys), "sizes": sizes, "jobs": jobs, "store": store, "fresh": fresh})
        entries = {entry.architecture.key: entry for entry in self.dataset.entries}
        for key in reversed(keys):
            entry = entries[key]
            if sizes is not None:
                entry = restricted(entry, {*sizes, entry.architecture.native})
            yield Outcome(finished=Finished.of(factories.weighing(entry)), reused=key in self.reused)

    def explain(self, key: str, size: Size | None = None) -> Explanation:
        entry = next(entry for entry in self.dataset.entries if entry.architecture.key == key)
        at = size or entry.architecture.native
        numbers = factories.numbers(at, uncounted=(("aten.sort.default", 2),))
        return Explanation(
            architecture=entry.architecture,
            size=at,
            numbers=numbers,
            operators=factories.operators(numbers),
            layers=factories.layers(numbers),
        )


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """The survey's functions replaced by a stand-in's over the six synthetic entries."""
    stand_in = StandIn(factories.dataset())
    for name in STOOD_IN:
        monkeypatch.setattr(survey, name, getattr(stand_in, name))
    return stand_in


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A directory with the six synthetic entries."""
    write_dataset(factories.dataset(), tmp_path / "data")
    return tmp_path / "data"


class Runner:
    """Runs the command line in this process."""

    def __call__(self, *arguments: object) -> Result:
        """What the command printed; an error of the program itself is raised."""
        result = CliRunner().invoke(main, [str(one) for one in arguments], prog_name="netweight")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result


@pytest.fixture
def run() -> Runner:
    """The command line."""
    return Runner()
