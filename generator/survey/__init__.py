"""Measures one architecture, or all of them: zoo -> trace -> account -> dataset.

torch and the zoos are imported when something is
measured, so that reading and rendering a dataset needs neither.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from generator import __version__
from generator.records import (
    Architecture,
    Provenance,
    Size,
    Weighing,
)
from generator.survey.alone import lost, measure_alone
from generator.survey.explaining import Explanation as Explanation
from generator.survey.explaining import Figure, explanation_of, figure_of
from generator.survey.finding import admitted as admitted
from generator.survey.finding import catalogue as catalogue
from generator.survey.finding import described, find, is_ours
from generator.survey.fingerprint import Fingerprints, counting_digest
from generator.survey.foreign import Foreign, foreign, packages
from generator.survey.measuring import TIME_LIMIT_S
from generator.survey.pool import run_all
from generator.survey.store import Finished, Store
from generator.survey.watching import Shortcuts
from generator.survey.weights import collect as collect

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from pathlib import Path

DEFAULT_SIZES = tuple(Size(px, px) for px in (128, 160, 192, 224, 256, 288, 320, 384, 448, 512))
"""The grid; every architecture's native size, and its test size if there is one, come on top."""

GRACE_S = 30
"""Seconds from the end of an architecture's time until its process is ended, if it has not stopped by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One architecture's result, and whether it came out of the store."""

    finished: Finished
    reused: bool

    @property
    def weighing(self) -> Weighing:
        """The result, decoded from its text."""
        return self.finished.weighing


def provenance() -> Provenance:
    """The versions that the numbers depend on, without the build tag of torch's wheels."""
    return Provenance(
        python=platform.python_version(),
        torch=version("torch").partition("+")[0],
        torchvision=version("torchvision").partition("+")[0],
        timm=version("timm"),
        netweight=__version__,
    )


def identity() -> tuple[Provenance, str]:
    """What must be equal on all machines of one survey: versions, and a digest of the counting code."""
    return provenance(), counting_digest()


def environment() -> tuple[Provenance, str, tuple[str, ...]]:
    """:func:`identity`, and the packages that add zoos: what must be equal where one survey's work is sent."""
    return *identity(), packages()


def sizes_of(architecture: Architecture, sizes: Sequence[Size] | None = None) -> tuple[Size, ...]:
    """The sizes to measure, ascending: those given, else the grid and the test size; always the native."""
    wanted = set(DEFAULT_SIZES if sizes is None else sizes) | {architecture.native}
    if sizes is None and architecture.test is not None:
        wanted.add(architecture.test)
    return tuple(sorted(wanted))


def measure(
    key: str,
    sizes: Sequence[Size] | None = None,
    shortcuts: Shortcuts | None = None,
    seconds: float = TIME_LIMIT_S,
) -> Weighing:
    """Measures one architecture at every size; what fails is refused and loses nothing else.

    Args:
        key: ``zoo/name``.
        sizes: instead of the default grid; the native size is always measured.
        shortcuts: all of them, unless given.
        seconds: after which the sizes that are left are refused.

    Raises:
        KeyError: there is no such zoo or architecture.
    """
    zoo, name = find(key)
    architecture = zoo.describe(name)
    return measure_alone(zoo, architecture, sizes_of(architecture, sizes), shortcuts, seconds)


def finish(
    key: str,
    sizes: Sequence[Size] | None = None,
    seconds: float = TIME_LIMIT_S,
    theirs: Foreign | None = None,
) -> Finished:
    """:func:`measure`, and encoded where it was measured: text travels between processes at little cost.

    With ``theirs``, it is of another package's zoo, and nothing else is loaded; whatever happens is told as text, since
    an exception of that package would be code of that package wherever it is unpacked.

    Raises:
        KeyError: there is no such zoo or architecture.
    """
    if theirs is None:
        return Finished.of(measure(key, sizes, seconds=seconds))
    from generator.zoo import load

    architecture = theirs.architecture
    wanted = sizes_of(architecture, sizes)
    try:
        return Finished.of(measure_alone(load(theirs.point), architecture, wanted, seconds=seconds))
    except BaseException as error:
        return Finished.of(lost(architecture, wanted, error))


def survey(
    keys: Sequence[str],
    *,
    sizes: Sequence[Size] | None = None,
    jobs: int = 0,
    store: Path | None = None,
    fresh: bool = False,
    executor: Executor | None = None,
    seconds: float = TIME_LIMIT_S,
) -> Iterator[Outcome]:
    """Measures many architectures, in order of completion; no one model stops the others.

    Args:
        keys: ``zoo/name`` of each.
        sizes: instead of the default grid.
        jobs: processes; 0 for one a core.
        store: directory of finished results that are reused if nothing they depend on changed.
        fresh: reuse nothing stored; results are stored all the same.
        executor: runs the measurements instead of processes of this machine.
        seconds: that one architecture may take over all its sizes.
    """
    kept = None if store is None else _Kept(store, sizes)
    todo: list[str] = []
    for key in keys:
        found = None if kept is None or fresh else kept.find(key)
        if found is None:
            todo.append(key)
        else:
            yield Outcome(finished=found, reused=True)
    if kept is not None:
        kept.remember()
    theirs = {key: foreign().taken[key] for key in todo if not is_ours(key)}
    tasks = [(key, sizes, seconds, theirs.get(key)) for key in todo]
    limit = seconds + GRACE_S
    for key, result in run_all(
        finish, tasks, jobs=jobs, executor=executor, seconds=limit, apart=frozenset(theirs)
    ):
        if isinstance(result, BaseException):
            architecture = described(key)
            finished = Finished.of(lost(architecture, sizes_of(architecture, sizes), result))
        else:
            finished = result
            if kept is not None and finished.lasting:
                kept.keep(finished)
        yield Outcome(finished=finished, reused=False)


class _Kept:
    """The store, under the fingerprints of one survey."""

    def __init__(self, directory: Path, sizes: Sequence[Size] | None) -> None:
        self._store = Store(directory)
        self._sources = self._store.sources()
        self._fingerprints = Fingerprints(provenance(), self._sources)
        self._sizes = sizes

    def find(self, key: str) -> Finished | None:
        return self._store.find(key, self._fingerprint(key))

    def keep(self, finished: Finished) -> None:
        self._store.keep(finished, self._fingerprint(finished.key))

    def remember(self) -> None:
        self._store.remember(self._sources)

    def _fingerprint(self, key: str) -> str:
        architecture = described(key)
        sizes = sizes_of(architecture, self._sizes)
        if is_ours(key):
            return self._fingerprints.of(find(key)[0], architecture, sizes)
        return self._fingerprints.with_library(foreign().taken[key].library, architecture, sizes)


def explain(key: str, size: Size | None = None) -> Explanation:
    """Measures one architecture at one size; see ``explaining.explanation_of``."""
    zoo, name = find(key)
    return explanation_of(zoo, name, size)


def explain_field(key: str, field: str, size: Size | None = None) -> Figure:
    """Measures one field of one architecture and takes it apart; see ``explaining.figure_of``."""
    zoo, name = find(key)
    return figure_of(zoo, name, field, size)
