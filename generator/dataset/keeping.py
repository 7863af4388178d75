"""Releases on disk: ``releases/<name>/`` beside the dataset, written once, read for good, verified on demand.

A release's directory holds ``dataset.json``, a ``<zoo>.jsonl.gz`` for each zoo, ``digests.txt`` with the digest of every
record, and ``SHA256SUMS`` over these files; the last two are in the format of ``sha256sum``.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.dataset.digests import dataset_digest, digests, listing, record_digest, sums
from generator.dataset.errors import DatasetError
from generator.dataset.files import MANIFEST, read_dataset, write_atomically
from generator.dataset.node import Node, parse
from generator.dataset.releases import RELEASES, encode_releases, kept_release, read_releases
from generator.dataset.schema import SCHEMA_VERSION
from generator.dataset.texts import PACKED, read_packed
from generator.records.release import Kept, Record, Release, Releases, release_order

DIGESTS = "digests.txt"
SUMS = "SHA256SUMS"


def freeze(data: Path, name: str, site: str = "") -> Release:
    """Keep the dataset in a directory as a release, and add it to ``releases.json``, which is written last.

    Args:
        data: a whole dataset.
        name: the date; after that of every release so far.
        site: the address of the published site; empty keeps the one that ``releases.json`` has.

    Raises:
        DatasetError: the dataset is damaged, is a release already, or the name is not a later one.
    """
    dataset, releases, found = read_dataset(data), read_releases(data), digests(data)
    where = str(data / RELEASES)
    try:
        order = release_order(name)
    except ValueError as error:
        raise DatasetError(where, *str(error).split("; found ")) from None
    if releases.latest and order <= release_order(releases.latest.name):
        raise DatasetError(where, f"a release after {releases.latest.name}", name)
    same = releases.holding(dataset_digest(found))
    if same is not None:
        raise DatasetError(where, "a dataset that is no release yet", f"that of {same.name}")
    zoos: dict[str, int] = {}
    for entry in dataset.entries:
        zoos[entry.architecture.zoo] = zoos.get(entry.architecture.zoo, 0) + 1
    release = Release(
        name=name,
        digest=dataset_digest(found),
        schema=SCHEMA_VERSION,
        provenance=dataset.provenance,
        zoos=tuple(sorted(zoos.items())),
    )
    text = encode_releases(Releases(site=site or releases.site, releases=(*releases.releases, release)))
    _write(data, kept_release(data, name), tuple(zoos), listing(found))
    write_atomically(data / RELEASES, text.encode())
    return release


def _write(data: Path, directory: Path, zoos: tuple[str, ...], digest_lines: str) -> None:
    files = {MANIFEST: (data / MANIFEST).read_bytes(), DIGESTS: digest_lines.encode()}
    for zoo in zoos:
        files[f"{zoo}.jsonl{PACKED}"] = gzip.compress((data / f"{zoo}.jsonl").read_bytes(), 9, mtime=0)
    for name, content in [*sorted(files.items()), (SUMS, sums(files).encode())]:
        write_atomically(directory / name, content)


def verify(data: Path, release: Release) -> None:
    """Every file, every record and the whole of a kept release have the digests that were written down.

    Raises:
        DatasetError: one has not, or is missing; the first is named.
    """
    directory = kept_release(data, release.name)
    for digest, name in _sums(directory / SUMS):
        path = directory / name
        _same(path, digest, hashlib.sha256(_bytes(path)).hexdigest())
    found, written = digests(directory), {key: digest for digest, key in _sums(directory / DIGESTS)}
    for key in sorted(found.keys() | written.keys()):
        _same(directory / key, written.get(key, "none"), found.get(key, "none"))
    _same(directory / DIGESTS, release.digest, dataset_digest(found))


def _same(path: Path, expected: str, found: str) -> None:
    if expected != found:
        raise DatasetError(str(path), f"the SHA-256 {expected}", found)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DatasetError(str(path), "a file of the release", "no such file") from None


def _sums(path: Path) -> Iterator[tuple[str, str]]:
    """Digest and name of each line of a file that ``sha256sum`` would read."""
    for number, line in enumerate(
        _bytes(path).decode("utf-8", "replace").removesuffix("\n").split("\n"), start=1
    ):
        digest, _, name = line.partition("  ")
        if len(digest) != 64 or not name:
            raise DatasetError(f"{path}:{number}", "a digest, two spaces and a name", line)
        yield digest, name


def read_kept(data: Path, release: Release) -> Kept:
    """A release with its records, whatever the layout of lines was then.

    Raises:
        DatasetError: a file is missing or damaged, or a line is not what its layout has.
    """
    directory = kept_release(data, release.name)
    records: list[Record] = []
    for zoo, total in release.zoos:
        path = directory / f"{zoo}.jsonl"
        try:
            lines = read_packed(path).removesuffix("\n").split("\n")
        except FileNotFoundError:
            raise DatasetError(str(path), "a file of the release", "no such file") from None
        if len(lines) != total:
            raise DatasetError(str(path), f"{total} lines, as {RELEASES} says", f"{len(lines)}")
        records += [_record(zoo, line, f"{path}:{number}") for number, line in enumerate(lines, start=1)]
    return Kept(release=release, records=tuple(records))


def _record(zoo: str, line: str, where: str) -> Record:
    """What every layout so far has: name, native size, sizes, and a field as an array, one value or an object by size."""
    node = parse(line, where)
    members = node.members()
    for key in ("name", "native", "sizes", "numbers"):
        if key not in members:
            raise node.error(f'the key "{key}"', "no such key")
    sizes = tuple(str(size) for size in members["sizes"].each(Node.size))
    numbers = members["numbers"].members()
    return Record(
        key=f"{zoo}/{members['name'].name()}",
        digest=record_digest(line),
        line=line,
        native=str(members["native"].size()),
        sizes=sizes,
        numbers={name: _over(field.value, sizes) for name, field in numbers.items()},
    )


def _over(value: Any, sizes: tuple[str, ...]) -> tuple[int | None, ...]:
    """A field over the sizes; a tally, which is no count, is None at all of them."""
    if isinstance(value, dict):
        value = [value.get(size) for size in sizes]
    elif not isinstance(value, list):
        value = [value] * len(sizes)
    return tuple(one if type(one) is int else None for one in value) if len(value) == len(sizes) else ()


__all__ = ["DIGESTS", "SUMS", "freeze", "read_kept", "verify"]
