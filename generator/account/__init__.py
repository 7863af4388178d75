"""PURE: turns a tape into numbers. No torch, no I/O; every number is a function of the tape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from generator.account.elementwise import elementwise_total
from generator.account.flow import Flow, Work, follow
from generator.account.fvcore import macs_fvcore
from generator.account.layers import layer_rows
from generator.account.tensors import tensor_numbers
from generator.records import MAC_KINDS, Layer, Numbers, OperatorShare, Stage, Tape


@dataclass(frozen=True, kw_only=True, slots=True)
class Breakdown:
    """The totals of a tape and the three tables that sum to them."""

    numbers: Numbers
    operators: tuple[OperatorShare, ...]
    layers: tuple[Layer, ...]
    stages: tuple[Stage, ...]


def count(tape: Tape) -> Numbers:
    """The totals of one forward."""
    return _numbers(tape, follow(tape))


def break_down(tape: Tape) -> Breakdown:
    """The totals of one forward, and its tables by operator, by layer and by stage."""
    flow = follow(tape)
    layers, stages = layer_rows(tape, flow)
    return Breakdown(
        numbers=_numbers(tape, flow),
        operators=operator_shares(flow.works),
        layers=layers,
        stages=stages,
    )


def operator_shares(works: Iterable[Work]) -> tuple[OperatorShare, ...]:
    """Calls and MACs by operator, the largest share first."""
    calls: dict[str, int] = {}
    macs: dict[str, int] = {}
    for work in works:
        calls[work.operator] = calls.get(work.operator, 0) + 1
        macs[work.operator] = macs.get(work.operator, 0) + work.macs
    order = sorted(calls, key=lambda name: (-macs[name], -calls[name], name))
    return tuple(OperatorShare(operator=name, calls=calls[name], macs=macs[name]) for name in order)


def _numbers(tape: Tape, flow: Flow) -> Numbers:
    kinds = dict.fromkeys(MAC_KINDS, 0)
    for work in flow.works:
        if work.kind:
            kinds[f"macs_{work.kind}"] += work.macs
    values: dict[str, Any] = {
        **tensor_numbers(tape, flow),
        "macs": sum(kinds.values()),
        **kinds,
        "macs_fvcore": macs_fvcore(tape),
        "elementwise_flops": elementwise_total(tape),
        "activations": sum(work.activations for work in flow.works),
        "feature_bytes": sum(work.output_bytes for work in flow.works),
        "uncounted": tuple(sorted(flow.uncounted.items())),
    }
    return Numbers(**values)


__all__ = ["Breakdown", "break_down", "count", "operator_shares"]
