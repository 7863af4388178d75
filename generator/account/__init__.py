"""PURE: turns a tape into numbers. No torch, no I/O; every number is a function of the tape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.account.conversion import check_products, halves
from generator.account.deploy import deploy_numbers
from generator.account.elementwise import elementwise_total
from generator.account.flow import Flow, Work, follow
from generator.account.foresight import Foresight, agrees, foresight
from generator.account.fvcore import macs_fvcore
from generator.account.layers import layer_rows
from generator.account.meeting import meeting
from generator.account.memory import (
    PRIME,
    Traffic,
    batch_numbers,
    converted_numbers,
    memory_numbers,
    peak_moment,
    tells,
    traffic_of,
)
from generator.account.reconcile import reconcile
from generator.account.tensors import tensor_numbers
from generator.account.training import LARGE, SMALL, Growth, fits, growth_of, mixed_numbers, training_numbers
from generator.account.uses import find_uses
from generator.records import (
    FIELDS,
    MAC_KINDS,
    Layer,
    Numbers,
    OperatorShare,
    Peak,
    Stage,
    Tape,
    TrainingTape,
    Use,
)

BATCHES = (SMALL, LARGE)
"""The batches of training."""

_MISSING = {field.name: None for field in FIELDS if field.is_optional}
"""What optional fields are where their tape is missing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Breakdown:
    """The totals of one architecture at one size, and the tables that sum to them."""

    numbers: Numbers
    operators: tuple[OperatorShare, ...]
    layers: tuple[Layer, ...]
    stages: tuple[Stage, ...]
    uses: tuple[Use, ...]
    peak: Peak


@dataclass(frozen=True, kw_only=True, slots=True)
class Tapes:
    """All that was written down of one architecture at one size.

    ``deployed`` is the eval forward of the re-parameterised model, ``forward`` itself where there is nothing to
    re-parameterise, and None where that failed. ``batches`` are eval forwards of two larger batches and
    ``training`` training forwards, by batch; none where they were not asked for or failed. ``growth`` is what
    another size of the model tells of ``training``. One batch of ``PRIME`` samples may stand for any two. ``mixed`` are training forwards with their backward in mixed
    precision, of the same two batches as ``training``; none likewise. ``converted`` are eval forwards in bfloat16, by batch, from
    one sample on; none where the model ``halves``: at every call float32 takes half.
    """

    forward: Tape
    deployed: Tape | None
    batches: Mapping[int, Tape] = field(default_factory=dict)
    training: Mapping[int, TrainingTape] = field(default_factory=dict)
    growth: Growth | None = None
    mixed: Mapping[int, TrainingTape] = field(default_factory=dict)
    converted: Mapping[int, Tape] = field(default_factory=dict)
    halves: bool = False


def count(recorded: Tape | Tapes) -> Numbers:
    """The totals of one architecture at one size; of a tape alone, those of a model that is its own deploy form and halves."""
    tapes = _gathered(recorded)
    flow = follow(tapes.forward)
    return _numbers(tapes, flow, traffic_of(tapes.forward, flow))


def break_down(recorded: Tape | Tapes) -> Breakdown:
    """The totals as :func:`count` gives them, the tables by operator, layer and stage, and parameters by use."""
    tapes = _gathered(recorded)
    flow = follow(tapes.forward)
    traffic = traffic_of(tapes.forward, flow)
    layers, stages = layer_rows(tapes.forward, flow, traffic.by_module)
    return Breakdown(
        numbers=_numbers(tapes, flow, traffic),
        operators=operator_shares(flow.works),
        layers=layers,
        stages=stages,
        uses=find_uses(tapes.forward, flow, next(iter(tapes.training.values()), None)),
        peak=peak_moment(tapes.forward),
    )


def _gathered(recorded: Tape | Tapes) -> Tapes:
    return Tapes(forward=recorded, deployed=recorded, halves=True) if isinstance(recorded, Tape) else recorded


def operator_shares(works: Iterable[Work]) -> tuple[OperatorShare, ...]:
    """Calls and MACs by operator, the largest share first."""
    calls: dict[str, int] = {}
    macs: dict[str, int] = {}
    for work in works:
        calls[work.operator] = calls.get(work.operator, 0) + 1
        macs[work.operator] = macs.get(work.operator, 0) + work.macs
    order = sorted(calls, key=lambda name: (-macs[name], -calls[name], name))
    return tuple(OperatorShare(operator=name, calls=calls[name], macs=macs[name]) for name in order)


def _numbers(tapes: Tapes, flow: Flow, traffic: Traffic) -> Numbers:
    tape, deployed = tapes.forward, tapes.deployed
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
        **memory_numbers(tape, traffic),
        **_MISSING,
        **batch_numbers(tapes.batches),
        **converted_numbers({1: tape, **tapes.batches}, tapes.converted, halves=tapes.halves),
        **(training_numbers(tapes.training, tapes.growth) if tapes.training else {}),
        **(mixed_numbers(tapes.mixed) if tapes.mixed else {}),
    }
    if deployed is not None:
        values |= deploy_numbers(deployed, flow if deployed is tape else follow(deployed))
    return Numbers(**values)


__all__ = [
    "BATCHES",
    "PRIME",
    "Breakdown",
    "Foresight",
    "Growth",
    "Tapes",
    "agrees",
    "break_down",
    "check_products",
    "count",
    "fits",
    "foresight",
    "growth_of",
    "halves",
    "meeting",
    "operator_shares",
    "reconcile",
    "tells",
]
