"""Ctrl-C: the last line says what is kept and how to go on; the status is 130."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from generator.cli.text import counted, grouped

INTERRUPTED = 130
"""The exit status of a command that Ctrl-C ended: 128 and the number of the signal."""


def stopped() -> click.exceptions.Exit:
    """Says that a command was interrupted, and is what ends it: files are written whole or not at all."""
    click.echo(
        "interrupted: every file is what it was or what it was to become; the same command does the rest",
        err=True,
    )
    return click.exceptions.Exit(INTERRUPTED)


@contextmanager
def resumable(done: Callable[[], int], total: int, store: Path, *, fresh: bool) -> Iterator[None]:
    """Ends with status 130 where the block is interrupted.

    Args:
        done: how many architectures are finished, asked when it happens.
        total: how many there are to do.
        store: where what is finished is kept.
        fresh: whether the command was told to reuse nothing stored.
    """
    try:
        yield
    except KeyboardInterrupt:
        kept = f"{grouped(done())} of {counted(total, 'architecture')} measured and kept in {store}"
        again = "the same command without --fresh" if fresh else "the same command"
        click.echo(f"interrupted: {kept}; {again} goes on from there", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
