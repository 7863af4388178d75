"""Divides a model into a stem, stages of one spatial size each, and a head.

Consecutive blocks (``blocks``) whose outputs have one spatial size form a stage; a layer between two blocks belongs to
the later one, since it is there to change the size. What comes before the first block, or before the module that holds
all blocks of the first stage and no others, is the stem; what comes after the last is the head. A model without
blocks (VGG) is divided where the output of its layers changes size, and ends where space is given up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from generator.account.blocks import directly_inside, find_blocks, find_candidates, input_shape
from generator.account.flow import ancestors, spans
from generator.account.space import Shape, of_sample, positions, without_batch
from generator.records import Enter, Exit, Tape


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
    candidates = find_candidates(tape)
    groups = _groups_of_blocks(tape, candidates)
    first = _beginning(tape, groups, candidates) if groups else None
    if not groups:
        groups = _group(_spanning(tape, _plain_layers(tape)), input_shape(tape), False)
    sections = _sections(tape, groups, first)
    last = groups[-1][-1].end if groups else -1
    offset = 1 if first else 0  # the stem
    placed: dict[int, int] = {}
    for module, place in order.items():
        if place is None:
            placed[module] = len(sections)
        elif place > last:
            placed[module] = offset + len(groups)
        elif first and place < first.start:
            placed[module] = 0
        else:
            placed[module] = offset + _group_of(place, groups)
    return _used(sections, placed)


def _group_of(place: int, groups: list[list[_Unit]]) -> int:
    """The group whose span holds a place; between two groups, the later one."""
    for index, group in enumerate(groups):
        if place <= group[-1].end:
            return index
    return len(groups) - 1


def _beginning(tape: Tape, groups: list[list[_Unit]], candidates: list[int]) -> _Unit:
    """Where the first stage begins: with its first block, or with the module that holds all its blocks and no others."""
    above = ancestors(tape.inventory)
    others = {holder for group in groups[1:] for unit in group for holder in above[unit.module]}
    holders = set(candidates).intersection(*(above[unit.module] for unit in groups[0])) - others
    return _spanning(tape, [min(holders)])[0] if holders else groups[0][0]


def _sections(tape: Tape, groups: list[list[_Unit]], first: _Unit | None) -> list[Section]:
    """The stages, with a stem and numbers of blocks where there are blocks: then ``first`` is the end of the stem."""
    modules = tape.inventory.modules
    sections = []
    if first:
        entered = next(e for e in tape.events if isinstance(e, Enter) and e.module == first.module)
        sections.append(Section("stem", "", of_sample(entered.shapes, len(tape.inputs)), 0))
    for number, group in enumerate(groups, 1):
        path = modules[group[0].module].path
        sections.append(Section(f"stage {number}", path, group[-1].output_shape, len(group) if first else 0))
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


def _groups_of_blocks(tape: Tape, candidates: list[int]) -> list[list[_Unit]]:
    """Groups of blocks; none where there are no blocks.

    Where the same sizes come round three times or more, blocks inside a component of a stage are left out (GC ViT has a
    small network beside each stage); where they still do, by parallel branches (HRNet), a block is the outermost
    module around the branches.
    """
    image = input_shape(tape)
    blocks = find_blocks(tape, candidates)
    above = ancestors(tape.inventory)
    outermost = [index for index in candidates if not above[index] & set(candidates)]
    groups: list[list[_Unit]] = []
    for chosen in (blocks, directly_inside(tape.inventory.modules, blocks, candidates), outermost):
        groups = _group(_spanning(tape, chosen), image, True)
        sizes = [positions(group[0].output_shape, image) for group in groups]
        if groups and not any(sizes.count(size) > 2 for size in sizes):
            break
    return groups


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
