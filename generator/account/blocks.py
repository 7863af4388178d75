"""Which modules of a model are its blocks.

A block is a member of a Sequential, ModuleList or ModuleDict, of the root, or of a stage that holds nothing but
modules of one class with numbers in their names (``b1``, ``b2``), that has two or more layers with a weight of their
own in it and is not itself a series of such members: a residual block, an inverted residual, a transformer block.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.account.flow import ancestors, spans
from generator.account.space import Shape, keeps_aspect
from generator.records import Enter, Tape
from generator.records.tape import Module

_WEIGHTED = ("convolution", "linear")


def find_candidates(tape: Tape) -> list[int]:
    """Members of a series, with two weights or more, that return whole samples.

    A series is a container, the root's children of one class, or the numbered ones of such a member. What works on windows, regions or
    patches returns many pieces of a sample, or another aspect, and is part of a block.
    """
    modules = tape.inventory.modules
    weights = _weights_inside(tape)
    whole = {1, len(tape.inputs)}
    image = input_shape(tape)
    returned = {index: event.shapes for index, (_, event) in spans(tape).items()}
    series = _members(modules)
    numbered = series & _numbered(modules)
    found = []
    for index, module in enumerate(modules):
        in_series = index in series or module.parent in numbered
        pieces = not any(
            shape[:1] and shape[0] in whole and keeps_aspect(shape[1:], image)
            for shape in returned.get(index, ())
        )
        if module.parent >= 0 and in_series and weights[index] >= 2 and not module.container and not pieces:
            found.append(index)
    return found


def _members(modules: Sequence[Module]) -> set[int]:
    """Modules in a container, and those of the root's children that are not the only one of their class."""
    top = [module.class_name for module in modules if module.parent == 0]
    return {
        index
        for index, module in enumerate(modules)
        if modules[module.parent].container or (module.parent == 0 and top.count(module.class_name) > 1)
    }


def _numbered(modules: Sequence[Module]) -> set[int]:
    """Modules below the root that hold others of one class alone, each with a number at the end of its name."""
    children: dict[int, list[Module]] = {}
    for module in modules:
        if module.parent > 0:
            children.setdefault(module.parent, []).append(module)
    return {
        parent
        for parent, held in children.items()
        if len({module.class_name for module in held}) == 1
        and all(module.path.rpartition(".")[2][-1].isdigit() for module in held)
    }


def _weights_inside(tape: Tape) -> list[int]:
    """For each module, how many modules below it hold a weight of a convolution or linear layer."""
    above = ancestors(tape.inventory)
    weights = [0] * len(above)
    for holder in {
        tensor.owner for tensor in tape.inventory.tensors if tensor.role in _WEIGHTED and not tensor.bias
    }:
        for index in above[holder]:
            weights[index] += 1
    return weights


def find_blocks(tape: Tape, candidates: list[int]) -> list[int]:
    """The outermost candidates that are not themselves a series of candidates."""
    modules = tape.inventory.modules
    above = ancestors(tape.inventory)
    series: set[int] = set()
    seen: set[tuple[int, str]] = set()
    for index in candidates:
        kind = (_sequence(modules, modules[index].parent), modules[index].class_name)
        if kind[0] and (kind in seen or not modules[kind[0]].container):
            series |= above[index]
        seen.add(kind)
    # A stage of one block is a stage like the others of its class.
    classes = {modules[index].class_name for index in series.intersection(candidates)}
    holders = {holder for index in candidates for holder in above[index]}
    series |= {index for index in holders if modules[index].class_name in classes}
    whole = [index for index in candidates if index not in series]
    chosen = set(whole)
    return [index for index in whole if not above[index] & chosen]


def _sequence(modules: Sequence[Module], index: int) -> int:
    """The outermost of the Sequentials around the container ``index``: in DaViT a block is a member of a pair of a stage."""
    parent = modules[index].parent
    while modules[index].container and parent > 0 and modules[parent].class_name == "Sequential":
        index, parent = parent, modules[parent].parent
    return index


def directly_inside(modules: Sequence[Module], blocks: list[int], candidates: list[int]) -> list[int]:
    """Those blocks that stand, but for containers, in the root or in a candidate."""
    found = []
    for index in blocks:
        holder = modules[index].parent
        while modules[holder].container:
            holder = modules[holder].parent
        if holder in {0, *candidates}:
            found.append(index)
    return found


def input_shape(tape: Tape) -> Shape:
    """Of the first tensor that the model is given, the batch included."""
    entered = next(event for event in tape.events if isinstance(event, Enter) and event.module == 0)
    return entered.shapes[0]


__all__ = ["directly_inside", "find_blocks", "find_candidates", "input_shape"]
