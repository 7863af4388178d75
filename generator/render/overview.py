"""Fragments for pages written by hand: counts, versions, refusals and the data dictionary."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from generator.records import FIELDS, Architecture, Dataset, Field
from generator.render.environment import FRAGMENTS, fragment
from generator.render.links import by_name, model_path
from generator.render.proof import bibtex
from generator.render.scatter import scatter
from generator.render.units import exact, pixels

_EXAMPLES = ("timm/resnet50", "timm/vit_base_patch16_224", "torchvision/swin_t", "timm/mobilenetv3_large_100")
_NUMBER = re.compile(r"(?<![A-Za-z_])[0-9]+(?:\.[0-9]+)?")
_NUMBERS = re.compile(r"\[N(?:, N)+\]")
_GROUPS = ("parameters", "buffers", "operations", "memory")


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusalGroup:
    """Refusals of one zoo with one stage and one message, numbers aside: who, and at which sizes."""

    zoo: str
    stage: str
    message: str
    total: int
    models: tuple[tuple[str, str, str], ...]
    """Name, path and sizes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UncountedRow:
    """An operator without a rule, and the architectures whose native forward calls it."""

    operator: str
    calls: str
    models: tuple[tuple[str, str, str], ...]


def overview_fragments(dataset: Dataset) -> dict[str, str]:
    """Fragments that handwritten pages include; all links are those of a page one level deep."""
    values = counts(dataset)
    refused = {"groups": refusal_groups(dataset), "uncounted": uncounted_rows(dataset)}
    return {
        f"{FRAGMENTS}/overview/{name}.html": text
        for name, text in (
            ("home", fragment("home.html", root="", examples=examples(dataset), **values)),
            ("scatter", scatter(dataset)),
            ("versions", fragment("versions.html", **values)),
            ("fields", fragment("fields.html", root="../", groups=field_groups())),
            ("files", fragment("files.html", root="../", zoos=values["zoos"])),
            ("cite", fragment("cite.html", bibtex=bibtex(None, dataset.provenance))),
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


def _zoos(dataset: Dataset) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    for entry in dataset.entries:
        totals[entry.architecture.zoo] += 1
    return dict(sorted(totals.items()))


def examples(dataset: Dataset) -> list[tuple[str, str]]:
    """A few well-known architectures, else the first ones, as name and path."""
    known = {entry.architecture.key: entry.architecture for entry in dataset.entries}
    chosen = [known[key] for key in _EXAMPLES if key in known] or list(known.values())[:4]
    return [(one.name, model_path(one)) for one in chosen]


def field_groups() -> list[tuple[str, list[Field]]]:
    """The data dictionary, a table for each group, in the order of the records."""
    return [(group, [field for field in FIELDS if field.group == group]) for group in _GROUPS]


def refusal_groups(dataset: Dataset) -> list[RefusalGroup]:
    """Refusals by zoo, stage and pattern of the message, the most frequent first."""
    groups: dict[tuple[str, str, str], dict[str, tuple[Architecture, list[str]]]] = defaultdict(dict)
    for entry in dataset.entries:
        one = entry.architecture
        for refusal in entry.refusals:
            members = groups[one.zoo, refusal.stage, pattern(refusal.message)]
            members.setdefault(one.key, (one, []))[1].append(pixels(refusal.size))
    found = [
        RefusalGroup(
            zoo=zoo,
            stage=stage,
            message=message,
            total=sum(len(sizes) for _, sizes in members.values()),
            models=_models({key: (one, ", ".join(sizes)) for key, (one, sizes) in members.items()}),
        )
        for (zoo, stage, message), members in groups.items()
    ]
    return sorted(found, key=lambda group: (-group.total, group.zoo, group.stage, group.message))


def pattern(message: str) -> str:
    """A message with N for each number, and a list of numbers of any length as one."""
    return _NUMBERS.sub("[N, \u2026]", _NUMBER.sub("N", message))


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
            models=_models({key: (one, exact(n)) for key, (one, n) in calls[operator].items()}),
        )
        for operator in sorted(calls, key=lambda name: (-totals[name], name))
    ]


def _models(members: dict[str, tuple[Architecture, str]]) -> tuple[tuple[str, str, str], ...]:
    ordered = by_name(one for one, _ in members.values())
    return tuple((one.key, model_path(one), members[one.key][1]) for one in ordered)
