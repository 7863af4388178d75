"""The worked examples: what a tutorial counts by hand, taken from runs of the instrument."""

from __future__ import annotations

from dataclasses import dataclass

from generator.records.entry import Size

Shape = tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldTensor:
    """One distinct parameter of a model, under its first name."""

    name: str
    shape: Shape
    elements: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerSum:
    """A layer row with what its formula needs beside it.

    ``weight`` is the shape of the module's weight, (Cout, Cin/groups, kh, kw) or (Dout, Din), empty without
    one; shapes have no batch axis.
    """

    path: str
    class_name: str
    weight: Shape
    bias: bool
    input_shape: Shape
    output_shape: Shape
    parameters: int
    macs: int
    output_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Sharing:
    """A model whose naive sums differ: by the names of its tensors, and by the calls of its modules."""

    name: str
    source: str
    """The code of the model, as it was run."""
    by_name: int
    by_call: int
    parameters: int
    tied: int
    reused: int
    unused: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TorchstatRow:
    """One line of torchstat's report, by its definitions; its duration depends on the clock and is left out."""

    path: str
    class_name: str
    input_shape: Shape
    output_shape: Shape
    parameters: int
    output_bytes: int
    """Its column ``memory(MB)`` is this over 1,048,576."""
    madd: int
    flops: int
    read_bytes: int
    written_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TorchstatTable:
    """torchstat's report on one architecture (``zoo/name``) at one size."""

    architecture: str
    size: Size
    rows: tuple[TorchstatRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Separable:
    """A depthwise 3x3 and a pointwise convolution, and the dense 3x3 convolution that they replace."""

    path: str
    channels_in: int
    channels_out: int
    output_shape: Shape
    depthwise_parameters: int
    pointwise_parameters: int
    dense_parameters: int
    depthwise_macs: int
    pointwise_macs: int
    dense_macs: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Bodies:
    """A model of separable blocks and the same one with dense convolutions: its blocks, and both totals."""

    size: Size
    blocks: tuple[Separable, ...]
    separable_parameters: int
    separable_macs: int
    dense_parameters: int
    dense_macs: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """The tensors of one name in modules of one class, and how many of them each part of a step changed."""

    name: str
    """``BatchNorm2d.running_mean``."""
    parameters: bool
    """Whether they are parameters; else they are buffers."""
    tensors: int
    elements: int
    by_eval_forward: int
    by_training_forward: int
    with_gradient: int
    by_optimizer: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What changed in one training step on real tensors; ``input_shape`` has its batch axis."""

    name: str
    input_shape: Shape
    groups: tuple[Moved, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Examples:
    """All worked examples; rows are in the order of the models."""

    resnet50: tuple[HeldTensor, ...]
    vgg11: tuple[LayerSum, ...]
    vgg16: tuple[LayerSum, ...]
    sharing: tuple[Sharing, ...]
    torchstat: tuple[TorchstatTable, ...]
    mobilenet: tuple[Bodies, ...]
    steps: tuple[Step, ...]
