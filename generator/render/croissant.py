"""Croissant metadata, version 1.0: what tools for data sets read to find and load the flat rows.

The format is that of https://docs.mlcommons.org/croissant/docs/croissant-spec.html; fields and their descriptions are
those of the data dictionary.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from generator.records import Dataset
from generator.records.release import Edition
from generator.render.bibtex import dataset_bibtex
from generator.render.schema import flat_row

_PREFIX = "cr"
_TERMS = (
    "citeAs column equivalentProperty extract field fileProperty fileObject fileSet format includes isLiveDataset "
    "jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate separator source "
    "subField transform"
)
_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{term: f"{_PREFIX}:{term}" for term in _TERMS.split()},
    "conformsTo": "dct:conformsTo",
    _PREFIX: "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "sc": "https://schema.org/",
}
_TYPES = {
    "text": "sc:Text",
    "integer": "sc:Integer",
    "integer or null": "sc:Integer",
    "integers by name": "sc:Text",
}


class Download(NamedTuple):
    """A file that others download: its name, bytes, SHA-256 in hexadecimal and media type."""

    name: str
    size: int
    sha256: str
    format: str


def croissant(
    dataset: Dataset, downloads: Sequence[Download], rows: str, edition: Edition | None = None
) -> str:
    """The metadata as JSON-LD.

    Args:
        dataset: what the files hold.
        downloads: the files, which lie beside the metadata.
        rows: the name of the one that the fields are read from.
        edition: which release it is; without a site, addresses are relative.
    """
    edition = edition or Edition()
    base = f"{edition.site}data/" if edition.site else ""
    counted = f"{len(dataset.entries):,} architectures of torchvision and timm"
    document = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "netweight",
        "description": f"Parameters, buffers, MACs, activations and bytes of {counted}: a row for each input size.",
        "license": "https://www.apache.org/licenses/LICENSE-2.0",
        **({"url": edition.site} if edition.site else {}),
        "creator": {"@type": "sc:Organization", "name": "Netweight contributors"},
        "version": _version(edition.release or dataset.provenance.netweight),
        "citeAs": dataset_bibtex(dataset.provenance, edition),
        **({"datePublished": "-".join(edition.release.split(".")[:3])} if edition.release else {}),
        "distribution": [_file(one, base) for one in downloads],
        "recordSet": [_record_set(rows)],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _version(text: str) -> str:
    """Three numbers, as the format asks: ``2026.11.22``, without the number of a release within its day."""
    return ".".join(str(int(part)) for part in text.split(".")[:3])


def _file(one: Download, base: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": one.name,
        "name": one.name,
        "contentUrl": f"{base}{one.name}",
        "contentSize": f"{one.size} B",
        "encodingFormat": one.format,
        "sha256": one.sha256,
    }


def _record_set(rows: str) -> dict[str, Any]:
    fields = []
    for name, kind, unit, meaning in flat_row():
        said = f"{meaning} [{unit}]" if unit else meaning
        source = {"fileObject": {"@id": rows}, "extract": {"column": name}}
        typed = {"dataType": _TYPES.get(kind, "sc:Boolean"), "source": source}
        fields.append(
            {"@type": "cr:Field", "@id": f"rows/{name}", "name": name, "description": said, **typed}
        )
    key = [{"@id": f"rows/{name}"} for name in ("zoo", "name", "height_px", "width_px")]
    return {"@type": "cr:RecordSet", "@id": "rows", "name": "rows", "key": key, "field": fields}
