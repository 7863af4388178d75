"""``netweight explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from generator.cli import options
from generator.cli.failures import Failure
from generator.cli.patterns import select
from generator.cli.report import operators
from generator.cli.text import grouped, shape
from generator.records import Size

if TYPE_CHECKING:
    from generator.survey import Explanation


@click.command()
@click.argument("name")
@options.size("Trace at this size, such as 224 or 224x320, instead of the native one.")
def explain(name: str, size: Size | None) -> None:
    """Trace one architecture now and print its operators with calls, MACs and share.

    NAME is a name or zoo/name; a name in several zoos is traced for each.
    """
    from generator import survey

    keys = select([architecture.key for architecture in survey.catalogue()], [name])
    click.echo("\n\n".join(describe(_trace(key, size)) for key in keys))


def _trace(key: str, size: Size | None) -> Explanation:
    """The explanation of one architecture; whatever refuses the size becomes a :class:`Failure`."""
    from generator import survey
    from generator.survey.refusing import reason

    try:
        return survey.explain(key, size)
    except Exception as error:
        where = "its native size" if size is None else f"{size} px"
        raise Failure(f"{key} cannot be measured at {where}: {reason(error)}") from error


def describe(explanation: Explanation) -> str:
    """The totals of a trace, then its operators."""
    numbers = explanation.numbers
    where = shape(explanation.architecture.sample_shape(explanation.size))
    heading = (
        f"{explanation.architecture.key} at {explanation.size} px ({where}): "
        f"{grouped(numbers.parameters)} parameters, {grouped(numbers.macs)} MACs, "
        f"{grouped(numbers.activations)} activations"
    )
    return "\n".join([heading, *operators(explanation.operators, numbers)])
