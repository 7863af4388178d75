"""A page for every family, and the index of all families."""

from __future__ import annotations

from dataclasses import dataclass

from generator.records import Architecture, Dataset, Entry
from generator.render.environment import fragment, page
from generator.render.kin import families
from generator.render.links import model_path, root
from generator.render.units import NBSP, Figure, count, exact, pixels, rounded


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberRow:
    """One architecture in its family's table; ``refusal`` where the native size has no numbers."""

    name: str
    path: str
    task: str
    native: str
    figures: tuple[Figure, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FamilyRow:
    """One family in the index."""

    name: str
    path: str
    members: str
    tasks: str
    parameters: str
    macs: str


def family_pages(dataset: Dataset) -> dict[str, str]:
    """The files of all family pages and of the index, which is ``families/index``."""
    entries = {entry.architecture.key: entry for entry in dataset.entries}
    groups = families(entry.architecture for entry in dataset.entries)
    written: dict[str, str] = {}
    zoos: dict[str, list[FamilyRow]] = {}
    for path, members in groups.items():
        measured = [entries[one.key] for one in members]
        written |= _family_page(path, members, measured)
        zoos.setdefault(members[0].zoo, []).append(_family_row(path, members, measured))
    body = fragment("families.html", root="../", zoos=zoos, total=exact(len(groups)))
    description = "Every family of architectures and the range of its members' parameters and MACs."
    return written | page("families/index", "Families", description, body)


def _family_page(path: str, members: list[Architecture], entries: list[Entry]) -> dict[str, str]:
    first = members[0]
    rows = [_member_row(entry) for entry in entries]
    total = len(rows)
    body = fragment(
        "family.html",
        root=root(path),
        family=first.family,
        zoo=first.zoo,
        members=f"{exact(total)} architecture{'s' if total > 1 else ''}",
        rows=rows,
        tasks=len({one.task for one in members}) > 1,
        task=first.task,
    )
    description = (
        f"The {first.family} family of {first.zoo}: parameters, MACs and activations of its members."
    )
    return page(path, f"{first.family} family ({first.zoo})", description, body)


def _member_row(entry: Entry) -> MemberRow:
    one, measured = entry.architecture, entry.native
    if measured is None:
        reason = next(
            (r.message for r in entry.refusals if r.size == one.native), "not measured at this size"
        )
        figures: tuple[Figure, ...] = ()
    else:
        numbers, reason = measured.numbers, ""
        figures = (count(numbers.parameters), count(numbers.macs), count(numbers.activations))
    return MemberRow(
        name=one.name,
        path=model_path(one),
        task=one.task,
        native=pixels(one.native),
        figures=figures,
        refusal=reason,
    )


def _family_row(path: str, members: list[Architecture], entries: list[Entry]) -> FamilyRow:
    numbers = [entry.native.numbers for entry in entries if entry.native]
    return FamilyRow(
        name=members[0].family,
        path=path,
        members=exact(len(members)),
        tasks=", ".join(sorted({one.task for one in members})),
        parameters=span([one.parameters for one in numbers]),
        macs=span([one.macs for one in numbers]),
    )


def span(values: list[int]) -> str:
    """The least and the largest of some counts with three digits; a dash for none."""
    if not values:
        return "\u2013"
    low, high = rounded(min(values), digits=3), rounded(max(values), digits=3)
    if low == high:
        return low
    if low.split(NBSP)[1:] == high.split(NBSP)[1:]:
        low = low.split(NBSP)[0]
    return f"{low} \u2013 {high}"
