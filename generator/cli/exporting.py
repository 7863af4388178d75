"""``netweight export``: the contract that others build on."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from generator.cli import options
from generator.cli.failures import Failure
from generator.cli.patterns import require, select
from generator.cli.sizes import restricted, surveyed
from generator.dataset import (
    REFUSAL_COLUMNS,
    ROW_COLUMNS,
    Row,
    encode_csv,
    encode_jsonl,
    flat_rows,
    read_dataset,
    refusal_rows,
    write_atomically,
)
from generator.records import Dataset, Size


@click.command()
@options.patterns
@click.option(
    "--format",
    "format_",
    type=click.Choice(["jsonl", "csv", "parquet"]),
    required=True,
    help="Tallies, such as bytes by dtype, are objects in jsonl and compact JSON strings in the others.",
)
@click.option("--zoo", metavar="ZOO", help="Only this zoo, such as timm.")
@options.sizes("Only rows at this size, such as 224 or 224x320; repeatable. Without it, every size.")
@click.option("--refusals", is_flag=True, help="Rows of what could not be measured, with stage and message.")
@options.data
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to this file instead of standard output.",
)
def export(
    patterns: tuple[str, ...],
    format_: str,
    zoo: str | None,
    sizes: tuple[Size, ...],
    refusals: bool,
    data: Path,
    output: Path | None,
) -> None:
    """Print the dataset, one flat row for each zoo, name, height_px and width_px.

    Columns: zoo, name, task, family, height_px, width_px, native, every field of the methodology in its
    order, then flops, parameter_bytes_bfloat16 and parameter_bytes_int8. With --refusals: zoo, name,
    height_px, width_px, stage, message. Rows are sorted by zoo, name, height and width.
    """
    if format_ == "parquet" and output is None and sys.stdout.isatty():
        raise Failure(
            "parquet is binary and is not written to a terminal; use -o FILE or redirect the output"
        )
    chosen = choose(read_dataset(data), patterns, zoo, sizes)
    rows, columns = (refusal_rows(chosen), REFUSAL_COLUMNS) if refusals else (flat_rows(chosen), ROW_COLUMNS)
    chunks = encode(rows, columns, format_)
    if output is not None:
        try:
            write_atomically(output, b"".join(chunks))
        except OSError as error:
            raise Failure(f"{output}: cannot be written: {error.strerror}") from error
        return
    stream = sys.stdout.buffer
    for chunk in chunks:
        stream.write(chunk)
    stream.flush()


def choose(dataset: Dataset, patterns: Sequence[str], zoo: str | None, sizes: Sequence[Size]) -> Dataset:
    """The entries that match, each with the measurements and refusals at ``sizes``, or at all without any.

    Raises:
        Failure: a pattern or the zoo matches nothing, or no chosen architecture was surveyed at a size.
    """
    entries = {entry.architecture.key: entry for entry in dataset.entries}
    if zoo is not None:
        require("zoo", zoo, [entry.architecture.zoo for entry in dataset.entries])
        entries = {key: entry for key, entry in entries.items() if entry.architecture.zoo == zoo}
    chosen = [entries[key] for key in select(entries, patterns)]
    if sizes:
        there = sorted({size for entry in chosen for size in surveyed(entry)})
        known = ", ".join(str(size) for size in there)
        for size in sizes:
            if size not in there:
                raise Failure(f"nothing was surveyed at {size} px; there is {known}")
        chosen = [restricted(entry, sizes) for entry in chosen]
    return replace(dataset, entries=tuple(chosen))


def encode(rows: Iterable[Row], columns: Sequence[str], format_: str) -> Iterable[bytes]:
    """The bytes of ``jsonl``, ``csv`` or ``parquet``."""
    if format_ == "jsonl":
        return encode_jsonl(rows)
    if format_ == "csv":
        return encode_csv(rows, columns)
    from generator.dataset.parquet import encode_parquet

    return [encode_parquet(rows, columns)]
