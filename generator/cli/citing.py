"""``netweight cite``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from generator.cli import options
from generator.cli.failures import Failure
from generator.cli.patterns import select
from generator.dataset import read_dataset
from generator.dataset.releases import read_edition
from generator.dataset.weights import WEIGHTS, read_weights

FORMATS = ("bibtex", "latex", "markdown", "badge", "json")


@click.command()
@click.argument("name")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="BibTeX of paper, library and dataset; a row of a LaTeX table; a line or a badge in Markdown; or all of them as a line of JSON.",
)
@options.data
def cite(name: str, format_: str, data: Path) -> None:
    """Print how to cite an architecture: the text that its page has.

    NAME is a name or zoo/name; a name in several zoos is printed for each. Papers are those that its library names;
    no library lists their authors, so no entry has them.
    """
    from generator.render import citing
    from generator.render.references import references

    dataset = read_dataset(data)
    cited = references(dataset, read_weights(data / WEIGHTS), read_edition(data))
    chosen = [cited[key] for key in select(cited, [name])]
    if format_ == "json":
        for one in chosen:
            click.echo(json.dumps(citing.plain(one), ensure_ascii=False))
        return
    texts = [citing.FORMATS[format_](one) for one in chosen]
    for one, text in zip(chosen, texts, strict=True):
        if not text:
            key, native = one.architecture.key, one.architecture.native
            raise Failure(
                f"{key} is not measured at its native size, {native} px: there is no row of a table"
            )
    click.echo("\n\n".join(texts))
