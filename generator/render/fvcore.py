"""The page on fvcore itself: where it runs and is equal, what it cannot trace, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.records import Architecture, Dataset, Size
from generator.records.fvcore import Traced, Tracing
from generator.render.environment import FRAGMENTS, fragment
from generator.render.links import by_name, model_path
from generator.render.units import Figure, count, exact, pixels, ratio

PATH = f"{FRAGMENTS}/crosscheck/fvcore.html"
"""The fragment that the handwritten page includes."""

_PROPOSALS = (
    "fvcore counts the regions that the random weights propose on its random image; ours is at the ceiling that the "
    "model is configured with"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One model: fvcore's figure, None where it stopped with ``error``, and ours."""

    name: str
    zoo: str
    family: str
    path: str
    size: str
    theirs: Figure | None
    ours: Figure
    ratio: str
    error: str
    cause: str


def fragments(dataset: Dataset, tracing: Tracing | None) -> Mapping[str, str]:
    """The fragment of the page; without a run of fvcore it says how to make one.

    Models of the run that the dataset does not have are left out.
    """
    if tracing is None:
        return {PATH: fragment("fvcore.html", tracing=None)}
    known = {entry.architecture.key: entry.architecture for entry in dataset.entries}
    models = {one.key: one for one in tracing.models if one.key in known}
    ordered = [(one, models[one.key]) for one in by_name(known[key] for key in models)]
    ran = [(one, traced) for one, traced in ordered if not traced.error]
    return {
        PATH: fragment(
            "fvcore.html",
            root="../../",
            tracing=tracing,
            asked=exact(len(ordered)),
            families=families(one for one, _ in ordered),
            all_families=families(entry.architecture for entry in dataset.entries),
            ran=exact(len(ran)),
            equal=rows(pair for pair in ran if pair[1].equal),
            different=rows(pair for pair in ran if not pair[1].equal),
            stopped=rows(pair for pair in ordered if pair[1].error),
        )
    }


def families(architectures: Iterable[Architecture]) -> str:
    """How many families these are of, one that both zoos have counted in each."""
    return exact(len({(one.zoo, one.family) for one in architectures}))


def rows(pairs: Iterable[tuple[Architecture, Traced]]) -> list[Row]:
    """A row for each model, in order."""
    return [_row(architecture, traced) for architecture, traced in pairs]


def _row(architecture: Architecture, traced: Traced) -> Row:
    return Row(
        name=architecture.name,
        zoo=architecture.zoo,
        family=architecture.family,
        path=model_path(architecture),
        size=_size(architecture, traced.size),
        theirs=None if traced.theirs is None else count(traced.theirs),
        ours=count(traced.ours),
        ratio="" if traced.theirs is None else ratio(traced.ours, traced.theirs),
        error=traced.error,
        cause=_PROPOSALS if _proposes(architecture) else "not explained",
    )


def _proposes(architecture: Architecture) -> bool:
    """Whether its notes speak of a ceiling on proposals, as those of every two-stage detector do."""
    return any("proposals" in note for note in architecture.notes)


def _size(architecture: Architecture, size: Size) -> str:
    frames = f"{architecture.frames} \u00d7 " if architecture.frames else ""
    return frames + pixels(size)
