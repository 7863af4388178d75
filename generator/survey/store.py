"""Finished results as plain files, so that an interrupted survey resumes; may be deleted at any time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator import dataset
from generator.records import Weighing
from generator.survey.closure import Sources
from generator.survey.fingerprint import decode_facts, encode_facts

_FACTS = "sources.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """One architecture's result in the text that it is published in.

    ``line`` is its line of the dataset, ``layers`` its layer table, empty where it has none. It is ``lasting``
    unless time or the process ended it: another run may come further.
    """

    key: str
    line: str
    layers: str
    measurements: int
    refusals: int
    lasting: bool = True

    @classmethod
    def of(cls, weighing: Weighing) -> Finished:
        """The text of a result.

        Raises:
            DatasetError: the result is not what a dataset can hold.
        """
        entry = weighing.entry
        return cls(
            key=entry.architecture.key,
            line=dataset.encode_entry(entry),
            layers=dataset.encode_layers(weighing.layers) if weighing.layers else "",
            measurements=len(entry.measurements),
            refusals=len(entry.refusals),
            lasting=all(one.stage != "process" for one in entry.refusals),
        )

    @property
    def weighing(self) -> Weighing:
        """The result itself, decoded."""
        layers = dataset.decode_layers(self.layers, f"layers of {self.key}") if self.layers else ()
        return Weighing(entry=dataset.decode_entry(self.line, self.key), layers=layers)


class Store:
    """One file an architecture below ``directory``: a line of facts, the dataset's line, the layer table.

    Files are written whole or not at all. The first line holds the fingerprint and a digest of
    everything else in the file; where they do not agree, the architecture is measured again.
    """

    def __init__(self, directory: Path) -> None:
        """The directory is made when something is kept."""
        self._directory = directory

    def find(self, key: str, fingerprint: str) -> Finished | None:
        """The stored result, or None where there is none that still holds."""
        try:
            first, _, rest = self._path(key).read_bytes().partition(b"\n")
            facts = json.loads(first)
            digest = facts.pop("digest")
            if facts["fingerprint"] != fingerprint or digest != _digest(facts, rest):
                return None
            line, _, layers = rest.decode().partition("\n")
            return Finished(
                key=key,
                line=line,
                layers=layers,
                measurements=int(facts["measurements"]),
                refusals=int(facts["refusals"]),
            )
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None  # written by something else, or by hand: it costs one measurement

    def keep(self, finished: Finished, fingerprint: str) -> None:
        """Stores a result, replacing what was there."""
        rest = f"{finished.line}\n{finished.layers}".encode()
        facts = {
            "fingerprint": fingerprint,
            "measurements": finished.measurements,
            "refusals": finished.refusals,
        }
        first = json.dumps(facts | {"digest": _digest(facts, rest)})
        dataset.write_atomically(self._path(finished.key), f"{first}\n".encode() + rest)

    def sources(self) -> Sources:
        """A reader of source files that knows those that an earlier run has parsed."""
        path = self._directory / _FACTS
        return Sources(decode_facts(path.read_text(encoding="utf-8")) if path.is_file() else {})

    def remember(self, sources: Sources) -> None:
        """Keeps what was parsed for the next run."""
        dataset.write_if_changed(self._directory / _FACTS, encode_facts(sources).encode())

    def _path(self, key: str) -> Path:
        return self._directory / f"{key}.json"


def _digest(facts: Mapping[str, Any], rest: bytes) -> str:
    return hashlib.sha256(json.dumps(facts).encode() + b"\n" + rest).hexdigest()
