"""Layer rows and stage rows: the same totals, told by module and by spatial size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.account.flow import Flow, Work, spans
from generator.account.memory import Moved
from generator.account.space import Shape, without_batch
from generator.account.stages import Section, divide
from generator.account.tensors import runs
from generator.records import Layer, Module, Stage, Tape, Tensor

_NOTHING = Moved(0, 0)


def layer_rows(
    tape: Tape, flow: Flow, traffic: Mapping[int, Moved]
) -> tuple[tuple[Layer, ...], tuple[Stage, ...]]:
    """Both tables of one tape; layers in the order in which they first run, those that do not last.

    A module has a layer row if it holds a tensor itself or runs an operator itself. ``traffic`` is what each
    module's calls read and write.
    """
    works: dict[int, list[Work]] = {}
    for work in flow.works:
        works.setdefault(work.module, []).append(work)
    held: dict[int, list[Tensor]] = {}
    for tensor in tape.inventory.tensors:
        held.setdefault(tensor.owner, []).append(tensor)
    order = _first_run(tape, flow, works)
    modules = sorted({*held, *works, *traffic}, key=lambda index: (order.get(index, len(tape.events)), index))
    sections, section_of = divide(tape, {index: order.get(index) for index in modules})
    ran, shapes = runs(tape, flow), _shapes(tape)
    rows = tuple(
        _layer(
            tape.inventory.modules[index],
            held.get(index, []),
            works.get(index, []),
            sections[section_of[index]].name,
            ran[index],
            shapes.get(index, ((), ())),
            traffic.get(index, _NOTHING),
        )
        for index in modules
    )
    return rows, tuple(_stage(section, rows) for section in sections)


def _layer(
    module: Module,
    held: Sequence[Tensor],
    works: Sequence[Work],
    stage: str,
    calls: int,
    shapes: tuple[Shape, Shape],
    moved: Moved,
) -> Layer:
    return Layer(
        path=module.path,
        class_name=module.class_name,
        stage=stage,
        input_shape=shapes[0],
        output_shape=shapes[1],
        parameters=sum(tensor.elements for tensor in held if tensor.kind == "parameter"),
        buffers=sum(tensor.elements for tensor in held if tensor.kind == "buffer"),
        macs=sum(work.macs for work in works),
        activations=sum(work.activations for work in works),
        output_bytes=sum(work.output_bytes for work in works),
        read_bytes=moved.read,
        written_bytes=moved.written,
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


def _first_run(tape: Tape, flow: Flow, works: dict[int, list[Work]]) -> dict[int, int]:
    """Module -> place on the tape where it first runs an operator of its own, is entered, or is read."""
    order = {index: items[0].place for index, items in works.items()}
    places = {id(event): place for place, event in enumerate(tape.events)}
    for index, (entered, _) in spans(tape).items():
        order.setdefault(index, places[id(entered)])
    return flow.first_read | order


def _shapes(tape: Tape) -> dict[int, tuple[Shape, Shape]]:
    """Input and output of the first run of each module: the first tensor of several."""
    return {
        index: (without_batch(entered.shapes), without_batch(left.shapes))
        for index, (entered, left) in spans(tape).items()
    }
