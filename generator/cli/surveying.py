"""``netweight survey``."""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

from generator.cli import options
from generator.cli.failures import Failure, writable
from generator.cli.interrupting import resumable
from generator.cli.patterns import select
from generator.cli.text import counted, grouped
from generator.dataset import (
    MANIFEST,
    encode_entry,
    read_dataset,
    remove_leftovers,
    write_layers,
    write_lines,
)
from generator.dataset.weights import write_weights
from generator.records import Entry, Provenance, Size
from generator.survey.sharding import Shard

if TYPE_CHECKING:
    from generator.survey import Outcome
    from generator.survey.admission import Rejected

STORE = Path(".netweight/store")
"""Where finished measurements are kept, so that an interrupted survey goes on where it was."""

LOG_SECONDS = 20.0
"""Seconds between two states of the progress bar where standard error is a file."""


class ShardOption(click.ParamType[Shard]):
    """2/8 for the second of eight parts."""

    name = "shard"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        """The shard of a text, or a usage error that says what a shard is."""
        if isinstance(value, Shard):
            return value
        try:
            return Shard.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command()
@options.patterns
@options.sizes(
    "Measure at this size, such as 224 or 224x320, instead of the default sizes; repeatable. "
    "The native size is always measured as well."
)
@options.jobs
@options.out
@click.option("--fresh", is_flag=True, help="Measure everything anew and reuse nothing stored.")
@click.option(
    "--shard",
    type=ShardOption(),
    metavar="I/N",
    help="Measure only the I-th of N parts, such as 2/8; `netweight merge` joins their directories.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Measure on the Dask cluster of this scheduler, such as tcp://host:8786, instead of here.",
)
@click.option(
    "--time-limit",
    "seconds",
    type=click.FloatRange(min=1),
    default=900,
    show_default=True,
    metavar="SECONDS",
    help="That one architecture may take over all its sizes; what is left is refused.",
)
def survey(
    patterns: tuple[str, ...],
    sizes: tuple[Size, ...],
    jobs: int,
    out: Path,
    fresh: bool,
    shard: Shard | None,
    scheduler: str | None,
    seconds: float,
) -> None:
    """Measure architectures and write the dataset.

    Without PATTERN everything is measured and the dataset in --out is replaced whole. With PATTERN the
    measured architectures replace those in --out and the others stay, provided the versions of all
    libraries are the same. What the libraries say of their weights is written down anew. With --shard, --out holds
    that part alone. An interrupted survey goes on where
    it was, and what did not change since the last one is reused.
    """
    from generator import survey as surveys

    if scheduler and jobs:
        raise Failure("--jobs is for the processes of this machine, --scheduler for a cluster: choose one")
    began = time.monotonic()
    admitted, rejected = surveys.admitted()
    _keep_whole(rejected, [] if patterns or shard else sorted(out.glob("*.jsonl")))
    everything = select([architecture.key for architecture in admitted], patterns)
    keys = shard.of(everything) if shard else everything
    if not keys:
        raise Failure(
            f"shard {shard} is empty: there is no more than {counted(len(everything), 'architecture')}"
        )
    provenance, code = surveys.identity()
    asked = tuple(sorted(set(sizes))) or None
    part = shard.part(code, asked, everything) if shard else None
    kept = _kept(out, provenance) if patterns and not shard else {}
    written = Written(writable(out))
    for directory in (out, STORE):
        remove_leftovers(directory)
    kept_so_far = resumable(lambda: len(written.lines), len(keys), STORE, fresh=fresh)
    with kept_so_far, executing(scheduler) as executor:
        outcomes = surveys.survey(
            keys,
            sizes=asked,
            jobs=jobs,
            store=STORE,
            fresh=fresh,
            seconds=seconds,
            executor=executor,
        )
        for outcome in progress(outcomes, len(keys)):
            written.add(outcome)
    lost = [key for key in keys if key not in written.lines]
    if lost:
        raise RuntimeError(f"expected an outcome for each architecture, found none for {', '.join(lost)}")
    write_lines(kept | written.lines, provenance, out, part.plain() if part else None)
    write_weights(surveys.collect(), out)
    took = time.monotonic() - began
    for line in (*map(str, rejected), *written.unmeasured):
        click.echo(f"not measured: {line}", err=True)
    click.echo(f"{written}, {took:,.0f} s", err=True)


class Written:
    """Writes layer tables as outcomes come in, and keeps the lines that the dataset is written from."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self.lines: dict[str, str] = {}
        self.unmeasured: list[str] = []
        """A line for each architecture without a number at any size, with the reason at its native size."""
        self._measurements = self._refusals = self._reused = 0

    def add(self, outcome: Outcome) -> None:
        """One architecture's outcome."""
        finished = outcome.finished
        self.lines[finished.key] = finished.line
        self._measurements += finished.measurements
        self._refusals += finished.refusals
        self._reused += outcome.reused
        if not finished.measurements:
            entry = finished.weighing.entry
            why = next(one for one in entry.refusals if one.size == entry.architecture.native)
            self.unmeasured.append(f"{finished.key}: {why.stage}: {why.message}")
        write_layers(finished.layers, self._out, finished.key)

    def __str__(self) -> str:
        """``3 architectures, 30 measurements, 1 refusal, 2 reused``."""
        counts = tally(len(self.lines), self._measurements, self._refusals)
        return f"{counts}, {grouped(self._reused)} reused"


@contextmanager
def executing(scheduler: str | None) -> Iterator[Executor | None]:
    """The executor of a cluster, or None for processes of this machine.

    Raises:
        Failure: the cluster cannot be used.
    """
    if scheduler is None:
        yield None
        return
    from generator.survey import environment
    from generator.survey.cluster import ClusterError, cluster

    try:
        with cluster(scheduler, environment, here=environment()) as executor:
            yield executor
    except ClusterError as error:
        raise Failure(str(error)) from error


def progress(outcomes: Iterable[Outcome], total: int) -> Iterator[Outcome]:
    """The outcomes, with a bar on standard error: counts, rate, time left, refusals and reused so far."""
    interval = 0.2 if sys.stderr.isatty() else LOG_SECONDS
    refusals = reused = 0
    with tqdm(total=total, unit=" models", dynamic_ncols=True, mininterval=interval, file=sys.stderr) as bar:
        for outcome in outcomes:
            yield outcome
            refusals += outcome.finished.refusals
            reused += outcome.reused
            bar.set_postfix_str(f"{counted(refusals, 'refusal')}, {grouped(reused)} reused", refresh=False)
            bar.update()


def summary(entries: Sequence[Entry]) -> str:
    """``3 architectures, 30 measurements, 1 refusal``."""
    measurements = sum(len(entry.measurements) for entry in entries)
    refusals = sum(len(entry.refusals) for entry in entries)
    return tally(len(entries), measurements, refusals)


def tally(architectures: int, measurements: int, refusals: int) -> str:
    """``3 architectures, 30 measurements, 1 refusal``."""
    return (
        f"{counted(architectures, 'architecture')}, {counted(measurements, 'measurement')}, "
        f"{counted(refusals, 'refusal')}"
    )


def versions(old: Provenance, new: Provenance) -> str:
    """``timm 1.0.30 instead of 1.0.31`` for each version that differs, or nothing."""
    names = [field.name for field in dataclasses.fields(Provenance)]
    return ", ".join(
        f"{name} {getattr(old, name)} instead of {getattr(new, name)}"
        for name in names
        if getattr(old, name) != getattr(new, name)
    )


def _keep_whole(rejected: Sequence[Rejected], replaced: Sequence[Path]) -> None:
    """Check that a zoo that cannot be loaded has no architectures in a dataset that is about to be replaced.

    Raises:
        Failure: it has; without them the dataset would look whole.
    """
    for one in rejected:
        for path in replaced:
            if one.broken and path.stem == one.zoo:
                raise Failure(f"{path} would go: {one.why}")


def _kept(out: Path, provenance: Provenance) -> dict[str, str]:
    """The lines of the entries that a survey of some architectures leaves as they are.

    Raises:
        Failure: other versions measured them, so that one dataset cannot hold both.
    """
    if not (out / MANIFEST).exists():
        return {}
    dataset = read_dataset(out)
    difference = versions(dataset.provenance, provenance)
    if difference:
        raise Failure(
            f"{out} was measured with {difference}; survey everything (no PATTERN) or use another --out"
        )
    return {entry.architecture.key: encode_entry(entry) for entry in dataset.entries}
