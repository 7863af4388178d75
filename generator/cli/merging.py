"""``netweight merge``."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli import options
from generator.cli.failures import Failure
from generator.cli.surveying import summary
from generator.dataset import layers_path, read_layers, read_shard, write_dataset, write_layers
from generator.dataset.errors import DatasetError
from generator.dataset.weights import WEIGHTS, read_weights, write_weights
from generator.records.weights import Library


@click.command()
@click.argument(
    "shards",
    metavar="SHARD_DIR...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
)
@options.out
def merge(shards: tuple[Path, ...], out: Path) -> None:
    """Join the shards of one survey into the dataset that it would have written whole.

    Each SHARD_DIR is the --out of a `netweight survey --shard`. Shards of different versions, sizes or
    surveys are refused, and so are missing and repeated shards and architectures, by name; then nothing
    is written.
    """
    from generator.survey.sharding import ShardError, join

    parts = {directory: read_shard(directory) for directory in shards}
    try:
        dataset = join(parts)
    except ShardError as error:
        raise Failure(str(error)) from error
    owner = {
        entry.architecture.key: directory for directory, (part, _) in parts.items() for entry in part.entries
    }
    tables = {
        entry.architecture.key: _table(owner[entry.architecture.key], entry.architecture.key)
        for entry in dataset.entries
        if entry.native is not None
    }
    weights = _weights(shards)
    for entry in dataset.entries:
        write_layers(tables.get(entry.architecture.key, ""), out, entry.architecture.key)
    if weights is not None:
        write_weights(weights, out)
    write_dataset(dataset, out)
    click.echo(f"{summary(list(dataset.entries))} from {len(parts)} shards in {out}", err=True)


def _weights(shards: tuple[Path, ...]) -> Library | None:
    """The weights, which every shard holds whole; None where no shard has any.

    Raises:
        DatasetError: those of one shard are damaged.
        Failure: those of two shards differ, or one has none.
    """
    found = [read_weights(directory / WEIGHTS) for directory in shards]
    for directory, one in zip(shards, found, strict=True):
        if one != found[0]:
            raise Failure(
                f"{directory / WEIGHTS}: expected what {shards[0] / WEIGHTS} holds, found "
                f"{'other weights' if one else 'no such file'}"
            )
    return found[0]


def _table(directory: Path, key: str) -> str:
    """The text of a layer table that decodes.

    Raises:
        DatasetError: it is missing or damaged.
    """
    path = layers_path(directory, key)
    if not read_layers(directory, key):
        raise DatasetError(str(path), "the layers of a measured architecture", "none")
    return path.read_text(encoding="utf-8").removesuffix("\n")
