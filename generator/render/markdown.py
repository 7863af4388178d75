"""The page of one architecture as Markdown that stands alone: no link, no script, no theme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.records import Architecture, Entry, Numbers
from generator.render import breakdown, memory, proof, sizes
from generator.render.breakdown import Fact
from generator.render.model import headline, sentence
from generator.render.units import DASH, count, exact, pixels

_SPECIAL = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|#"})


def escaped(text: str) -> str:
    """A text as Markdown that shows it as it is, in one line, so that it cannot leave a table's cell."""
    return " ".join(text.split(" ")).translate(_SPECIAL) if text.isprintable() else _printable(text)


def _printable(text: str) -> str:
    return escaped("".join(mark if mark.isprintable() else " " for mark in text))


def markdown_page(entry: Entry, near: Sequence[tuple[Architecture, Numbers]] = ()) -> str:
    """Headline, sizes, memory, parameters, stages and operators of an architecture measured at its native size.

    Args:
        entry: the architecture.
        near: others to name beside it, with their numbers at their native sizes.

    Raises:
        ValueError: the native size was refused.
    """
    if entry.native is None:
        raise ValueError(f"{entry.architecture.key} has no numbers at its native size")
    numbers = entry.native.numbers
    parts = [
        [f"# {escaped(entry.architecture.name)}", escaped(sentence(entry))],
        _headline(numbers),
        _sizes(entry),
        _memory(numbers),
        _parameters(numbers),
        _stages(entry, numbers),
        _operations(entry, numbers),
        _near(near),
    ]
    return "\n\n".join(block for part in parts for block in part) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> str:
    """A table in the pipe syntax; the first ``left`` columns to the left, numbers to the right.

    Raises:
        ValueError: a row is longer or shorter than the header.
    """
    lines = [list(header), *(list(row) for row in rows)]
    uneven = next((line for line in lines if len(line) != len(header)), None)
    if uneven is not None:
        raise ValueError(f"expected rows of {len(header)} cells, found {uneven}")
    written = ["| " + " | ".join(escaped(cell) for cell in line) + " |" for line in lines]
    rule = "| " + " | ".join("---" if place < left else "---:" for place in range(len(header))) + " |"
    return "\n".join([written[0], rule, *written[1:]])


def _headline(numbers: Numbers) -> list[str]:
    rows = [[name, figure.text, figure.grouped] for name, _, figure in headline(numbers)]
    return [table(["", "", "exactly"], rows)]


def _sizes(entry: Entry) -> list[str]:
    told = sizes.size_table(entry)
    rows = [
        [
            row.size + (f" ({row.mark})" if row.mark else ""),
            *([figure.text for figure in row.figures] or [row.refusal, *[""] * (len(told.columns) - 1)]),
        ]
        for row in told.rows
    ]
    return ["## Over resolutions", table(["Input", *(column.heading for column in told.columns)], rows)]


def _memory(numbers: Numbers) -> list[str]:
    names = [f"training, {optimizer}, {precision}" for optimizer, precision in memory.TRAININGS]
    rows = [
        [row.batch, *(DASH if one is None else one.text for one in row.figures)]
        for row in memory.choices(numbers)
    ]
    header = ["Batch", "inference, float32", "inference, bfloat16", *names]
    return ["## Memory", _facts(memory.memory_facts(numbers)), table(header, rows)]


def _parameters(numbers: Numbers) -> list[str]:
    roles = [
        [row.name, row.weights.text, row.biases.text if row.biases else "", row.share]
        for row in breakdown.role_rows(numbers)
    ]
    facts = [
        *breakdown.parameter_facts(numbers),
        *breakdown.batch_norm_facts(numbers),
        *breakdown.byte_facts(numbers),
    ]
    return [
        "## Parameters and buffers",
        table(["Role", "weights", "biases", "share"], roles),
        _facts(facts),
    ]


def _stages(entry: Entry, numbers: Numbers) -> list[str]:
    rows = [
        [
            row.name,
            row.path,
            row.output_shape,
            row.blocks,
            row.parameters.text,
            row.macs.text,
            row.share,
        ]
        for row in breakdown.stage_rows(entry.stages, numbers)
    ]
    header = ["Stage", "first block", "output", "blocks", "parameters", "MACs", "share"]
    return ["## Stages", table(header, rows, left=2)] if rows else []


def _operations(entry: Entry, numbers: Numbers) -> list[str]:
    kinds = [[row.name, row.macs.text, row.share] for row in proof.kind_rows(numbers)]
    operators = [
        [row.operator, row.calls, row.macs.text, row.share]
        for row in proof.operator_rows(entry.operators, numbers)
    ]
    uncounted = ", ".join(f"{name} ({exact(calls)})" for name, calls in numbers.uncounted) or "nothing"
    return [
        "## Where the MACs come from",
        table(["Kind", "MACs", "share"], kinds),
        table(["Operator", "calls", "MACs", "share"], operators),
        f"Without a rule, and in no number: {escaped(uncounted)}.",
    ]


def _near(near: Sequence[tuple[Architecture, Numbers]]) -> list[str]:
    rows = [
        [one.key, pixels(one.native), count(numbers.parameters).text, count(numbers.macs).text]
        for one, numbers in near
    ]
    header = ["Architecture", "input", "parameters", "MACs"]
    return ["## Nearest in the zoos", table(header, rows)] if rows else []


def _facts(facts: Iterable[Fact]) -> str:
    return table(["", "", ""], [[fact.name, fact.figure.text, fact.remark] for fact in facts])
