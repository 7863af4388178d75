"""The memory of one architecture at its native size: facts, common choices, and the line of live bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise

from generator.records import Numbers, Peak
from generator.records.memory import ITEMSIZE
from generator.render.breakdown import Fact
from generator.render.units import Figure, count, half_up, rounded, shape, share, size_in_bytes

BATCHES = (1, 32)
TRAININGS = (
    ("SGD", "float32"),
    ("SGD with momentum", "float32"),
    ("AdamW", "float32"),
    ("AdamW", "mixed"),
)
"""Rows and columns of the table of common choices."""

_WIDTH, _HEIGHT = 256, 60
_STRETCHES = 32


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One batch: bytes of inference in two data types and of training by optimizer and precision, None where not measured."""

    batch: str
    figures: tuple[Figure | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """Live bytes over the calls of a forward: path data of the area, and where the peak stands."""

    area: str
    peak: str
    label: str
    width: int = _WIDTH
    height: int = _HEIGHT


def memory_facts(numbers: Numbers) -> tuple[Fact, ...]:
    """Activations of an eval forward and of a training step, beside what nothing reused would take."""
    rows = [
        ("Peak of a forward", "peak_activation_bytes", ""),
    ]
    if numbers.saved_bytes is not None:
        fixed = _fixed(numbers.saved_fixed_bytes)
        rows.append(("Kept for backward", "saved_bytes", f"a sample{fixed}"))
    if numbers.training_peak_activation_bytes is not None:
        fixed = _fixed(numbers.training_peak_fixed_bytes)
        rows.append(("Peak of a training step", "training_peak_activation_bytes", f"a sample{fixed}"))
    moved = numbers.read_bytes + numbers.written_bytes
    facts = [
        Fact(name=name, figure=size_in_bytes(getattr(numbers, field), field), remark=remark)
        for name, field, remark in rows
    ]
    intensity = f"{_tenths(numbers.flops, moved)} FLOPs a byte" if moved else ""
    facts.append(
        Fact(name="Read and written", figure=size_in_bytes(moved), remark=intensity, anchor="traffic")
    )
    low = f"{share(numbers.macs_low_intensity, numbers.macs)} of the MACs" if numbers.macs else ""
    figure = count(numbers.macs_low_intensity, "macs_low_intensity")
    facts.append(
        Fact(name="MACs that wait for memory", figure=figure, remark=low, anchor="macs_low_intensity")
    )
    return tuple(facts)


def _fixed(value: int | None) -> str:
    """`` + 1.2 MB`` for the part that does not grow with the batch; it may be less than nothing."""
    if not value:
        return ""
    return f" {'+' if value > 0 else '-'} {rounded(abs(value), 'B')}"


def _tenths(numerator: int, denominator: int) -> str:
    whole, tenth = divmod(half_up(10 * numerator, denominator), 10)
    return f"{whole}.{tenth}"


def choices(numbers: Numbers) -> tuple[Choice, ...]:
    """Common batches: inference in float32 and bfloat16, and the kinds of training of ``TRAININGS``."""
    return tuple(
        Choice(
            batch=str(batch),
            figures=(
                *(_inference(numbers, batch, dtype) for dtype in ITEMSIZE),
                *(_training(numbers, batch, *kind) for kind in TRAININGS),
            ),
        )
        for batch in BATCHES
    )


def _inference(numbers: Numbers, batch: int, dtype: str) -> Figure | None:
    value = numbers.inference_bytes(batch, dtype)
    return None if value is None else size_in_bytes(value)


def _training(numbers: Numbers, batch: int, optimizer: str, precision: str) -> Figure | None:
    value = numbers.training_bytes(batch, optimizer, precision)
    return None if batch == 1 or value is None else size_in_bytes(value)


def calculator(numbers: Numbers) -> str:
    """What the calculator in the page computes from, as JSON: see ``docs/assets/memory.js``.

    The line of small batches is left out where it is that of large ones.
    """
    values = {
        "p": numbers.parameters,
        "q": numbers.parameters_trainable,
        "b": numbers.buffer_bytes,
        "b16": numbers.buffer_bytes_in("bfloat16"),
        "a": numbers.peak_activation_bytes,
        "a16": numbers.peak_activation_bytes_bfloat16,
        "s": numbers.peak_sample_bytes,
        "f": numbers.peak_fixed_bytes,
        "s2": numbers.peak_small_sample_bytes,
        "f2": numbers.peak_small_fixed_bytes,
        "s16": numbers.peak_sample_bytes_bfloat16,
        "f16": numbers.peak_fixed_bytes_bfloat16,
        "s162": numbers.peak_small_sample_bytes_bfloat16,
        "f162": numbers.peak_small_fixed_bytes_bfloat16,
        "t": numbers.training_peak_activation_bytes,
        "tf": numbers.training_peak_fixed_bytes,
        "t2": numbers.training_small_sample_bytes,
        "tf2": numbers.training_small_fixed_bytes,
        "x": numbers.mixed_peak_activation_bytes,
        "xf": numbers.mixed_peak_fixed_bytes,
        "x2": numbers.mixed_small_sample_bytes,
        "xf2": numbers.mixed_small_fixed_bytes,
    }
    for sample, fixed in (("s", "f"), ("s16", "f16"), ("t", "tf"), ("x", "xf")):
        if (values[f"{sample}2"], values[f"{fixed}2"]) == (values[sample], values[fixed]):
            del values[f"{sample}2"], values[f"{fixed}2"]
    return json.dumps(values, separators=(",", ":"))


def timeline(peak: Peak | None) -> Timeline | None:
    """The drawing of a forward; None where it has fewer than two calls."""
    if peak is None or len(peak.timeline) < 2 or max(peak.timeline) == 0:
        return None
    stretches = _coarser(peak.timeline)
    top, last = max(stretches), len(stretches) - 1
    points = [(half_up(_WIDTH * place, last), value) for place, value in enumerate(stretches)]
    heights = [(x, _HEIGHT - half_up((_HEIGHT - 4) * value, top)) for x, value in points]
    moves = [move for (before, above), (x, y) in pairwise(heights) for move in (x - before, y - above)]
    steps = " ".join(map(str, moves)).replace(" -", "-")
    x, y = heights[stretches.index(top)]
    first = heights[0]
    return Timeline(
        area=f"M0 {_HEIGHT}V{first[1]}l{steps}V{_HEIGHT}",
        peak=f"M{x} {y}h0",
        label=f"Bytes alive over {peak.calls:,} calls, at most {rounded(top, 'B')}",
    )


def _coarser(timeline: tuple[int, ...]) -> tuple[int, ...]:
    """The most of every two stretches, where there are more than the drawing has room for."""
    if len(timeline) <= _STRETCHES:
        return timeline
    return tuple(max(timeline[place : place + 2]) for place in range(0, len(timeline), 2))


def peak_sentence(peak: Peak) -> tuple[str, str, tuple[tuple[str, str, str], ...]]:
    """Operator and module of the peak, and the largest tensors alive: bytes, shape, what made them."""
    alive = tuple(
        (rounded(one.bytes, "B"), shape(one.shape), one.path or one.operator) for one in peak.alive[:2]
    )
    return peak.operator, peak.path, alive
