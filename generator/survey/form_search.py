"""The closed forms of many architectures, in processes, with a store that an interrupted run goes on from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import dataset
from generator.dataset.forms import decode_form, encode_form
from generator.records import Entry, Numbers, Size
from generator.records.forms import Form, Unformed
from generator.survey.fingerprint import counting_digest
from generator.survey.forms import form_of
from generator.survey.pool import run_all
from generator.survey.refusing import reason

_CODE = ("account/forms/*.py", "records/forms.py", "survey/forms.py", "dataset/forms.py")
"""What a form depends on beside the counting code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One architecture's line of ``forms.jsonl``, and what it says."""

    line: str
    form: Form | Unformed
    reused: bool


def find_forms(entries: Sequence[Entry], *, jobs: int = 0, store: Path | None = None) -> Iterator[Found]:
    """Looks for the closed form of each architecture; what fails has a reason and loses nothing else.

    Args:
        entries: of the dataset, with the measurements that a form must give.
        jobs: processes; 0 for one a core.
        store: keeps results, by a digest of code, versions and measurements.
    """
    digest = _digest()
    todo: list[tuple[str, Mapping[Size, Numbers]]] = []
    for entry in entries:
        key = entry.architecture.key
        kept = None if store is None else _kept(store, key, digest)
        if kept is None:
            todo.append((key, {one.size: one.numbers for one in entry.measurements}))
        else:
            yield Found(line=kept, form=decode_form(kept, key), reused=True)
    for key, result in run_all(line_of, todo, jobs=jobs):
        lost = isinstance(result, BaseException)
        line = (
            encode_form(Unformed(key=key, reason=reason(result)))
            if isinstance(result, BaseException)
            else result
        )
        if store is not None and not lost:
            dataset.write_atomically(_path(store, key), f"{digest}\n{line}\n".encode())
        yield Found(line=line, form=decode_form(line, key), reused=False)


def line_of(key: str, measured: Mapping[Size, Numbers]) -> str:
    """The line of one architecture, in a process of its own."""
    from generator.zoo import built_in, zoos

    zoo, _, name = key.partition("/")
    return encode_form(form_of((built_in() if zoo in built_in() else zoos())[zoo], name, measured))


def _digest() -> str:
    """Of the code and the versions."""
    from generator.survey import provenance

    root = Path(__file__).parent.parent
    digest = hashlib.sha256(f"{counting_digest()} {provenance()}".encode())
    for file in sorted(file for pattern in _CODE for file in root.glob(pattern)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _kept(store: Path, key: str, digest: str) -> str | None:
    """The stored line, or None where there is none that still holds."""
    try:
        first, line, _ = _path(store, key).read_text(encoding="utf-8").split("\n")
    except (FileNotFoundError, ValueError):
        return None  # not there, or written by something else: it costs one search
    return line if first == digest and _is_line(line, key) else None


def _is_line(line: str, key: str) -> bool:
    try:
        return bool(json.loads(line)["key"] == key)
    except (ValueError, KeyError, TypeError):
        return False


def _path(store: Path, key: str) -> Path:
    return store / "forms" / f"{key}.txt"


__all__ = ["Found", "find_forms", "line_of"]
