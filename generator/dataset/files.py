"""The dataset on disk: every file is replaced whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from generator.dataset.entries import decode_entry, encode_entry
from generator.dataset.errors import DatasetError
from generator.dataset.layers import decode_layers, encode_layers
from generator.dataset.node import Node, parse
from generator.dataset.schema import SCHEMA_VERSION
from generator.dataset.texts import read_packed
from generator.records import Dataset, Entry, Layer, Provenance

MANIFEST = "dataset.json"
"""The file that is written last: what it names and counts is complete."""

LEFTOVER = ".partial"
"""How the name of a file ends that is not whole yet."""

VERSIONS = tuple(field.name for field in dataclasses.fields(Provenance))
"""What ``provenance`` names, in its order."""


def read_dataset(directory: Path) -> Dataset:
    """Every entry of the zoos that ``dataset.json`` names; other files are not looked at.

    Raises:
        DatasetError: a file is missing, cut short, written by a newer version, out of order, or a
            line is not what the schema describes.
    """
    dataset, shard = read_part(directory)
    if shard is not None:
        raise shard.error("a whole dataset, which `netweight merge` makes of shards", "a shard of one")
    return dataset


def read_part(directory: Path) -> tuple[Dataset, Node | None]:
    """What :func:`read_dataset` gives, and what ``dataset.json`` says of a shard, None for a whole dataset.

    Raises:
        DatasetError: as :func:`read_dataset`.
    """
    return decode_part(directory)


def decode_part(
    directory: Path, earlier: Callable[[str, str], Entry] | None = None
) -> tuple[Dataset, Node | None]:
    """What :func:`read_part` does; lines of an earlier schema are refused, or read by ``earlier`` if it is given.

    Raises:
        DatasetError: as :func:`read_dataset`.
    """
    node = parse(_read(directory / MANIFEST), str(directory / MANIFEST))
    found = node.members()
    version = found.get("schema")
    if version is not None and version.integer(minimum=1) > SCHEMA_VERSION:
        raise version.error(f"a schema version up to {SCHEMA_VERSION}, the newest that this netweight reads")
    decode: Callable[[str, str], Entry] = decode_entry
    if version is not None and version.integer(minimum=1) < SCHEMA_VERSION:
        if earlier is None:
            expected = f"schema version {SCHEMA_VERSION}; `netweight diff` reads earlier ones, to compare"
            raise version.error(expected)
        decode = earlier
    optional = tuple(key for key in ("sha256", "shard") if key in found)
    members = node.keys(("schema", "provenance", "zoos", *optional))
    versions = members["provenance"].keys(VERSIONS)
    zoos = members["zoos"].members()
    for zoo in zoos:
        Node(zoo, members["zoos"].path).name()
    sums = members["sha256"].keys(zoos) if "sha256" in found else {}
    entries: list[Entry] = []
    for zoo in sorted(zoos):
        path = directory / f"{zoo}.jsonl"
        text = _read(path)
        entries += _read_zoo(text, path, zoo, zoos[zoo].integer(minimum=1), decode)
        if zoo in sums and sums[zoo].label() != _sha256(text.encode()):
            raise DatasetError(
                str(path),
                f"the bytes that {MANIFEST} was written for; `netweight survey` and `netweight merge` write both",
                "a file edited since, or of another run",
            )
    provenance = Provenance(**{name: versions[name].label() for name in VERSIONS})
    return Dataset(provenance=provenance, entries=tuple(entries)), members.get("shard")


def write_dataset(dataset: Dataset, directory: Path) -> None:
    """One file for each zoo, then ``dataset.json``, each atomically; the directory is made if need be.

    The file of a zoo that the dataset no longer has is left where it is and no longer read.

    Raises:
        DatasetError: an entry is not what a line can hold, or a key appears twice; nothing is written.
    """
    lines: dict[str, str] = {}
    for entry in dataset.entries:
        key = entry.architecture.key
        if key in lines:
            raise DatasetError(str(directory), "each architecture once", f"{key} twice")
        lines[key] = encode_entry(entry)
    write_lines(lines, dataset.provenance, directory)


def write_lines(
    lines: Mapping[str, str],
    provenance: Provenance,
    directory: Path,
    shard: Mapping[str, Any] | None = None,
) -> None:
    """What :func:`write_dataset` does, for entries that are encoded already; equal files are left alone.

    Args:
        lines: what :func:`encode_entry` gave, by ``zoo/name``, in any order.
        provenance: the versions that the numbers depend on.
        directory: made if need be.
        shard: what ``dataset.json`` says of a part of a survey, which no reader takes for a dataset.
    """
    keys = sorted(tuple(key.split("/", 1)) for key in lines)
    zoos = {
        zoo: [lines[f"{zoo}/{name}"] for _, name in members] for zoo, members in groupby(keys, itemgetter(0))
    }
    contents = {zoo: "".join(f"{line}\n" for line in encoded).encode() for zoo, encoded in zoos.items()}
    manifest = {
        "schema": SCHEMA_VERSION,
        "provenance": dataclasses.asdict(provenance),
        "zoos": {zoo: len(encoded) for zoo, encoded in zoos.items()},
        # A run that is killed between two files leaves what belongs to two runs: no reader may take it for one.
        "sha256": {zoo: _sha256(content) for zoo, content in contents.items()},
        **({"shard": shard} if shard is not None else {}),
    }
    for zoo, content in contents.items():
        write_if_changed(directory / f"{zoo}.jsonl", content)
    write_if_changed(directory / MANIFEST, (json.dumps(manifest, indent=2) + "\n").encode())


def layers_path(directory: Path, key: str) -> Path:
    """The file of an architecture's layer table; ``key`` is ``zoo/name``.

    Raises:
        DatasetError: the key would lead out of the directory.
    """
    zoo, _, name = key.partition("/")
    for part in (zoo, name):
        Node(part, f"layers of {key}").name()
    return directory / "layers" / zoo / f"{name}.json"


def read_layers(directory: Path, key: str) -> tuple[Layer, ...]:
    """The layer rows of an architecture.

    Raises:
        DatasetError: there is no such file or it does not decode.
    """
    path = layers_path(directory, key)
    return decode_layers(_read(path), str(path))


def write_layers(layers: Sequence[Layer] | str, directory: Path, key: str) -> None:
    """The layer table of an architecture; without rows, a file that an earlier run left is removed.

    ``layers`` may be what :func:`encode_layers` gave. A file that is equal already is left alone.
    """
    path = layers_path(directory, key)
    if layers:
        text = layers if isinstance(layers, str) else encode_layers(layers)
        write_if_changed(path, f"{text}\n".encode())
    else:
        path.unlink(missing_ok=True)


def write_if_changed(path: Path, content: bytes) -> bool:
    """:func:`write_atomically`, unless the file holds exactly this; whether it was written."""
    with suppress(FileNotFoundError):
        if path.read_bytes() == content:
            return False
    write_atomically(path, content)
    return True


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file so that a reader, or a crash, sees the old content or the new, never a part.

    The content goes to a temporary file in the same directory, reaches the disk, and takes the name. A process that
    is killed meanwhile leaves the temporary file, which nothing reads; :func:`remove_leftovers` finds it.

    Raises:
        OSError: the system's, with the path that could not be written: the disk is full, for instance.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=LEFTOVER, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise


def remove_leftovers(directory: Path) -> int:
    """Removes what killed processes left below a directory an hour ago or longer; how many files that were.

    An hour, since another process may be writing now.
    """
    old = time.time() - 3600
    found = [path for path in directory.rglob(f".*{LEFTOVER}") if path.stat().st_mtime < old]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _read(path: Path) -> str:
    try:
        return read_packed(path)
    except FileNotFoundError:
        raise DatasetError(str(path), "a file that `netweight survey` writes", "no such file") from None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_zoo(
    text: str, path: Path, zoo: str, count: int, decode: Callable[[str, str], Entry]
) -> Iterator[Entry]:
    """The entries of one file's text, which has ``count`` lines in ascending order of names."""
    *lines, rest = text.split("\n")
    if rest:
        where = f"{path}:{len(lines) + 1}"
        raise DatasetError(where, "a newline at the end of the last line", "the file cut short")
    if len(lines) != count:
        raise DatasetError(str(path), f"{count} lines, as {MANIFEST} says", f"{len(lines)}")
    before = ""
    for number, line in enumerate(lines, start=1):
        where = f"{path}:{number}"
        entry = decode(line, where)
        name = entry.architecture.name
        if entry.architecture.zoo != zoo:
            raise DatasetError(f"{where}: $.zoo", f'"{zoo}"', f'"{entry.architecture.zoo}"')
        if name == before:
            raise DatasetError(f"{where}: $.name", "each name once", f'"{name}" twice')
        if name < before:
            raise DatasetError(f"{where}: $.name", "names in ascending order", f'"{name}" after "{before}"')
        before = name
        yield entry
