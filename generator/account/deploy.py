"""The deploy form of a tape: every foldable BatchNorm folded into the layer before it.

BatchNorm in eval is ``y = gamma * (x - mean) / sqrt(variance + eps) + beta`` per channel. Behind a convolution or
linear layer ``x = W*a + b`` that is one such layer with the weight ``s*W`` and the bias ``s*(b - mean) + beta``, where
``s = gamma / sqrt(variance + eps)``: the same shape of weight, one bias a channel, no BatchNorm.
Source: torch.nn.utils.fusion.fuse_conv_bn_weights, fuse_linear_bn_weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generator.account.flow import Flow
from generator.account.fvcore import fvcore_shares
from generator.account.operations import FORMULAS
from generator.account.tensors import foldable
from generator.records import Call, Enter, Tape

_OF_THE_NORM = frozenset({"weight", "bias", "running_mean", "running_var", "num_batches_tracked"})
"""What goes with a folded BatchNorm; an activation inside it keeps what it has."""


class Held(NamedTuple):
    """A tensor that the deploy form holds."""

    kind: str
    """``parameter`` or ``buffer``."""
    tensor: int
    """Index in the inventory of the tensor that it is, or of the weight that it goes with."""
    module: int
    elements: int
    made: str
    """``weight`` or ``bias`` where folding makes it, else empty."""


def deploy_numbers(tape: Tape, flow: Flow) -> dict[str, int]:
    """All ``deploy_`` fields of ``Numbers``.

    The tape is that of the re-parameterised model, or, where there is nothing to re-parameterise, of the model
    itself. Folding moves no multiplication: MACs and outputs of products stay as they are. fvcore's
    count loses the BatchNorms that go, where it saw them.
    """
    folded = foldable(tape, flow)
    elements = {"parameter": 0, "buffer": 0}
    for held in deploy_tensors(tape, flow, folded):
        elements[held.kind] += held.elements
    return {
        "deploy_parameters": elements["parameter"],
        "deploy_buffers": elements["buffer"],
        "deploy_macs": sum(work.macs for work in flow.works),
        "deploy_macs_fvcore": sum(macs for _, macs in deploy_fvcore_shares(tape, folded)),
        "deploy_activations": sum(work.activations for work in flow.works),
    }


def deploy_fvcore_shares(tape: Tape, folded: set[int]) -> Iterator[tuple[int, int]]:
    """What fvcore counts, as ``fvcore_shares`` has it, without the calls of folded BatchNorms."""
    return ((place, macs) for place, macs in fvcore_shares(tape) if not _belongs(tape, place, folded))


def _belongs(tape: Tape, place: int, folded: set[int]) -> bool:
    """Whether an event is a call of one of these BatchNorms itself."""
    event = tape.events[place]
    return isinstance(event, Call) and event.module in folded


def deploy_tensors(tape: Tape, flow: Flow, folded: set[int]) -> Iterator[Held]:
    """The distinct parameters and buffers when all is folded: those that folding makes, then those that stay.

    A folded layer gets a weight and a bias of its own in place of those it holds. A tensor goes when every
    module that holds it has let it go, so that a tie with a layer that is not folded is a copy from then on.
    """
    tensors = tape.inventory.tensors
    holders = _holders(tape)
    released = {
        (module, index)
        for index, modules in enumerate(holders)
        for module in modules & folded
        if tensors[index].names[0].rpartition(".")[2] in _OF_THE_NORM
    }
    for module, call in _layers_before(tape, flow, folded):
        weight, *biases = _stored(tape, call)
        kind, layer = tensors[weight].kind, _holder(call, holders[weight])
        channels = tape.inventory.modules[module].batch_norm_channels
        yield Held(kind, weight, layer, tensors[weight].elements, "weight")
        yield Held(kind, weight, layer, channels, "bias")
        released |= {(_holder(call, holders[index]), index) for index in (weight, *biases)}
    for index, tensor in enumerate(tensors):
        if any((module, index) not in released for module in holders[index]):
            yield Held(tensor.kind, index, tensor.owner, tensor.elements, "")


def _holders(tape: Tape) -> list[set[int]]:
    """For each tensor the modules that hold it, each once under however many paths it is found."""
    at = {module.path: index for index, module in enumerate(tape.inventory.modules)}
    paths = ({name.rpartition(".")[0] for name in tensor.names} for tensor in tape.inventory.tensors)
    return [{at[path] for path in found if path in at} for found in paths]


def _layers_before(tape: Tape, flow: Flow, folded: set[int]) -> Iterator[tuple[int, Call]]:
    """(BatchNorm, call of the layer before it), once for each BatchNorm."""
    left = set(folded)
    for event in tape.events:
        if isinstance(event, Enter) and event.module in left and event.storages:
            left.remove(event.module)
            yield event.module, flow.producer[event.storages[0]]


def _stored(tape: Tape, call: Call) -> list[int]:
    """The stored tensors that a product reads, by index in the inventory: its weight, and its bias if it has one."""
    operands = FORMULAS[call.signature.operator](call.signature).operands
    order = [*operands, *(place for place in range(len(call.reads)) if place not in operands)]
    storages = [call.reads[place] for place in order]
    return [tape.tensors[storage][0] for storage in storages if storage in tape.tensors]


def _holder(call: Call, holders: set[int]) -> int:
    """The module whose tensor a call reads: the one that runs, if it is among those that hold it."""
    return call.module if call.module in holders else min(holders)
