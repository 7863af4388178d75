"""Layer rows and stage rows: the same totals, told by module and by spatial size."""

from __future__ import annotations

from collections.abc import Sequence

from generator.account.flow import Flow, Work, spans
from generator.account.stages import Section, divide
from generator.account.tensors import runs
from generator.records import Layer, Stage, Tape


def layer_rows(tape: Tape, flow: Flow) -> tuple[tuple[Layer, ...], tuple[Stage, ...]]:
    """Both tables of one tape; layers in the order in which they first run, those that do not last.

    A module has a layer row if it holds a tensor itself or runs an operator itself.
    """
    works: dict[int, list[Work]] = {}
    for work in flow.works:
        works.setdefault(work.module, []).append(work)
    holders = {tensor.owner for tensor in tape.inventory.tensors}
    order = _first_run(tape, works)
    modules = sorted(holders | set(works), key=lambda index: (order.get(index, len(tape.events)), index))
    sections, section_of = divide(tape, {index: order.get(index) for index in modules})
    ran, shapes = runs(tape, flow), _shapes(tape)
    rows = tuple(
        _layer(tape, index, works.get(index, []), sections[section_of[index]].name, ran[index], shapes)
        for index in modules
    )
    return rows, tuple(_stage(section, rows) for section in sections)


Shapes = dict[int, tuple[tuple[int, ...], tuple[int, ...]]]


def _layer(tape: Tape, index: int, works: Sequence[Work], stage: str, calls: int, shapes: Shapes) -> Layer:
    held = [tensor for tensor in tape.inventory.tensors if tensor.owner == index]
    given, made = shapes.get(index, ((), ()))
    return Layer(
        path=tape.inventory.modules[index].path,
        class_name=tape.inventory.modules[index].class_name,
        stage=stage,
        input_shape=given,
        output_shape=made,
        parameters=sum(tensor.elements for tensor in held if tensor.kind == "parameter"),
        buffers=sum(tensor.elements for tensor in held if tensor.kind == "buffer"),
        macs=sum(work.macs for work in works),
        activations=sum(work.activations for work in works),
        output_bytes=sum(work.output_bytes for work in works),
        calls=calls,
    )


def _stage(section: Section, rows: Sequence[Layer]) -> Stage:
    mine = [row for row in rows if row.stage == section.name]
    return Stage(
        name=section.name,
        path=section.path,
        output_shape=section.output_shape,
        blocks=section.blocks,
        layers=len(mine),
        parameters=sum(row.parameters for row in mine),
        buffers=sum(row.buffers for row in mine),
        macs=sum(row.macs for row in mine),
        activations=sum(row.activations for row in mine),
        output_bytes=sum(row.output_bytes for row in mine),
    )


def _first_run(tape: Tape, works: dict[int, list[Work]]) -> dict[int, int]:
    """Module -> place on the tape where it first runs an operator of its own, or is entered."""
    order = {index: items[0].place for index, items in works.items()}
    places = {id(event): place for place, event in enumerate(tape.events)}
    for index, (entered, _) in spans(tape).items():
        order.setdefault(index, places[id(entered)])
    return order


def _shapes(tape: Tape) -> Shapes:
    return {
        index: (_one(entered.shapes), _one(left.shapes)) for index, (entered, left) in spans(tape).items()
    }


def _one(shapes: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The first shape, without a batch axis of one."""
    first = shapes[0] if shapes else ()
    return first[1:] if len(first) > 1 and first[0] == 1 else first
