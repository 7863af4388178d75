"""Figures of a model at rest, and of how a forward uses it: a line a tensor, or a line a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from generator.account.deploy import deploy_tensors
from generator.account.flow import Flow
from generator.account.shares.line import Share, shape_text
from generator.account.tensors import foldable, runs
from generator.records import Module, Tape, Tensor, TrainingTape

Amount = Callable[[Tensor], int]


def _parameter(tensor: Tensor) -> int:
    return tensor.elements if tensor.kind == "parameter" else 0


def _buffer(tensor: Tensor) -> int:
    return tensor.elements if tensor.kind == "buffer" else 0


def _of_role(tensor: Tensor, *, role: str, bias: bool | None) -> int:
    mine = tensor.role == role and bias in (None, tensor.bias)
    return _parameter(tensor) if mine else 0


OF_TENSORS: Mapping[str, Amount] = {
    "parameters": _parameter,
    "parameters_trainable": lambda tensor: _parameter(tensor) if tensor.trainable else 0,
    "parameters_frozen": lambda tensor: 0 if tensor.trainable else _parameter(tensor),
    "parameters_tied": lambda tensor: _parameter(tensor) * (len(tensor.names) - 1),
    **{
        f"parameters_{role}_{'bias' if bias else 'weight'}": partial(_of_role, role=role, bias=bias)
        for role in ("convolution", "linear", "normalisation", "other")
        for bias in (False, True)
    },
    "parameters_embedding": partial(_of_role, role="embedding", bias=None),
    "buffers": _buffer,
    "buffers_persistent": lambda tensor: _buffer(tensor) if tensor.persistent else 0,
    "parameter_bytes": lambda tensor: _parameter(tensor) * tensor.itemsize,
    "parameter_bytes_bfloat16": lambda tensor: 2 * _parameter(tensor),
    "parameter_bytes_int8": _parameter,
    "buffer_bytes": lambda tensor: _buffer(tensor) * tensor.itemsize,
    "checkpoint_bytes": lambda tensor: tensor.elements * tensor.itemsize if tensor.persistent else 0,
    "parameter_bytes_by_dtype": lambda tensor: _parameter(tensor) * tensor.itemsize,
    "buffer_bytes_by_dtype": lambda tensor: _buffer(tensor) * tensor.itemsize,
}
"""What one tensor adds, where that takes no more than the tensor."""

OF_USE = ("parameters_reused", "parameters_unused")
OF_BATCH_NORM_TENSORS = ("batch_norm_parameters", "batch_norm_buffers", "batch_norm_buffer_bytes")
OF_MODULES = ("batch_norm_layers", "batch_norm_channels", "batch_norm_foldable")


def tensor_shares(field: str, tape: Tape) -> Iterator[Share]:
    """A line a tensor of a field of ``OF_TENSORS``; the tallies by data type have it for the operator."""
    for tensor in tape.inventory.tensors:
        kind = tensor.dtype if field.endswith("_by_dtype") else _role(tensor)
        yield _line(tape, tensor, OF_TENSORS[field](tensor), kind)


def use_shares(field: str, tape: Tape, flow: Flow) -> Iterator[Share]:
    """Parameters of a module that runs more than once, or those that no call reads."""
    times = runs(tape, flow)
    for index, tensor in enumerate(tape.inventory.tensors):
        read = index in flow.tensor_reads
        counts = not read if field == "parameters_unused" else read and times[tensor.owner] > 1
        if counts:
            yield _line(tape, tensor, _parameter(tensor))


def unreachable_shares(training: TrainingTape) -> Iterator[Share]:
    """Trainable parameters that nothing returned by a training forward depends on."""
    for index, tensor in enumerate(training.tape.inventory.tensors):
        if tensor.trainable and index not in training.reached:
            yield _line(training.tape, tensor, _parameter(tensor))


def batch_norm_shares(field: str, tape: Tape) -> Iterator[Share]:
    """Tensors of modules with running statistics: learned ones, or the statistics."""
    for tensor in tape.inventory.tensors:
        if tape.inventory.modules[tensor.owner].batch_norm_channels:
            learned = 0 if tensor.statistic else _parameter(tensor)
            estimated = tensor.elements if tensor.statistic else 0
            amounts = (learned, estimated, estimated * tensor.itemsize)
            yield _line(tape, tensor, amounts[OF_BATCH_NORM_TENSORS.index(field)])


def module_shares(field: str, tape: Tape, flow: Flow) -> Iterator[Share]:
    """A line a module with running statistics: one for each, its channels, or one where it can be folded."""
    folded = foldable(tape, flow) if field == "batch_norm_foldable" else set()
    for index, module in enumerate(tape.inventory.modules):
        if module.batch_norm_channels:
            yield Share(
                module.class_name,
                module.path,
                f"{module.batch_norm_channels} channels",
                _of_module(field, module, index in folded),
            )


def _of_module(field: str, module: Module, is_folded: bool) -> int:
    if field == "batch_norm_channels":
        return module.batch_norm_channels
    return 1 if field == "batch_norm_layers" else int(is_folded)


def deploy_shares(field: str, tape: Tape, flow: Flow) -> Iterator[Share]:
    """A line a tensor of the deploy form, weights and biases that folding makes among them."""
    kind = "parameter" if field == "deploy_parameters" else "buffer"
    for held in deploy_tensors(tape, flow, foldable(tape, flow)):
        if held.kind == kind:
            tensor = tape.inventory.tensors[held.tensor]
            path = tape.inventory.modules[held.module].path
            if held.made == "bias":
                role = f"{tensor.role} bias"
                yield Share(role, path, f"bias that folding makes {held.elements}", held.elements)
            else:
                leaf = tensor.names[0].rpartition(".")[2]
                made = ", folded" if held.made else ""
                what = f"{leaf} {shape_text(tensor.shape)}{made}"
                yield Share(_role(tensor), path, what, held.elements)


def _line(tape: Tape, tensor: Tensor, amount: int, kind: str | None = None) -> Share:
    """A tensor under the module that holds it, with its other names."""
    leaf = tensor.names[0].rpartition(".")[2]
    also = f", also {', '.join(tensor.names[1:])}" if len(tensor.names) > 1 else ""
    what = f"{leaf} {shape_text(tensor.shape)}{also}"
    return Share(kind or _role(tensor), tape.inventory.modules[tensor.owner].path, what, amount)


def _role(tensor: Tensor) -> str:
    if tensor.kind == "buffer":
        return "running statistic" if tensor.statistic else "buffer"
    return (
        tensor.role if tensor.role == "embedding" else f"{tensor.role} {'bias' if tensor.bias else 'weight'}"
    )


__all__ = [
    "OF_BATCH_NORM_TENSORS",
    "OF_MODULES",
    "OF_TENSORS",
    "OF_USE",
    "batch_norm_shares",
    "deploy_shares",
    "module_shares",
    "tensor_shares",
    "unreachable_shares",
    "use_shares",
]
