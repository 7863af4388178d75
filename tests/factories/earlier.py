"""Datasets as earlier schemas had them, made from today's by the rules of the schema's history."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generator.dataset import write_dataset
from generator.records import Dataset

KEYS_OF_3 = ("reconciled", "gaps", "uses", "peak", "second_macs")
FIELDS_OF_3 = (
    "deploy_parameters deploy_buffers deploy_macs deploy_macs_fvcore deploy_activations "
    "macs_backward parameters_unreachable "
    "peak_activation_bytes peak_activation_bytes_bfloat16 peak_sample_bytes peak_fixed_bytes peak_small_sample_bytes "
    "peak_small_fixed_bytes saved_bytes saved_fixed_bytes training_peak_activation_bytes training_peak_fixed_bytes "
    "training_small_sample_bytes training_small_fixed_bytes mixed_peak_activation_bytes mixed_peak_fixed_bytes "
    "mixed_small_sample_bytes mixed_small_fixed_bytes mixed_saved_bytes mixed_saved_fixed_bytes "
    "read_bytes written_bytes macs_low_intensity"
).split()
"""The deploy form, the backward, unreachable parameters, memory and traffic."""
FIELDS_OF_4 = (
    "peak_sample_bytes_bfloat16 peak_fixed_bytes_bfloat16 peak_small_sample_bytes_bfloat16 peak_small_fixed_bytes_bfloat16"
).split()
"""The lines of the peak in bfloat16."""
FIELDS_OF_2 = ("macs_fvcore", "elementwise_flops")


def write_earlier(dataset: Dataset, directory: Path, schema: int) -> None:
    """The dataset in a directory, as schema 1, 2 or 3 would have it; without sums, which no schema asks for."""
    write_dataset(dataset, directory)
    for path in sorted(directory.glob("*.jsonl")):
        lines = [_older(json.loads(line), schema) for line in path.read_text().splitlines()]
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    manifest = json.loads((directory / "dataset.json").read_text())
    del manifest["sha256"]
    (directory / "dataset.json").write_text(json.dumps(manifest | {"schema": schema}))


def later(schema: int) -> set[str]:
    """The keys and fields that came after a schema, and ``published`` where its rows had another key."""
    gone = set(FIELDS_OF_4)
    if schema < 3:
        gone |= {*FIELDS_OF_3, *KEYS_OF_3, "published"}
    return gone | {*FIELDS_OF_2} if schema < 2 else gone


def _older(line: dict[str, Any], schema: int) -> dict[str, Any]:
    gone = later(schema)
    assert not line["numbers"] or line["numbers"].keys() >= gone - {*KEYS_OF_3, "published"}
    line["numbers"] = {name: value for name, value in line["numbers"].items() if name not in gone}
    if schema < 3:
        for one in line["published"]:
            one["explanation"] = one.pop("url") and "because"
    return {key: value for key, value in line.items() if key == "published" or key not in gone}
