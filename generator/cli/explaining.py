"""``netweight explain``."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from generator.cli import figure, options
from generator.cli.failures import Failure
from generator.cli.patterns import select
from generator.cli.report import operators
from generator.cli.text import grouped, shape
from generator.records import Size

if TYPE_CHECKING:
    from generator.survey import Explanation
    from generator.survey.explaining import Figure


@click.command()
@click.argument("name")
@options.size("Trace at this size, such as 224 or 224x320, instead of the native one.")
@click.option(
    "--field",
    metavar="FIELD",
    help="Take this field of the methodology apart, such as macs, parameters or peak_activation_bytes.",
)
@click.option(
    "--by",
    type=click.Choice(["operator", "module", "line"]),
    help="With --field: this table alone and in full; without it, operators and the largest modules.",
)
def explain(name: str, size: Size | None, field: str | None, by: str | None) -> None:
    """Trace one architecture now and print its operators with calls, MACs and share.

    With --field, print what makes up any figure: the calls, tensors or modules that sum to it, by operator
    and by module. NAME is a name or zoo/name; a name in several zoos is traced for each.
    """
    from generator import survey

    if by is not None and field is None:
        raise Failure(f"--by {by} needs --field FIELD, which says what is grouped")
    if field is not None:
        from generator.account.shares import EXPLAINED

        require_field(field, EXPLAINED)
    keys = select([architecture.key for architecture in survey.catalogue()], [name])
    if field is None:
        told = [describe(_trace(key, size)) for key in keys]
    else:
        told = [figure.describe(_figure(key, field, size), by) for key in keys]
    click.echo("\n\n".join(told))


def require_field(name: str, known: Iterable[str]) -> None:
    """Check that a field exists.

    Raises:
        Failure: it does not; the message offers close matches and lists all fields.
    """
    there = list(known)
    if name in there:
        return
    close = get_close_matches(name, there, n=3)
    offer = f"did you mean {', '.join(close)}? " if close else ""
    raise Failure(f"no field is called {name!r}; {offer}the fields are {', '.join(there)}")


def _figure(key: str, field: str, size: Size | None) -> Figure:
    """A field of one architecture; where there is no such figure, a :class:`Failure` says why."""
    from generator import survey
    from generator.survey.explaining import NoFigure

    try:
        return survey.explain_field(key, field, size)
    except NoFigure as error:
        raise Failure(f"{key} has no {field} at {_at(size)}: {error}") from error
    except Exception as error:
        raise _refused(key, size, error) from error


def _trace(key: str, size: Size | None) -> Explanation:
    """The explanation of one architecture; whatever refuses the size becomes a :class:`Failure`."""
    from generator import survey

    try:
        return survey.explain(key, size)
    except Exception as error:
        raise _refused(key, size, error) from error


def _refused(key: str, size: Size | None, error: Exception) -> Failure:
    from generator.survey.refusing import reason

    return Failure(f"{key} cannot be measured at {_at(size)}: {reason(error)}")


def _at(size: Size | None) -> str:
    return "its native size" if size is None else f"{size} px"


def describe(explanation: Explanation) -> str:
    """The totals of a trace, its operators, and what is missing."""
    numbers = explanation.numbers
    where = shape(explanation.architecture.sample_shape(explanation.size))
    heading = (
        f"{explanation.architecture.key} at {explanation.size} px ({where}): "
        f"{grouped(numbers.parameters)} parameters, {grouped(numbers.macs)} MACs, "
        f"{grouped(numbers.activations)} activations"
    )
    missing = [f"not measured: {gap.stage}: {gap.message}" for gap in explanation.gaps]
    return "\n".join([heading, *operators(explanation.operators, numbers), *missing])
