"""torchstat's columns, by its own definitions, from a tape.

torchstat 0.0.7 (``compute_madd.py``, ``compute_flops.py``, ``compute_memory.py``, ``model_hook.py``) wraps the
call of every module without children and knows a few classes of them; all others are zero, and so is
what is no module: residual additions, functions, attention. A module that runs twice has one row, that of its
last run. Its ``Flops`` are multiply-accumulates; its ``MAdd`` are multiplications and additions apart, one
addition fewer than multiplications where there is no bias.

What it cannot see is not corrected here: the point is to give its numbers. ``duration`` is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod

from generator.account.space import Shape, without_batch
from generator.records import Call, Enter, Exit, Tape
from generator.records.examples import TorchstatRow

_BYTES = 4
"""torchstat runs on float32."""

_POOLING = frozenset({"aten.max_pool2d_with_indices.default", "aten.avg_pool2d.default"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Leaf:
    """A module without children: elements of its parts, and what it returns."""

    inputs: int
    outputs: int
    parameters: int
    weight: Shape
    bias: bool
    window: int
    """Elements of a pooling window."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Count:
    """Operations of one module, and the elements that it reads and writes."""

    madd: int
    flops: int
    read: int
    written: int


def _convolution(leaf: _Leaf) -> _Count:
    """Multiplications are kh*kw*Cin/groups an output, additions one fewer, or as many with a bias."""
    products = prod(leaf.weight[1:])
    return _Count(
        madd=leaf.outputs * (2 * products - 1 + leaf.bias),
        flops=leaf.outputs * (products + leaf.bias),
        read=leaf.inputs + leaf.parameters,
        written=leaf.outputs,
    )


def _linear(leaf: _Leaf) -> _Count:
    """``MAdd`` Dout * (2 Din - 1), ``Flops`` Dout * Din; neither has the bias."""
    return _Count(
        madd=leaf.outputs * (2 * leaf.inputs - 1),
        flops=leaf.outputs * leaf.inputs,
        read=leaf.inputs + leaf.parameters,
        written=leaf.outputs,
    )


def _batch_norm(leaf: _Leaf) -> _Count:
    """``MAdd`` 4 an element, ``Flops`` 2; reads 2 a channel beside its input, not the statistics."""
    return _Count(
        madd=4 * leaf.inputs,
        flops=2 * leaf.inputs,
        read=leaf.inputs + leaf.parameters,
        written=leaf.inputs,
    )


def _relu(leaf: _Leaf) -> _Count:
    return _Count(madd=leaf.inputs, flops=leaf.inputs, read=leaf.inputs, written=leaf.inputs)


def _maximum(leaf: _Leaf) -> _Count:
    """``MAdd`` kh*kw - 1 comparisons an output, ``Flops`` 1 an input."""
    madd = (leaf.window - 1) * leaf.outputs
    return _Count(madd=madd, flops=leaf.inputs, read=leaf.inputs, written=leaf.outputs)


def _average(leaf: _Leaf) -> _Count:
    """``MAdd`` kh*kw - 1 additions and a division an output, ``Flops`` 1 an input."""
    return _Count(madd=leaf.window * leaf.outputs, flops=leaf.inputs, read=leaf.inputs, written=leaf.outputs)


def _unsupported(_: _Leaf) -> _Count:
    return _Count(madd=0, flops=0, read=0, written=0)


KNOWN: Mapping[str, Callable[[_Leaf], _Count]] = {
    "Conv2d": _convolution,
    "Linear": _linear,
    "BatchNorm2d": _batch_norm,
    "ReLU": _relu,
    "ReLU6": _relu,
    "MaxPool2d": _maximum,
    "AvgPool2d": _average,
}
"""The classes that all three of its modules know, by name."""


def torchstat_rows(tape: Tape) -> tuple[TorchstatRow, ...]:
    """Every module without children that ran, in the order of ``named_modules``, as torchstat lists them."""
    modules = tape.inventory.modules
    parents = {module.parent for module in modules}
    shapes = _last_shapes(tape)
    windows = _windows(tape)
    held: dict[int, list[tuple[Shape, bool, int]]] = {}
    for tensor in tape.inventory.tensors:
        if tensor.kind == "parameter":
            held.setdefault(tensor.owner, []).append((tensor.shape, tensor.bias, tensor.elements))
    rows = []
    for index, module in enumerate(modules):
        if index in parents or index not in shapes:
            continue
        given, made = shapes[index]
        mine = held.get(index, [])
        leaf = _Leaf(
            inputs=prod(given),
            outputs=prod(made),
            parameters=sum(elements for _, _, elements in mine),
            weight=next((shape for shape, bias, _ in mine if not bias), ()),
            bias=any(bias for _, bias, _ in mine),
            window=windows.get(index, 1),
        )
        count = KNOWN.get(module.class_name, _unsupported)(leaf)
        rows.append(
            TorchstatRow(
                path=module.path,
                class_name=module.class_name,
                input_shape=given,
                output_shape=made,
                parameters=leaf.parameters,
                output_bytes=_BYTES * leaf.outputs,
                madd=count.madd,
                flops=count.flops,
                read_bytes=_BYTES * count.read,
                written_bytes=_BYTES * count.written,
            )
        )
    return tuple(rows)


def _last_shapes(tape: Tape) -> dict[int, tuple[Shape, Shape]]:
    """Input and output of the last run of each module, without the batch axis."""
    given: dict[int, Shape] = {}
    made: dict[int, Shape] = {}
    for event in tape.events:
        if isinstance(event, Enter):
            given[event.module] = without_batch(event.shapes)
        elif isinstance(event, Exit):
            made[event.module] = without_batch(event.shapes)
    return {index: (given[index], shape) for index, shape in made.items()}


def _windows(tape: Tape) -> dict[int, int]:
    """Elements of the pooling window of each module that pools."""
    return {
        event.module: prod(event.signature.arguments[1])
        for event in tape.events
        if isinstance(event, Call) and event.signature.operator in _POOLING
    }
