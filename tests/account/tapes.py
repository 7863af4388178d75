"""Tapes written by hand."""

from __future__ import annotations

from itertools import accumulate

from generator.records import Call, Death, Enter, Exit, Inventory, Module, Signature, Spec, Tape, Tensor

RELU, RELU_, VIEW, ADD = "aten.relu.default", "aten.relu_.default", "aten.view.default", "aten.add.Tensor"
WIDTHS = {"float32": 4, "bfloat16": 2, "int64": 8, "bool": 1}


def dense(*shape, dtype="float32"):
    """A tensor without gaps."""
    stride = tuple(accumulate(shape[:0:-1], lambda step, size: step * size, initial=1))[::-1]
    return Spec(shape, stride[: len(shape)], dtype, WIDTHS[dtype])


def call(operator, reads, writes, results, *, given=None, module=0, keywords=()):
    """A call whose arguments are ``given``, or tensors like its first result."""
    arguments = tuple(given) if given is not None else tuple(results[0] for _ in reads)
    return Call(Signature(operator, arguments, keywords, tuple(results)), module, tuple(reads), tuple(writes))


SAMPLE = dense(10)


def tape_of(*events, given=SAMPLE, outputs=None, tensors=None, inventory=()):
    """A tape of a model of two modules whose sample is storage 0; by default all that lives to the end is returned."""
    if outputs is None:
        made = [storage for event in events if isinstance(event, Call) for storage in event.writes]
        outputs = [storage for storage in dict.fromkeys(made) if Death(storage) not in events]
    modules = (
        Module("", "Model", -1, "other", False, 0),
        Module("layer", "Layer", 0, "other", False, 0),
    )
    return Tape(
        inventory=Inventory(modules=modules, tensors=tuple(inventory)),
        inputs=(0,),
        outputs=tuple(outputs),
        tensors=tensors or {},
        events=(Enter(0, (0,), (given.shape,)), *events, Exit(0, tuple(outputs), ())),
    )


def weight(name, *shape):
    return Tensor((name,), 0, "parameter", "linear", False, shape, 1, "float32", 4, True, True, 0, False)
