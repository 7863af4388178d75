"""Digests: which bytes a record had.

The digest of a record is the SHA-256 of its line, with the newline that ends it: what ``sha256sum`` says of the
line cut out of the file. The digest of a dataset is that of the listing of all of them, in the format of ``sha256sum``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from generator.dataset.errors import DatasetError
from generator.dataset.files import MANIFEST
from generator.dataset.node import Node, parse
from generator.dataset.texts import read_packed


def sha256(text: str) -> str:
    """The SHA-256 of a text's UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def sums(files: Mapping[str, bytes]) -> str:
    """What ``sha256sum`` prints of files, sorted by name: digest, two spaces, name."""
    return "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())
    )


def record_digest(line: str) -> str:
    """The digest of a record; ``line`` is what :func:`encode_entry` gives, without its newline."""
    return sha256(f"{line}\n")


def digests(directory: Path) -> dict[str, str]:
    """The digest of every record of a dataset, by ``zoo/name``, sorted by zoo, then name.

    Raises:
        DatasetError: a file is missing, or a line is no JSON object with a name.
    """
    manifest = directory / MANIFEST
    try:
        zoos = parse(read_packed(manifest), str(manifest)).members()["zoos"].members()
        texts = {
            Node(zoo, str(manifest)).name(): read_packed(directory / f"{zoo}.jsonl") for zoo in sorted(zoos)
        }
    except FileNotFoundError as error:
        raise DatasetError(
            str(error.filename), "a file that `netweight survey` writes", "no such file"
        ) from None
    except KeyError:
        raise DatasetError(str(manifest), 'the key "zoos"', "no such key") from None
    return {
        f"{zoo}/{name}": digest
        for zoo, text in texts.items()
        for name, digest in line_digests(text, str(directory / f"{zoo}.jsonl")).items()
    }


def line_digests(text: str, where: str) -> dict[str, str]:
    """The digest of every line of a zoo's file, by name.

    Raises:
        DatasetError: a line is no JSON object with a name.
    """
    found = {}
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        node = parse(line, f"{where}:{number}")
        members = node.members()
        if "name" not in members:
            raise node.error('the key "name"', "no such key")
        found[members["name"].name()] = record_digest(line)
    return found


def listing(found: Mapping[str, str]) -> str:
    """Digests in the format of ``sha256sum``: digest, two spaces, ``zoo/name``; sorted by zoo, then name."""
    keys = sorted(found, key=lambda key: tuple(key.split("/", 1)))
    return "".join(f"{found[key]}  {key}\n" for key in keys)


def dataset_digest(found: Mapping[str, str]) -> str:
    """The SHA-256 of the :func:`listing`."""
    return sha256(listing(found))
