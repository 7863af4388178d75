"""Any figure taken apart: the lines of the tapes that make it up, and sum to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.account import Tapes
from generator.account.flow import follow
from generator.account.shares.alive import peak_shares
from generator.account.shares.at_rest import (
    OF_BATCH_NORM_TENSORS,
    OF_MODULES,
    OF_TENSORS,
    OF_USE,
    batch_norm_shares,
    deploy_shares,
    module_shares,
    tensor_shares,
    unreachable_shares,
    use_shares,
)
from generator.account.shares.batches import (
    OF_CONVERTED_PEAKS,
    OF_MIXED_PEAKS,
    OF_MIXED_SAVED,
    OF_PEAKS,
    OF_SAVED,
    OF_TRAINING_PEAKS,
    backward_shares,
    batch_peak_shares,
    saved_shares,
    training_peak_shares,
)
from generator.account.shares.calls import OF_CALLS, call_shares
from generator.account.shares.line import Share
from generator.account.training import LARGE, SMALL
from generator.records import FIELDS, Field, Tape

_DERIVED = (
    ("parameters_frozen", "elements", "elements of distinct parameters without requires_grad"),
    ("flops", "FLOPs", "two operations, a multiplication and an addition, for each of macs"),
    ("parameter_bytes_bfloat16", "bytes", "bytes of the parameters in bfloat16 or float16: two an element"),
    ("parameter_bytes_int8", "bytes", "bytes of the parameters in int8: one an element, scales not counted"),
)

_OF_A_MEASUREMENT = {field.name: field for field in FIELDS}

EXPLAINED: Mapping[str, Field] = _OF_A_MEASUREMENT | {
    name: _OF_A_MEASUREMENT["parameters"]._replace(name=name, unit=unit, group="derived", meaning=meaning)
    for name, unit, meaning in _DERIVED
}
"""Every field that can be taken apart: those of a measurement, and what is derived from them."""

_DEPLOYED = frozenset(
    "deploy_parameters deploy_buffers deploy_macs deploy_macs_fvcore deploy_activations".split()
)
_CONVERTED_PEAK = "peak_activation_bytes_bfloat16"


class NotRecorded(LookupError):
    """The tapes do not hold what a field is made of."""


def needs(field: str) -> str:
    """What has to be recorded beside an eval forward: ``deploy form``, ``batch``, ``bfloat16``, ``batch in bfloat16``, ``training``, ``backward``, ``mixed precision``, or nothing.

    Raises:
        KeyError: there is no such field.
    """
    if field not in EXPLAINED:
        raise KeyError(field)
    if field in _DEPLOYED:
        return "deploy form"
    if field in OF_PEAKS:
        return "batch"
    if field in OF_CONVERTED_PEAKS:
        return "batch in bfloat16"
    if field == _CONVERTED_PEAK:
        return "bfloat16"
    if field in OF_MIXED_PEAKS or field in OF_MIXED_SAVED:
        return "mixed precision"
    if field in OF_TRAINING_PEAKS or field == "macs_backward":
        return "backward"
    return "training" if field in OF_SAVED or field == "parameters_unreachable" else ""


def noun(field: str) -> str:
    """What a line of a field is: a ``module``, a ``tensor`` (at rest, or alive at a moment) or a ``call``."""
    if field in OF_MODULES:
        return "module"
    return "call" if field in OF_CALLS or field == "macs_backward" else "tensor"


def shares(tapes: Tapes, field: str) -> tuple[Share, ...]:
    """The lines of a field, without those that add nothing; their amounts sum to it as ``count`` has it.

    Args:
        tapes: with what :func:`needs` names.
        field: a key of ``EXPLAINED``.

    Raises:
        KeyError: there is no such field.
        NotRecorded: ``tapes`` lacks what the field is made of.
    """
    kind = needs(field)
    if kind == "deploy form":
        found = _deployed(tapes, field)
    elif kind == "batch":
        if not tapes.batches:
            raise NotRecorded(f"{field} is made of eval forwards of two batches, and there are none")
        found = batch_peak_shares(field, tapes.batches)
    elif kind in ("bfloat16", "batch in bfloat16"):
        found = _converted(tapes.converted, field)
    elif kind in ("training", "backward"):
        found = _trained(tapes, field)
    elif kind == "mixed precision":
        found = _mixed(tapes, field)
    else:
        found = _at_one(tapes.forward, field)
    return tuple(share for share in found if share.amount)


def _at_one(tape: Tape, field: str) -> Iterable[Share]:
    """Fields of the model at rest and of one eval forward."""
    if field in OF_TENSORS:
        return tensor_shares(field, tape)
    if field in OF_BATCH_NORM_TENSORS:
        return batch_norm_shares(field, tape)
    if field == "peak_activation_bytes":
        return peak_shares(tape)
    flow = follow(tape)
    if field in OF_USE:
        return use_shares(field, tape, flow)
    return module_shares(field, tape, flow) if field in OF_MODULES else call_shares(field, tape, flow)


def _deployed(tapes: Tapes, field: str) -> Iterable[Share]:
    tape = tapes.deployed
    if tape is None:
        raise NotRecorded(f"{field} is made of a forward of the deploy form, and there is none")
    flow = follow(tape)
    return call_shares(field, tape, flow) if field in OF_CALLS else deploy_shares(field, tape, flow)


def _converted(tapes: Mapping[int, Tape], field: str) -> Iterable[Share]:
    batches = (1,) if field == _CONVERTED_PEAK else (SMALL, LARGE)
    if not all(batch in tapes for batch in batches):
        raise NotRecorded(f"{field} is made of eval forwards in bfloat16, and there are none")
    if field == _CONVERTED_PEAK:
        return peak_shares(tapes[1])
    return batch_peak_shares(field, {batch: tapes[batch] for batch in batches})


def _trained(tapes: Tapes, field: str) -> Iterable[Share]:
    small, large = tapes.training.get(SMALL), tapes.training.get(LARGE)
    if small is None:
        raise NotRecorded(f"{field} is made of training forwards, and there are none")
    if field == "parameters_unreachable":
        return unreachable_shares(small)
    if field in OF_SAVED:
        return saved_shares(field, small, large, tapes.growth)
    if large is None or not small.gradients:
        raise NotRecorded(f"{field} is made of the backward of two batches, and there is none")
    if field == "macs_backward":
        return backward_shares(small, large)
    return training_peak_shares(field, small, large)


def _mixed(tapes: Tapes, field: str) -> Iterable[Share]:
    small, large = tapes.mixed.get(SMALL), tapes.mixed.get(LARGE)
    if small is None or large is None:
        raise NotRecorded(f"{field} is made of two training steps in mixed precision, and there are none")
    if field in OF_MIXED_SAVED:
        return saved_shares(field, small, large, None)
    return training_peak_shares(field, small, large)


__all__ = ["EXPLAINED", "NotRecorded", "Share", "needs", "noun", "shares"]
