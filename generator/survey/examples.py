"""The worked examples of the tutorials, measured: every number on that page comes from here or the dataset."""

from __future__ import annotations

from generator.records import Layer, Size, Tape, Tensor
from generator.records.examples import (
    Bodies,
    Examples,
    HeldTensor,
    LayerSum,
    Separable,
    Shape,
    Sharing,
    Step,
    TorchstatTable,
)

_NATIVE = Size(224, 224)
_SMALL = Size(160, 160)
_CHANNELS = 64
"""Of the one BatchNorm whose step is shown: as many as the first of ResNet-50."""


_USES = {
    "parameters": "parameters",
    "tied": "parameters_tied",
    "reused": "parameters_reused",
    "unused": "parameters_unused",
}
"""Fields of ``Sharing`` that are fields of ``Numbers``."""


def make_examples() -> Examples:
    """Runs every example: a few architectures and modules on meta, and two training steps on the CPU."""
    return Examples(
        resnet50=_parameters(_tape("torchvision", "resnet50", _NATIVE)),
        vgg11=_layers(_tape("torchvision", "vgg11", _NATIVE)),
        vgg16=_layers(_tape("torchvision", "vgg16", _NATIVE)),
        sharing=_sharing(),
        torchstat=tuple(
            _torchstat(name, size) for name in ("resnet18", "mobilenet_v2") for size in (_NATIVE, _SMALL)
        ),
        mobilenet=(_bodies(_SMALL), _bodies(_NATIVE)),
        steps=_steps(),
    )


def _tape(zoo: str, name: str, size: Size) -> Tape:
    from generator.trace import record
    from generator.zoo import built_in

    library = built_in()[zoo]
    return record(library.build(name, size), library.sample(name, size), ceilings=library.ceilings(name))


def _rows(tape: Tape) -> tuple[Layer, ...]:
    from generator.account.flow import follow
    from generator.account.layers import layer_rows
    from generator.account.memory import traffic_by_module

    flow = follow(tape)
    return layer_rows(tape, flow, traffic_by_module(tape, flow))[0]


def _parameters(tape: Tape) -> tuple[HeldTensor, ...]:
    return tuple(
        HeldTensor(name=tensor.names[0], shape=tensor.shape, elements=tensor.elements)
        for tensor in tape.inventory.tensors
        if tensor.kind == "parameter"
    )


def _layers(tape: Tape) -> tuple[LayerSum, ...]:
    """All layer rows, with the weight of each."""
    held: dict[str, list[Tensor]] = {}
    for tensor in tape.inventory.tensors:
        held.setdefault(tape.inventory.modules[tensor.owner].path, []).append(tensor)
    return tuple(_layer(row, held.get(row.path, [])) for row in _rows(tape))


def _layer(row: Layer, held: list[Tensor]) -> LayerSum:
    weights: list[Shape] = [tensor.shape for tensor in held if not tensor.bias]
    return LayerSum(
        path=row.path,
        class_name=row.class_name,
        weight=weights[0] if weights else (),
        bias=any(tensor.bias for tensor in held),
        input_shape=row.input_shape,
        output_shape=row.output_shape,
        parameters=row.parameters,
        macs=row.macs,
        output_bytes=row.output_bytes,
    )


def _sharing() -> tuple[Sharing, ...]:
    from generator.account.flow import follow
    from generator.account.tensors import tensor_numbers
    from generator.trace import record
    from generator.zoo.examples import sharing

    found = []
    for case in sharing():
        tape = record(case.model, case.sample)
        numbers = tensor_numbers(tape, follow(tape))
        runs = {row.path: row.calls for row in _rows(tape)}
        held = [tensor for tensor in tape.inventory.tensors if tensor.kind == "parameter"]
        holders = [(name.rpartition(".")[0], tensor.elements) for tensor in held for name in tensor.names]
        found.append(
            Sharing(
                name=case.name,
                source=case.source,
                by_name=sum(elements for _, elements in holders),
                by_call=sum(elements * runs[path] for path, elements in holders),
                **{name: _integer(numbers[field]) for name, field in _USES.items()},
            )
        )
    return tuple(found)


def _integer(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"expected an integer, found {value!r}")
    return value


def _torchstat(name: str, size: Size) -> TorchstatTable:
    from generator.account.torchstat import torchstat_rows

    tape = _tape("torchvision", name, size)
    return TorchstatTable(architecture=f"torchvision/{name}", size=size, rows=torchstat_rows(tape))


def _bodies(size: Size) -> Bodies:
    """MobileNet v1 and its dense twin, block by block: ``blocks.1.0.conv_dw`` stands for ``blocks.1.0.0``."""
    from generator.trace import record
    from generator.zoo import built_in
    from generator.zoo.examples import MOBILENET, dense_mobilenet

    separable = {row.path: row for row in _rows(_tape("timm", MOBILENET, size))}
    twin = record(dense_mobilenet(size), built_in()["timm"].sample(MOBILENET, size))
    dense = {row.path: row for row in _rows(twin)}
    paths = [path.removesuffix(".conv_dw") for path in separable if path.endswith(".conv_dw")]
    return Bodies(
        size=size,
        blocks=tuple(
            _block(path, separable[f"{path}.conv_dw"], separable[f"{path}.conv_pw"], dense[f"{path}.0"])
            for path in paths
        ),
        separable_parameters=sum(row.parameters for row in separable.values()),
        separable_macs=sum(row.macs for row in separable.values()),
        dense_parameters=sum(row.parameters for row in dense.values()),
        dense_macs=sum(row.macs for row in dense.values()),
    )


def _block(path: str, depthwise: Layer, pointwise: Layer, dense: Layer) -> Separable:
    if pointwise.output_shape != dense.output_shape:
        raise ValueError(
            f"{path}: expected the dense convolution to return {pointwise.output_shape}, "
            f"found {dense.output_shape}"
        )
    return Separable(
        path=path,
        channels_in=depthwise.input_shape[0],
        channels_out=pointwise.output_shape[0],
        output_shape=pointwise.output_shape,
        depthwise_parameters=depthwise.parameters,
        pointwise_parameters=pointwise.parameters,
        dense_parameters=dense.parameters,
        depthwise_macs=depthwise.macs,
        pointwise_macs=pointwise.macs,
        dense_macs=dense.macs,
    )


def _steps() -> tuple[Step, ...]:
    from generator.trace.step import batch_norm_step, take_step
    from generator.zoo import built_in

    resnet = built_in()["torchvision"].build("resnet50", _NATIVE)
    return (batch_norm_step(_CHANNELS), take_step(resnet, "ResNet-50", (2, 3, 32, 32)))
