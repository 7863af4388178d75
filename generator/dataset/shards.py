"""A part of a survey on disk: a dataset directory whose ``dataset.json`` says which part it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.dataset.errors import DatasetError
from generator.dataset.files import MANIFEST, read_part
from generator.dataset.node import Node
from generator.records import Dataset

_KEYS = ("index", "count", "code", "sizes", "architectures")


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Which part of which survey a shard is; all but ``index`` is equal in all shards of one survey.

    ``index`` counts from 1 to ``count``. ``code`` is a digest of the counting code. ``sizes`` are the
    requested sizes, empty for the default ones. ``architectures`` are the keys of the whole survey, sorted.
    """

    index: int
    count: int
    code: str
    sizes: tuple[str, ...]
    architectures: tuple[str, ...]

    def __str__(self) -> str:
        """``2/3``."""
        return f"{self.index}/{self.count}"

    def plain(self) -> Mapping[str, Any]:
        """What ``dataset.json`` holds of it."""
        return {
            "index": self.index,
            "count": self.count,
            "code": self.code,
            "sizes": list(self.sizes),
            "architectures": list(self.architectures),
        }


def read_shard(directory: Path) -> tuple[Dataset, Part]:
    """The entries of a shard, and which one it is.

    Raises:
        DatasetError: it is no shard, or not what the schema describes.
    """
    dataset, node = read_part(directory)
    if node is None:
        raise DatasetError(str(directory / MANIFEST), "a shard, from `survey --shard`", "a whole dataset")
    return dataset, _part(node)


def _part(node: Node) -> Part:
    members = node.keys(_KEYS)
    count = members["count"].integer(minimum=1)
    index = members["index"].integer(minimum=1)
    if index > count:
        raise members["index"].error(f"an index from 1 to {count}")
    return Part(
        index=index,
        count=count,
        code=members["code"].label(),
        sizes=tuple(str(size) for size in members["sizes"].each(Node.size)),
        architectures=members["architectures"].each(Node.label),
    )
