"""Figures of an eval forward: a line a call of an operator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from generator.account.deploy import deploy_fvcore_shares
from generator.account.elementwise import elementwise_flops
from generator.account.flow import Flow, Work, specs_in
from generator.account.fvcore import fvcore_shares
from generator.account.memory.traffic import Moved, is_low_intensity, moved_bytes
from generator.account.operations import FORMULAS
from generator.account.shares.line import Share, shape_text
from generator.account.tables import FACTORIES, is_uncounted
from generator.account.tensors import foldable
from generator.records import MAC_KINDS, Call, Composite, Enter, Exit, Signature, Tape

Amounts = Iterator[tuple[int, int]]
"""(place in ``Tape.events``, amount)."""


def call_shares(field: str, tape: Tape, flow: Flow) -> Iterator[Share]:
    """A line a call of a field of ``OF_CALLS``, in the order of the tape."""
    owners = {work.place: work.module for work in flow.works}
    running = _running(tape)
    for place, amount in sorted(OF_CALLS[field](tape, flow)):
        event = tape.events[place]
        assert isinstance(event, Call | Composite)
        module = _module(tape, event, place, owners, running)
        path = tape.inventory.modules[module].path
        yield Share(event.signature.operator, path, shapes_text(event.signature), amount)


def shapes_text(signature: Signature) -> str:
    """``1x3x224x224, 64x3x7x7 -> 1x64x112x112``."""
    given = ", ".join(shape_text(spec.shape) for spec in specs_in(signature))
    made = ", ".join(shape_text(spec.shape) for spec in signature.results)
    return f"{given} -> {made}".strip()


def _works(amount: Callable[[Work], int]) -> Callable[[Tape, Flow], Amounts]:
    def amounts(tape: Tape, flow: Flow) -> Amounts:
        return ((work.place, amount(work)) for work in flow.works)

    return amounts


def _of_kind(kind: str) -> Callable[[Work], int]:
    return lambda work: work.macs if work.kind == kind else 0


def _uncounted(work: Work) -> int:
    return int(work.operator not in FORMULAS and is_uncounted(work.operator))


def _elementwise(tape: Tape, flow: Flow) -> Amounts:
    for place, event in enumerate(tape.events):
        if isinstance(event, Call):
            yield place, elementwise_flops(event.signature)


def _read(tape: Tape, flow: Flow) -> Amounts:
    return ((place, moved.read) for place, moved in _moved(tape, flow))


def _written(tape: Tape, flow: Flow) -> Amounts:
    return ((place, moved.written) for place, moved in _moved(tape, flow))


def _moved(tape: Tape, flow: Flow) -> Iterator[tuple[int, Moved]]:
    working = {work.place for work in flow.works}
    for place, event in enumerate(tape.events):
        if isinstance(event, Call) and (place in working or event.signature.operator in FACTORIES):
            yield place, moved_bytes(event.signature)


def _low_intensity(tape: Tape, flow: Flow) -> Amounts:
    for work in flow.works:
        event = tape.events[work.place]
        if isinstance(event, Call) and is_low_intensity(work.macs, moved_bytes(event.signature)):
            yield work.place, work.macs


def _deploy_fvcore(tape: Tape, flow: Flow) -> Amounts:
    return deploy_fvcore_shares(tape, foldable(tape, flow))


OF_CALLS: Mapping[str, Callable[[Tape, Flow], Amounts]] = {
    "macs": _works(lambda work: work.macs),
    "flops": _works(lambda work: 2 * work.macs),
    **{kind: _works(_of_kind(kind.removeprefix("macs_"))) for kind in MAC_KINDS},
    "macs_fvcore": lambda tape, flow: fvcore_shares(tape),
    "macs_low_intensity": _low_intensity,
    "elementwise_flops": _elementwise,
    "activations": _works(lambda work: work.activations),
    "feature_bytes": _works(lambda work: work.output_bytes),
    "uncounted": _works(_uncounted),
    "read_bytes": _read,
    "written_bytes": _written,
    "deploy_macs": _works(lambda work: work.macs),
    "deploy_macs_fvcore": _deploy_fvcore,
    "deploy_activations": _works(lambda work: work.activations),
}
"""What each call adds; those of the deploy form are asked of its own tape."""


def _running(tape: Tape) -> list[int]:
    """The module whose forward runs at each place of a tape."""
    stack, found = [0], []
    for event in tape.events:
        if isinstance(event, Enter):
            stack.append(event.module)
        found.append(stack[-1])
        if isinstance(event, Exit):
            stack.pop()
    return found


def _module(
    tape: Tape, event: Call | Composite, place: int, owners: Mapping[int, int], running: list[int]
) -> int:
    """The module of a call as the layer rows have it; of a composite that of the first call that does work."""
    if isinstance(event, Call):
        return owners.get(place, event.module)
    return next((owners[part] for part in range(event.start, place) if part in owners), running[place])


__all__ = ["OF_CALLS", "call_shares", "shapes_text"]
