"""``netweight downloads``."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from generator.cli import options
from generator.cli.failures import nonempty, writable
from generator.cli.text import counted
from generator.dataset import MANIFEST, ROW_COLUMNS, encode_csv, flat_rows, read_dataset, write_if_changed
from generator.dataset.digests import sums
from generator.dataset.keeping import DIGESTS, SUMS
from generator.dataset.releases import RELEASES, read_edition
from generator.dataset.texts import PACKED
from generator.dataset.weights import WEIGHTS

CSV, PARQUET, CROISSANT = "netweight.csv", "netweight.parquet", "croissant.json"
FORMATS = {CSV: "text/csv", PARQUET: "application/x-parquet"}
BESIDE = (MANIFEST, WEIGHTS, RELEASES, DIGESTS)
"""Files of the dataset whose digests are listed with those of the downloads; so are those of each zoo."""


@click.command()
@options.data
def downloads(data: Path) -> None:
    """Write the flat rows beside the dataset, as they are published.

    They are netweight.csv and netweight.parquet, what `netweight export` writes of everything; croissant.json, metadata
    that describes them; and SHA256SUMS, the digests of these files and of the dataset, for `sha256sum --check`.
    The dataset may be a copy of a kept release.
    """
    from generator.dataset.parquet import encode_parquet
    from generator.render.croissant import Download, croissant

    dataset = nonempty(read_dataset(data), data)
    rows = list(flat_rows(dataset))
    made = {CSV: b"".join(encode_csv(rows, ROW_COLUMNS)), PARQUET: encode_parquet(rows, ROW_COLUMNS)}
    listed = [
        Download(name, len(content), hashlib.sha256(content).hexdigest(), FORMATS[name])
        for name, content in made.items()
    ]
    made[CROISSANT] = croissant(dataset, listed, PARQUET, read_edition(data)).encode()
    names = sorted({entry.architecture.zoo for entry in dataset.entries})
    zoos = [f"{name}.jsonl{packed}" for name in names for packed in ("", PACKED)]
    there = {name: (data / name).read_bytes() for name in (*BESIDE, *zoos) if (data / name).is_file()}
    made[SUMS] = sums(there | made).encode()
    written = sum(write_if_changed(writable(data) / name, content) for name, content in made.items())
    click.echo(
        f"{counted(len(rows), 'row')} in {data}: {written} files written, {len(made) - written} unchanged"
    )
