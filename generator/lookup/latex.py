r"""Tables of LaTeX: tabular and its relatives, with booktabs, \\multirow, \\multicolumn and what stands in cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.lookup.tables import Row, Table, joined

_ENVIRONMENT = r"(tabular\*?|tabularx|tabulary|longtable|tblr)"
_BEGIN = re.compile(rf"\\begin\{{{_ENVIRONMENT}\}}")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_RULE = re.compile(
    r"\\(?:toprule|midrule|bottomrule|hline|Xhline|specialrule|addlinespace|cmidrule|cline|rowcolor|arrayrulecolor|noalign"
    r"|endhead|endfirsthead|endfoot|endlastfoot)(?:\s*(?:\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}))*"
)
_MIDDLE = re.compile(r"\\(?:midrule|hline|Xhline|specialrule|endhead|endfirsthead)")
_ROW_END = re.compile(r"\\\\\*?(?:\s*\[[^\]]*\])?|\\tabularnewline|\\cr(?![a-z])")
_DROPPED = re.compile(
    r"\\(?:[cC]ite[a-zA-Z]*|footnote(?:mark|text)?|label|cellcolor|rowcolor|hspace\*?|vspace\*?|phantom|hphantom|textsuperscript|"
    r"tnote|color|ref|href|includegraphics)\*?(?:\s*\[[^\[\]]*\])*\s*(?:\{(?:[^{}]|\{[^{}]*\})*\})?"
)
_SYMBOLS = (
    (r"\times", "×"), (r"\uparrow", "↑"), (r"\approx", "~"), (r"\sim", "~"), (r"\quad", " "), (r"\qquad", " "),
    (r"\pm", "±"), (r"\%", "%"), (r"\_", "_"), (r"\#", "#"), (r"\&", "&"), (r"\$", ""), (r"\textasciitilde", "~"),
)  # fmt: skip
_MARKS = re.compile(
    r"\^\{?(?:\\?[a-zA-Z]+|\*|†|‡|§|[a-z])\}?|\\(?:dag|ddag|dagger|ddagger|ast|star|checkmark)(?![a-zA-Z])|[†‡§¶]|\*+$"
)
_ARGUMENT = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
_MULTICOLUMN = re.compile(rf"\\multicolumn\s*\{{\s*([0-9]+)\s*\}}\s*{_ARGUMENT}\s*{_ARGUMENT}")
_MULTIROW = re.compile(
    rf"\\multirow(?:\s*\[[^\]]*\])?\s*\{{\s*(-?[0-9]+)\s*\}}(?:\s*\[[^\]]*\])?\s*(?:{_ARGUMENT}|\*)\s*(?:\[[^\]]*\])?\s*{_ARGUMENT}"
)


def tables(text: str) -> tuple[Table, ...]:
    """Every table of a text; one that stands in a cell is part of that cell.

    Raises:
        ValueError: an environment is begun and never ended; the message names its line.
    """
    clean = _COMMENT.sub("", text)
    found, place = [], 0
    while (begin := _BEGIN.search(clean, place)) is not None:
        body, place = _body(clean, begin)
        line = clean.count("\n", 0, begin.start()) + 1
        found.append(_table(clean[body:place], line, clean.count("\n", 0, body) + 1))
    return tuple(one for one in found if one.header)


def _body(text: str, begin: re.Match[str]) -> tuple[int, int]:
    """Where the rows of an environment start and end, its arguments left out, those within counted."""
    depth, place, end = 1, begin.end(), begin.end()
    edge = re.compile(rf"\\(begin|end)\{{{re.escape(begin[1])}\}}")
    while depth:
        found = edge.search(text, place)
        if found is None:
            line = text.count("\n", 0, begin.start()) + 1
            raise ValueError(f"line {line}: expected \\end{{{begin[1]}}}, found the end of the file")
        depth += 1 if found[1] == "begin" else -1
        place = found.end()
        end = found.start()
    start = begin.end()
    for _ in range(2 if begin[1] in ("tabular*", "tabularx", "tabulary") else 1):
        start = _argument(text, start)
    return start, end


def _argument(text: str, place: int) -> int:
    """The place behind an optional [..] and a {..} with whatever is nested in it."""
    optional = re.compile(r"\s*(?:\[[^\]]*\])?\s*").match(text, place)
    place = optional.end() if optional else place
    if text[place : place + 1] != "{":
        return place
    depth = 0
    for at in range(place, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at + 1
    return place


def _table(body: str, line: int, first: int) -> Table:
    head: list[tuple[str, ...]] = []
    rows: list[Row] = []
    spans: dict[int, tuple[int, str]] = {}
    ruled = len(_MIDDLE.findall(body)) > 1 or "\\midrule" in body
    for start, raw in _rows(body):
        rest = _RULE.sub("", raw)
        heading = not rows and not (head and (not ruled or _MIDDLE.search(raw)))
        if not rest.strip(" \n\t&"):
            continue
        shift = len(raw) - len(_RULE.sub(lambda match: " " * len(match[0]), raw).lstrip())
        at = first + body.count("\n", 0, start + shift)
        cells = tuple(_spread(rest, spans, repeat=heading))
        if heading:
            head.append(cells)
        else:
            rows.append(Row(line=at, cells=cells))
    return Table(line=line, header=joined(head), rows=tuple(rows))


def _rows(body: str) -> Iterator[tuple[int, str]]:
    """Rows with the place they start at; what is between braces or in an inner table is no end of a row."""
    start = 0
    for end in (match for match in _ROW_END.finditer(body) if _outside(body[start : match.start()])):
        yield start, body[start : end.start()]
        start = end.end()
    if body[start:].strip():
        yield start, body[start:]


def _outside(text: str) -> bool:
    """Whether every brace and inner table of a text is closed."""
    braces = len(re.findall(r"(?<!\\)\{", text)) - len(re.findall(r"(?<!\\)\}", text))
    return braces == 0 and text.count("\\begin{") == text.count("\\end{")


def _spread(row: str, spans: dict[int, tuple[int, str]], *, repeat: bool) -> Iterator[str]:
    r"""Plain cells, \\multicolumn as many of them, \\multirow also in the rows below; ``repeat`` the text, as in a head."""
    column, part = 0, ""
    for piece in re.split(r"(?<!\\)&", row):
        part = f"{part}&{piece}" if part else piece
        if not _outside(part):
            continue
        wide = _MULTICOLUMN.search(part)
        tall = _MULTIROW.search(part)
        text = plain(tall[3] if tall else wide[3] if wide else part)
        if tall and int(tall[1]) > 1:
            spans[column] = (int(tall[1]) - 1, text)
        elif not text and column in spans:
            left, text = spans.pop(column)
            if left > 1:
                spans[column] = (left - 1, text)
        count = int(wide[1]) if wide else 1
        yield text
        yield from [text if repeat else ""] * (count - 1)
        column, part = column + count, ""


def plain(cell: str) -> str:
    """A cell without markup: citations, footnotes and marks go, the text of other commands stays."""
    text = re.sub(r"\\begin\{tabular\}(?:\[[^\]]*\])?\{(?:[^{}]|\{[^{}]*\})*\}|\\end\{tabular\}", "", cell)
    text = re.sub(r"\\\\", " ", text)
    before = None
    while before != text:
        before, text = text, _DROPPED.sub("", text)
    text = re.sub(r"(?<=[0-9])\s*\$?\s*\^\s*\{?2\}?\s*\$?", "²", text)
    text = re.sub(r"\{,\}", ",", re.sub(r"(?<=[0-9])\\[,:; ](?=[0-9]{3})", "", text))
    for written, meant in _SYMBOLS:
        text = re.sub(re.escape(written) + (r"(?![a-zA-Z])" if written[-1].isalpha() else ""), meant, text)
    text = _MARKS.sub("", text.replace("$", ""))
    text = re.sub(
        r"\\(?:text|math)color\s*(?:\[[^\]]*\])?\{[^{}]*\}|\\textcolor\s*(?:\[[^\]]*\])?\{[^{}]*\}", "", text
    )
    text = re.sub(r"\\[,:;!/ ]", " ", re.sub(r"\\[a-zA-Z]+\*?", " ", text))
    return " ".join(text.replace("~", " ").replace("{", "").replace("}", "").split())
