"""``netweight weights``."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli import options
from generator.cli.failures import writable
from generator.cli.text import counted
from generator.dataset.weights import WEIGHTS, write_weights


@click.command()
@options.beside("weights")
def weights(out: Path) -> None:
    """Write down what timm and torchvision say of their pretrained weights.

    Sizes, classes, licences, papers, addresses and published accuracies of every tag, without a model and without
    a download. `netweight survey` does the same at its end.
    """
    from generator.survey.weights import collect

    library = collect()
    written = write_weights(library, writable(out))
    tags = sum(len(shelf.weights) for shelf in library.shelves)
    click.echo(
        f"{out / WEIGHTS}: {'written' if written else 'unchanged'}, {counted(tags, 'tag')} of "
        f"{counted(len(library.shelves), 'architecture')}"
    )
