"""``netweight weigh``."""

from __future__ import annotations

import ast
import shlex
from pathlib import Path
from typing import Any

import click

from generator.cli import options
from generator.cli.failures import Failure, nonempty, writable
from generator.cli.report import report
from generator.cli.text import grouped, indented, table
from generator.dataset import encode_entry, read_dataset, write_atomically
from generator.records import Architecture, Entry, Numbers, Size, Weighing

ENDINGS = (".html", ".md", ".json")
"""What a report is written as, by the ending of its file."""


class InputShape(click.ParamType[tuple[int, ...]]):
    """3x224x224 for an image of three channels, 3x16x112x112 for a clip of 16 frames."""

    name = "shape"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """The sides of a text, or a usage error that says what a shape is."""
        if isinstance(value, tuple):
            return value
        sides = value.lower().replace(",", "x").split("x")
        if len(sides) not in (3, 4) or not all(
            side.isdecimal() and 0 < int(side) < 100_000 for side in sides
        ):
            self.fail(
                "one sample is CHANNELSxHEIGHTxWIDTH, such as 3x224x224, or CHANNELSxFRAMESxHEIGHTxWIDTH, "
                f"without the batch; found {value!r}",
                param,
                ctx,
            )
        return tuple(int(side) for side in sides)


@click.command()
@click.argument("target", metavar="MODULE:CALLABLE")
@click.option(
    "--input",
    "shape",
    type=InputShape(),
    required=True,
    metavar="SHAPE",
    help="One sample, such as 3x224x224.",
)
@options.sizes("Measure at this size too, such as 256 or 224x320; may be repeated.")
@click.option(
    "--arg",
    "arguments",
    multiple=True,
    metavar="NAME=VALUE",
    help="An argument of the callable: a Python literal, or else a text; may be repeated.",
)
@click.option(
    "--size-arg",
    "size_argument",
    default="",
    metavar="NAME",
    help="The parameter that takes the size, where the model is made for one: (height, width), or a side if it is an int.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the page as well: .html or .md; .json is the line of the dataset.",
)
@options.data
def weigh(
    target: str,
    shape: tuple[int, ...],
    sizes: tuple[Size, ...],
    arguments: tuple[str, ...],
    size_argument: str,
    out: Path | None,
    data: Path,
) -> None:
    """Weigh a model of your own, and name the nearest in the zoos.

    MODULE:CALLABLE is what makes it: package.module:function, a class, or path/to/file.py:function. It is called
    on the meta device: no weight is allocated. What it returns is measured as the zoos' architectures are.
    """
    if out is not None:
        if out.suffix not in ENDINGS:
            raise Failure(f"{out}: expected a file that ends in {', '.join(ENDINGS)}, found {out.suffix!r}")
        writable(out.parent)
    weighing = _weighed(target, shape, sizes, _parsed(arguments), size_argument)
    entry = weighing.entry
    near = nearest(entry, data)
    lines = report(entry, entry.architecture.native)
    if near:
        lines += ["", "Nearest in the zoos, by parameters and MACs", *indented(_near(near))]
    click.echo("\n".join(lines))
    if out is not None:
        command = _command(target, shape, sizes, arguments, size_argument)
        write_atomically(out, _written(weighing, near, out.suffix, command).encode())
        click.echo(f"\nWritten to {out}")


def _weighed(
    target: str,
    shape: tuple[int, ...],
    sizes: tuple[Size, ...],
    arguments: dict[str, object],
    size_argument: str,
) -> Weighing:
    """The measured architecture; what is no model, or is refused at its native size, becomes a :class:`Failure`."""
    from generator.survey.alone import weigh as measured
    from generator.zoo.own import NoModel

    try:
        weighing = measured(target, shape, sizes, arguments, size_argument)
    except NoModel as error:
        raise Failure(str(error)) from error
    entry = weighing.entry
    if entry.native is None:
        native = entry.architecture.native
        why = next(one for one in entry.refusals if one.size == native)
        raise Failure(f"{target} cannot be measured at {native} px: {why.stage}: {why.message}")
    return weighing


def _command(
    target: str,
    shape: tuple[int, ...],
    sizes: tuple[Size, ...],
    arguments: tuple[str, ...],
    size_argument: str,
) -> str:
    """What measures the same again."""
    words = ["netweight", "weigh", target, "--input", "x".join(map(str, shape))]
    words += [word for size in sizes for word in ("--px", str(size))]
    words += [word for argument in arguments for word in ("--arg", argument)]
    words += ["--size-arg", size_argument] if size_argument else []
    return shlex.join(words)


def _parsed(arguments: tuple[str, ...]) -> dict[str, object]:
    """``depth=18`` is a number, ``name=resnet50`` a text.

    Raises:
        Failure: one has no ``=``, no name, or stands twice.
    """
    found: dict[str, object] = {}
    for one in arguments:
        name, equals, value = one.partition("=")
        if not equals or not name.isidentifier():
            raise Failure(f"--arg takes NAME=VALUE, such as depth=18; found {one!r}")
        if name in found:
            raise Failure(f"--arg {name} is given twice")
        try:
            found[name] = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            found[name] = value
    return found


def nearest(entry: Entry, data: Path) -> list[tuple[Architecture, Numbers]]:
    """Five architectures of a dataset, with their numbers at their native sizes."""
    from generator.render.nearest import nearest_to

    if entry.native is None:
        return []
    there = nonempty(read_dataset(data), data).entries
    return nearest_to(entry.native.numbers, there)


def _near(near: list[tuple[Architecture, Numbers]]) -> list[str]:
    rows = [
        [one.key, str(one.native), grouped(numbers.parameters), grouped(numbers.macs)]
        for one, numbers in near
    ]
    return table(["architecture", "px", "parameters", "MACs"], rows)


def _written(weighing: Weighing, near: list[tuple[Architecture, Numbers]], ending: str, command: str) -> str:
    from generator import survey
    from generator.render.markdown import markdown_page
    from generator.render.standalone import html_page

    if ending == ".json":
        return encode_entry(weighing.entry) + "\n"
    if ending == ".md":
        return markdown_page(weighing.entry, near)
    return html_page(weighing, near, survey.provenance(), command)
