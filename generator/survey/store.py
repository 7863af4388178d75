"""Finished results as plain files, so that an interrupted survey resumes; may be deleted at any time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from generator import dataset
from generator.records import Provenance, Size, Weighing

_COUNTING = ("records", "trace", "account", "zoo")
"""The packages whose code the numbers depend on."""


class Store:
    """One file an architecture below ``directory``, valid for as long as its fingerprint is.

    The fingerprint covers versions, counting code, dataset schema and requested sizes. Files are
    written whole or not at all; one that cannot be read is measured again.
    """

    def __init__(self, directory: Path, provenance: Provenance) -> None:
        """Reads the counting code once."""
        self._directory = directory
        self._base = f"{provenance}|{dataset.SCHEMA_VERSION}|{_code_digest()}"

    def find(self, key: str, sizes: Sequence[Size] | None) -> Weighing | None:
        """The stored result, or None where there is none that still holds."""
        path = self._path(key)
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            if stored["fingerprint"] != self._fingerprint(key, sizes):
                return None
            entry = dataset.decode_entry(stored["entry"], str(path))
            return Weighing(entry=entry, layers=dataset.decode_layers(stored["layers"], str(path)))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, dataset.DatasetError):
            return None  # half written by something else, or by hand: it costs one measurement

    def keep(self, weighing: Weighing, sizes: Sequence[Size] | None) -> None:
        """Stores a result, replacing what was there."""
        key = weighing.entry.architecture.key
        path = self._path(key)
        text = json.dumps(
            {
                "fingerprint": self._fingerprint(key, sizes),
                "entry": dataset.encode_entry(weighing.entry),
                "layers": dataset.encode_layers(weighing.layers),
            }
        )
        dataset.write_atomically(path, text.encode())

    def _path(self, key: str) -> Path:
        return self._directory / f"{key}.json"

    def _fingerprint(self, key: str, sizes: Sequence[Size] | None) -> str:
        wanted = "default" if sizes is None else ",".join(str(size) for size in sorted(sizes))
        return hashlib.sha256(f"{self._base}|{key}|{wanted}".encode()).hexdigest()


def _code_digest() -> str:
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    files = [
        root / "survey" / "measuring.py",
        *(file for package in _COUNTING for file in sorted((root / package).rglob("*.py"))),
    ]
    for file in files:
        digest.update(str(file.relative_to(root)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
