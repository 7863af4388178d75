"""Fragments for pages written by hand: counts, versions, refusals and the terms of the methodology."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from generator.records import Architecture, Dataset
from generator.records.release import Edition, release_order
from generator.render.bibtex import dataset_bibtex
from generator.render.definitions import CHAPTERS
from generator.render.environment import FRAGMENTS, fragment
from generator.render.refusals import gap_groups, linked, refusal_groups
from generator.render.units import exact


@dataclass(frozen=True, kw_only=True, slots=True)
class UncountedRow:
    """An operator without a rule, and the architectures whose native forward calls it."""

    operator: str
    calls: str
    models: tuple[tuple[str, str, str], ...]


def overview_fragments(dataset: Dataset, edition: Edition | None = None) -> dict[str, str]:
    """Fragments that handwritten pages include; all links are those of a page one level deep."""
    values = counts(dataset)
    refused = {
        "groups": refusal_groups(dataset),
        "gaps": gap_groups(dataset),
        "uncounted": uncounted_rows(dataset),
    }
    return {
        f"{FRAGMENTS}/overview/{name}.html": text
        for name, text in (
            ("home", fragment("home.html", root="", released=released(edition), **values)),
            ("versions", fragment("versions.html", **values)),
            ("fields", fragment("fields.html", root="../", chapters=CHAPTERS)),
            ("files", fragment("files.html", root="../", zoos=values["zoos"])),
            ("cite", fragment("cite.html", bibtex=dataset_bibtex(dataset.provenance, edition))),
            ("refusals", fragment("refusals.html", root="../", **refused, **values)),
        )
    }


def counts(dataset: Dataset) -> dict[str, object]:
    """How much the dataset holds, as texts, and the versions it was made with."""
    entries = dataset.entries
    return {
        "architectures": exact(len(entries)),
        "measurements": exact(sum(len(entry.measurements) for entry in entries)),
        "refusals": exact(sum(len(entry.refusals) for entry in entries)),
        "native": exact(sum(entry.native is not None for entry in entries)),
        "provenance": dataset.provenance,
        "zoos": [(zoo, exact(total)) for zoo, total in _zoos(dataset).items()],
    }


def released(edition: Edition | None) -> str:
    """``released 2026-11-22``, the date that is the name of a release; said, where the dataset is none."""
    if edition is None or not edition.release:
        return "not released yet"
    year, month, day, _ = release_order(edition.release)
    return f"released {year}-{month:02}-{day:02}"


def _zoos(dataset: Dataset) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    for entry in dataset.entries:
        totals[entry.architecture.zoo] += 1
    return dict(sorted(totals.items()))


def uncounted_rows(dataset: Dataset) -> list[UncountedRow]:
    """Operators without a rule in forwards at the native size, the most often called first."""
    calls: dict[str, dict[str, tuple[Architecture, int]]] = defaultdict(dict)
    for entry in dataset.entries:
        for operator, number in entry.native.numbers.uncounted if entry.native else ():
            calls[operator][entry.architecture.key] = (entry.architecture, number)
    totals = {operator: sum(n for _, n in members.values()) for operator, members in calls.items()}
    return [
        UncountedRow(
            operator=operator,
            calls=exact(totals[operator]),
            models=linked({key: (one, exact(n)) for key, (one, n) in calls[operator].items()}),
        )
        for operator in sorted(calls, key=lambda name: (-totals[name], name))
    ]
