"""Measures one architecture, or all of them: zoo -> trace -> account -> dataset.

torch and the zoos are imported when something is
measured, so that reading and rendering a dataset needs neither.
"""

from __future__ import annotations

import gc
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from generator import __version__
from generator.records import (
    Architecture,
    Entry,
    Layer,
    Numbers,
    OperatorShare,
    Provenance,
    Refusal,
    Size,
    Weighing,
)
from generator.survey.measuring import Measuring, Shortcuts
from generator.survey.pool import run_all
from generator.survey.refusing import reason
from generator.survey.store import Store

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from pathlib import Path

    from generator.zoo import Zoo

DEFAULT_SIZES = tuple(Size(px, px) for px in (128, 160, 192, 224, 256, 288, 320, 384, 448, 512))
"""The grid; every architecture's native size, and its test size if there is one, come on top."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One architecture's result, and whether it came out of the store."""

    weighing: Weighing
    reused: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """One forward told in full: its totals, by operator and by layer."""

    architecture: Architecture
    size: Size
    numbers: Numbers
    operators: tuple[OperatorShare, ...]
    layers: tuple[Layer, ...]


def provenance() -> Provenance:
    """The versions that the numbers depend on, without the build tag of torch's wheels."""
    return Provenance(
        python=platform.python_version(),
        torch=version("torch").partition("+")[0],
        torchvision=version("torchvision").partition("+")[0],
        timm=version("timm"),
        netweight=__version__,
    )


def catalogue() -> tuple[Architecture, ...]:
    """Every architecture of every zoo, sorted by key."""
    from generator.zoo import zoos

    found = [zoo.describe(name) for zoo in zoos().values() for name in zoo.names()]
    return tuple(sorted(found, key=lambda architecture: architecture.key))


def sizes_of(architecture: Architecture, sizes: Sequence[Size] | None = None) -> tuple[Size, ...]:
    """The sizes to measure, ascending: those given, else the grid and the test size; always the native."""
    wanted = set(DEFAULT_SIZES if sizes is None else sizes) | {architecture.native}
    if sizes is None and architecture.test is not None:
        wanted.add(architecture.test)
    return tuple(sorted(wanted))


def measure(key: str, sizes: Sequence[Size] | None = None, shortcuts: Shortcuts | None = None) -> Weighing:
    """Measures one architecture at every size; what fails is refused and loses nothing else.

    Args:
        key: ``zoo/name``.
        sizes: instead of the default grid; the native size is always measured.
        shortcuts: all of them, unless given.

    Raises:
        KeyError: there is no such zoo or architecture.
    """
    zoo, name = _find(key)
    architecture = zoo.describe(name)
    collecting = gc.isenabled()
    gc.disable()  # it would walk a million live objects of torch again and again
    try:
        return Measuring(zoo, architecture, shortcuts).run(sizes_of(architecture, sizes))
    finally:
        if collecting:
            gc.enable()


def survey(
    keys: Sequence[str],
    *,
    sizes: Sequence[Size] | None = None,
    jobs: int = 0,
    store: Path | None = None,
    fresh: bool = False,
    executor: Executor | None = None,
) -> Iterator[Outcome]:
    """Measures many architectures, in order of completion; no one model stops the others.

    Args:
        keys: ``zoo/name`` of each.
        sizes: instead of the default grid.
        jobs: processes; 0 for one a core.
        store: directory of finished results that are reused if nothing they depend on changed.
        fresh: reuse nothing stored; results are stored all the same.
        executor: runs the measurements instead of processes of this machine.
    """
    kept = Store(store, provenance()) if store is not None else None
    todo: list[str] = []
    for key in keys:
        found = None if kept is None or fresh else kept.find(key, sizes)
        if found is None:
            todo.append(key)
        else:
            yield Outcome(weighing=found, reused=True)
    for key, result in run_all(measure, [(key, sizes) for key in todo], jobs=jobs, executor=executor):
        weighing = result if isinstance(result, Weighing) else _lost(key, sizes, result)
        if kept is not None and isinstance(result, Weighing):
            kept.keep(weighing, sizes)
        yield Outcome(weighing=weighing, reused=False)


def explain(key: str, size: Size | None = None) -> Explanation:
    """Measures one architecture at one size, the native one unless another is given.

    Raises:
        KeyError: there is no such zoo or architecture.
        Exception: whatever refuses the size.
    """
    from generator.account import break_down
    from generator.trace import record

    zoo, name = _find(key)
    architecture = zoo.describe(name)
    size = size or architecture.native
    tape = record(zoo.build(name, size), zoo.sample(name, size), ceilings=zoo.ceilings(name))
    told = break_down(tape)
    return Explanation(
        architecture=architecture,
        size=size,
        numbers=told.numbers,
        operators=told.operators,
        layers=told.layers,
    )


def _find(key: str) -> tuple[Zoo, str]:
    from generator.zoo import zoos

    zoo, _, name = key.partition("/")
    if zoo not in zoos():
        raise KeyError(f"no zoo is named {zoo!r}; there are {', '.join(zoos())}")
    return zoos()[zoo], name


def _lost(key: str, sizes: Sequence[Size] | None, error: BaseException) -> Weighing:
    """What is left of an architecture whose process died: refusals at all its sizes."""
    zoo, name = _find(key)
    architecture = zoo.describe(name)
    refusals = tuple(
        Refusal(size=s, stage="process", message=reason(error)) for s in sizes_of(architecture, sizes)
    )
    return Weighing(entry=Entry(architecture=architecture, refusals=refusals))
