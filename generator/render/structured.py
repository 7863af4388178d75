"""The dataset as search engines for data sets read it: schema.org's Dataset as JSON-LD, on the first page and on that of the data.

The vocabulary is that of https://schema.org/Dataset, what is asked for that of
https://developers.google.com/search/docs/appearance/structured-data/dataset.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generator.records import FIELDS, Dataset
from generator.records.release import Edition
from generator.render.environment import FRAGMENTS
from generator.render.units import exact

LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
MEASURED = ("parameters", "buffers", "macs", "activations", "peak_activation_bytes", "saved_bytes")
"""Fields that are named as what is measured; the data dictionary has all."""

_FORMATS = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "jsonl": "application/jsonl"}


def fragments(dataset: Dataset, edition: Edition | None = None) -> dict[str, str]:
    """The two fragments, whose addresses are relative where the site's is not known."""
    pages = {"home": "", "data": "../"}
    return {
        f"{FRAGMENTS}/structured/{name}.html": _inside(description(dataset, root, edition))
        for name, root in pages.items()
    }


def description(dataset: Dataset, root: str, edition: Edition | None = None) -> Mapping[str, Any]:
    """The dataset in words of schema.org.

    Args:
        dataset: what is described.
        root: the way from the page to the root of the site, empty or ending in a slash.
        edition: which release it is, and the address of the site.
    """
    edition = edition or Edition()
    base = edition.site or root
    names = ["netweight.csv", "netweight.parquet"]
    names += sorted({f"{entry.architecture.zoo}.jsonl" for entry in dataset.entries})
    meaning = {field.name: field for field in FIELDS}
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": "Netweight: parameters, MACs, activations and memory of neural networks",
        "description": f"Parameters, buffers, multiply-accumulates (MACs, FLOPs), activations and bytes of "
        f"{exact(len(dataset.entries))} architectures of torchvision and timm, measured at "
        f"{exact(sum(len(entry.measurements) for entry in dataset.entries))} input sizes from a record of every "
        "operator that one forward calls.",
        "url": base or "./",
        "license": LICENCE,
        "creator": {"@type": "Organization", "name": "Netweight contributors"},
        "version": edition.release or dataset.provenance.netweight,
        **({"datePublished": "-".join(edition.release.split(".")[:3])} if edition.release else {}),
        "isAccessibleForFree": True,
        "keywords": ["MACs", "FLOPs", "parameters", "memory", "timm", "torchvision", "PyTorch"],
        "measurementTechnique": f"operators recorded at the dispatcher of torch {dataset.provenance.torch}",
        "variableMeasured": [
            {"@type": "PropertyValue", "name": name, "unitText": meaning[name].unit} for name in MEASURED
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "contentUrl": f"{base}data/{name}",
                "encodingFormat": _FORMATS[name.rpartition(".")[2]],
            }
            for name in names
        ],
    }


def _inside(document: Mapping[str, Any]) -> str:
    """JSON in a script element, which is compiled as a template once more."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c").replace("{", "&#123;")
    return f'<script type="application/ld+json">{text}</script>'
