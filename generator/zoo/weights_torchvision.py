"""torchvision's weights entries as records; nothing is built and nothing is loaded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isnan
from typing import Any

from torchvision.models import get_model_builder, get_model_weights, list_models

from generator.records import Architecture, Size
from generator.records.weights import Metric, Paper, Shelf, Weights
from generator.zoo.papers import papers_in

_LINK = re.compile(r"`+([^`<>]+?)\s*<([^>]+)>`+_*")
_ROLE = re.compile(r":[a-z]+:`~?(?:[\w.]+\.)?([\w]+)`")


def shelf(one: Architecture) -> Shelf:
    """Every weights entry of an architecture, and the papers that its builder names."""
    entries = sorted(get_model_weights(one.name), key=lambda entry: str(entry.name))
    return Shelf(
        zoo="torchvision",
        name=one.name,
        family=one.family,
        papers=papers_in(get_model_builder(one.name).__doc__ or ""),
        weights=tuple(_weights(entry.name, entry.value) for entry in entries),
    )


def literature(name: str) -> tuple[Paper, ...]:
    """The papers that the builders of an architecture's module name, each once."""
    module = get_model_builder(name).__module__
    builders = map(get_model_builder, sorted(list_models()))
    return papers_in("\n".join(one.__doc__ or "" for one in builders if one.__module__ == module))


def _weights(tag: str, entry: Any) -> Weights:
    preset, meta = entry.transforms(), entry.meta
    crop, resize = (getattr(preset, name, None) for name in ("crop_size", "resize_size"))
    return Weights(
        tag=tag,
        size=_size(crop or resize),
        least_size=_size(meta.get("min_size")),
        resize=_size(resize),
        interpolation=getattr(getattr(preset, "interpolation", None), "value", ""),
        classes=len(meta.get("categories") or ()),
        license=meta.get("license", ""),
        url=entry.url,
        recipe=meta.get("recipe") or "",
        backend=meta.get("backend", ""),
        file_mib=meta["_file_size"],
        parameters=meta["num_params"],
        macs=round(meta["_ops"] * 1_000_000_000),
        metrics=tuple(
            Metric(dataset=dataset, name=metric, value=float(value))
            for dataset, values in sorted(meta["_metrics"].items())
            for metric, value in sorted(values.items())
            if not isnan(value)  # what torchvision writes where there is no classifier to evaluate
        ),
        notes=_notes(meta.get("_docs", "")),
    )


def _size(sides: Sequence[int] | None) -> Size | None:
    """One side, or height and width."""
    return Size(int(sides[0]), int(sides[-1])) if sides else None


def _notes(text: str) -> tuple[str, ...]:
    """What torchvision says of the weights as plain text, its marked-up links as ``words (address)``."""
    plain = _ROLE.sub(r"\1", _LINK.sub(r"\1 (\2)", text)).replace("`", "")
    return (" ".join(plain.split()),) if plain.strip() else ()
