"""Whether two eval forwards of a model, at two sizes, take the same course: the same calls, on other extents.

Then what is known of the calls of one holds for those of the other. Two courses are the same where all events agree in
everything but shapes: operators, modules, storages that are read, written and let go, composites. Besides, no axis is of
one element at one size alone, and no two axes lie one inside the other at one size alone: on these PyTorch decides
whether a change of shape is a view or a copy, also in a batch of which the forward of one sample shows nothing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from generator.records import Call, Composite, Inventory, Signature, Spec, Tape


def same_course(one: Tape, other: Tape) -> bool:
    """Whether two tapes, of one model or of one architecture made for two sizes, take the same course."""
    if len(one.events) != len(other.events) or one.tensors != other.tensors or one.outputs != other.outputs:
        return False
    if one.inventory is not other.inventory and _made_of(one.inventory) != _made_of(other.inventory):
        return False
    alike: dict[tuple[int, int], bool] = {}
    for first, second in zip(one.events, other.events, strict=True):
        if type(first) is not type(second):
            return False
        if isinstance(first, Call) and isinstance(second, Call):
            key = id(first.signature), id(second.signature)  # the tapes keep them alive
            if key not in alike:
                alike[key] = _alike(first.signature, second.signature)
            same = first[1:] == second[1:] and alike[key]
        else:
            same = _same_event(first, second)
        if not same:
            return False
    return True


def _same_event(one: Any, other: Any) -> bool:
    """Whether two events of one kind, calls apart, say the same, shapes apart."""
    if isinstance(one, Composite):
        return bool(one.start == other.start and one.signature.operator == other.signature.operator)
    return bool(one[:2] == other[:2])  # module and storages of an entry or exit, the storage of a death


def _made_of(inventory: Inventory) -> tuple[Any, ...]:
    modules = [(module.path, module.class_name) for module in inventory.modules]
    tensors = [(tensor.names, tensor.kind, tensor.dtype, tensor.trainable) for tensor in inventory.tensors]
    return (modules, tensors)


def _alike(one: Signature, other: Signature) -> bool:
    if one is other:
        return True
    return (
        one.operator == other.operator
        and _same_form(one.arguments, other.arguments)
        and _same_form(one.keywords, other.keywords)
        and _same_form(one.results, other.results)
    )


def _same_form(one: Any, other: Any) -> bool:
    """Equal but for numbers, and tensors but for their extents."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Spec):
        return one == other or _layout(one) == _layout(other)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(_same_form, one, other))
    return (isinstance(one, int | float) and not isinstance(one, bool)) or one == other


def _layout(spec: Spec) -> tuple[Any, ...]:
    """Which axes are of one element, which repeat, and which lie one inside the other."""
    axes = list(zip(spec.shape, spec.stride, strict=True))
    single = [(extent == 1, extent == 0, stride == 0) for extent, stride in axes]
    nested = [outer == extent * inner for (_, outer), (extent, inner) in pairwise(axes)]
    return (spec.dtype, single, nested)


__all__ = ["same_course"]
