"""One JSON file an architecture, at a path that stays: ``api/v1/<zoo>/<name>.json``."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from generator.records import FIELDS, Measurement, Size
from generator.records.forms import Form, Forms, Unformed
from generator.records.weights import Library, Shelf, plain
from generator.render.references import Reference

DIRECTORY = "api"
"""Below docs/; nothing but generated files lies in it."""


HEADLINE = ("parameters", "macs", "activations", "peak_activation_bytes")
"""The fields that the index has of each architecture, at its native size."""


def files(
    cited: Mapping[str, Reference], weights: Library | None = None, forms: Forms | None = None
) -> dict[str, str]:
    """The file of every architecture, by path below docs/."""
    shelves = weights.by_key() if weights else {}
    written = {
        f"{DIRECTORY}/v1/{key}.json": encode(reference, shelves.get(key), (forms or {}).get(key))
        for key, reference in cited.items()
    }
    return written | {f"{DIRECTORY}/v1/index.json": index(cited)}


def index(cited: Mapping[str, Reference]) -> str:
    """Every architecture with its address and the headline of its native size; null where that is refused."""
    first = next(iter(cited.values()), None)
    found = []
    for key, reference in cited.items():
        described, native = reference.architecture, reference.entry.native
        counted = {name: None if native is None else getattr(native.numbers, name) for name in HEADLINE}
        texts = {name: getattr(described, name) for name in ("zoo", "name", "task", "family")}
        found.append({"url": f"{key}.json", **texts, "native": str(described.native), **counted})
    document = {
        "schema": "schema.json",
        "release": first.edition.release if first else "",
        "provenance": dataclasses.asdict(first.provenance) if first else None,
        "architectures": found,
    }
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False) + "\n"


def encode(reference: Reference, shelf: Shelf | None = None, form: Form | Unformed | None = None) -> str:
    """Everything the dataset holds of an architecture, its numbers by size, and the versions behind them.

    ``sha256`` is the digest of the line in the dataset. Without a ``shelf`` nothing is said of papers and pretrained weights but the names of the tags.
    ``form`` is the closed form in height and width, or the reason why there is none; null where none was looked for.
    """
    entry, edition = reference.entry, reference.edition
    described = dataclasses.asdict(entry.architecture)
    published = described.pop("published")
    document = {
        "key": entry.architecture.key,
        **described,
        "provenance": dataclasses.asdict(reference.provenance),
        "release": edition.release,
        "permalink": reference.address,
        "sha256": reference.digest,
        "verified": entry.verified,
        "second_macs": entry.second_macs,
        "measurements": [_measurement(one) for one in entry.measurements],
        "refusals": [dataclasses.asdict(one) for one in entry.refusals],
        "form": form.plain() if form else None,
        "gaps": [dataclasses.asdict(one) for one in entry.gaps],
        "stages": [dataclasses.asdict(one) for one in entry.stages],
        "operators": [dataclasses.asdict(one) for one in entry.operators],
        "uses": [dataclasses.asdict(one) for one in entry.uses],
        "peak": None if entry.peak is None else dataclasses.asdict(entry.peak),
        "published": [
            one | {"reconciled": dataclasses.asdict(found)}
            for one, found in zip(published, entry.reconciled, strict=True)
        ],
        "papers": [plain(one) for one in reference.papers],
        "papers_of": "family" if reference.unsure else "architecture",
        "pretrained": [plain(one) for one in shelf.weights] if shelf else [],
    }
    return json.dumps(_plain(document), separators=(",", ":"), ensure_ascii=False) + "\n"


def _measurement(one: Measurement) -> dict[str, Any]:
    numbers = {
        field.name: dict(value) if field.is_tally else value
        for field in FIELDS
        for value in (getattr(one.numbers, field.name),)
    }
    return {"size": dataclasses.asdict(one.size), **numbers, "flops": one.numbers.flops}


def _plain(value: Any) -> Any:
    """Sizes, which ``asdict`` takes apart, as the text that names them: ``224`` or ``224x320``."""
    if isinstance(value, dict):
        if value.keys() == {"height_px", "width_px"}:
            return str(Size(**value))
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
