"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from generator.records import Size

DEFAULT_DATA = Path("docs/data")
"""Where the committed dataset is."""

F = TypeVar("F", bound=Callable[..., Any])


class PixelSize(click.ParamType[Size]):
    """224 for a square input, 224x320 for one 224 high and 320 wide."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Size:
        """The size of a text, or a usage error that says what a size is."""
        if isinstance(value, Size):
            return value
        try:
            return Size.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def patterns(function: F) -> F:
    """The PATTERN arguments; none means all."""
    return click.argument("patterns", metavar="[PATTERN]...", nargs=-1)(function)


def data(function: F) -> F:
    """Where a dataset is read."""
    return _dataset_directory("--data", "Directory of the dataset to read.")(function)


def out(function: F) -> F:
    """Where a dataset is written."""
    return _dataset_directory("--out", "Directory that the dataset and the layer tables are written to.")(
        function
    )


def beside(what: str) -> Callable[[F], F]:
    """Where a dataset is, beside which something else is written; ``what`` such as ``examples``."""
    return _dataset_directory("--out", f"Directory of the dataset, beside which the {what} are written.")


def _dataset_directory(name: str, text: str) -> Callable[[F], F]:
    option: Callable[[F], F] = click.option(
        name,
        type=click.Path(path_type=Path, file_okay=False),
        default=DEFAULT_DATA,
        show_default=True,
        metavar="DIR",
        help=text,
    )
    return option


def jobs(function: F) -> F:
    """How many processes measure."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        help="Processes that measure at the same time; 0, the default, is one for each core.",
    )(function)


def sizes(text: str) -> Callable[[F], F]:
    """A repeatable --px with its help text."""
    option: Callable[[F], F] = click.option(
        "--px", "sizes", type=PixelSize(), multiple=True, metavar="SIZE", help=text
    )
    return option


def size(text: str) -> Callable[[F], F]:
    """A single --px with its help text."""
    option: Callable[[F], F] = click.option("--px", "size", type=PixelSize(), metavar="SIZE", help=text)
    return option
