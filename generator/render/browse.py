"""The data behind the browse table, column by column, and the same table as a plain page.

``assets/browse/index.json`` says what the rows are; a file for each size holds the numbers, so that a
reader loads one size and not twelve. Integers in base units; ``null`` where the size was refused.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from generator.records import Dataset, Entry, Measurement, Size
from generator.render.environment import fragment, page
from generator.render.links import model_path, root
from generator.render.search_index import paths
from generator.render.units import exact, pixels, share

DIRECTORY = "assets/browse"
"""Where the data lies, below docs/ and below the site's root; nothing else lies there."""

COLUMNS = ("parameters", "macs", "activations", "feature_bytes", "buffers", "batch_norm_parameters")
"""The fields of :class:`~generator.records.Numbers` that a size's file holds."""

NATIVE = "native"
_OFFERED = 4
"""A size is offered where at least one architecture in four was tried at it."""


def files(dataset: Dataset) -> Mapping[str, str]:
    """Index, sizes and the plain table, by path below docs/."""
    entries = dataset.entries
    grid = offered(entries)
    written = {f"{DIRECTORY}/index.json": _dump(index(entries, grid))}
    written[f"{DIRECTORY}/{NATIVE}.json"] = _dump(columns([entry.native for entry in entries]))
    for size in grid:
        written[f"{DIRECTORY}/{size}.json"] = _dump(columns([entry.at(size) for entry in entries]))
    return written | table(entries)


def offered(entries: Sequence[Entry]) -> tuple[Size, ...]:
    """The sizes that enough architectures were tried at, measured or refused; ascending."""
    tried = Counter(measured.size for entry in entries for measured in entry.measurements)
    tried.update(refused.size for entry in entries for refused in entry.refusals)
    return tuple(sorted(size for size, times in tried.items() if _OFFERED * times >= len(entries)))


def index(entries: Sequence[Entry], grid: Sequence[Size]) -> dict[str, object]:
    """What the rows are: names, and places in the lists of zoos, tasks, families and native sizes."""
    described = [entry.architecture for entry in entries]
    lists = {
        "zoo": [one.zoo for one in described],
        "task": [one.task for one in described],
        "family": [one.family for one in described],
        "native": [str(one.native) for one in described],
    }
    coded = {key: _coded(values) for key, values in lists.items()}
    sizes = [NATIVE, *(str(size) for size in grid)]
    names = [one.name for one in described]
    return {"sizes": sizes, "paths": paths(entries), "name": names, **coded}


def columns(measured: Sequence[Measurement | None]) -> dict[str, list[int | None]]:
    """One array for each of ``COLUMNS``, in the order of the index."""
    return {
        name: [None if one is None else getattr(one.numbers, name) for one in measured] for name in COLUMNS
    }


def table(entries: Sequence[Entry]) -> dict[str, str]:
    """The plain page: every architecture at its native size, with exact integers."""
    rows = [(entry.architecture, model_path(entry.architecture), _cells(entry)) for entry in entries]
    body = fragment("table.html", rows=rows, root=root("table"), total=exact(len(rows)))
    description = "Every architecture at its native size in one plain table that prints."
    return page("table", "All architectures", description, body)


def _cells(entry: Entry) -> tuple[str, ...]:
    """Size, parameters, MACs, activations and BatchNorm's share; the last four empty where refused."""
    size = pixels(entry.architecture.native)
    if entry.native is None:
        return (size, "", "", "", "")
    numbers = entry.native.numbers
    counted = (exact(numbers.parameters), exact(numbers.macs), exact(numbers.activations))
    return (size, *counted, share(numbers.batch_norm_parameters, numbers.parameters))


def _coded(values: Sequence[str]) -> dict[str, list[int] | list[str]]:
    names = sorted(set(values))
    places = {name: place for place, name in enumerate(names)}
    return {"names": names, "rows": [places[value] for value in values]}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
