"""The group of commands, and how their errors end: one sentence on standard error, exit status 2."""

from __future__ import annotations

import errno
import io
import os
import sys
from pathlib import Path
from typing import Any

import click

from generator import __version__
from generator.cli.interrupting import stopped
from generator.dataset import DatasetError
from generator.records import BrokenZoo, Dataset

LIBRARIES = ("torch", "torchvision", "timm")
"""What measuring needs and reading a dataset does not."""


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system answers where a disk, a quota or a limit leaves no room."""


class Failure(click.ClickException):
    """An error of the user or of the machine, not of this program: no traceback."""

    exit_code = 2


class Commands(click.Group):
    """A group whose commands end with a :class:`Failure` where input or the machine is at fault.

    A reader that closes the pipe (``netweight export | head``) is left to click, which ends quietly.
    """

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Read the options before the command; a wrong one is a :class:`Failure`."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            raise brief(error) from error
        except OSError as error:  # what --help and --version print
            if error.filename is not None or error.errno not in FULL:
                raise
            raise _no_room(error) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of this program itself keeps its traceback."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise brief(error) from error
        except (DatasetError, BrokenZoo) as error:
            raise Failure(str(error)) from error
        except OSError as error:
            if error.filename is None and error.errno in FULL:
                raise _no_room(error) from error
            if error.errno == errno.EPIPE or error.filename is None:
                raise
            raise Failure(f"{error.filename}: {error.strerror}") from error
        except KeyboardInterrupt:
            raise stopped() from None
        except ModuleNotFoundError as error:
            if error.name not in LIBRARIES:
                raise
            needs = f"{', '.join(LIBRARIES[:-1])} and {LIBRARIES[-1]}"
            raise Failure(f"this command needs {needs}; {error.name} is not installed") from error


def _no_room(error: OSError) -> Failure:
    """What is said where the output goes to a file that cannot grow: every file that is written here has a name."""
    # What is left in its buffer would fail once more at the end of the interpreter, with a status of its own.
    sys.stdout = io.StringIO()
    return Failure(f"standard output: {error.strerror}")


def brief(error: click.UsageError) -> click.ClickException:
    """A usage error in one line, which names the command that tells more; a plea for help stays what it is."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error
    said = " ".join(error.format_message().split())
    more = f" (`{error.ctx.command_path} --help` tells what is)" if error.ctx else ""
    return Failure(f"{said}{more}")


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


def writable(directory: Path) -> Path:
    """The directory, made where it is missing, so that hours of measuring do not end at its door.

    Raises:
        Failure: nothing can be written there.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"{directory}: cannot be written: {error.strerror}") from error
    if not os.access(directory, os.W_OK | os.X_OK):
        raise Failure(f"{directory}: cannot be written: Permission denied")
    return directory
