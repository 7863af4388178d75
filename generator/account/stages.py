"""Divides a model into a stem, stages of one spatial size each, and a head.

A block is a member of a Sequential, ModuleList or ModuleDict, of the root, or of a stage that holds nothing but
modules of one class with numbers in their names (``b1``, ``b2``), that has two or more layers with a weight of their
own in it and is not itself a series of such members: a residual block, an inverted residual, a transformer block. Consecutive blocks whose outputs have one spatial size form a stage; a layer
between two blocks belongs to the later one, since it is there to change the size. What comes before the
first block is the stem, what comes after the last is the head. A model without blocks (VGG) is
divided where the output of its layers changes size, and ends where space is given up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from generator.account.flow import ancestors, spans
from generator.account.space import Shape, keeps_aspect, of_sample, positions, without_batch
from generator.records import Enter, Exit, Tape
from generator.records.tape import Module

_WEIGHTED = ("convolution", "linear")


class Section(NamedTuple):
    """One stage before its layers are summed."""

    name: str
    path: str
    output_shape: Shape
    blocks: int


class _Unit(NamedTuple):
    """A block, or a layer where there are no blocks: a span of the tape with an output shape."""

    module: int
    start: int
    end: int
    output_shape: Shape


def divide(tape: Tape, order: Mapping[int, int | None]) -> tuple[list[Section], dict[int, int]]:
    """Sections in order, and the section of each module in ``order``.

    Args:
        tape: of one forward.
        order: module -> place on the tape where it first runs, None where it does not.
    """
    blocks, groups = _groups_of_blocks(tape)
    if not groups:
        groups = _group(_spanning(tape, _plain_layers(tape)), _input_shape(tape), False)
    sections = _sections(tape, groups, blocks)
    starts = [group[0].start for group in groups]
    last = groups[-1][-1].end if groups else -1
    offset = 1 if sections and sections[0].name == "stem" else 0
    placed: dict[int, int] = {}
    for module, place in order.items():
        if place is None:
            placed[module] = len(sections)
        elif place > last:
            placed[module] = offset + len(groups)
        else:
            placed[module] = (
                offset + _group_of(place, groups, starts) if place >= starts[0] or not offset else 0
            )
    return _used(sections, placed)


def _group_of(place: int, groups: list[list[_Unit]], starts: list[int]) -> int:
    """The group whose span holds a place; between two groups, the later one."""
    for index, group in enumerate(groups):
        if place <= group[-1].end:
            return index
    return len(starts) - 1


def _sections(tape: Tape, groups: list[list[_Unit]], with_stem: bool) -> list[Section]:
    modules = tape.inventory.modules
    sections = []
    if groups and with_stem:
        entered = next(e for e in tape.events if isinstance(e, Enter) and e.module == groups[0][0].module)
        sections.append(Section("stem", "", of_sample(entered.shapes, len(tape.inputs)), 0))
    for number, group in enumerate(groups, 1):
        path = modules[group[0].module].path
        sections.append(
            Section(f"stage {number}", path, group[-1].output_shape, len(group) if with_stem else 0)
        )
    left = next(e for e in reversed(tape.events) if isinstance(e, Exit) and e.module == 0)
    sections.append(Section("head", "", without_batch(left.shapes), 0))
    return sections


def _used(sections: list[Section], placed: dict[int, int]) -> tuple[list[Section], dict[int, int]]:
    """Drops sections without a layer, and adds one for layers that do not run if there are any."""
    sections = [*sections, Section("not run", "", (), 0)]
    kept: dict[int, int] = {}
    named: list[Section] = []
    for old in sorted(set(placed.values())):
        kept[old] = len(named)
        section = sections[old]
        number = 1 + sum(other.name.startswith("stage") for other in named)
        named.append(
            section._replace(name=f"stage {number}") if section.name.startswith("stage") else section
        )
    return named, {module: kept[old] for module, old in placed.items()}


def _groups_of_blocks(tape: Tape) -> tuple[bool, list[list[_Unit]]]:
    """Whether there are blocks, and their groups.

    Where parallel branches make the same sizes come round three times or more (HRNet), a block is the
    outermost module around the branches.
    """
    candidates = _candidates(tape)
    image = _input_shape(tape)
    groups = _group(_spanning(tape, _blocks(tape, candidates)), image, True)
    sizes = [positions(group[0].output_shape, image) for group in groups]
    if any(sizes.count(size) > 2 for size in sizes):
        above = ancestors(tape.inventory)
        outermost = [index for index in candidates if not above[index] & set(candidates)]
        groups = _group(_spanning(tape, outermost), image, True)
    return bool(groups), groups


def _blocks(tape: Tape, candidates: list[int]) -> list[int]:
    """The outermost candidates that are not themselves a series of candidates."""
    modules = tape.inventory.modules
    above = ancestors(tape.inventory)
    series: set[int] = set()
    seen: set[tuple[int, str]] = set()
    for index in candidates:
        kind = (modules[index].parent, modules[index].class_name)
        if kind[0] and (kind in seen or not modules[kind[0]].container):
            series |= above[index]
        seen.add(kind)
    whole = [index for index in candidates if index not in series]
    chosen = set(whole)
    return [index for index in whole if not above[index] & chosen]


def _candidates(tape: Tape) -> list[int]:
    """Members of a series, with two weights or more, that return whole samples.

    A series is a container, the root's children of one class, or the numbered ones of such a member. What works on windows, regions or
    patches returns many pieces of a sample, or another aspect, and is part of a block.
    """
    modules = tape.inventory.modules
    weights = _weights_inside(tape)
    whole = {1, len(tape.inputs)}
    image = _input_shape(tape)
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


def _plain_layers(tape: Tape) -> list[int]:
    modules = tape.inventory.modules
    parents = {module.parent for module in modules}
    return [index for index in range(1, len(modules)) if index not in parents]


def _spanning(tape: Tape, chosen: list[int]) -> list[_Unit]:
    """The chosen modules that ran, in the order they were first entered, with their outputs."""
    wanted = set(chosen)
    places = {id(event): place for place, event in enumerate(tape.events)}
    units = [
        _Unit(index, places[id(entered)], places[id(left)], of_sample(left.shapes, len(tape.inputs)))
        for index, (entered, left) in spans(tape).items()
        if index in wanted
    ]
    series: list[_Unit] = []
    for unit in sorted(units, key=lambda unit: unit.start):
        if not series or unit.start > series[-1].end:  # else it is shared, and runs inside the one before
            series.append(unit)
    return series


def _group(units: list[_Unit], image: Shape, blocks: bool) -> list[list[_Unit]]:
    """Consecutive units of one spatial size; the head's are left out.

    The head begins behind the last unit that still has a spatial size larger than one position;
    in a model without blocks, also where the size grows again, as at the heads of a detector.
    """
    sizes = [positions(unit.output_shape, image) for unit in units]
    while sizes and not sizes[-1]:
        sizes.pop()
    groups: list[list[_Unit]] = []
    previous = 0
    for unit, size in zip(units, sizes, strict=False):
        if groups and (size == previous or (not size and blocks)):
            groups[-1].append(unit)
        elif not size:
            continue
        elif not blocks and size > previous > 0:
            break
        else:
            groups.append([unit])
            previous = size
    return groups


def _input_shape(tape: Tape) -> Shape:
    entered = next(event for event in tape.events if isinstance(event, Enter) and event.module == 0)
    return entered.shapes[0]
