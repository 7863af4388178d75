"""What the site costs: ``netweight render`` and ``mkdocs build`` for 500, 1,500 and 3,000 architectures.

Each command runs as a child, from the start of the interpreter to its end, in a temporary copy of the
project: rendering into nothing, again with nothing changed, again after one architecture's MACs
changed, then a build from nothing with the layer tables. The best of the rounds counts, for wall, CPU
and memory each. Growth is the ratio of CPU seconds over the ratio of pages, against the row before: 1.0 is
linear, less is better.

``python -m benchmarks.site``: about four minutes on two cores.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.workspace import DATA, CommandFailed, Cost, Workspace, workspace
from generator.dataset import read_dataset
from generator.records import Dataset, Entry

PAGES = (500, 1_500, 3_000)
STEPS = ("render", "render, nothing changed", "render, one changed", "mkdocs build")
TARGETS = {"render": 10.0, "mkdocs build": 8.0}
"""Wall seconds for 1,500 pages, by step."""
MEMORY_TARGET = 500e6
JUDGED = 1_500
_WRITTEN = re.compile(r"^([\d,]+) written", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """The best of the rounds of one step; ``written`` is None for a step that does not say."""

    pages: int
    step: str
    cost: Cost
    written: int | None = None


def of_size(dataset: Dataset, pages: int) -> tuple[Dataset, tuple[str, ...]]:
    """So many entries, evenly from the dataset, and for each the key whose layers it takes.

    Beyond the dataset's size entries come again under the name with ``_copy`` and the round.
    """
    entries = dataset.entries
    rounds, rest = divmod(pages, len(entries))
    chosen = [(entry, again) for again in range(rounds) for entry in entries]
    chosen += [(entries[place * len(entries) // rest], rounds) for place in range(rest)]
    made = sorted(((renamed(entry, again), entry.architecture.key) for entry, again in chosen), key=_order)
    return replace(dataset, entries=tuple(entry for entry, _ in made)), tuple(key for _, key in made)


def _order(made: tuple[Entry, str]) -> tuple[str, str]:
    return made[0].architecture.zoo, made[0].architecture.name


def renamed(entry: Entry, again: int) -> Entry:
    """The entry under another name, unless it comes for the first time (0)."""
    if again == 0:
        return entry
    name = f"{entry.architecture.name}_copy{'' if again == 1 else again}"
    return replace(entry, architecture=replace(entry.architecture, name=name))


def one_changed(dataset: Dataset) -> Dataset:
    """The dataset with one MAC more at the native size of its middle entry that is measured there.

    Raises:
        ValueError: no entry is measured at its native size.
    """
    entries = list(dataset.entries)
    measured = [place for place, entry in enumerate(entries) if entry.native is not None]
    if not measured:
        raise ValueError("expected an entry that is measured at its native size, found none")
    place = measured[len(measured) // 2]
    entry = entries[place]
    changed = tuple(
        replace(one, numbers=replace(one.numbers, macs=one.numbers.macs + 1)) if one is entry.native else one
        for one in entry.measurements
    )
    entries[place] = replace(entry, measurements=changed)
    return replace(dataset, entries=tuple(entries))


def measured(pages: int, site: Workspace, dataset: Dataset) -> list[Row]:
    """One round of all steps, from an empty directory.

    Raises:
        CommandFailed: rendering did not say how many files it wrote.
    """
    costs: dict[str, Cost] = {STEPS[0]: site.render(), STEPS[1]: site.render()}
    site.write(one_changed(dataset))
    costs |= {STEPS[2]: site.render(), STEPS[3]: site.build()}
    return [
        Row(pages=pages, step=step, cost=costs[step], written=written(costs[step], step)) for step in STEPS
    ]


def written(cost: Cost, step: str) -> int | None:
    """The number of files that rendering says it has written; None for a build."""
    if not step.startswith("render"):
        return None
    found = _WRITTEN.search(cost.said)
    if found is None:
        raise CommandFailed(f"{step}: expected a number of files written, found {cost.said!r}")
    return int(found[1].replace(",", ""))


def best(rounds: Sequence[Row]) -> Row:
    """The least of each cost over the rounds of one step."""
    return replace(rounds[0], cost=reduce(Cost.best, (row.cost for row in rounds)))


def growth(row: Row, before: Row | None) -> str:
    """Ratio of CPU seconds over ratio of pages; empty where there is no row before."""
    if before is None:
        return ""
    return f"{(row.cost.cpu / before.cost.cpu) / (row.pages / before.pages):.2f}"


def table(rows: Sequence[Row], footer: str) -> str:
    """The result in Markdown: steps one after the other, pages ascending in each."""
    lines = [
        "| step | architectures | files written | wall, s | CPU, s | peak memory, MB | growth |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for step in STEPS:
        before: Row | None = None
        for row in sorted((row for row in rows if row.step == step), key=lambda row: row.pages):
            files = "" if row.written is None else f"{row.written:,}"
            cost = f"{row.cost.wall:.2f} | {row.cost.cpu:.2f} | {row.cost.peak_bytes / 1e6:.0f}"
            lines.append(f"| {step} | {row.pages:,} | {files} | {cost} | {growth(row, before)} |")
            before = row
    return "\n".join([*lines, "", *judged(rows), "", footer])


def judged(rows: Sequence[Row]) -> list[str]:
    """The targets for 1,500 pages as a table, with what was reached."""
    lines = [f"| target for {JUDGED:,} | at most | reached | |", "| --- | ---: | ---: | --- |"]
    reached: Mapping[str, Row] = {row.step: row for row in rows if row.pages == JUDGED}
    for step, target in TARGETS.items():
        if step in reached:
            cost = reached[step].cost
            seconds = f"{cost.wall:.2f} s, of which CPU {cost.cpu:.2f} s"
            lines.append(f"| {step} | {target:.0f} s | {seconds} | {verdict(met=cost.wall <= target)} |")
    if reached:
        peak = max(row.cost.peak_bytes for row in reached.values())
        size = f"{MEMORY_TARGET / 1e6:.0f} MB | {peak / 1e6:.0f} MB"
        lines.append(f"| peak memory of either | {size} | {verdict(met=peak <= MEMORY_TARGET)} |")
    return lines


def verdict(*, met: bool) -> str:
    """The word of the last column."""
    return "met" if met else "missed"


def main() -> None:
    """Measures all sizes and prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (default: 3)")
    parser.add_argument("--pages", type=int, nargs="+", default=PAGES, help="numbers of architectures")
    parser.add_argument("--out", type=Path, help="also write the table to this file")
    options = parser.parse_args()
    committed = read_dataset(DATA)
    rows: list[Row] = []
    layer_tables: dict[int, int] = {}
    for pages in options.pages:
        dataset, originals = of_size(committed, pages)
        rounds = []
        for number in range(options.rounds):
            with workspace(dataset, originals) as site:
                rounds.append(measured(pages, site, dataset))
                layer_tables[pages] = site.layer_tables
            print(f"\r{pages} architectures: round {number + 1}/{options.rounds}", end="", flush=True)
        rows += [best(step) for step in zip(*rounds, strict=True)]
    published = ", ".join(f"{tables:,}" for tables in layer_tables.values())
    footer = f"Best of {options.rounds} rounds; the builds published {published} layer tables. " + machine(
        ("mkdocs", "mkdocs-material", "jinja2")
    )
    text = table(rows, footer)
    print("\r" + text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
