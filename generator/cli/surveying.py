"""``netweight survey``."""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from generator.cli import options
from generator.cli.failures import Failure
from generator.cli.patterns import select
from generator.cli.text import counted, grouped
from generator.dataset import MANIFEST, read_dataset, write_dataset, write_layers
from generator.records import Dataset, Entry, Provenance, Size

if TYPE_CHECKING:
    from generator.survey import Outcome

STORE = Path(".netweight/store")
"""Where finished measurements are kept, so that an interrupted survey goes on where it was."""

LOG_SECONDS = 20.0
"""Seconds between two states of the progress bar where standard error is a file."""


@click.command()
@options.patterns
@options.sizes(
    "Measure at this size, such as 224 or 224x320, instead of the default sizes; repeatable. "
    "The native size is always measured as well."
)
@options.jobs
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=options.DEFAULT_DATA,
    show_default=True,
    metavar="DIR",
    help="Directory that the dataset and the layer tables are written to.",
)
@click.option("--fresh", is_flag=True, help="Measure everything anew and reuse nothing stored.")
def survey(patterns: tuple[str, ...], sizes: tuple[Size, ...], jobs: int, out: Path, fresh: bool) -> None:
    """Measure architectures and write the dataset.

    Without PATTERN everything is measured and the dataset in --out is replaced whole. With PATTERN the
    measured architectures replace those in --out and the others stay, provided the versions of all
    libraries are the same. An interrupted survey goes on where it was.
    """
    from generator import survey as surveys

    began = time.monotonic()
    keys = select([architecture.key for architecture in surveys.catalogue()], patterns)
    provenance = surveys.provenance()
    kept = _kept(out, provenance) if patterns else {}
    outcomes = surveys.survey(
        keys, sizes=tuple(sorted(set(sizes))) or None, jobs=jobs, store=STORE, fresh=fresh
    )
    entries: dict[str, Entry] = {}
    reused = 0
    for outcome in progress(outcomes, len(keys)):
        entry = outcome.weighing.entry
        entries[entry.architecture.key] = entry
        reused += outcome.reused
        write_layers(outcome.weighing.layers, out, entry.architecture.key)
    lost = [key for key in keys if key not in entries]
    if lost:
        raise RuntimeError(f"expected an outcome for each architecture, found none for {', '.join(lost)}")
    write_dataset(Dataset(provenance=provenance, entries=tuple((kept | entries).values())), out)
    seconds = time.monotonic() - began
    click.echo(f"{summary(list(entries.values()))}, {grouped(reused)} reused, {seconds:,.0f} s", err=True)


def progress(outcomes: Iterable[Outcome], total: int) -> Iterator[Outcome]:
    """The outcomes, with a bar on standard error: counts, rate, time left, refusals and reused so far."""
    interval = 0.2 if sys.stderr.isatty() else LOG_SECONDS
    refusals = reused = 0
    with tqdm(total=total, unit=" models", dynamic_ncols=True, mininterval=interval, file=sys.stderr) as bar:
        for outcome in outcomes:
            yield outcome
            refusals += len(outcome.weighing.entry.refusals)
            reused += outcome.reused
            bar.set_postfix_str(f"{counted(refusals, 'refusal')}, {grouped(reused)} reused", refresh=False)
            bar.update()


def summary(entries: Sequence[Entry]) -> str:
    """``3 architectures, 30 measurements, 1 refusal``."""
    measurements = sum(len(entry.measurements) for entry in entries)
    refusals = sum(len(entry.refusals) for entry in entries)
    return (
        f"{counted(len(entries), 'architecture')}, {counted(measurements, 'measurement')}, "
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


def _kept(out: Path, provenance: Provenance) -> dict[str, Entry]:
    """The entries that a survey of some architectures leaves as they are.

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
    return {entry.architecture.key: entry for entry in dataset.entries}
