"""``netweight lint``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from generator.cli import options
from generator.cli.failures import Failure, nonempty
from generator.cli.text import counted, grouped
from generator.dataset import read_dataset
from generator.lookup import latex, markdown
from generator.lookup.conventions import BY_KEY
from generator.lookup.lint import CONVENTION, OFF, OTHER_SIZE, RIGHT, UNMEASURED, UNREAD, UNRESOLVED, Finding
from generator.lookup.lint import lint as judge
from generator.lookup.names import Names
from generator.lookup.tables import Table

LATEX, MARKDOWN = frozenset({".tex", ".ltx", ".latex"}), frozenset({".md", ".markdown", ".mkd"})


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of lines.")
@click.option("--quiet", is_flag=True, help="Print only what is off, unread or unresolved.")
@options.data
@click.pass_context
def lint(ctx: click.Context, file: Path, as_json: bool, quiet: bool, data: Path) -> None:
    """Check the numbers of a LaTeX or Markdown table.

    FILE is read for tables with a column of names and columns of parameters, FLOPs, MACs or activations. Each cell is right,
    right under another convention or at another size, or off by a share of ours; a name that is no architecture of the zoos is
    told with the nearest. Exit status 1 if a cell is off, else 0.
    """
    tables = read(file)
    names = Names(nonempty(read_dataset(data), data).entries)
    findings = [finding for table in tables for finding in judge(table, names)]
    if not findings:
        heads = "; ".join(", ".join(filter(None, table.header)) for table in tables) or "no table"
        raise Failure(
            f"{file}: expected a table with a column of names and one of parameters, FLOPs, MACs or activations; found {heads}"
        )
    if as_json:
        click.echo(json.dumps([_plain(one) for one in findings], ensure_ascii=False, indent=2))
    else:
        shown = [one for one in findings if not quiet or one.status in (OFF, UNREAD, UNRESOLVED)]
        click.echo("\n".join([*(f"{file}:{one.line}: {sentence(one)}" for one in shown), _summary(findings)]))
    ctx.exit(1 if any(one.status == OFF for one in findings) else 0)


def read(file: Path) -> tuple[Table, ...]:
    """The tables of a file, by its ending or, where that says nothing, by what it holds.

    Raises:
        Failure: it is no text, or an environment is not ended.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Failure(
            f"{file}: expected text in UTF-8; found byte {error.object[error.start]:#04x}"
        ) from error
    written = file.suffix.lower()
    as_latex = written in LATEX or (written not in MARKDOWN and "\\begin{" in text)
    try:
        return latex.tables(text) if as_latex else markdown.tables(text)
    except ValueError as error:
        raise Failure(f"{file}: {error}") from error


def sentence(one: Finding) -> str:
    """What is found of one cell, in words."""
    if one.status == UNRESOLVED:
        near = f"; the nearest are {', '.join(one.nearest)}" if one.nearest else ""
        return f"{one.name}: no architecture of the zoos answers to this name{near}"
    cell = f"{one.name}, {one.header}: {one.text}"
    if one.status == UNREAD:
        return f"{cell} is no number"
    if one.status == UNMEASURED:
        return f"{cell} not checked, {one.architecture} is not measured at {one.size} px"
    label = BY_KEY[one.convention].label
    ours = f"{grouped(one.value or 0)} by {one.architecture} at {one.size} px"
    return {
        RIGHT: f"{cell} is right: {label}, {ours}",
        CONVENTION: f"{cell} is right under another convention: {label}, {ours}",
        OTHER_SIZE: f"{cell} is right at another size: {label}, {ours}",
        OFF: f"{cell} is off by {_percent(one.difference)} from {label}, {ours}{'; cut, not rounded' if one.cut else ''}",
    }[one.status]


def _percent(difference: float) -> str:
    return f"{100 * difference:+.1f} %" if abs(difference) >= 0.0005 else "<0.1 %"


def _plain(one: Finding) -> dict[str, object]:
    return asdict(one) | {"difference": round(one.difference, 6)}


def _summary(findings: Sequence[Finding]) -> str:
    """Counts by status; columns whose cells follow several conventions are told, since they cannot be compared."""
    many = Counter(one.status for one in findings)
    words = {
        RIGHT: "right", CONVENTION: "right under another convention", OTHER_SIZE: "right at another size", OFF: "off",
        UNMEASURED: "not measured at their size", UNREAD: "no number",
    }  # fmt: skip
    parts = [f"{grouped(many[status])} {said}" for status, said in words.items() if many[status]]
    total = f"{counted(len(findings) - many[UNRESOLVED], 'cell')}: {', '.join(parts) or 'none checked'}"
    names = f"; {counted(many[UNRESOLVED], 'name')} unresolved" if many[UNRESOLVED] else ""
    mixed = []
    for header in dict.fromkeys(one.header for one in findings):
        used = Counter(
            one.convention
            for one in findings
            if one.header == header and one.status in (RIGHT, CONVENTION, OTHER_SIZE)
        )
        if len(used) > 1:
            told = ", ".join(f"{BY_KEY[key].label} in {times}" for key, times in used.most_common())
            mixed.append(f"\ncolumn {header} mixes conventions: {told}")
    return total + names + "".join(mixed)
