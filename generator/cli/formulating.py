"""``netweight form``."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli import options
from generator.cli.failures import Failure
from generator.cli.patterns import select
from generator.cli.text import counted, grouped, table
from generator.dataset.forms import FORMS, read_forms
from generator.records import FIELDS, Size
from generator.records.forms import Domain, Form, Unformed

_UNITS = {field.name: field.unit for field in FIELDS} | {"buffer_bytes_bfloat16": "bytes"}


@click.command()
@click.argument("name")
@options.size("Print the numbers at this size, such as 225 or 300x400, instead of the formulas.")
@options.data
def form(name: str, size: Size | None, data: Path) -> None:
    """Print the closed form of an architecture in height and width, or its numbers at one size.

    Nothing is measured: `netweight forms` found the forms and held them against the record. NAME is a name or
    zoo/name. `netweight explain NAME --px SIZE` measures any size, also one that no form holds for.
    """
    found = read_forms(data)
    if found is None:
        raise Failure(f"{data / FORMS}: no such file; `netweight forms` writes it")
    keys = select(list(found[1]), [name])
    click.echo("\n\n".join(_told(found[1][key], size) for key in keys))


def _told(one: Form | Unformed, size: Size | None) -> str:
    if isinstance(one, Unformed):
        raise Failure(
            f"{one.key} has no closed form: {one.reason}; `netweight explain {one.key} --px SIZE` measures"
        )
    return "\n".join(_formulas(one) if size is None else _numbers(one, size))


def _numbers(one: Form, size: Size) -> list[str]:
    try:
        values = one.at(size)
    except ValueError as error:
        raise Failure(f"{error}; `netweight explain {one.key} --px {size}` measures") from None
    rows = [[name, grouped(value), _UNITS[name]] for name, value in values.items()]
    return [
        f"{one.key} at {size} px, by its closed form",
        *table(["field", "value", "unit"], rows),
        *_missing(one),
    ]


def _formulas(one: Form) -> list[str]:
    from generator.render.formula import formula

    lines = [f"{one.key} for {_domain(one.domain)}; H and W are height and width in pixels"]
    lines += [f"{name} [{_UNITS[name]}] = {formula(one, name)}" for name, _ in one.fields]
    held = f"{counted(len(one.held), 'size')} recorded for that alone ({', '.join(map(str, one.held))} px)"
    lines.append(f"equal to the record at {counted(one.grid, 'size')} of the dataset and at {held}")
    return lines + _missing(one)


def _missing(one: Form) -> list[str]:
    return [f"no form of {name}: {why}" for name, why in one.missing]


def _domain(domain: Domain) -> str:
    kind = "squares" if domain.square else "sizes"
    of = f" in multiples of {domain.step} px" if domain.step > 1 else ""
    return f"{kind}{of} from {domain.least_px} to {domain.most_px} px a side"


__all__ = ["form"]
