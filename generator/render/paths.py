"""Names of tensors, many at a time, in few words: ``blocks.{0-11}.attn.{weight, bias}``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

_DIGITS = re.compile(r"([0-9]+)")

_Part = str | tuple[int, ...]
_Leaves = tuple[str, ...]
_Group = tuple[tuple[_Part, ...], _Leaves]
"""A module's path as text and numbers by turns, a set of numbers where paths were merged; and its tensors."""


def grouped(names: Iterable[str]) -> tuple[str, ...]:
    """Patterns that stand for exactly the given names, in the order of the first of each.

    Modules with tensors of the same names merge where their paths differ in one number: the last of the
    path first, so that a pattern is a product of its sets. Numbers in a row are written ``0-11``.
    """
    leaves: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        module, _, leaf = name.rpartition(".")
        leaves.setdefault(module, []).append(leaf)
    groups: list[_Group] = [(_split(module), tuple(held)) for module, held in leaves.items()]
    for place in range(max((len(path) for path, _ in groups), default=0) - 1, -1, -1):
        groups = _merged(groups, place)
    return tuple(_text(*group) for group in groups)


def _split(module: str) -> tuple[_Part, ...]:
    """Text at even places, numbers at odd ones; a number with a leading zero is text that never merges."""
    parts = _DIGITS.split(module)
    return tuple(
        (int(part),) if place % 2 and part == str(int(part)) else part for place, part in enumerate(parts)
    )


def _merged(groups: Iterable[_Group], place: int) -> list[_Group]:
    """Groups that are equal but for the numbers at a place become one."""
    found: dict[object, _Group] = {}
    for path, leaves in groups:
        part = path[place] if place < len(path) else ""
        if isinstance(part, str):
            found[path, leaves] = (path, leaves)
            continue
        key = (path[:place], path[place + 1 :], leaves, place)
        before = found[key][0][place] if key in found else ()
        merged = tuple(sorted({*before, *part}))
        found[key] = ((*path[:place], merged, *path[place + 1 :]), leaves)
    return list(found.values())


def _text(path: tuple[_Part, ...], leaves: _Leaves) -> str:
    module = "".join(part if isinstance(part, str) else _braced(_runs(part), ",") for part in path)
    held = _braced(list(leaves), ", ")
    return f"{module}.{held}" if module else held


def _runs(numbers: tuple[int, ...]) -> list[str]:
    """Ascending numbers; three or more in a row as the first and the last."""
    breaks = [0, *(at + 1 for at, (a, b) in enumerate(pairwise(numbers)) if b != a + 1), len(numbers)]
    runs = [numbers[start:end] for start, end in pairwise(breaks)]
    return [
        text
        for run in runs
        for text in ([f"{run[0]}-{run[-1]}"] if len(run) > 2 else [str(number) for number in run])
    ]


def _braced(words: list[str], comma: str) -> str:
    """One word as it is unless it stands for several; more in braces."""
    if len(words) == 1 and "-" not in words[0]:
        return words[0]
    return "{" + comma.join(words) + "}"
