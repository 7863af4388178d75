"""``netweight list``."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from generator.cli import options
from generator.cli.patterns import require, select
from generator.cli.text import table
from generator.dataset import MANIFEST, read_dataset
from generator.records import Architecture


@click.command("list")
@options.patterns
@click.option("--zoo", metavar="ZOO", help="Only this zoo, such as timm.")
@click.option("--task", metavar="TASK", help="Only this task, such as classification or 'optical flow'.")
@click.option("--family", metavar="FAMILY", help="Only this family, such as resnet.")
@click.option("--long", "long_", is_flag=True, help="Add task, family and native input size.")
@options.data
@click.pass_context
def list_(
    ctx: click.Context,
    patterns: tuple[str, ...],
    zoo: str | None,
    task: str | None,
    family: str | None,
    long_: bool,
    data: Path,
) -> None:
    """Print the architectures, one zoo/name a line.

    They come from the dataset in --data, which takes a moment and needs neither torch nor the zoos;
    without --data and without a dataset there, from the installed zoos.
    """
    described = architectures(data, named=ctx.get_parameter_source("data") is ParameterSource.COMMANDLINE)
    for kind, wanted in (("zoo", zoo), ("task", task), ("family", family)):
        if wanted is not None:
            require(kind, wanted, [getattr(one, kind) for one in described])
            described = [one for one in described if getattr(one, kind) == wanted]
    by_key = {one.key: one for one in described}
    chosen = select(by_key, patterns)
    lines = chosen
    if long_:
        rows = [[key, by_key[key].task, by_key[key].family, str(by_key[key].native)] for key in chosen]
        lines = table(["architecture", "task", "family", "native px"], rows, left=3)
    click.echo("\n".join(lines))


def architectures(data: Path, *, named: bool) -> list[Architecture]:
    """Those of the dataset in a directory; of the installed zoos where it has none and nobody named it."""
    if named or (data / MANIFEST).exists():
        return [entry.architecture for entry in read_dataset(data).entries]
    from generator import survey

    return list(survey.catalogue())
