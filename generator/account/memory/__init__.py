"""What one eval forward keeps alive, and what it moves: lifetimes of storages, bytes of operator calls."""

from __future__ import annotations

from collections.abc import Mapping

from generator.account.memory.batch import (
    PRIME,
    Line,
    line_of,
    line_through,
    outer,
    peak_lines,
    single_lines,
    tells,
    upper_envelope,
)
from generator.account.memory.lifetimes import (
    Live,
    Size,
    live_bytes,
    peak_activation_bytes,
    peak_activation_bytes_bfloat16,
    storage_bytes,
)
from generator.account.memory.peak import Alive, Peak, Point, kept_by_model, peak_moment, peak_of, thin
from generator.account.memory.traffic import Moved, Traffic, moved_bytes, traffic_by_module, traffic_of
from generator.records import Tape


def memory_numbers(tape: Tape, traffic: Traffic) -> dict[str, int]:
    """The fields of ``Numbers`` that follow from lifetimes and traffic of one forward."""
    live = live_bytes(tape)
    return {
        "peak_activation_bytes": peak_activation_bytes(live),
        "read_bytes": traffic.read_bytes,
        "written_bytes": traffic.written_bytes,
        "macs_low_intensity": traffic.macs_low_intensity,
    }


def converted_numbers(
    tapes: Mapping[int, Tape], converted: Mapping[int, Tape], *, halves: bool
) -> dict[str, int]:
    """The peaks of a model converted to bfloat16: of one sample, and their growth where there are larger batches.

    Args:
        tapes: of the model as it is, by batch from one sample on.
        converted: of the converted model, likewise; nothing is known without one of one sample, unless
        halves: float32 takes half at every call, so that ``tapes`` tell all.
    """
    if not halves and 1 not in converted:
        return {}
    told = tapes if halves else converted
    live = live_bytes(told[1])
    single = peak_activation_bytes_bfloat16(live) if halves else peak_activation_bytes(live)
    lines = batch_numbers({batch: tape for batch, tape in told.items() if batch > 1}, halved=halves)
    return {
        "peak_activation_bytes_bfloat16": single,
        **{f"{name}_bfloat16": value for name, value in lines.items()},
    }


def batch_numbers(tapes: Mapping[int, Tape], *, halved: bool = False) -> dict[str, int]:
    """How the peak grows at large batches, from tapes of two batches or one of ``PRIME``; nothing from none.

    With ``halved``, float32 takes half.
    """
    if not tapes:
        return {}
    lines = (
        single_lines(tapes[PRIME], 2, halved=halved)
        if PRIME in tapes
        else peak_lines(*sorted(tapes.items()), halved=halved)
    )
    first, last = outer(lines)
    return {
        "peak_sample_bytes": last.slope,
        "peak_fixed_bytes": last.fixed,
        "peak_small_sample_bytes": first.slope,
        "peak_small_fixed_bytes": first.fixed,
    }


__all__ = [
    "PRIME",
    "Alive",
    "Line",
    "Live",
    "Moved",
    "Peak",
    "Point",
    "Size",
    "Traffic",
    "batch_numbers",
    "converted_numbers",
    "kept_by_model",
    "line_of",
    "line_through",
    "live_bytes",
    "memory_numbers",
    "moved_bytes",
    "outer",
    "peak_activation_bytes",
    "peak_activation_bytes_bfloat16",
    "peak_lines",
    "peak_moment",
    "peak_of",
    "single_lines",
    "storage_bytes",
    "tells",
    "thin",
    "traffic_by_module",
    "traffic_of",
    "upper_envelope",
]
