"""``netweight show``."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli import options
from generator.cli.failures import Failure
from generator.cli.patterns import select
from generator.cli.report import report
from generator.cli.sizes import surveyed
from generator.dataset import read_dataset
from generator.records import Entry, Size


@click.command()
@click.argument("name")
@options.size("Report the numbers at this size, such as 224 or 224x320, instead of the native one.")
@options.data
def show(name: str, size: Size | None, data: Path) -> None:
    """Report one architecture from the dataset.

    Headline, parameters, BatchNorm, operations, all sizes with refusals, and stages. NAME is a name or
    zoo/name; a name in several zoos is reported for each.
    """
    entries = {entry.architecture.key: entry for entry in read_dataset(data).entries}
    reports = [_report(entries[key], size) for key in select(entries, [name])]
    click.echo("\n\n".join(reports))


def _report(entry: Entry, size: Size | None) -> str:
    chosen = entry.architecture.native if size is None else size
    there = surveyed(entry)
    if chosen not in there:
        key = entry.architecture.key
        raise Failure(
            f"{key} was not surveyed at {chosen} px, but at {', '.join(str(one) for one in there)}; "
            f"`netweight explain {key} --px {chosen}` measures it now"
        )
    return "\n".join(report(entry, chosen))
