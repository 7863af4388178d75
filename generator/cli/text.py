"""How numbers and tables look on a terminal; pure."""

from __future__ import annotations

from collections.abc import Sequence


def grouped(count: int) -> str:
    """Digits in groups of three: ``25,557,032``."""
    return f"{count:,}"


def counted(count: int, noun: str) -> str:
    """``1 refusal``, ``131 refusals``."""
    return f"{grouped(count)} {noun}" if count == 1 else f"{grouped(count)} {noun}s"


def share(part: int, whole: int) -> str:
    """A part in percent as :func:`generator.render.units.share` rounds it, with a plain space; "0 %" of nothing."""
    from generator.render import units

    return units.share(part, whole).replace(units.NBSP, " ") if whole else "0 %"


def shape(sides: Sequence[int]) -> str:
    """``2048 x 7 x 7``; a dash for no shape."""
    return " x ".join(str(side) for side in sides) or "-"


def table(header: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """Aligned lines: the first ``left`` columns to the left, the others, which are numbers, to the right."""
    lines = [header, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    return [
        "  ".join(
            cell.ljust(width) if column < left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]


def indented(lines: Sequence[str]) -> list[str]:
    """Two spaces before every line."""
    return [f"  {line}" for line in lines]
