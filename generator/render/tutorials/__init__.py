"""The worked examples as fragments: every formula with its numbers, and the figures they give.

Numbers come from the examples or from the dataset. A fragment of what was not measured says so.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.records import Dataset, Size
from generator.records.examples import Examples
from generator.render.environment import FRAGMENTS, fragment
from generator.render.tutorials.batch_norm import batch_norm_values
from generator.render.tutorials.counting import mobilenet_values, resnet_values, sharing_values, vgg_values
from generator.render.tutorials.memory import memory_values
from generator.render.tutorials.stages import stages_values
from generator.render.tutorials.torchstat import torchstat_tables, torchstat_values

DIRECTORY = f"{FRAGMENTS}/tutorials"
ROOT = "../../"
"""The way from the pages of the examples, two levels deep, up to the site's root."""

_SECTIONS = ("resnet", "vgg", "sharing", "torchstat", "mobilenet", "stages", "batch_norm", "memory")
_TABLES = {
    "torchstat-resnet18": ("torchvision/resnet18", Size(224, 224)),
    "torchstat-resnet18-160": ("torchvision/resnet18", Size(160, 160)),
    "torchstat-mobilenet_v2": ("torchvision/mobilenet_v2", Size(224, 224)),
    "torchstat-mobilenet_v2-160": ("torchvision/mobilenet_v2", Size(160, 160)),
}
"""The torchstat tables that are pages."""


def tutorial_fragments(dataset: Dataset, examples: Examples | None) -> dict[str, str]:
    """The sections of the page and the long tables of its second level, by path below docs/."""
    texts = _missing() if examples is None else _measured(dataset, examples)
    return {f"{DIRECTORY}/{name}.html": text for name, text in texts.items()}


def _missing() -> dict[str, str]:
    names = (*_SECTIONS, *_TABLES)
    return {name: fragment("tutorials-missing.html") for name in names}


def _measured(dataset: Dataset, examples: Examples) -> dict[str, str]:
    values: dict[str, Mapping[str, object]] = {
        "resnet": resnet_values(dataset, examples),
        "vgg": vgg_values(dataset, examples),
        "sharing": sharing_values(examples),
        "torchstat": torchstat_values(dataset, examples),
        "mobilenet": mobilenet_values(dataset, examples),
        "stages": stages_values(dataset),
        "batch_norm": batch_norm_values(dataset, examples),
        "memory": memory_values(dataset, examples),
    }
    written = {name: fragment(f"tutorials-{name}.html", root=ROOT, **found) for name, found in values.items()}
    for name, (key, size) in _TABLES.items():
        tables = torchstat_tables(examples, key, size)
        written[name] = fragment("tutorials-table.html", root=ROOT, key=key, tables=tables)
    return written


__all__ = ["DIRECTORY", "tutorial_fragments"]
