"""Modules that others leave out of a number: auxiliary heads, and heads that run once a detection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.records import Layer

_REGIONS = "roi_heads"
"""Where a two-stage detector keeps what it runs for each proposal or detection."""


def summed(layers: Iterable[Layer], field: str) -> int:
    """The sum of a field over rows; zero for a field that layer rows do not have."""
    return sum(getattr(layer, field, 0) for layer in layers)


def extra_heads(layers: Sequence[Layer], field: str) -> Iterator[tuple[str, int]]:
    """What may be missing, in words, and how much it is.

    Auxiliary classifiers, then the second head of a distilled model; then each head of a detector, ``box``,
    ``mask`` or ``keypoint``: all of it, as where no region reaches it, and all but the share of one region.
    """
    auxiliary = [layer for layer in layers if layer.path.lower().startswith("aux")]
    distilled = [layer for layer in layers if layer.path.startswith("head_dist")]
    for rows in (auxiliary, distilled):
        if rows:
            yield ", ".join(_tops(rows, 1)), summed(rows, field)
    for rows in _region_heads(layers):
        amount, modules = summed(rows, field), ", ".join(_tops(rows, 2))
        yield modules, amount
        regions = _regions(rows)
        if field == "macs" and regions > 1:
            yield f"{modules}; {regions - 1} of {regions}", amount - amount // regions


def _region_heads(layers: Sequence[Layer]) -> list[list[Layer]]:
    """The rows with parameters below each head of ``roi_heads``, by the first word of its name."""
    heads: dict[str, list[Layer]] = {}
    for layer in layers:
        parts = layer.path.split(".")
        if parts[0] == _REGIONS and len(parts) > 1 and layer.parameters:
            heads.setdefault(parts[1].partition("_")[0], []).append(layer)
    return list(heads.values())


def _regions(rows: Sequence[Layer]) -> int:
    """How many regions pass a head: the first side of what its layers return."""
    counts = {layer.output_shape[0] for layer in rows if layer.output_shape}
    return counts.pop() if len(counts) == 1 else 0


def _tops(rows: Iterable[Layer], depth: int) -> list[str]:
    """The distinct beginnings of the paths, ``depth`` names long, in order."""
    return list(dict.fromkeys(".".join(layer.path.split(".")[:depth]) for layer in rows))
