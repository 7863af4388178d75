"""The group of commands, and how their errors end: one sentence on standard error, exit status 2."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import click

from generator import __version__
from generator.dataset import DatasetError
from generator.records import Dataset

LIBRARIES = ("torch", "torchvision", "timm")
"""What measuring needs and reading a dataset does not."""


class Failure(click.ClickException):
    """An error of the user or of the machine, not of this program: no traceback."""

    exit_code = 2


class Commands(click.Group):
    """A group whose commands end with a :class:`Failure` where input or the machine is at fault.

    A reader that closes the pipe (``netweight export | head``) is left to click, which ends quietly.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of this program itself keeps its traceback."""
        try:
            return super().invoke(ctx)
        except DatasetError as error:
            raise Failure(str(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE or error.filename is None:
                raise
            raise Failure(f"{error.filename}: {error.strerror}") from error
        except ModuleNotFoundError as error:
            if error.name not in LIBRARIES:
                raise
            needs = f"{', '.join(LIBRARIES[:-1])} and {LIBRARIES[-1]}"
            raise Failure(f"this command needs {needs}; {error.name} is not installed") from error


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "--version", prog_name="netweight", help="Print the version and exit.")
def main() -> None:
    """Weigh every architecture of torchvision and timm without a weight in memory.

    PATTERN is a name (resnet50 is found in every zoo), zoo/name, or a glob ('timm/resnet*', '*vit*').
    Errors go to standard error and exit with status 2.
    """


def nonempty(dataset: Dataset, data: Path) -> Dataset:
    """The dataset, unless it has no entry.

    Raises:
        Failure: there is nothing to choose from.
    """
    if not dataset.entries:
        raise Failure(f"{data}: the dataset has no architecture; `netweight survey` measures them")
    return dataset
