"""The result in Markdown: distributions, workspaces, the tail by name; and every model in HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from benchmarks.memory_check.causes import cause_of
from benchmarks.memory_check.rows import Compared, Row
from generator.render.units import share

INFERENCE_TAIL, TRAINING_TAIL, SAVED_TAIL = 0.03, 0.05, 0.01
"""Ratios further from 1 are told one by one."""


class Line(NamedTuple):
    """A distribution of ratios, and the figure to reach: the share that lies within ``within`` of 1."""

    what: str
    within: float
    share: float | None
    ratios: tuple[float, ...]


def distributions(rows: Sequence[Row]) -> tuple[Line, ...]:
    """Computed to observed, of all rows that have both."""
    trained = [row.training for row in rows if row.training]
    saved = [ratio for row in rows if (ratio := row.saved_ratio) is not None]
    inference = [row.inference for row in rows]
    kernels = [ratio for one in inference if (ratio := one.ratio_with_kernels) is not None]
    return (
        Line(
            "inference peak, workspaces taken off",
            INFERENCE_TAIL,
            0.95,
            tuple(one.ratio for one in inference),
        ),
        Line("inference peak, all", 0.15, 0.95, tuple(one.ratio_with_workspaces for one in inference)),
        Line("inference peak, all, each kernel's workspace added", 0.15, 0.95, tuple(kernels)),
        Line("training peak, workspaces taken off", TRAINING_TAIL, 0.90, tuple(one.ratio for one in trained)),
        Line("training peak, all", 0.05, 0.90, tuple(one.ratio_with_workspaces for one in trained)),
        Line("saved for backward", SAVED_TAIL, None, tuple(saved)),
    )


def within(ratios: Iterable[float], tolerance: float) -> int:
    """How many ratios are at most so far from 1."""
    return sum(abs(ratio - 1) <= tolerance for ratio in ratios)


def percent(fraction: float) -> str:
    """A whole number of percent, as tolerances and goals are."""
    return share(round(100 * fraction), 100).replace(".0", "")


def percentile(ratios: Sequence[float], share: float) -> float:
    """The smallest ratio that at least this share of all is not above."""
    ordered = sorted(ratios)
    return ordered[max(ceil(len(ordered) * share), 1) - 1]


def report(rows: Sequence[Row], footer: str) -> str:
    """What stands on the page of the check."""
    trained = sum(row.training is not None for row in rows)
    lines = [
        f"{len(rows)} models in inference, {trained} of them also in training. Ratios are computed to observed.",
        "",
        *_summary(rows),
        "",
        *_workspaces(rows, "inference", lambda row: row.inference),
        *_workspaces(rows, "training", lambda row: row.training),
        *_tail("inference", INFERENCE_TAIL, [_off(row, "inference", row.inference) for row in rows]),
        *_tail(
            "training", TRAINING_TAIL, [_off(row, "training", row.training) for row in rows if row.training]
        ),
        *_tail(
            "saved",
            SAVED_TAIL,
            [Off(row, ratio, cause_of(row.key, "saved")) for row in rows if (ratio := row.saved_ratio)],
        ),
        footer,
    ]
    return "\n".join(lines)


def _summary(rows: Sequence[Row]) -> list[str]:
    lines = [
        "| | models | median | 5th percentile | 95th percentile | equal to the byte | within | share | to reach |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for line in distributions(rows):
        if line.ratios:
            values = [percentile(line.ratios, share) for share in (0.5, 0.05, 0.95)]
            near = within(line.ratios, line.within)
            met = line.share is not None and near >= line.share * len(line.ratios)
            goal = "" if line.share is None else f"{percent(line.share)}: {'met' if met else 'missed'}"
            lines.append(
                f"| {line.what} | {len(line.ratios)} | {' | '.join(f'{value:.3f}' for value in values)} "
                f"| {sum(ratio == 1 for ratio in line.ratios)} | {percent(line.within)} | {share(near, len(line.ratios))} | {goal} |"
            )
    return lines


Pick = Callable[[Row], Compared | None]


def _workspaces(rows: Sequence[Row], what: str, pick: Pick) -> list[str]:
    """Which operators own the workspaces at the peaks; nothing where none does."""
    models: Counter[str] = Counter()
    largest: dict[str, tuple[int, int]] = {}
    for row in rows:
        one = pick(row)
        for name, size in one.workspaces if one else ():
            models[name] += 1
            largest[name] = max(
                largest.get(name, (0, 1)), (size, one.observed), key=lambda pair: Fraction(*pair)
            )
    lines = [
        f"| workspace at the {what} peak | models | largest share of a peak |",
        "| --- | ---: | ---: |",
    ]
    order = sorted(models, key=lambda name: (-models[name], name))
    if not order:
        return []
    return [*lines, *(f"| `{name}` | {models[name]} | {share(*largest[name])} |" for name in order), ""]


class Off(NamedTuple):
    """A model, computed to observed, and why the two differ if they do."""

    row: Row
    ratio: float
    cause: str


def _off(row: Row, what: str, one: Compared) -> Off:
    return Off(row, one.ratio, cause_of(row.key, what, one))


def _tail(what: str, tolerance: float, all_of: Iterable[Off]) -> list[str]:
    """Models beyond the tolerance by cause, the furthest first; nothing where none is."""
    far = [one for one in all_of if abs(one.ratio - 1) > tolerance]
    if not far:
        return []
    models: dict[str, list[str]] = {}
    for row, ratio, cause in sorted(far, key=lambda one: (-abs(one.ratio - 1), one.row.key)):
        models.setdefault(cause, []).append(f"{row.key} at {row.size}: {ratio:.3f}")
    lines = [
        f"| {what}, more than {percent(tolerance)} off | why |",
        "| --- | --- |",
        *(f"| {'<br>'.join(of_cause)} | {cause} |" for cause, of_cause in models.items()),
    ]
    return [*lines, ""]
