"""``netweight examples``."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli import options
from generator.cli.failures import writable
from generator.dataset.examples import EXAMPLES, write_examples


@click.command()
@options.beside("examples")
def examples(out: Path) -> None:
    """Measure the worked examples of the tutorials anew.

    They are a few architectures and modules on the meta device, and two training steps on the CPU;
    `netweight render` makes pages of them.
    """
    from generator.survey.examples import make_examples

    written = write_examples(make_examples(), writable(out))
    click.echo(f"{out / EXAMPLES}: {'written' if written else 'unchanged'}")
