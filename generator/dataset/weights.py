"""``weights.jsonl``: pretrained weights, one architecture a line, read as strictly as the dataset.

The first line holds the version of the layout, the versions of the libraries and how many lines follow: first a line
for each family whose papers are known for the family alone, then one for each architecture. What a library does not
say has no key.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from generator.dataset.columns import Reader
from generator.dataset.errors import DatasetError
from generator.dataset.files import write_if_changed
from generator.dataset.node import Node, dump, parse
from generator.dataset.texts import read_optional
from generator.records.weights import Library, Literature, Metric, Paper, Shelf, Weights, plain

WEIGHTS = "weights.jsonl"
"""The file's name beside the dataset."""

WEIGHTS_SCHEMA = 1
"""The version of the file's layout."""

T = TypeVar("T")

_HEADER = ("schema", "versions", "families", "architectures")


def _fraction(node: Node) -> float:
    """A number from 0 to 10, a part of a side: above 1 the image is enlarged."""
    value = _number(node)
    if not 0 < value <= 10:
        raise node.error("a part of a side, above 0 and up to 10")
    return value


def _number(node: Node) -> float:
    """A non-negative number that is not an integer by its notation: 37.0, not 37."""
    if type(node.value) is not float or not 0 <= node.value < float("inf"):
        raise node.error("a non-negative decimal number such as 80.858")
    return node.value


def _address(node: Node) -> str:
    value = node.label()
    if not value.startswith(("https://", "http://")) or any(sign.isspace() for sign in value):
        raise node.error("an address that starts with https:// or http://")
    return value


def _labels(node: Node) -> tuple[str, ...]:
    return node.each(Node.label)


_PAPER: Mapping[str, Reader] = {"title": Node.label, "url": _address}


def _papers(node: Node) -> tuple[Paper, ...]:
    return node.each(lambda one: Paper(**_read(one, _PAPER, ("url",))))


_METRIC: Mapping[str, Reader] = {
    "dataset": Node.label,
    "name": Node.label,
    "value": _number,
    "size": Node.size,
    "source": Node.label,
}
_WEIGHTS: Mapping[str, Reader] = {
    "tag": Node.label,
    **dict.fromkeys(("size", "test_size", "least_size", "resize"), Node.size),
    "crop": _fraction,
    "test_crop": _fraction,
    "crop_mode": Node.label,
    "interpolation": Node.label,
    "classes": lambda node: node.integer(minimum=1),
    "license": Node.label,
    "papers": _papers,
    "url": _address,
    "hub": Node.label,
    "origin": _address,
    "recipe": _address,
    "backend": Node.label,
    "file_mib": _number,
    "parameters": Node.integer,
    "macs": Node.integer,
    "metrics": lambda node: node.each(
        lambda one: Metric(**_read(one, _METRIC, ("dataset", "name", "value")))
    ),
    "notes": _labels,
}
_SHELF: Mapping[str, Reader] = {
    "zoo": Node.name,
    "name": Node.name,
    "family": Node.name,
    "papers": _papers,
    "weights": lambda node: node.each(lambda one: Weights(**_read(one, _WEIGHTS, ("tag",)))),
}
_LITERATURE: Mapping[str, Reader] = {
    "zoo": Node.name,
    "family": Node.name,
    "papers": _papers,
}


def encode_weights(library: Library) -> str:
    """The text of the file, which is the same for the same answers.

    Raises:
        DatasetError: a name or a tag is there twice or out of order, or a value is not what a line holds.
    """
    header = {
        "schema": WEIGHTS_SCHEMA,
        "versions": dict(library.versions),
        "families": len(library.families),
        "architectures": len(library.shelves),
    }
    lines = [header, *map(plain, library.families), *map(plain, library.shelves)]
    text = "".join(f"{dump(line, WEIGHTS)}\n" for line in lines)
    if decode_weights(text, WEIGHTS) != library:
        raise DatasetError(WEIGHTS, "weights that read back equal", "others after encoding and decoding")
    return text


def decode_weights(text: str, where: str) -> Library:
    """What :func:`encode_weights` wrote.

    Args:
        text: the whole file.
        where: the file, for errors, which name the line too.

    Raises:
        DatasetError: the file is cut short, a key or a type is not what it should be, or a name or a tag is there
            twice or out of order.
    """
    *lines, rest = text.split("\n")
    if rest:
        raise DatasetError(f"{where}:{len(lines) + 1}", "a newline at the end of the last line", "none")
    header = parse("".join(lines[:1]), f"{where}:1").keys(_HEADER)
    if header["schema"].integer() != WEIGHTS_SCHEMA:
        raise header["schema"].error(f"{WEIGHTS_SCHEMA}")
    versions = tuple((name, node.label()) for name, node in header["versions"].members().items())
    if list(versions) != sorted(versions):
        raise header["versions"].error("libraries in ascending order")
    families, architectures = (header[name].integer() for name in ("families", "architectures"))
    if len(lines) - 1 != families + architectures:
        expected = f"{families} families and {architectures} architectures, as its first line says"
        raise DatasetError(where, expected, f"{len(lines) - 1} lines behind it")
    nodes = [parse(line, f"{where}:{number}") for number, line in enumerate(lines[1:], start=2)]
    return Library(
        versions=versions,
        families=_ascending(nodes[:families], _literature, lambda one: (one.zoo, one.family)),
        shelves=_ascending(nodes[families:], _shelf, lambda one: (one.zoo, one.name)),
    )


def read_weights(path: Path) -> Library | None:
    """The weights in a file, or None where there is no such file: it is optional.

    Raises:
        DatasetError: as :func:`decode_weights`.
    """
    text = read_optional(path)
    return None if text is None else decode_weights(text, str(path))


def write_weights(library: Library, directory: Path) -> bool:
    """The file beside a dataset, replaced whole or left alone where it is equal; whether it was written.

    Raises:
        DatasetError: as :func:`encode_weights`.
    """
    return write_if_changed(directory / WEIGHTS, encode_weights(library).encode())


def _ascending(
    nodes: Sequence[Node], read: Callable[[Node], T], key: Callable[[T], tuple[str, str]]
) -> tuple[T, ...]:
    """The records of lines whose keys ascend."""
    records: list[T] = []
    for node in nodes:
        record = read(node)
        if records and key(record) <= key(records[-1]):
            found = " after ".join("/".join(key(one)) for one in (record, records[-1]))
            raise node.error("names in ascending order, each once", found)
        records.append(record)
    return tuple(records)


def _literature(node: Node) -> Literature:
    return Literature(**_read(node, _LITERATURE, tuple(_LITERATURE)))


def _shelf(node: Node) -> Shelf:
    shelf = Shelf(**_read(node, _SHELF, ("zoo", "name", "family")))
    tags = [one.tag for one in shelf.weights]
    if tags != sorted(set(tags)):
        raise node.members()["weights"].error("tags in ascending order, each once", ", ".join(tags))
    return shelf


def _read(node: Node, readers: Mapping[str, Reader], required: Collection[str]) -> dict[str, Any]:
    """The keys of an object that are there; ``required`` ones must be, others than those of ``readers`` must not."""
    there = node.members()
    members = node.keys([name for name in readers if name in there or name in required])
    return {name: readers[name](member) for name, member in members.items()}
