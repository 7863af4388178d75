"""Every model in a table of HTML, which is half as long as one of Markdown: a page is to stay under 20 kB."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from benchmarks.memory_check.rows import Row

SAME = "="
"""Stands for the integer before it."""

INFERENCE = ("size [px]", "computed", "without workspaces", "all", "kept", "ratio", "ratio, all", "added")
TRAINING = ("batch", "computed", "without workspaces", "ratio", "ratio, all", "saved, computed", "saved")


def tables(rows: Sequence[Row]) -> dict[str, str]:
    """``memory-inference.html`` and ``memory-training.html``: bytes, and ratios of computed to observed."""
    return {
        "memory-inference.html": _table(INFERENCE, ((row.key, _inference(row)) for row in rows)),
        "memory-training.html": _table(TRAINING, ((row.key, _training(row)) for row in rows if row.training)),
    }


def _table(columns: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """A body for each zoo, so that names stand without it."""
    heads = "".join(f"<th scope=col>{one}</th>" for one in ("model", *columns))
    bodies = "".join(
        f"<tbody><tr><th scope=rowgroup colspan={len(columns) + 1}><b>{zoo}</b></th></tr>"
        f"{''.join(_lines(held))}</tbody>"
        for zoo, held in groupby(rows, key=lambda one: one[0].partition("/")[0])
    )
    return f'<div class=nw-scroll><table class="nw-t nw-dense"><thead><tr>{heads}</tr></thead>{bodies}</table></div>\n'


def _lines(rows: Iterable[tuple[str, Sequence[str]]]) -> Iterator[str]:
    for key, cells in rows:
        name = key.partition("/")[2]
        yield f"<tr><th>{name}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _same(value: int | None, other: int | None) -> str:
    return "" if value is None else SAME if value == other else f"{value:,}"


def _inference(row: Row) -> list[str]:
    one = row.inference
    added = "" if one.ratio_with_kernels is None else f"{one.ratio_with_kernels:.3f}"
    return [
        row.size,
        f"{one.computed:,}",
        _same(one.without_workspaces, one.computed),
        _same(one.observed, one.computed),
        f"{one.kept:,}" if one.kept else "0",
        f"{one.ratio:.3f}",
        f"{one.ratio_with_workspaces:.3f}",
        added,
    ]


def _training(row: Row) -> list[str]:
    one = row.training
    assert one is not None
    return [
        str(row.batch),
        f"{one.computed:,}",
        _same(one.without_workspaces, one.computed),
        f"{one.ratio:.3f}",
        f"{one.ratio_with_workspaces:.3f}",
        f"{row.saved_computed:,}",
        _same(row.saved_observed, row.saved_computed),
    ]
