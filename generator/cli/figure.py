"""One figure taken apart, as lines of text; pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from generator.cli.text import counted, grouped, shape, share, table

if TYPE_CHECKING:
    from generator.account.shares import Share
    from generator.survey.explaining import Figure

MODULES = 20
"""Modules that are shown one by one where nothing else is asked for."""

THE_MODEL = "(the model itself)"


def describe(figure: Figure, by: str | None = None) -> str:
    """Heading, meaning, then tables that sum to the figure.

    Args:
        figure: what is told.
        by: ``operator``, ``module`` or ``line`` for that table alone and in full; None for operators and the
            largest modules.
    """
    one, field = figure.architecture, figure.field
    where = shape(one.sample_shape(figure.size))
    heading = [
        f"{one.key} at {figure.size} px ({where})",
        f"{field.name}: {grouped(figure.value)} {field.unit}",
        f"  {field.meaning}",
    ]
    if not figure.shares:
        return "\n".join([*heading, f"no {figure.noun} adds anything"])
    if by == "line":
        return "\n".join([*heading, "", *_lines(figure)])
    tables = []
    if by in (None, "operator"):
        tables.append(_grouped(figure, _first_column(figure), lambda line: line.operator))
    if by in (None, "module"):
        limit = MODULES if by is None else None
        tables.append(_grouped(figure, "module", lambda line: line.path or THE_MODEL, limit))
    return "\n".join([*heading, *(text for lines in tables for text in ("", *lines))])


def _first_column(figure: Figure) -> str:
    """What stands in ``Share.operator``."""
    if figure.field.name.endswith("_by_dtype"):
        return "data type"
    return {"call": "operator", "module": "class"}.get(figure.noun, "kind")


def _grouped(figure: Figure, title: str, key: Callable[[Share], str], limit: int | None = None) -> list[str]:
    """A table by ``key``, the largest amount first; what is beyond ``limit`` is one row."""
    groups: dict[str, list[int]] = {}
    for line in figure.shares:
        groups.setdefault(key(line), []).append(line.amount)
    ordered = sorted(groups.items(), key=lambda item: (-sum(item[1]), item[0]))
    rows = [_row(name, amounts, figure) for name, amounts in ordered[:limit]]
    rest = ordered[limit:] if limit is not None else []
    if rest:
        left = [amount for _, amounts in rest for amount in amounts]
        rows.append(_row(f"{counted(len(rest), f'other {title}')} (--by {title} shows all)", left, figure))
    rows.append(_row("total", [line.amount for line in figure.shares], figure))
    return table([title, f"{figure.noun}s", figure.field.unit, "share"], rows)


def _row(name: str, amounts: Sequence[int], figure: Figure) -> list[str]:
    total = sum(amounts)
    return [name, grouped(len(amounts)), grouped(total), percent(total, figure.value)]


def _lines(figure: Figure) -> list[str]:
    """Every line, in the order of the tape or of the model."""
    rows = [
        [
            line.operator,
            line.path or THE_MODEL,
            line.what,
            grouped(line.amount),
            percent(line.amount, figure.value),
        ]
        for line in figure.shares
    ]
    total = sum(line.amount for line in figure.shares)
    rows.append(["total", "", "", grouped(total), percent(total, figure.value)])
    return table([_first_column(figure), "module", figure.noun, figure.field.unit, "share"], rows, left=3)


def percent(part: int, whole: int) -> str:
    """A share as :func:`generator.cli.text.share` has it; a dash where it is no part of a positive whole.

    What is read off a straight line may have lines below zero.
    """
    return share(part, whole) if 0 <= part <= whole else "-"


__all__ = ["MODULES", "THE_MODEL", "describe", "percent"]
