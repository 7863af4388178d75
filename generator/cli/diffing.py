"""``netweight diff``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from generator.cli import options
from generator.cli.failures import Failure
from generator.cli.patterns import select, suggest
from generator.cli.text import counted
from generator.dataset import DatasetError
from generator.dataset.changes import changes, encode_changes
from generator.dataset.differences import DESCRIBED
from generator.dataset.earlier import read_comparable
from generator.dataset.releases import kept_release
from generator.records import FIELDS, Dataset
from generator.records.changes import KINDS, Change, Changes

NONE = "none"
"""The gate that nothing fails."""

GATES = (
    *KINDS,
    "refused",
    *(field.name for field in FIELDS),
    *DESCRIBED,
    *("outcome", "second_macs", "gaps", "stages", "operators", "uses", "reconciled"),
)
"""What ``--fail-on`` can name beside ``none``."""


class Gate(click.ParamType[frozenset[str]]):
    """removed,macs for the differences that matter."""

    name = "gate"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        """The names of a list, or a usage error that offers close ones."""
        if isinstance(value, frozenset):
            return value
        names = [name.strip() for name in str(value).split(",")]
        for name in names:
            if name not in (*GATES, NONE):
                self.fail(f"{name!r} is no kind of difference and no field{suggest(name, GATES)}", param, ctx)
        return frozenset(names) - {NONE}


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@options.patterns
@click.option(
    "--markdown", "form", flag_value="markdown", help="Print tables for a pull request, of bounded length."
)
@click.option("--json", "form", flag_value="json", help="Print every value before and after as JSON.")
@click.option(
    "--fail-on",
    type=Gate(),
    metavar="NAMES",
    help="Exit with 1 only where one of these differs: removed, added, changed, refused, any field, or none for never; "
    "separated by commas. Without it, any difference does.",
)
@click.option(
    "--names",
    metavar="OLD,NEW",
    help="Call the two sides by these names instead of OLD and NEW.",
)
@options.data
@click.pass_context
def diff(
    ctx: click.Context,
    old: str,
    new: str,
    patterns: tuple[str, ...],
    form: str | None,
    fail_on: frozenset[str] | None,
    names: str | None,
    data: Path,
) -> None:
    """Compare two datasets, and say which version each difference comes from.

    OLD and NEW are directories, or names of releases that are kept in --data. With PATTERN, only the
    architectures that match are compared. A difference is put down to the model, the counting or torch where
    the versions and the second counter tell them apart, and else to all that changed. Where one side is of an
    earlier schema, what both have is compared, and what only one has is named.

    Exits with 0 where nothing differs, 1 where something does, 2 where an input cannot be read.
    """
    (before, unsaid), (after, also) = (_dataset(side, data) for side in (old, new))
    if patterns:
        keys = {entry.architecture.key for side in (before, after) for entry in side.entries}
        before, after = (_restricted(side, set(select(keys, patterns))) for side in (before, after))
    old_name, new_name = _called(names) if names else (old, new)
    found = changes(before, after, old_name, new_name, unsaid | also)
    click.echo(_text(found, form), nl=False)
    if any(fails(one, fail_on) for one in found.changes):
        ctx.exit(1)


def _called(names: str) -> tuple[str, str]:
    """The two names of an option."""
    old, _, new = names.partition(",")
    if not old or not new or "," in new:
        raise Failure(f"--names: expected two names with a comma between them, found {names!r}")
    return old, new


def fails(change: Change, gate: Iterable[str] | None) -> bool:
    """Whether a change is one that the gate names; without a gate, every change is.

    ``added`` and ``removed`` are architectures, ``changed`` is any field of one that both sides have, ``refused`` a
    size that was measured and no longer is.
    """
    if gate is None:
        return True
    kind = change.kind if change.field == "architecture" else "changed"
    refused = change.field == "outcome" and any(
        was == "measured" and now != "measured" for was, now in zip(change.old, change.new, strict=True)
    )
    names = {kind, change.group, *(["refused"] if refused else [])}
    return not names.isdisjoint(gate)


def _dataset(side: str, data: Path) -> tuple[Dataset, frozenset[str]]:
    """The dataset in a directory, or of a release that is kept in ``data``; and the fields it cannot be compared in."""
    directory = Path(side)
    if not directory.is_dir():
        directory = kept_release(data, side)
        if not directory.is_dir():
            raise DatasetError(
                side, f"a directory, or a release that is kept in {directory.parent}", "neither"
            )
    return read_comparable(directory)


def _restricted(dataset: Dataset, keys: set[str]) -> Dataset:
    kept = tuple(entry for entry in dataset.entries if entry.architecture.key in keys)
    return Dataset(provenance=dataset.provenance, entries=kept)


def _text(found: Changes, form: str | None) -> str:
    if form == "json":
        return encode_changes(found)
    from generator.render.changes import markdown

    return markdown(found) if form == "markdown" else lines(found)


def lines(found: Changes) -> str:
    """A line for each change under its cause, and the counts at the end."""
    from generator.render.changes import cause, change_line, incomparable, versions

    told = [f"{name} {old} -> {new}" for name, old, new in versions(found.old, found.new)]
    out = [f"{found.old_name} -> {found.new_name}: {', '.join(told) or 'no version differs'}"]
    out += [incomparable(found)] if found.not_compared else []
    out += [change_line(one) for kind in ("removed", "added") for one in found.architectures(kind)]
    for causes in dict.fromkeys(one.causes for one in found.fields):
        out += ["", f"{cause(causes, found.old, found.new)}:"]
        out += [change_line(one) for one in found.fields if one.causes == causes]
    removed, added = (len(found.architectures(kind)) for kind in ("removed", "added"))
    equal = found.common - found.changed
    out += [
        "",
        f"{removed} removed, {added} added, {found.changed} changed, {equal} equal of "
        f"{counted(found.common, 'architecture')} that both have",
    ]
    return "\n".join(out) + "\n"
