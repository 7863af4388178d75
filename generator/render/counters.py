"""The page on other counters: who counts what of each case, against arithmetic and against the dataset."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields

from generator.records import Dataset, Numbers
from generator.records.counters import Comparison, Counter, Outcome, Residue
from generator.render.environment import FRAGMENTS, fragment
from generator.render.links import model_path
from generator.render.units import DASH, Figure, count, exact, plain, ratio, rounded

PATH = f"{FRAGMENTS}/crosscheck/counters.html"
"""The fragment that the handwritten page includes."""

TABLES = {cases: f"{FRAGMENTS}/crosscheck/counters-{cases}.html" for cases in ("traps", "architectures")}
"""The fragments of the two pages below it, by their cases."""

OWN_PACKAGE = "netweight"
"""Whose numbers for architectures are the dataset, so that they stand where the others have a truth."""

_QUANTITIES = (("macs", "MACs"), ("parameters", "Parameters"))

_RESIDUES = {
    "state_dict_keys": "state_dict keys",
    "hooks": "hooks",
    "training_flags": "modules in another mode",
    "attributes": "module attributes",
    "class_methods": "class methods",
    "torch_functions": "functions of torch",
    "statistics": "BatchNorm statistics",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One counter's figure for one case. ``kind`` is ``right``, ``wrong``, ``fails``, ``silent`` or ``bare``."""

    kind: str
    text: str
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One case: its name, where it is described, the truth (None where there is none) and a cell a counter."""

    name: str
    title: str
    path: str
    truth: Figure | None
    verified: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One quantity of one set of cases, which ``cases`` names."""

    cases: str
    anchor: str
    name: str
    truth: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One counter over all: how it was asked, how often it was right, what it left behind."""

    counter: Counter
    version: str
    scores: tuple[str, ...]
    fails: str
    residue: tuple[str, ...]
    residue_error: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """An error and the cases that one counter ended with it."""

    counter: str
    error: str
    cases: tuple[str, ...]


def fragments(dataset: Dataset, comparison: Comparison | None) -> dict[str, str]:
    """The fragments of the page and of the tables below it; without a comparison they say that there is none."""
    if comparison is None:
        bare = {path: fragment("counters-tables.html", tables=[]) for path in TABLES.values()}
        return {PATH: fragment("counters.html", comparison=None), **bare}
    tables = tables_of(dataset, comparison)
    return {
        **{
            path: fragment(
                "counters-tables.html", root="../../", tables=[one for one in tables if one.cases == cases]
            )
            for cases, path in TABLES.items()
        },
        PATH: fragment(
            "counters.html",
            root="../../",
            comparison=comparison,
            tables=tables,
            standings=standings(comparison, tables),
            residues=list(_RESIDUES.values()),
            failures=failures(comparison),
        ),
    }


def tables_of(dataset: Dataset, comparison: Comparison) -> list[Table]:
    """MACs and parameters of the traps, then of the architectures."""
    others = tuple(one.name for one in comparison.counters if one.package != OWN_PACKAGE)
    every = tuple(one.name for one in comparison.counters)
    traps = [
        Table(
            cases="traps",
            anchor=f"traps-{field}",
            name=f"{name} of the traps",
            truth="Truth",
            columns=every,
            rows=_trap_rows(comparison, every, field),
        )
        for field, name in _QUANTITIES
    ]
    architectures = [
        Table(
            cases="architectures",
            anchor=f"architectures-{field}",
            name=f"{name} of the architectures",
            truth="Netweight",
            columns=others,
            rows=_architecture_rows(dataset, comparison, others, field),
        )
        for field, name in _QUANTITIES
    ]
    return [*traps, *architectures]


def cell(outcome: Outcome, field: str, truth: int | None, numbers: Numbers | None = None) -> Cell:
    """Right for an equal integer alone; else the ratio to the truth, with the exact number as its title.

    A star marks MACs that the counter itself calls partial, a dagger those that are ``macs_fvcore``.
    """
    if outcome.error:
        return Cell(kind="fails", text="fails", title=outcome.error)
    value: int | None = getattr(outcome, field)
    if value is None:
        return Cell(kind="silent", text=DASH, title="does not say")
    partial = "*" if field == "macs" and outcome.partial else ""
    if truth is None:
        return Cell(kind="bare", text=rounded(value) + partial, title=exact(value))
    if value == truth:
        return Cell(kind="right", text=f"right{partial}", title=exact(value))
    if value == 0:
        return Cell(kind="wrong", text=f"0{partial}", title="0")
    same = field == "macs" and numbers is not None and value == numbers.macs_fvcore
    return Cell(
        kind="wrong", text=ratio(value, truth) + partial + ("\u2020" if same else ""), title=exact(value)
    )


def standings(comparison: Comparison, tables: list[Table]) -> list[Standing]:
    """One row a counter, in the order of the run."""
    versions = dict(comparison.versions)
    residues = {one.counter: one for one in comparison.residues}
    return [
        Standing(
            counter=one,
            version=versions[one.package],
            scores=tuple(score(one.name, table) for table in tables),
            fails=exact(sum(bool(o.error) for o in comparison.outcomes if o.counter == one.name)),
            residue=left(residues[one.name]),
            residue_error=residues[one.name].error,
        )
        for one in comparison.counters
    ]


def score(counter: str, table: Table) -> str:
    """``14 of 16``: how many cells of a counter are right; a dash where it says nothing at all or has no column."""
    if counter not in table.columns:
        return DASH
    column = [row.cells[table.columns.index(counter)] for row in table.rows]
    kinds = {one.kind for one in column}
    if "silent" in kinds and kinds <= {"silent", "fails"}:
        return DASH
    return f"{sum(one.kind == 'right' for one in column)} of {len(column)}"


def left(residue: Residue) -> tuple[str, ...]:
    """What a counter left behind, a text for each kind; a dash where nothing changed."""
    found = {one.name: getattr(residue, one.name) for one in fields(residue)}
    return tuple(exact(found[name]) if found[name] else DASH for name in _RESIDUES)


def failures(comparison: Comparison) -> list[Failure]:
    """Every error with the cases it ended, by counter in the order of the run, the most frequent first."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in comparison.outcomes:
        if one.error:
            found[one.counter, one.error].append(one.case)
    places = {one.name: place for place, one in enumerate(comparison.counters)}
    ordered = sorted(found, key=lambda key: (places[key[0]], -len(found[key]), key[1]))
    return [Failure(counter=key[0], error=key[1], cases=tuple(found[key])) for key in ordered]


def _trap_rows(comparison: Comparison, columns: tuple[str, ...], field: str) -> tuple[Row, ...]:
    by_pair = _by_pair(comparison)
    return tuple(
        Row(
            name=trap.name,
            title=trap.meaning,
            path="",
            truth=plain(getattr(trap, field)),
            verified=False,
            cells=tuple(cell(by_pair[name, trap.name], field, getattr(trap, field)) for name in columns),
        )
        for trap in comparison.traps
    )


def _architecture_rows(
    dataset: Dataset, comparison: Comparison, columns: tuple[str, ...], field: str
) -> tuple[Row, ...]:
    by_pair = _by_pair(comparison)
    entries = {entry.architecture.key: entry for entry in dataset.entries}
    rows: list[Row] = []
    for specimen in comparison.specimens:
        entry = entries.get(specimen.key)
        measured = entry.at(specimen.size) if entry else None
        numbers = measured.numbers if measured else None
        truth: int | None = getattr(numbers, field) if numbers else None
        rows.append(
            Row(
                name=specimen.key,
                title=f"at {specimen.size} px",
                path=model_path(entry.architecture) if entry else "",
                truth=None if truth is None else count(truth),
                verified=bool(entry and field == "macs" and entry.verified),
                cells=tuple(cell(by_pair[name, specimen.key], field, truth, numbers) for name in columns),
            )
        )
    return tuple(rows)


def _by_pair(comparison: Comparison) -> Mapping[tuple[str, str], Outcome]:
    return {(one.counter, one.case): one for one in comparison.outcomes}
