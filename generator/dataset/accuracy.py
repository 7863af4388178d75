"""Accuracies that timm publishes as a table: its ``results/results-imagenet.csv``, read where somebody has it."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from generator.dataset.errors import DatasetError
from generator.dataset.texts import read_text
from generator.records import Size
from generator.records.weights import IMAGENET, TOP1, TOP5, Library, Metric, Result, Shelf

REQUIRED = ("model", "top1", "img_size")
"""The columns that are read, with ``top5`` where there is one; timm's file has errors, counts and crops besides."""

_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]+)?")

_OTHER_SET = "top1_diff"
"""A column that timm's files on other test sets have, whose accuracies are not those of ImageNet's validation set."""


def read_results(path: Path) -> tuple[Result, ...]:
    """The lines of a file in timm's format, in its order.

    Raises:
        DatasetError: a column is missing, the file is about another test set, a line has another number of cells, a
            value is none, or weights are there twice at one size; the message names file, line and column.
        FileNotFoundError: there is no such file.
    """
    return decode_results(read_text(path), str(path))


def decode_results(text: str, where: str) -> tuple[Result, ...]:
    """The lines of a text; ``where`` is the file, for errors, as in :func:`read_results`."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    rows: dict[tuple[str, str, Size], Result] = {}
    try:
        header = next(reader, [])
        _check_header(header, f"{where}:1")
        for cells in reader:
            at = f"{where}:{reader.line_num}"
            if len(cells) != len(header):
                raise DatasetError(at, f"{len(header)} cells, as the header has", f"{len(cells)}")
            one = _result(dict(zip(header, cells, strict=True)), at)
            if rows.setdefault((one.name, one.tag, one.size), one) is not one:
                raise DatasetError(f"{at}: column model", "weights once at a size", f"{cells[0]!r} twice")
    except csv.Error as error:
        raise DatasetError(f"{where}:{reader.line_num}", "comma-separated values", str(error)) from None
    return tuple(rows.values())


def attach(
    library: Library, results: Iterable[Result], source: str, zoo: str = "timm"
) -> tuple[Library, tuple[str, ...]]:
    """The library with the accuracies as metrics of its weights, and the names of weights that it does not have.

    Args:
        library: the weights; a published accuracy of the library itself stays.
        results: what :func:`read_results` gave.
        source: the name of the file, for readers.
        zoo: whose weights the file is about.
    """
    found: dict[tuple[str, str], list[Metric]] = defaultdict(list)
    for one in results:
        values = ((TOP1, one.top1), (TOP5, one.top5))
        found[one.name, one.tag] += [
            Metric(dataset=IMAGENET, name=name, value=value, size=one.size, source=source)
            for name, value in values
            if value is not None
        ]
    shelves = tuple(_enriched(shelf, found) if shelf.zoo == zoo else shelf for shelf in library.shelves)
    known = {(shelf.name, one.tag) for shelf in library.shelves if shelf.zoo == zoo for one in shelf.weights}
    unknown = tuple(f"{name}.{tag}" if tag else name for name, tag in sorted(found.keys() - known))
    return replace(library, shelves=shelves), unknown


def _enriched(shelf: Shelf, found: Mapping[tuple[str, str], list[Metric]]) -> Shelf:
    weights = (
        replace(one, metrics=(*one.metrics, *found.get((shelf.name, one.tag), ()))) for one in shelf.weights
    )
    return replace(shelf, weights=tuple(weights))


def _check_header(header: list[str], where: str) -> None:
    if _OTHER_SET in header:
        expected = "results on ImageNet's validation set, such as results-imagenet.csv"
        raise DatasetError(where, expected, f"the column {_OTHER_SET}, which results on other test sets have")
    for name in REQUIRED:
        if header.count(name) != 1:
            found = f"{header.count(name)} times" if name in header else ", ".join(header) or "an empty file"
            raise DatasetError(where, f"the column {name} once", found)


def _result(cells: Mapping[str, str], where: str) -> Result:
    """A line whose cells are by column."""
    name, _, tag = cells["model"].partition(".")
    if not name:
        raise DatasetError(f"{where}: column model", "a name such as resnet50.a1_in1k", repr(cells["model"]))
    try:
        size = Size.parse(cells["img_size"])
    except ValueError:
        raise DatasetError(
            f"{where}: column img_size", "a size such as 224 or 224x320", repr(cells["img_size"])
        ) from None
    top5 = _percent(cells["top5"], f"{where}: column top5") if cells.get("top5") else None
    top1 = _percent(cells["top1"], f"{where}: column top1")
    return Result(name=name, tag=tag, size=size, top1=top1, top5=top5)


def _percent(text: str, where: str) -> float:
    if not _NUMBER.fullmatch(text) or float(text) > 100:
        raise DatasetError(where, "percent from 0 to 100 such as 80.858", repr(text))
    return float(text)
