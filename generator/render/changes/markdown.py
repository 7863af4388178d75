"""The Markdown of a pull request: what moved, the most important first, and never longer than a host takes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.records.changes import Changes
from generator.render.changes.view import Alone, Section, Table, folded, incomparable, sections, versions
from generator.render.units import exact

LONGEST = 60_000
"""Characters; GitHub refuses a pull request whose text has more than 65,536."""

_ROWS = (50, 20, 10, 5, 2, 1, 0)
_FIELDS = 40


def markdown(found: Changes, longest: int = LONGEST) -> str:
    """Counts, versions, and a folded table for each field; what does not fit is counted.

    Tables are cut to fewer and fewer rows until the text fits.

    Raises:
        ValueError: even the counts alone do not fit.
    """
    text = ""
    for rows in _ROWS:
        text = "\n".join(_lines(found, rows)) + "\n"
        if len(text) <= longest:
            return text
    raise ValueError(f"expected room for the counts, which take {len(text)} characters; found {longest}")


def _lines(found: Changes, rows: int) -> Iterator[str]:
    removed, added = (folded(found, kind, 4 * rows) for kind in ("removed", "added"))
    counts = f"**{removed.total} removed, {added.total} added, {exact(found.changed)} changed**"
    names = f"{code(found.old_name)} \u2192 {code(found.new_name)}"
    yield f"{names}: {counts} of {exact(found.common)} architectures that both have."
    yield ""
    differing = versions(found.old, found.new)
    if differing:
        yield from ("| | before | after |", "| --- | --- | --- |")
        yield from (f"| {name} | {code(before)} | {code(after)} |" for name, before, after in differing)
    else:
        yield "Every version is the same on both sides."
    if found.not_compared:
        yield from ("", f"{_first_upper(incomparable(found))}.")
    for one in (removed, added):
        yield from _alone(one)
    for section in sections(found, rows):
        yield from _section(section, rows)


def _alone(one: Alone) -> Iterator[str]:
    if one.total == "0":
        return
    yield from ("", f"<details><summary>{one.total} {one.kind}</summary>", "")
    for key, _, weight in one.shown:
        yield f"- {code(key)}: {weight}"
    if one.rest:
        yield f"- and {one.rest} more"
    yield from ("", "</details>")


def _section(section: Section, rows: int) -> Iterator[str]:
    yield from ("", f"### {_first_upper(section.cause)}: {section.architectures} architectures", "")
    if not rows:
        shown = section.tables[:_FIELDS]
        yield from (f"- {code(one.field)}: {one.total} changes in {one.architectures}" for one in shown)
        if len(section.tables) > _FIELDS:
            yield f"- and {exact(len(section.tables) - _FIELDS)} more fields"
        return
    for table in section.tables:
        yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield f"<details><summary>{table.field}: {table.total} in {table.architectures} architectures</summary>"
    yield from (
        "",
        "| architecture | where | before | after | change |",
        "| --- | --- | ---: | ---: | ---: |",
    )
    for row in table.rows:
        cells = (code(row.key), row.at and code(row.at), code(row.old), code(row.new), row.drift)
        yield f"| {' | '.join(cells)} |"
    yield ""
    if table.rest:
        yield from (f"and {table.rest} more", "")
    yield from ("</details>", "")


def code(text: str) -> str:
    """A code span of a table cell: nothing in it is markup, a mention or the end of the cell."""
    plain = " ".join(text.split()).replace("`", "'").replace("\\", "/").replace("|", "\u00a6")
    return f"`{plain}`" if plain else ""


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
