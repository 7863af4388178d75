"""ResNet-50's stages, from the dataset."""

from __future__ import annotations

from generator.records import Dataset
from generator.render.breakdown import stage_rows
from generator.render.links import model_path
from generator.render.tutorials.formulas import entry_of
from generator.render.units import count, pixels

KEY = "torchvision/resnet50"


def stages_values(dataset: Dataset) -> dict[str, object]:
    """The stage table of ResNet-50 at its native size; empty where the dataset has none."""
    entry = entry_of(dataset, KEY)
    if entry is None or entry.native is None:
        return {"rows": (), "key": KEY}
    numbers = entry.native.numbers
    return {
        "key": KEY,
        "path": model_path(entry.architecture),
        "size": pixels(entry.native.size),
        "rows": stage_rows(entry.stages, numbers),
        "parameters": count(numbers.parameters),
        "macs": count(numbers.macs),
    }
