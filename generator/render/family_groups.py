"""A family of many members is told in groups by their parameters, so that its page stays short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.records import Entry
from generator.render.units import NBSP

MOST = 72
"""A page has the numbers of at most so many members."""

_BOUNDS = (0, 5_000_000, 10_000_000, 30_000_000, 100_000_000, 300_000_000, 1_000_000_000, 10**18)


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Members with parameters from one bound up to the next; ``name`` is the last part of the page's address."""

    name: str
    title: str
    entries: tuple[Entry, ...]


def groups(entries: Sequence[Entry]) -> tuple[Group, ...]:
    """Groups by parameters at the native size, the smallest first; none where one page holds all.

    Members that are refused at their native size are a group of their own.
    """
    if len(entries) <= MOST:
        return ()
    made = [
        Group(name=_name(low, high), title=_title(low, high), entries=held)
        for low, high in pairwise(_BOUNDS)
        if (
            held := tuple(
                one for one in entries if one.native and low <= one.native.numbers.parameters < high
            )
        )
    ]
    refused = tuple(one for one in entries if one.native is None)
    if refused:
        made.append(Group(name="refused", title="refused at their native size", entries=refused))
    return tuple(made)


def _name(low: int, high: int) -> str:
    """``under-10M``, ``10M-30M``, ``over-1G``."""
    low_text, high_text = ("".join(_short(bound)) for bound in (low, high))
    if not low:
        return f"under-{high_text}"
    return f"over-{low_text}" if high == _BOUNDS[-1] else f"{low_text}-{high_text}"


def _title(low: int, high: int) -> str:
    """``under 10 M parameters``, ``10 M to 30 M parameters``, ``1 G parameters and more``."""
    low_text, high_text = (NBSP.join(_short(bound)) for bound in (low, high))
    if not low:
        return f"under {high_text} parameters"
    if high == _BOUNDS[-1]:
        return f"{low_text} parameters and more"
    return f"{low_text} to {high_text} parameters"


def _short(bound: int) -> tuple[str, str]:
    """A bound, which is a whole number of millions, and its prefix."""
    return (str(bound // 10**9), "G") if bound >= 10**9 else (str(bound // 10**6), "M")
