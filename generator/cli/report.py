"""The report of one architecture as lines of text; pure."""

from __future__ import annotations

from generator.cli.text import grouped, indented, shape, share, table
from generator.records import FIELDS, MAC_KINDS, Entry, Measurement, Numbers, OperatorShare, Size

HEADLINE = (
    ("parameters", "elements"),
    ("macs", "MACs"),
    ("flops", "FLOPs, two for each MAC"),
    ("macs_fvcore", "MACs as fvcore counts them"),
    ("elementwise_flops", "FLOPs that macs leaves out"),
    ("activations", "elements"),
    ("parameter_bytes", "bytes"),
    ("buffer_bytes", "bytes"),
    ("checkpoint_bytes", "bytes"),
    ("feature_bytes", "bytes"),
)
"""What a reader looks for first, with its unit."""

PARTS = tuple(field.name for field in FIELDS if field.name.startswith("parameters_"))
"""The parameters by role and by use."""


def report(entry: Entry, size: Size) -> list[str]:
    """Headline, parameters, BatchNorm and operations at a size, all sizes, and the stages at the native size.

    Where the size was refused, the refusal stands in place of the numbers.
    """
    measured = entry.at(size)
    sections = [_heading(entry)]
    if measured is None:
        reasons = {
            refusal.size: f"refused at {refusal.stage}: {refusal.message}" for refusal in entry.refusals
        }
        sections.append([f"At {size} px", f"  {_line(reasons.get(size, 'not surveyed'))}"])
    else:
        sections += _at_size(entry, measured)
    sections.append(["Sizes", *indented(_sizes(entry))])
    if entry.stages:
        sections.append([f"Stages at {entry.architecture.native} px", *indented(_stages(entry))])
    if entry.architecture.notes:
        sections.append(["Notes", *indented(entry.architecture.notes)])
    return [line for section in sections for line in (*section, "")][:-1]


def operators(shares: tuple[OperatorShare, ...], numbers: Numbers) -> list[str]:
    """The operators with their calls, MACs and share, the most expensive first, and the total."""
    ordered = sorted(shares, key=lambda one: (-one.macs, -one.calls, one.operator))
    rows = [
        [one.operator, grouped(one.calls), grouped(one.macs), share(one.macs, numbers.macs)]
        for one in ordered
    ]
    calls = sum(one.calls for one in shares)
    rows.append(["total", grouped(calls), grouped(numbers.macs), share(numbers.macs, numbers.macs)])
    lines = table(["operator", "calls", "MACs", "share"], rows)
    if numbers.uncounted:
        lines.append(f"without a rule: {tally(numbers.uncounted)}")
    return lines


def tally(counts: tuple[tuple[str, int], ...]) -> str:
    """``float32 1,024, int64 8``; ``none`` without a count."""
    return ", ".join(f"{name} {grouped(count)}" for name, count in counts) or "none"


def _heading(entry: Entry) -> list[str]:
    one = entry.architecture
    facts = [one.task, f"family {one.family}", f"native input {shape(one.sample_shape(one.native))}"]
    facts += [f"{one.images} images a sample"] if one.images > 1 else []
    facts += [f"test size {one.test} px"] if one.test else []
    facts += ["built anew for each size"] if one.fixed_size else []
    facts += [f"weights {one.weights}"] if one.weights else []
    return [one.key, f"  {', '.join(facts)}"]


def _at_size(entry: Entry, measured: Measurement) -> list[list[str]]:
    numbers, size = measured.numbers, measured.size
    native = ", the native size" if size == entry.architecture.native else ""
    headline = [[name, grouped(getattr(numbers, name)), unit] for name, unit in HEADLINE]
    return [
        [f"At {size} px{native}", *indented(_facts(headline))],
        ["Parameters", *indented(_facts(_shares(numbers, PARTS, numbers.parameters)))],
        ["Buffers and BatchNorm", *indented(_facts(_plain(numbers)))],
        [
            "Operations",
            *indented(_facts(_shares(numbers, MAC_KINDS, numbers.macs))),
            f"  without a rule: {tally(numbers.uncounted)}",
        ],
    ]


def _facts(rows: list[list[str]]) -> list[str]:
    """Name, number, and unit or share."""
    names = max(len(row[0]) for row in rows)
    counts = max(len(row[1]) for row in rows)
    return [f"{name.ljust(names)}  {count.rjust(counts)}  {unit}" for name, count, unit in rows]


def _shares(numbers: Numbers, names: tuple[str, ...], whole: int) -> list[list[str]]:
    """The fields that are not zero, each with its share of the whole."""
    values = [(name, getattr(numbers, name)) for name in names]
    rows = [[name, grouped(value), share(value, whole)] for name, value in values if value]
    return rows or [[names[0].partition("_")[0], "0", ""]]


def _plain(numbers: Numbers) -> list[list[str]]:
    fields = [field for field in FIELDS if not field.is_tally]
    chosen = [one for one in fields if one.group == "buffers" or one.name == "batch_norm_buffer_bytes"]
    values = [(one, getattr(numbers, one.name)) for one in chosen]
    return [[one.name, grouped(value), one.unit] for one, value in values if value is not None]


def _sizes(entry: Entry) -> list[str]:
    names = ("parameters", "macs", "activations", "feature_bytes")
    rows = [
        [str(one.size), *(grouped(getattr(one.numbers, name)) for name in names)]
        for one in entry.measurements
    ]
    lines = table(["px", "parameters", "MACs", "activations", "feature bytes"], rows) if rows else []
    return lines + [
        f"{refusal.size}  refused at {refusal.stage}: {_line(refusal.message)}" for refusal in entry.refusals
    ]


def _stages(entry: Entry) -> list[str]:
    macs = sum(stage.macs for stage in entry.stages)
    rows = [
        [
            stage.name,
            shape(stage.output_shape),
            grouped(stage.blocks),
            grouped(stage.parameters),
            grouped(stage.macs),
            share(stage.macs, macs),
        ]
        for stage in entry.stages
    ]
    return table(["stage", "output", "blocks", "parameters", "MACs", "share"], rows, left=2)


def _line(text: str) -> str:
    return " ".join(text.split())
