"""The names index of the search: what the worker in the browser ranks.

mkdocs' own index holds the hand-written pages only; 1,500 generated pages in it would be slow to parse
and rank badly. This one holds names, tags and two figures, in rows without keys.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from generator.records import Dataset, Entry
from generator.render.links import model_path
from generator.render.units import count, pixels

PATH = "assets/search.json"
"""Where the worker looks for the index, below docs/ and below the site's root."""

COLUMNS = ("name", "zoo", "task", "family", "parameters", "macs", "size", "tags")
"""What a row holds: zoo, task and family as places in their lists, figures as text at the native size."""


def files(dataset: Dataset) -> Mapping[str, str]:
    """The one file of the index, by path below docs/."""
    return {PATH: json.dumps(index(dataset.entries), ensure_ascii=False, separators=(",", ":"))}


def index(entries: Sequence[Entry]) -> dict[str, object]:
    """Lists of zoos, tasks and families, the rows, and the pages that do not lie at ``zoo/name``."""
    described = [entry.architecture for entry in entries]
    zoos = sorted({one.zoo for one in described})
    tasks = sorted({one.task for one in described})
    families = sorted({one.family for one in described})
    rows = [
        [
            entry.architecture.name,
            zoos.index(entry.architecture.zoo),
            tasks.index(entry.architecture.task),
            families.index(entry.architecture.family),
            *_figures(entry),
        ]
        for entry in entries
    ]
    return {"zoos": zoos, "tasks": tasks, "families": families, "paths": paths(entries), "rows": rows}


def paths(entries: Sequence[Entry]) -> dict[str, str]:
    """Place in the list -> page, for names that an address cannot hold as they are."""
    found = enumerate(entry.architecture for entry in entries)
    return {str(place): model_path(one) for place, one in found if model_path(one) != one.key}


def _figures(entry: Entry) -> list[str]:
    """The last four columns; the figures are empty where the native size is refused."""
    architecture, native = entry.architecture, entry.native
    figures = ["", ""]
    if native is not None:
        figures = [count(native.numbers.parameters).text, count(native.numbers.macs).text]
    return [*figures, pixels(architecture.native), " ".join(architecture.tags)]
