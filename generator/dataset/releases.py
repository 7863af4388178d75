"""``releases.json``: the releases of the dataset beside it, oldest first, read as strictly as the dataset."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

from generator.dataset.digests import dataset_digest, digests
from generator.dataset.files import VERSIONS
from generator.dataset.node import Node, parse
from generator.dataset.texts import read_optional
from generator.records import Provenance
from generator.records.release import Edition, Release, Releases, release_order

RELEASES = "releases.json"
"""The file's name beside the dataset."""

RELEASES_SCHEMA = 1
"""The version of the file's layout."""

_RELEASE = ("name", "digest", "schema", "provenance", "zoos")
_SITE = re.compile(r"(https?://[^\s\"'<>{}?#]+/)?")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def encode_releases(releases: Releases) -> str:
    """The text of the file.

    Raises:
        DatasetError: a name is no date or not after the one before it, a digest or the site is none.
    """
    plain = {
        "schema": RELEASES_SCHEMA,
        "site": releases.site,
        "releases": [{**dataclasses.asdict(one), "zoos": dict(one.zoos)} for one in releases.releases],
    }
    text = json.dumps(plain, indent=2, ensure_ascii=False) + "\n"
    decode_releases(text, RELEASES)
    return text


def decode_releases(text: str, where: str) -> Releases:
    """What :func:`encode_releases` wrote; ``where`` is the file, for errors.

    Raises:
        DatasetError: as :func:`encode_releases`, or a key or a type is not what it should be.
    """
    members = parse(text, where).keys(("schema", "site", "releases"))
    if members["schema"].integer() != RELEASES_SCHEMA:
        raise members["schema"].error(f"{RELEASES_SCHEMA}")
    if not _SITE.fullmatch(members["site"].text()):
        raise members["site"].error("an address that ends in a slash, or an empty string")
    releases = members["releases"].each(_release)
    for node, before, after in zip(members["releases"].items()[1:], releases, releases[1:], strict=False):
        if release_order(after.name) <= release_order(before.name):
            raise node.error("releases in ascending order", f"{after.name} after {before.name}")
    return Releases(site=members["site"].text(), releases=releases)


def read_releases(directory: Path) -> Releases:
    """The releases beside a dataset; none where there is no such file.

    Raises:
        DatasetError: as :func:`decode_releases`.
    """
    path = directory / RELEASES
    text = read_optional(path)
    return Releases() if text is None else decode_releases(text, str(path))


def read_edition(directory: Path) -> Edition:
    """Which release the dataset in a directory is, told by its digest, and the digests of its records.

    Raises:
        DatasetError: as :func:`read_releases` and :func:`digests`.
    """
    releases, found = read_releases(directory), digests(directory)
    release = releases.holding(dataset_digest(found))
    return Edition(release=release.name if release else "", site=releases.site, digests=found)


def _release(node: Node) -> Release:
    members = node.keys(_RELEASE)
    name = members["name"].label()
    try:
        release_order(name)
    except ValueError as error:
        raise members["name"].error(str(error).partition(";")[0]) from None
    if not _DIGEST.fullmatch(members["digest"].text()):
        raise members["digest"].error("64 hexadecimal digits")
    versions = members["provenance"].keys(VERSIONS)
    zoos = {zoo: one.integer(minimum=1) for zoo, one in members["zoos"].members().items()}
    if list(zoos) != sorted(zoos):
        raise members["zoos"].error("zoos in ascending order")
    return Release(
        name=name,
        digest=members["digest"].text(),
        schema=members["schema"].integer(minimum=1),
        provenance=Provenance(**{key: versions[key].label() for key in VERSIONS}),
        zoos=tuple(zoos.items()),
    )


def kept_release(data: Path, name: str) -> Path:
    """The directory beside the dataset that keeps a release: a dataset directory, its zoos' files compressed."""
    return data / "releases" / name
