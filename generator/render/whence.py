"""The data behind "Numbers from a paper": every field that a convention needs, at every size, in one file.

Rows follow ``assets/browse/index.json``. A column that mostly repeats another is written as the difference to it. The tables
that claims are read by go along, so that the page reads them as :mod:`generator.lookup` does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from generator.lookup import whence, words
from generator.lookup.conventions import CONVENTIONS, FIELDS, LINE_FIELDS
from generator.records import Dataset, Entry, Numbers

PATH = "assets/whence.json"
"""Where the page finds it, below docs/ and below the site's root."""

RELATIVE: Mapping[str, tuple[str, int]] = {
    "macs_fvcore": ("macs", 1),
    "deploy_macs": ("macs", 1),
    "deploy_macs_fvcore": ("macs_fvcore", 1),
    "parameters_trainable": ("parameters", 1),
    "deploy_parameters": ("parameters", 1),
    "deploy_activations": ("activations", 1),
    "parameter_bytes": ("parameters", 4),
    "checkpoint_bytes": ("parameter_bytes", 1),
    "feature_bytes": ("activations", 4),
    "buffer_bytes": ("buffers", 4),
    "peak_activation_bytes": ("peak_activation_bytes_bfloat16", 2),
    "peak_small_sample_bytes": ("peak_sample_bytes", 1),
    "peak_small_fixed_bytes": ("peak_fixed_bytes", 1),
    "training_small_sample_bytes": ("training_peak_activation_bytes", 1),
    "training_small_fixed_bytes": ("training_peak_fixed_bytes", 1),
    "mixed_small_sample_bytes": ("mixed_peak_activation_bytes", 1),
    "mixed_small_fixed_bytes": ("mixed_peak_fixed_bytes", 1),
}
"""Field -> (field, factor): what is written is the field minus factor times the other."""


def files(dataset: Dataset) -> Mapping[str, str]:
    """The one file, by path below docs/."""
    return {PATH: json.dumps(document(dataset.entries), ensure_ascii=False, separators=(",", ":"))}


def document(entries: Sequence[Entry]) -> dict[str, object]:
    """Rules, sizes and columns.

    A row of a column is one value for all sizes of its architecture, or an array over them; null where it was not measured.
    ``native`` has what is measured at the native size alone. ``sets`` are lists of sizes and ``sizes`` the place of each row's;
    ``tags`` counts published weights.
    """
    lists = [[str(one.size) for one in entry.measurements] for entry in entries]
    sets = sorted({tuple(one) for one in lists})
    places = {one: place for place, one in enumerate(sets)}
    return {
        "rules": rules(),
        "relative": {name: list(base) for name, base in RELATIVE.items()},
        "sets": sets,
        "sizes": [places[tuple(one)] for one in lists],
        "test": [None if one.architecture.test is None else str(one.architecture.test) for one in entries],
        "tags": [len(entry.architecture.tags) for entry in entries],
        "columns": {name: [_column(entry, name) for entry in entries] for name in FIELDS},
        "native": {
            name: [_written(entry.native.numbers, name) if entry.native else None for entry in entries]
            for name in LINE_FIELDS
        },
    }


def rules() -> dict[str, object]:
    """The tables of :mod:`generator.lookup` as plain values."""
    return {
        "conventions": [asdict(one) for one in CONVENTIONS],
        "quantities": dict(words.QUANTITIES),
        "uses": dict(words.USES),
        "used": dict(words.USED),
        "used_powers": words.USED_POWERS,
        "least_batch": words.LEAST_BATCH,
        "prefixes": dict(words.PREFIXES),
        "fillers": sorted(words.FILLERS),
        "places": sorted(words.PLACES),
        "prefixed": {str(power): meant for power, meant in words.PREFIXED.items()},
        "worded": dict(words.WORDED),
        "bare": words.BARE,
        "exact": words.EXACT,
        "exact_from": words.EXACT_FROM,
        "sizes_px": words.SIZES_PX,
        "size_first": words.SIZE_FIRST,
        "near": whence.NEAR,
        "miss_cost": whence.MISS_COST,
        "percent_cost": whence.PERCENT_COST,
        "native_costs": whence.NATIVE_COSTS,
    }


def _column(entry: Entry, field: str) -> object:
    """One row of a column: a value, or an array where it differs between sizes."""
    found = [_written(measured.numbers, field) for measured in entry.measurements]
    return found[0] if len(set(found)) == 1 else found


def _written(numbers: Numbers, field: str) -> int | None:
    """A value, less what it mostly repeats; None where either was not measured."""
    base, factor = RELATIVE.get(field, ("", 0))
    value: int | None = getattr(numbers, field)
    other: int | None = getattr(numbers, base) if base else 0
    return None if value is None or other is None else value - factor * other
