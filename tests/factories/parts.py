"""Synthetic stages, operators and layers, which sum to given numbers."""

from __future__ import annotations

from generator.records import Alive, Layer, Numbers, OperatorShare, Peak, Stage
from tests.factories.measured import numbers

STAGES = (
    ("stem", "conv1", (64, 56, 56), 1, 2),
    ("stage 1", "layer1.0", (256, 56, 56), 3, 10),
    ("stage 2", "layer2.0", (512, 28, 28), 4, 13),
    ("stage 3", "layer3.0", (1024, 14, 14), 6, 19),
    ("stage 4", "layer4.0", (2048, 7, 7), 3, 10),
    ("head", "", (1000,), 0, 1),
)
"""Name, path, output shape, blocks and layers of each stage of ResNet-50 at 224x224."""


def split(total: int, parts: int) -> tuple[int, ...]:
    """A total in ``parts`` whole shares; the last takes the remainder, so that they sum to it."""
    share = total // parts
    return (*[share] * (parts - 1), total - share * (parts - 1))


def stages(weighed: Numbers | None = None) -> tuple[Stage, ...]:
    """The six stages of ResNet-50; their counts sum to the totals of ``weighed``."""
    weighed = numbers() if weighed is None else weighed
    shares = zip(
        STAGES,
        split(weighed.parameters, len(STAGES)),
        split(weighed.buffers, len(STAGES)),
        split(weighed.macs, len(STAGES)),
        split(weighed.activations, len(STAGES)),
        split(weighed.feature_bytes, len(STAGES)),
        strict=True,
    )
    return tuple(
        Stage(
            name=name,
            path=path,
            output_shape=shape,
            blocks=blocks,
            layers=count,
            parameters=parameters,
            buffers=buffers,
            macs=macs,
            activations=activations,
            output_bytes=output_bytes,
        )
        for (name, path, shape, blocks, count), parameters, buffers, macs, activations, output_bytes in shares
    )


def operators(weighed: Numbers | None = None) -> tuple[OperatorShare, ...]:
    """The operators of ResNet-50 in descending order of MACs; they sum to ``weighed.macs``."""
    weighed = numbers() if weighed is None else weighed
    linear = min(weighed.macs_linear, weighed.macs)
    return (
        OperatorShare(operator="aten.convolution.default", calls=53, macs=weighed.macs - linear),
        OperatorShare(operator="aten.addmm.default", calls=1, macs=linear),
        OperatorShare(operator="aten.native_batch_norm.default", calls=53, macs=0),
        OperatorShare(operator="aten.relu_.default", calls=49, macs=0),
    )


def layers(weighed: Numbers | None = None) -> tuple[Layer, ...]:
    """Two rows a stage, a convolution and its BatchNorm; they sum to the stages and the totals."""
    rows = []
    for stage in stages(weighed):
        halves = [split(value, 2) for value in (stage.parameters, stage.buffers, stage.macs)]
        halves += [split(value, 2) for value in (stage.activations, stage.output_bytes)]
        for index, class_name in enumerate(("Conv2d", "BatchNorm2d")):
            parameters, buffers, macs, activations, output_bytes = (half[index] for half in halves)
            rows.append(
                Layer(
                    path=f"{stage.path or 'fc'}.{index}",
                    class_name=class_name,
                    stage=stage.name,
                    input_shape=stage.output_shape,
                    output_shape=stage.output_shape,
                    parameters=parameters,
                    buffers=buffers,
                    macs=macs,
                    activations=activations,
                    output_bytes=output_bytes,
                    read_bytes=2 * output_bytes,
                    written_bytes=output_bytes,
                    calls=1,
                )
            )
    return tuple(rows)


def peak(weighed: Numbers) -> Peak:
    """The first convolution of ResNet-50 at 224x224: its input and its output are alive."""
    image = 4 * 3 * 224 * 224
    return Peak(
        path="conv1",
        operator="aten.convolution.default",
        call=0,
        calls=3,
        alive=(
            Alive(
                bytes=weighed.peak_activation_bytes - image,
                shape=(1, 64, 112, 112),
                path="conv1",
                operator="aten.convolution.default",
            ),
            Alive(bytes=image, shape=(1, 3, 224, 224), path="", operator="input"),
        ),
        timeline=(weighed.peak_activation_bytes, weighed.peak_activation_bytes // 2, image),
    )
