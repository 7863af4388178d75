"""Parameters, buffers and BatchNorm: sums over an inventory, and over what a tape reads of it."""

from __future__ import annotations

from collections.abc import Iterable

from generator.account.flow import Flow, ancestors
from generator.account.operations import FORMULAS
from generator.records import Enter, Tally, Tape, Tensor


def tensor_numbers(tape: Tape, flow: Flow) -> dict[str, int | Tally]:
    """All parameter, buffer and BatchNorm fields of ``Numbers``."""
    inventory = tape.inventory
    parameters = [tensor for tensor in inventory.tensors if tensor.kind == "parameter"]
    buffers = [tensor for tensor in inventory.tensors if tensor.kind == "buffer"]
    return {
        "parameters": _elements(parameters),
        "parameters_trainable": _elements(t for t in parameters if t.trainable),
        "parameters_tied": sum(t.elements * (len(t.names) - 1) for t in parameters),
        **_by_use(tape, flow),
        **_by_role(parameters),
        "buffers": _elements(buffers),
        "buffers_persistent": _elements(t for t in buffers if t.persistent),
        **_batch_norm(tape, flow),
        "parameter_bytes": _bytes(parameters),
        "buffer_bytes": _bytes(buffers),
        "checkpoint_bytes": _bytes(t for t in inventory.tensors if t.persistent),
        "parameter_bytes_by_dtype": _by_dtype(parameters),
        "buffer_bytes_by_dtype": _by_dtype(buffers),
    }


def runs(tape: Tape, flow: Flow) -> list[int]:
    """How often each module runs in one forward.

    The times its forward is entered; where that is never, because ``.forward()`` is called directly
    or a function uses its weights, the times that any one of its tensors is read whole, or 1 if only
    parts of them are.
    """
    counts = [flow.module_calls.get(index, 0) for index in range(len(tape.inventory.modules))]
    whole = [0] * len(counts)
    for index, tensor in enumerate(tape.inventory.tensors):
        if index in flow.tensor_reads and tensor.elements:
            times = max(flow.elements_read[index] // tensor.elements, 1)
            whole[tensor.owner] = max(whole[tensor.owner], times)
    return [count or times for count, times in zip(counts, whole, strict=True)]


def _by_use(tape: Tape, flow: Flow) -> dict[str, int]:
    times = runs(tape, flow)
    reused = unused = 0
    for index, tensor in enumerate(tape.inventory.tensors):
        if tensor.kind == "parameter":
            reused += tensor.elements * (times[tensor.owner] > 1 and index in flow.tensor_reads)
            unused += tensor.elements * (index not in flow.tensor_reads)
    return {"parameters_reused": reused, "parameters_unused": unused}


def _by_role(parameters: list[Tensor]) -> dict[str, int]:
    def elements(role: str, bias: bool) -> int:
        return _elements(t for t in parameters if t.role == role and t.bias == bias)

    return {
        "parameters_convolution_weight": elements("convolution", False),
        "parameters_convolution_bias": elements("convolution", True),
        "parameters_linear_weight": elements("linear", False),
        "parameters_linear_bias": elements("linear", True),
        "parameters_normalisation_weight": elements("normalisation", False),
        "parameters_normalisation_bias": elements("normalisation", True),
        "parameters_embedding": elements("embedding", False) + elements("embedding", True),
        "parameters_other_weight": elements("other", False),
        "parameters_other_bias": elements("other", True),
    }


def _batch_norm(tape: Tape, flow: Flow) -> dict[str, int]:
    inventory = tape.inventory
    layers = {index for index, module in enumerate(inventory.modules) if module.batch_norm_channels}
    held = [tensor for tensor in inventory.tensors if tensor.owner in layers]
    statistics = [tensor for tensor in held if tensor.statistic]
    return {
        "batch_norm_layers": len(layers),
        "batch_norm_channels": sum(inventory.modules[index].batch_norm_channels for index in layers),
        "batch_norm_parameters": _elements(t for t in held if t.kind == "parameter" and not t.statistic),
        "batch_norm_buffers": _elements(statistics),
        "batch_norm_buffer_bytes": _bytes(statistics),
        "batch_norm_foldable": len(foldable(tape, flow)),
    }


def foldable(tape: Tape, flow: Flow) -> set[int]:
    """BatchNorm modules that can be folded into the layer before them without changing an output.

    Each time one runs, its input was written by a convolution or a linear layer with a stored
    weight; nothing but the BatchNorm reads that input, and nothing but this BatchNorm follows a
    call with that weight.
    """
    above = ancestors(tape.inventory)
    followers: dict[int, set[int]] = {}
    good: dict[int, list[int]] = {}
    bad: set[int] = set()
    for module, storage in _batch_norm_inputs(tape):
        weight = _weight_of(tape, flow, storage)
        inside = (reader == module or module in above[reader] for reader in flow.readers.get(storage, []))
        if weight is None or storage in tape.outputs or not all(inside):
            bad.add(module)
        else:
            good.setdefault(module, []).append(weight)
            followers.setdefault(weight, set()).add(module)
    return {
        module
        for module, weights in good.items()
        if module not in bad
        and len(set(weights)) == 1
        and followers[weights[0]] == {module}
        and _reads(tape, flow, weights[0]) == len(weights)
    }


def _batch_norm_inputs(tape: Tape) -> Iterable[tuple[int, int]]:
    """(module, storage of its input) for every run of a BatchNorm, by entry or by direct call."""
    modules = tape.inventory.modules
    for event in tape.events:
        if isinstance(event, Enter) and modules[event.module].batch_norm_channels and event.storages:
            yield event.module, event.storages[0]


def _weight_of(tape: Tape, flow: Flow, storage: int) -> int | None:
    """The storage of the weight of the product that wrote a storage, if that is all that did."""
    call = flow.producer.get(storage)
    formula = FORMULAS.get(call.signature.operator) if call else None
    if call is None or formula is None:
        return None
    product = formula(call.signature)
    stored = [call.reads[place] for place in product.operands if call.reads[place] in tape.tensors]
    return stored[0] if len(stored) == 1 and product.form != "attention" else None


def _reads(tape: Tape, flow: Flow, storage: int) -> int:
    return max(flow.tensor_reads.get(index, 0) for index in tape.tensors[storage])


def _elements(tensors: Iterable[Tensor]) -> int:
    return sum(tensor.elements for tensor in tensors)


def _bytes(tensors: Iterable[Tensor]) -> int:
    return sum(tensor.elements * tensor.itemsize for tensor in tensors)


def _by_dtype(tensors: Iterable[Tensor]) -> Tally:
    found: dict[str, int] = {}
    for tensor in tensors:
        found[tensor.dtype] = found.get(tensor.dtype, 0) + tensor.elements * tensor.itemsize
    return tuple(sorted((dtype, size) for dtype, size in found.items() if size))
