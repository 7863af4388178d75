"""The data behind the browse table, column by column, and the same table as a plain page.

``assets/browse/index.json`` says what the rows are; a file for each size holds the numbers, so that a
reader loads one size and not twelve. Integers in base units; ``null`` where the size was refused.
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from generator.records import Dataset, Entry, Measurement, Numbers, Provenance, Size
from generator.records.release import Edition
from generator.records.weights import Library
from generator.render.accuracy import Accuracies, accuracies, at, sources
from generator.render.bibtex import dataset_bibtex
from generator.render.environment import fragment, page
from generator.render.links import model_path, root
from generator.render.search_index import paths
from generator.render.units import DASH, NBSP, exact, pixels, share

DIRECTORY = "assets/browse"
"""Where the data lies, below docs/ and below the site's root; nothing else lies there."""

COLUMNS = ("parameters", "macs", "activations", "feature_bytes", "buffers", "batch_norm_parameters")
"""The fields of :class:`~generator.records.Numbers` that a size's file holds."""

MEMORY: Mapping[str, Callable[[Numbers], int | None]] = {
    "frozen": lambda one: one.parameters - one.parameters_trainable,
    "buffer_bytes": lambda one: one.buffer_bytes,
    "peak": lambda one: one.peak_activation_bytes,
    "peak_less": lambda one: (
        0 if one.peak_sample_bytes is None else one.peak_activation_bytes - one.peak_sample_bytes
    ),
    "peak_fixed": lambda one: one.peak_fixed_bytes or 0,
    "peak_small_less": lambda one: (one.peak_sample_bytes or 0) - (one.peak_small_sample_bytes or 0),
    "peak_small_more": lambda one: (one.peak_small_fixed_bytes or 0) - (one.peak_fixed_bytes or 0),
    "training_small_less": lambda one: (
        (one.training_peak_activation_bytes or 0) - (one.training_small_sample_bytes or 0)
    ),
    "training_small_more": lambda one: (
        (one.training_small_fixed_bytes or 0) - (one.training_peak_fixed_bytes or 0)
    ),
    "training": lambda one: one.saved_bytes if training_bound(one) else one.training_peak_activation_bytes,
    "training_fixed": lambda one: (
        one.saved_fixed_bytes if training_bound(one) else one.training_peak_fixed_bytes
    ),
    "training_bound": lambda one: int(training_bound(one)),
}
"""What the memory columns follow from, as in :mod:`generator.records.memory`; what is mostly zero is small."""

NATIVE = "native"
TRAINING_BATCH = 32
_OFFERED = 4
"""A size is offered where at least one architecture in four was tried at it."""


def files(
    dataset: Dataset, weights: Library | None = None, edition: Edition | None = None
) -> Mapping[str, str]:
    """Index, sizes and the plain table, by path below docs/."""
    entries = dataset.entries
    grid = offered(entries)
    described = index(entries, grid) | {
        "release": release(dataset.provenance, edition),
        "accuracy": sources(weights),
    }
    found = accuracies(weights)
    written = {f"{DIRECTORY}/index.json": _dump(described)}
    natives = [entry.architecture.native for entry in entries]
    written[f"{DIRECTORY}/{NATIVE}.json"] = _dump(
        columns([entry.native for entry in entries]) | {"top1": top1(entries, natives, found)}
    )
    for size in grid:
        written[f"{DIRECTORY}/{size}.json"] = _dump(
            columns([entry.at(size) for entry in entries])
            | {"top1": top1(entries, [size] * len(entries), found)}
        )
    return written | table(entries, found, sources(weights))


def release(provenance: Provenance, edition: Edition | None = None) -> dict[str, object]:
    """What an exported table names as its source."""
    return {"versions": dataclasses.asdict(provenance), "bibtex": dataset_bibtex(provenance, edition)}


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


def columns(measured: Sequence[Measurement | None]) -> dict[str, object]:
    """One array for each of ``COLUMNS``, and below ``memory`` for each of ``MEMORY``, in the order of the index."""
    fields = {
        name: [None if one is None else getattr(one.numbers, name) for one in measured] for name in COLUMNS
    }
    memory = {
        name: [None if one is None else read(one.numbers) for one in measured]
        for name, read in MEMORY.items()
    }
    return {**fields, "memory": memory}


def top1(entries: Sequence[Entry], sizes: Sequence[Size], found: Accuracies) -> dict[str, tuple[float, str]]:
    """Top-1 in percent and its weights, by the row's place in the index; rows without are most, and left out."""
    pairs = enumerate(zip(entries, sizes, strict=True))
    there = ((place, at(found, entry.architecture, size)) for place, (entry, size) in pairs)
    return {str(place): (one.percent, one.tag) for place, one in there if one is not None}


def training_bound(numbers: Numbers) -> bool:
    """Whether the peak of a training step was not measured.

    What is saved for the backward is all alive at once when the forward ends, and so a lower bound of it.
    """
    return numbers.training_peak_activation_bytes is None or numbers.training_peak_fixed_bytes is None


def table(entries: Sequence[Entry], found: Accuracies, named: Mapping[str, str]) -> dict[str, str]:
    """The plain page: every architecture at its native size, with exact integers."""
    rows = [(entry.architecture, model_path(entry.architecture), _cells(entry, found)) for entry in entries]
    body = fragment("table.html", rows=rows, root=root("table"), total=exact(len(rows)), sources=named)
    description = "Every architecture at its native size in one plain table that prints."
    return page("table", "All architectures in one table", description, body)


def _cells(entry: Entry, found: Accuracies) -> tuple[str, ...]:
    """Size, parameters, MACs, activations, memory, BatchNorm's share and top-1; all but the first empty where refused."""
    size = pixels(entry.architecture.native)
    if entry.native is None:
        return (size, "", "", "", "", "", "", "")
    numbers = entry.native.numbers
    counted = (exact(numbers.parameters), exact(numbers.macs), exact(numbers.activations))
    training = numbers.training_bytes(TRAINING_BATCH)
    memory = (exact(numbers.inference_bytes(1)), DASH if training is None else exact(training))
    best = at(found, entry.architecture, entry.architecture.native)
    accuracy = DASH if best is None else f"{best.percent}{NBSP}%"
    return (size, *counted, *memory, share(numbers.batch_norm_parameters, numbers.parameters), accuracy)


def _coded(values: Sequence[str]) -> dict[str, list[int] | list[str]]:
    names = sorted(set(values))
    places = {name: place for place, name in enumerate(names)}
    return {"names": names, "rows": [places[value] for value in values]}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
