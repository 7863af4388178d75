"""A page for every family, and the index of all families."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.records import Architecture, Dataset, Entry
from generator.records.weights import Library
from generator.render import variants
from generator.render.environment import fragment, page
from generator.render.family_groups import Group, groups
from generator.render.family_plot import family_plot, has_point
from generator.render.kin import families
from generator.render.links import model_path, root
from generator.render.literature import papers_of
from generator.render.units import NBSP, Figure, count, exact, rounded

_PAPERS = 8
"""More papers than these are a list that opens."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberRow:
    """One architecture in its family's table: what tells it from the others, and its numbers.

    ``refusal`` stands where the native size has no numbers; ``drawn`` says whether the drawing has a point of it.
    """

    name: str
    path: str
    task: str
    traits: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    refusal: str = ""
    drawn: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class FamilyRow:
    """One family in the index; ``path`` is relative to it."""

    name: str
    zoo: str
    path: str
    members: str
    tasks: str
    parameters: str
    macs: str


def family_pages(dataset: Dataset, weights: Library | None = None) -> dict[str, str]:
    """The files of all family pages and of the index, which is ``families/index``; papers come with the weights."""
    entries = {entry.architecture.key: entry for entry in dataset.entries}
    members_of = families(entry.architecture for entry in dataset.entries)
    written: dict[str, str] = {}
    rows: list[FamilyRow] = []
    for path, members in members_of.items():
        measured = [entries[one.key] for one in members]
        written |= _family_page(path, measured, weights)
        rows.append(_family_row(path, members, measured))
    body = fragment("families.html", root="../", rows=rows, total=exact(len(members_of)))
    description = "Every family of architectures and the range of its members' parameters and MACs."
    return written | page("families/index", "Families of architectures", description, body)


def _family_page(path: str, entries: list[Entry], weights: Library | None) -> dict[str, str]:
    parts = groups(entries)
    written: dict[str, str] = {}
    for part in parts:
        written |= _members_page(f"{path}/{part.name}", list(part.entries), weights, parts, part)
    return written | _members_page(path, entries, weights, parts)


def _members_page(
    path: str,
    entries: list[Entry],
    weights: Library | None,
    parts: tuple[Group, ...],
    part: Group | None = None,
) -> dict[str, str]:
    """The page of a family, which leads to its groups where it has some, or of one of them."""
    members = [entry.architecture for entry in entries]
    first, total = members[0], len(members)
    differing = variants.columns(entries)
    texts = list(zip(*differing.values(), strict=True)) or [()] * total
    papers = papers_of(members, weights)
    counted = f"{exact(total)} architecture{'s' if total > 1 else ''}"
    body = fragment(
        "family.html",
        root=root(path),
        family=first.family,
        zoo=first.zoo,
        members=counted,
        rows=[_member_row(entry, text) for entry, text in zip(entries, texts, strict=True)]
        if part or not parts
        else [],
        columns=list(differing),
        part=part,
        parts=[
            (one, [(m.architecture.name, model_path(m.architecture)) for m in one.entries]) for one in parts
        ],
        sentence=variants.sentence(entries),
        plot=family_plot(entries),
        papers=papers[:_PAPERS] if part or not parts else [],
        further=[] if parts else papers[_PAPERS:],
        tasks=len({one.task for one in members}) > 1,
        task=first.task,
    )
    which = f" with {part.title}" if part else ""
    description = (
        f"The {first.family} family of {first.zoo}: parameters, MACs and activations of its members{which}, "
        "and what differs."
    )
    title = f"{first.family} family ({first.zoo})"
    return page(path, f"{title}: {part.title if part else counted}", description, body)


def _member_row(entry: Entry, traits: tuple[str, ...]) -> MemberRow:
    one, measured = entry.architecture, entry.native
    described = MemberRow(
        name=one.name, path=model_path(one), task=one.task, traits=traits, drawn=has_point(entry)
    )
    if measured is None:
        refused = (r.message for r in entry.refusals if r.size == one.native)
        return replace(described, refusal=next(refused, "not measured at this size"))
    numbers = measured.numbers
    figures = (count(numbers.parameters), count(numbers.macs), count(numbers.activations))
    return replace(described, figures=figures)


def _family_row(path: str, members: list[Architecture], entries: list[Entry]) -> FamilyRow:
    numbers = [entry.native.numbers for entry in entries if entry.native]
    return FamilyRow(
        name=members[0].family,
        zoo=members[0].zoo,
        path=path.removeprefix("families/"),
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
