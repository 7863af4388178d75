"""Tables of Markdown: pipes and a line of dashes below the head."""

from __future__ import annotations

import html
import re

from generator.lookup.tables import Row, Table, joined

_DELIMITER = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*")
_FENCE = re.compile(r"\s*(```|~~~)")
_SPLIT = re.compile(r"(?<!\\)\|")
_REPLACED = (
    (re.compile(r"!\[[^\]]*\]\([^)]*\)|\[\^[^\]]*\]|\[@[^\]]*\]"), ""),
    (re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),
    (re.compile(r"(?<=[0-9])<sup>2</sup>", re.IGNORECASE), "²"),
    (re.compile(r"<su[pb]>.*?</su[pb]>", re.IGNORECASE), ""),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), " "),
    (re.compile(r"</?[A-Za-z][^>]*>"), ""),
    (re.compile(r"(\*\*|__|~~|`)(.+?)\1"), r"\2"),
    (re.compile(r"(?<![\w*])([*_])(?=\S)(.+?)\1(?![\w*])"), r"\2"),
    (re.compile(r"\\([\\|*_#~\[\]`])"), r"\1"),
    (re.compile(r"(?<=\w)[*†‡§¶]+|[†‡§¶]+"), ""),
)


def tables(text: str) -> tuple[Table, ...]:
    """Every table of a text, those in fenced code left out."""
    lines = text.splitlines()
    found, fenced, place = [], False, 0
    while place < len(lines):
        if _FENCE.match(lines[place]):
            fenced = not fenced
        ahead = lines[place + 1] if place + 1 < len(lines) else ""
        if fenced or "|" not in lines[place] or "|" not in ahead or not _DELIMITER.fullmatch(ahead):
            place += 1
            continue
        start, place = place, place + 2
        rows = []
        while place < len(lines) and "|" in lines[place]:
            rows.append(Row(line=place + 1, cells=_cells(lines[place])))
            place += 1
        found.append(Table(line=start + 1, header=joined([_cells(lines[start])]), rows=tuple(rows)))
    return tuple(found)


def plain(cell: str) -> str:
    """A cell without markup: links, emphasis, footnotes and tags go, their text stays."""
    for pattern, meant in _REPLACED:
        cell = pattern.sub(meant, cell)
    return " ".join(html.unescape(cell).split())


def _cells(line: str) -> tuple[str, ...]:
    stripped = line.strip()
    stripped = stripped.removeprefix("|")
    if stripped.endswith("|") and not stripped.endswith("\\|"):
        stripped = stripped[:-1]
    return tuple(plain(cell) for cell in _SPLIT.split(stripped))
