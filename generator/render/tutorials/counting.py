"""Parameters and MACs by hand: ResNet-50, VGG-11, shared weights, MobileNet."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from generator.records import Dataset, Size
from generator.records.examples import Bodies, Examples, HeldTensor, LayerSum, Separable
from generator.render.tutorials.formulas import (
    Check,
    Worked,
    field,
    macs_of,
    numbers_of,
    parameters_of,
    product,
    times,
)
from generator.render.units import decimal, exact, pixels, ratio, shape

NATIVE = Size(224, 224)


@dataclass(frozen=True, kw_only=True, slots=True)
class TensorRow:
    """A parameter and the product of its sides."""

    name: str
    sides: Worked


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """The parameters of one block, and their sum."""

    name: str
    rows: tuple[TensorRow, ...]
    total: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One child of the root: its blocks, or itself as the only one."""

    name: str
    tensors: str
    blocks: tuple[Block, ...]
    total: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerRow:
    """A convolution or linear layer with both formulas."""

    path: str
    parameters: Worked
    macs: Worked


@dataclass(frozen=True, kw_only=True, slots=True)
class SeparableRow:
    """A separable block beside the dense convolution; ``law`` is 1/Cout + 1/(kh*kw)."""

    path: str
    channels: str
    output: str
    depthwise: Worked
    pointwise: Worked
    together: str
    dense: Worked
    ratio: str
    law: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BodyRow:
    """Totals of both forms, and their ratio."""

    name: str
    separable: str
    dense: str
    ratio: str


def resnet_values(dataset: Dataset, examples: Examples) -> dict[str, object]:
    """All parameters of ResNet-50, by what the root holds and by block."""
    total = sum(tensor.elements for tensor in examples.resnet50)
    numbers = numbers_of(dataset, "torchvision/resnet50", NATIVE)
    return {
        "tensors": exact(len(examples.resnet50)),
        "millions": decimal(total, 6),
        "parts": [
            _part(name, tuple(members))
            for name, members in groupby(examples.resnet50, key=lambda one: one.name.split(".")[0])
        ],
        "check": _check("Parameters", "parameters", total, field(numbers, "parameters")),
    }


def _part(name: str, tensors: tuple[HeldTensor, ...]) -> Part:
    blocks = tuple(_block(block, tuple(members)) for block, members in groupby(tensors, key=_block_of))
    total = sum(one.elements for one in tensors)
    return Part(name=name, tensors=exact(len(tensors)), blocks=blocks, total=exact(total))


def _block_of(tensor: HeldTensor) -> str:
    """``layer1.0`` of ``layer1.0.conv1.weight``, ``conv1`` of ``conv1.weight``."""
    parts = tensor.name.split(".")
    return ".".join(parts[:2]) if len(parts) > 2 else parts[0]


def _block(name: str, tensors: tuple[HeldTensor, ...]) -> Block:
    rows = tuple(TensorRow(name=one.name, sides=product(one.shape)) for one in tensors)
    return Block(name=name, rows=rows, total=exact(sum(one.elements for one in tensors)))


def vgg_values(dataset: Dataset, examples: Examples) -> dict[str, object]:
    """The layers of VGG-11 that hold weights, and their sums."""
    rows = [row for row in examples.vgg11 if row.weight]
    numbers = numbers_of(dataset, "torchvision/vgg11", NATIVE)
    return {
        "convolutions": [_layer(row) for row in rows if len(row.weight) > 2],
        "linears": [_layer(row) for row in rows if len(row.weight) == 2],
        "checks": [
            _check(name, anchor, sum(getattr(row, anchor) for row in rows), field(numbers, anchor))
            for name, anchor in (("Parameters", "parameters"), ("MACs", "macs"))
        ],
    }


def _layer(row: LayerSum) -> LayerRow:
    return LayerRow(path=row.path, parameters=parameters_of(row), macs=macs_of(row))


def sharing_values(examples: Examples) -> dict[str, object]:
    """The cases of shared weights: both naive sums, and what is right."""
    return {"cases": examples.sharing}


def mobilenet_values(dataset: Dataset, examples: Examples) -> dict[str, object]:
    """Every block at the first size, and the totals at each."""
    first = examples.mobilenet[0]
    blocks = [_separable(block) for block in first.blocks]
    kernel = _kernel(first.blocks[0])
    return {
        "size": pixels(first.size),
        "blocks": blocks,
        "shown": blocks[len(blocks) // 2],
        "kernel": kernel,
        "sizes": [(pixels(bodies.size), _body_rows(bodies)) for bodies in examples.mobilenet],
        "checks": [
            _check(
                f"MACs at {pixels(bodies.size)}", "macs", bodies.separable_macs, _mobilenet(dataset, bodies)
            )
            for bodies in examples.mobilenet
        ],
    }


def _mobilenet(dataset: Dataset, bodies: Bodies) -> int | None:
    return field(numbers_of(dataset, "timm/mobilenetv1_100", bodies.size), "macs")


def _kernel(block: Separable) -> int:
    """Positions of the kernel: kh * kw weights for each channel of the depthwise convolution."""
    return block.depthwise_parameters // block.channels_in


def _separable(block: Separable) -> SeparableRow:
    kernel = _kernel(block)
    space = block.output_shape[1:]
    together = block.depthwise_macs + block.pointwise_macs
    return SeparableRow(
        path=block.path,
        channels=f"{exact(block.channels_in)} \u2192 {exact(block.channels_out)}",
        output=shape(space),
        depthwise=Worked(formula=times((kernel, block.channels_in, *space)), value=block.depthwise_macs),
        pointwise=Worked(
            formula=times((block.channels_in, block.channels_out, *space)), value=block.pointwise_macs
        ),
        together=exact(together),
        dense=Worked(
            formula=times((kernel, block.channels_in, block.channels_out, *space)), value=block.dense_macs
        ),
        ratio=ratio(together, block.dense_macs),
        law=ratio(kernel + block.channels_out, kernel * block.channels_out),
    )


def _body_rows(bodies: Bodies) -> list[BodyRow]:
    blocks = bodies.blocks
    totals = (
        (
            "MACs of the blocks",
            sum(block.depthwise_macs + block.pointwise_macs for block in blocks),
            sum(block.dense_macs for block in blocks),
        ),
        ("MACs of the whole model", bodies.separable_macs, bodies.dense_macs),
        (
            "Weights of the blocks",
            sum(block.depthwise_parameters + block.pointwise_parameters for block in blocks),
            sum(block.dense_parameters for block in blocks),
        ),
        ("Parameters of the whole model", bodies.separable_parameters, bodies.dense_parameters),
    )
    return [
        BodyRow(name=name, separable=exact(small), dense=exact(large), ratio=ratio(small, large))
        for name, small, large in totals
    ]


def _check(name: str, anchor: str, ours: int, stored: int | None) -> Check:
    return Check(name=name, anchor=anchor, ours=ours, dataset=stored)
