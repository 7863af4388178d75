"""``netweight check``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from generator.cli import options
from generator.cli.failures import nonempty
from generator.cli.patterns import select
from generator.cli.releasing import check_release
from generator.cli.report import tally
from generator.cli.sizes import restricted, surveyed
from generator.cli.surveying import progress, summary, versions
from generator.cli.text import counted, grouped
from generator.dataset import Difference, diff, read_dataset
from generator.records import Entry, Size


@click.command()
@options.patterns
@options.sizes("Compare at this size only, such as 224 or 224x320, and at the native one; repeatable.")
@options.jobs
@click.option(
    "--release",
    metavar="VERSION",
    help="Measure nothing: hold this kept release, or all of them, against its digests of files and records.",
)
@options.data
@click.pass_context
def check(
    ctx: click.Context,
    patterns: tuple[str, ...],
    sizes: tuple[Size, ...],
    jobs: int,
    release: str | None,
    data: Path,
) -> None:
    """Measure anew and compare with the dataset.

    Prints one line and exits with 0 where every field is equal, else one line for each field that
    differs, old -> new, and exits with 1. Without PATTERN, architectures that only the installed zoos or
    only the dataset has are differences too.
    """
    if release is not None:
        click.echo(check_release(data, release))
        return
    from generator import survey

    dataset = nonempty(read_dataset(data), data)
    note = versions(dataset.provenance, survey.provenance())
    if note:
        click.echo(f"note: {data} was measured with {note}", err=True)
    stored = {entry.architecture.key: entry for entry in dataset.entries}
    installed = {architecture.key: architecture for architecture in survey.catalogue()}
    keys = select(stored.keys() | installed.keys(), patterns)
    old = {key: stored[key] for key in keys if key in stored}
    new = {key: Entry(architecture=installed[key]) for key in keys if key in installed}
    groups = plan([old[key] for key in keys if key in old and key in new], sizes, survey.DEFAULT_SIZES)
    outcomes = (
        outcome
        for asked, members in groups
        for outcome in survey.survey(members, sizes=asked, jobs=jobs, fresh=True)
    )
    for outcome in progress(outcomes, sum(len(members) for _, members in groups)):
        new[outcome.weighing.entry.architecture.key] = outcome.weighing.entry
    if sizes:
        old = {key: restricted(entry, {*sizes, entry.architecture.native}) for key, entry in old.items()}
    differences = diff(
        replace(dataset, entries=tuple(old.values())), replace(dataset, entries=tuple(new.values()))
    )
    if not differences:
        click.echo(f"equal to {data}: {summary(list(new.values()))}")
        return
    click.echo("\n".join(line(difference) for difference in differences))
    changed = len({difference.key for difference in differences})
    click.echo(f"{counted(len(differences), 'difference')} in {counted(changed, 'architecture')}", err=True)
    ctx.exit(1)


def plan(
    entries: Iterable[Entry], sizes: Sequence[Size], default: Sequence[Size]
) -> list[tuple[tuple[Size, ...] | None, list[str]]]:
    """Which sizes to measure for which architectures, so that each is measured where it was surveyed.

    Args:
        entries: what the dataset holds.
        sizes: what the user asked for instead, if anything.
        default: the sizes of a survey without ``--px``, to which native and test size are added.

    Returns:
        Sizes, None for the default ones, and keys; few groups, since each is a run of its own.
    """
    groups: dict[tuple[Size, ...] | None, list[str]] = {}
    for entry in entries:
        there = set(surveyed(entry))
        one = entry.architecture
        usual = {*default, one.native, *([one.test] if one.test else [])}
        asked: tuple[Size, ...] | None = tuple(sorted(set(sizes) or there))
        if not sizes and there == usual:
            asked = None
        groups.setdefault(asked, []).append(one.key)
    return list(groups.items())


def line(difference: Difference) -> str:
    """``timm/resnet50 at 224: macs: 4,089,184,256 -> 4,089,184,257``; ``absent`` where there was nothing."""
    place = difference.key if difference.size is None else f"{difference.key} at {difference.size}"
    if difference.field == "architecture":
        return f"{place}: {difference.kind}"
    return f"{place}: {difference.field}: {_text(difference.old)} -> {_text(difference.new)}"


def _text(value: Any) -> str:
    if value is None:
        return "absent"
    if isinstance(value, int) and not isinstance(value, bool):
        return grouped(value)
    if isinstance(value, tuple):
        is_tally = value and all(isinstance(one, tuple) for one in value)
        return tally(value) if is_tally else ", ".join(_text(one) for one in value) or "none"
    return " ".join(str(value).split())
