"""The page of parameters that are not simply read once: tied, reused, unused, unreachable; who has them, and which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.records import USES, Architecture, Dataset, Entry, Use
from generator.render.environment import FRAGMENTS, fragment
from generator.render.links import by_name, model_path
from generator.render.paths import grouped
from generator.render.units import Figure, count, exact, share

PATH = f"{FRAGMENTS}/crosscheck/parameters.html"
"""The fragment that the handwritten page includes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """How a kind is told: ``predicate`` follows a number of architectures, ``column`` is over the elements."""

    name: str
    predicate: str
    column: str
    meaning: str


KINDS = (
    Kind(
        name="tied",
        predicate="parameters that are tied",
        column="Listed again",
        meaning="One tensor under several names. A checkpoint lists it under each of them, and whoever adds up the sizes in a "
        "state_dict counts it as often; parameters() gives it once, and so does every count here. Loading, pruning or quantising "
        "it under one name changes it under all. The elements are those that a sum over names has too many.",
    ),
    Kind(
        name="reused",
        predicate="parameters that are reused",
        column="Elements",
        meaning="Its module runs more than once in one forward. A summary with a row for each call adds the parameters again at "
        "every call; a summary with a row for each module shows the products of one call alone. Its gradient is the sum over all calls.",
    ),
    Kind(
        name="unused",
        predicate="parameters that are unused",
        column="Elements",
        meaning="No operator of an eval forward reads it. It takes its place in the checkpoint and in memory, and inference would "
        "give the same without it. Auxiliary heads, which only training runs, are of this kind.",
    ),
    Kind(
        name="unreachable",
        predicate="parameters that are unreachable",
        column="Elements",
        meaning="Trainable, but no output of a training forward depends on it, so that it never gets a gradient. "
        "DistributedDataParallel waits for that gradient: it needs find_unused_parameters=True for the model.",
    ),
)
"""In the order of ``USES``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """The parameters of one kind in one architecture, at its native size."""

    architecture: Architecture
    path: str
    tensors: str
    elements: Figure
    share: str
    which: tuple[str, ...]
    again: tuple[str, ...]
    """The further names of tied tensors."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One kind and every architecture that has it; ``unknown`` are those where it could not be found out."""

    kind: Kind
    total: str
    rows: tuple[Row, ...]
    unknown: str


def fragments(dataset: Dataset) -> Mapping[str, str]:
    """The fragment of the page; its links are those of a page two levels deep."""
    measured = [entry for entry in dataset.entries if entry.native is not None]
    return {
        PATH: fragment(
            "uses.html",
            root="../../",
            measured=exact(len(measured)),
            refused=len(dataset.entries) - len(measured),
            sections=sections(measured),
        )
    }


def sections(measured: Sequence[Entry]) -> list[Section]:
    """One section for each of ``USES``, also where no architecture has the kind."""
    unknown = sum(
        one.native is not None and one.native.numbers.parameters_unreachable is None for one in measured
    )
    kinds = {kind.name: kind for kind in KINDS}
    made = []
    for name in USES:
        rows = rows_of(measured, name)
        made.append(
            Section(
                kind=kinds[name],
                total=exact(len(rows)),
                rows=rows,
                unknown=exact(unknown) if unknown and name == "unreachable" else "",
            )
        )
    return made


def rows_of(measured: Iterable[Entry], kind: str) -> tuple[Row, ...]:
    """Every architecture with parameters of a kind, in the order in which readers expect names."""
    having = {
        entry.architecture.key: (entry, uses)
        for entry in measured
        if (uses := [use for use in entry.uses if use.kind == kind])
    }
    ordered = by_name(entry.architecture for entry, _ in having.values())
    return tuple(_row(*having[one.key]) for one in ordered)


def _row(entry: Entry, uses: Sequence[Use]) -> Row:
    tied = uses[0].kind == "tied"
    elements = sum(use.elements * (len(use.names) - 1 if tied else 1) for use in uses)
    return Row(
        architecture=entry.architecture,
        path=model_path(entry.architecture),
        tensors=exact(len(uses)),
        elements=count(elements),
        share=share(elements, entry.native.numbers.parameters if entry.native else 0),
        which=grouped(use.names[0] for use in uses),
        again=grouped(name for use in uses for name in use.names[1:]) if tied else (),
    )
