"""Pretrained weights on the page of their architecture: what all have in common as facts, the rest as a table."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from generator.records import Size
from generator.records.weights import Paper, Shelf, Weights
from generator.render.units import DASH, NBSP, exact, pixels

HUB = "https://huggingface.co/"
_LINKED = 8
"""Of more tags than these that lie at one pattern of addresses, the pattern is printed and no tag is a link."""

_METRICS = {
    ("ImageNet-1K", "acc@1"): "ImageNet top-1",
    ("ImageNet-1K", "acc@5"): "ImageNet top-5",
    ("Kinetics-400", "acc@1"): "Kinetics-400 top-1",
    ("Kinetics-400", "acc@5"): "Kinetics-400 top-5",
    ("COCO-val2017", "box_map"): "COCO box mAP",
    ("COCO-val2017", "kp_map"): "COCO keypoint mAP",
    ("COCO-val2017", "mask_map"): "COCO mask mAP",
    ("COCO-val2017-VOC-labels", "miou"): "COCO (VOC labels) mean IoU",
    ("COCO-val2017-VOC-labels", "pixel_acc"): "COCO (VOC labels) pixel accuracy",
}
"""Names of published figures; others go by their dataset and the library's own name."""

_PIXELS = frozenset({"epe", "per_image_epe"})
"""End-point errors are in pixels; all other figures are percent."""

_BRANCH = re.compile(r"^(?:tree|blob)/[^/]+/?")


class Link(NamedTuple):
    """A text, and where it leads, if anywhere."""

    text: str
    url: str = ""


Cell = tuple[Link, ...]


class Column(NamedTuple):
    """A heading, a cell for each tag, and whether its cells are works that a list below the table names."""

    name: str
    cells: tuple[Cell, ...]
    listed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Tags with equal cells, whether the one whose shape is followed is among them, and the cells as they are printed."""

    tags: tuple[Link, ...]
    followed: bool
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class WeightsTable:
    """All weights of one architecture.

    ``facts`` hold for all tags; ``headings`` and ``rows`` tell them apart and are empty for one tag. ``works`` are named by
    their number in the rows, from 1. Of many tags those that are told apart by nothing share a row, and ``pattern`` is
    the address of a file where no tag is a link.
    """

    total: str
    tag: Link
    facts: tuple[tuple[str, Cell], ...]
    headings: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    works: tuple[Link, ...] = ()
    pattern: str = ""
    published: bool = False


def weights_table(shelf: Shelf | None, followed: str) -> WeightsTable | None:
    """The weights of a shelf; ``followed`` is the tag whose shape the numbers follow. None where there are none."""
    if shelf is None or not shelf.weights:
        return None
    tags = shelf.weights
    columns = [column for column in _columns(tags) if any(column.cells)]
    common = [column for column in columns if len(set(column.cells)) == 1]
    telling = [column for column in columns if column not in common]
    works = tuple(
        dict.fromkeys(link for column in telling if column.listed for cell in column.cells for link in cell)
    )
    pattern = _pattern(shelf) if len(tags) > _LINKED else ""
    return WeightsTable(
        total=exact(len(tags)),
        tag=_tag(tags[0], pattern),
        facts=tuple((column.name, column.cells[0]) for column in common),
        headings=tuple(column.name for column in telling),
        rows=_rows(tags, telling, works, followed, pattern) if len(tags) > 1 else (),
        works=works,
        pattern=pattern,
        published=any(one.metrics for one in tags),
    )


def _columns(tags: tuple[Weights, ...]) -> list[Column]:
    metrics = dict.fromkeys((figure.dataset, figure.name) for one in tags for figure in one.metrics)
    return [
        Column("Input", tuple(_size(one.size) for one in tags)),
        Column("Test", tuple(_size(one.test_size) for one in tags)),
        Column("Classes", tuple(_plain(exact(one.classes) if one.classes else "") for one in tags)),
        Column("Licence", tuple(_plain(one.license) for one in tags)),
        *(Column(_metric(*metric), tuple(_figure(one, *metric) for one in tags)) for metric in metrics),
        Column("Quantized for", tuple(_plain(one.backend) for one in tags)),
        Column("Paper", tuple(tuple(map(_paper, one.papers)) for one in tags), listed=True),
        Column("Source", tuple(_source(one) for one in tags), listed=True),
    ]


def _plain(text: str) -> Cell:
    """A text, or nothing; an address is a link."""
    if not text:
        return ()
    return (Link(_short(text), text),) if text.startswith("https://") else (Link(text),)


def _size(size: Size | None) -> Cell:
    return _plain("" if size is None else pixels(size))


def _metric(dataset: str, name: str) -> str:
    return _METRICS.get((dataset, name), f"{dataset} {name.replace('_', ' ')}")


def _figure(weights: Weights, dataset: str, name: str) -> Cell:
    """With the digits that the library prints."""
    value = weights.metric(dataset, name)
    return _plain("" if value is None else f"{value}{NBSP}{'px' if name in _PIXELS else '%'}")


def _paper(paper: Paper) -> Link:
    identifier = f"arXiv:{paper.arxiv}" if paper.arxiv else ""
    return Link(paper.title or identifier or _short(paper.url), paper.url)


def _source(weights: Weights) -> Cell:
    """Where the weights came from, or how they were trained."""
    return _plain(weights.origin or weights.recipe)


def _short(url: str) -> str:
    """``facebookresearch/ConvNeXt-V2`` of an address on GitHub with what follows it there, else the host."""
    parts = urlsplit(url)
    owner, _, rest = parts.path.strip("/").partition("/")
    repository, _, rest = rest.partition("/")
    if parts.netloc != "github.com" or not repository:
        return parts.netloc
    within = _BRANCH.sub("", rest) + (f"#{parts.fragment}" if parts.fragment else "")
    return f"{owner}/{repository}" + (f": {within}" if within else "")


def _address(weights: Weights) -> str:
    return f"{HUB}{weights.hub}" if weights.hub else weights.url


def _tag(weights: Weights, pattern: str) -> Link:
    return Link(weights.tag, "" if pattern else _address(weights))


def _pattern(shelf: Shelf) -> str:
    """``https://huggingface.co/timm/resnet50.TAG`` where all weights lie there; else nothing."""
    stem = f"{shelf.zoo}/{shelf.name}."
    return f"{HUB}{stem}TAG" if all(one.hub == f"{stem}{one.tag}" for one in shelf.weights) else ""


def _rows(
    tags: tuple[Weights, ...], columns: list[Column], works: tuple[Link, ...], followed: str, pattern: str
) -> tuple[Row, ...]:
    numbers = {work: str(place) for place, work in enumerate(works, start=1)}
    alike: dict[tuple[tuple[str, ...], str | None], list[Weights]] = defaultdict(list)
    for place, one in enumerate(tags):
        cells = tuple(_written(column, column.cells[place], numbers) for column in columns)
        alike[cells, None if len(tags) > _LINKED else one.tag].append(one)
    return tuple(
        Row(
            tags=tuple(_tag(one, pattern) for one in group),
            followed=any(one.tag == followed for one in group),
            cells=cells,
        )
        for (cells, _), group in alike.items()
    )


def _written(column: Column, cell: Cell, numbers: dict[Link, str]) -> str:
    if not cell:
        return DASH
    return ", ".join(numbers[link] if column.listed else link.text for link in cell)
