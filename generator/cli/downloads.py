"""``netweight downloads``."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from generator.cli import options
from generator.cli.failures import nonempty, writable
from generator.cli.text import counted
from generator.dataset import MANIFEST, ROW_COLUMNS, encode_csv, flat_rows, read_dataset, write_if_changed
from generator.dataset.releases import read_edition

CSV, PARQUET, CROISSANT, SUMS = "netweight.csv", "netweight.parquet", "croissant.json", "SHA256SUMS"
FORMATS = {CSV: "text/csv", PARQUET: "application/x-parquet"}
BESIDE = (MANIFEST, "weights.jsonl", "releases.json")
"""Files of the dataset whose digests are listed with those of the downloads; so are those of each zoo."""


@click.command()
@options.data
def downloads(data: Path) -> None:
    """Write the flat rows beside the dataset, as they are published.

    They are netweight.csv and netweight.parquet, what `netweight export` writes of everything; croissant.json, metadata
    that describes them; and SHA256SUMS, the digests of these files and of the dataset, for `sha256sum --check`.
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
    zoos = sorted({f"{entry.architecture.zoo}.jsonl" for entry in dataset.entries})
    there = {name: (data / name).read_bytes() for name in (*BESIDE, *zoos) if (data / name).is_file()}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in (there | made).items()}
    made[SUMS] = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode()
    written = sum(write_if_changed(writable(data) / name, content) for name, content in made.items())
    click.echo(
        f"{counted(len(rows), 'row')} in {data}: {written} files written, {len(made) - written} unchanged"
    )
