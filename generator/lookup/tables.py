"""A table as somebody wrote it, LaTeX or Markdown: rows of plain cells, each with the line it stands in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """``line`` counts from 1; ``cells`` are texts without markup."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """The text of a column, empty where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """``header`` is one text for each column: several rows of a head are joined by spaces."""

    line: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def joined(head: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The rows of a head as one, column by column."""
    width = max((len(cells) for cells in head), default=0)
    padded = [(*cells, *[""] * (width - len(cells))) for cells in head]
    return tuple(
        " ".join(dict.fromkeys(cell for cell in column if cell)) for column in zip(*padded, strict=True)
    )
