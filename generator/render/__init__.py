"""Records in, ``{path below docs/: text}`` out. Pure: nothing here reads or writes a file of the site.

A page is a Markdown file of front matter and an HTML fragment below ``.fragments/`` that the theme
includes. Numbers are rounded in :mod:`generator.render.units` and nowhere else; templates place values.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.records import Dataset
from generator.records.counters import Comparison
from generator.records.examples import Examples
from generator.records.forms import Forms
from generator.records.fvcore import Tracing
from generator.records.history import History
from generator.records.release import Edition
from generator.records.weights import Library
from generator.render import (
    api,
    badges,
    browse,
    changes,
    counters,
    fvcore,
    metrics,
    releases,
    scatter,
    schema,
    search_index,
    sources,
    structured,
    uses,
    whence,
)
from generator.render.environment import FRAGMENTS
from generator.render.families import family_pages
from generator.render.kin import kinship
from generator.render.model import model_page
from generator.render.nearest import company
from generator.render.overview import overview_fragments
from generator.render.references import references
from generator.render.tutorials import tutorial_fragments

GENERATED_DIRECTORIES = (
    FRAGMENTS,
    api.DIRECTORY,
    browse.DIRECTORY,
    metrics.DIRECTORY,
    sources.DIRECTORY,
    "families",
    "timm",
    "torchvision",
    releases.DIRECTORY,
)
"""Directories below docs/ that hold nothing but generated files."""

__all__ = ["GENERATED_DIRECTORIES", "pages"]


def pages(
    dataset: Dataset,
    examples: Examples | None = None,
    comparison: Comparison | None = None,
    tracing: Tracing | None = None,
    weights: Library | None = None,
    edition: Edition | None = None,
    history: History | None = None,
    forms: Forms | None = None,
) -> Mapping[str, str]:
    """Every generated file of the site, by path below docs/.

    Without ``examples``, a ``comparison`` of other counters or a ``tracing`` by fvcore, their pages say so; without
    ``weights`` nothing is said of them, and without an ``edition`` the dataset is no release,
    without a ``history`` there is none, and without ``forms`` only measured sizes are told.
    """
    written: dict[str, str] = {}
    kin = kinship(entry.architecture for entry in dataset.entries)
    near = company(dataset.entries)
    cited = references(dataset, weights, edition)
    shelves = weights.by_key() if weights else {}
    for entry in dataset.entries:
        key = entry.architecture.key
        written |= model_page(entry, kin[key], dataset.provenance, near[key], cited[key], shelves.get(key))
    written |= family_pages(dataset, weights)
    written |= overview_fragments(dataset, edition)
    written |= tutorial_fragments(dataset, examples)
    written |= counters.fragments(dataset, comparison)
    written |= fvcore.fragments(dataset, tracing)
    written |= sources.files(dataset)
    written |= structured.fragments(dataset, edition)
    written |= uses.fragments(dataset)
    written |= scatter.files(dataset)
    written |= api.files(cited, weights, forms)
    written |= schema.files()
    written |= badges.files(cited)
    written |= browse.files(dataset, weights, edition)
    written |= metrics.files(dataset)
    written |= search_index.files(dataset)
    written |= whence.files(dataset)
    written |= _past(history or History(), dataset)
    return written


def _past(history: History, dataset: Dataset) -> Mapping[str, str]:
    """What moved, and the permalinks of every release."""
    present = frozenset(entry.architecture.key for entry in dataset.entries)
    names = [one.name for one in history.releases.releases]
    return {
        **changes.fragments(history.comparisons, names, present),
        **releases.files(history.kept, history.releases, present),
    }
