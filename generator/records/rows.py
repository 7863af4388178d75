"""Tables of an architecture at its native size: layers, stages, operators, parameters by use, the peak."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """The layers between two changes of spatial size, at the native size.

    ``name`` is ``stem``, ``stage 1`` and so on, ``head``, or ``not run``. ``path`` is the module
    path of its first block, empty where it has none. ``output_shape`` has no batch axis.
    The stages of a model sum to its totals.
    """

    name: str
    path: str
    output_shape: tuple[int, ...]
    blocks: int
    layers: int
    parameters: int
    buffers: int
    macs: int
    activations: int
    output_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OperatorShare:
    """The calls of one ATen operator in a forward at the native size, and their MACs."""

    operator: str
    calls: int
    macs: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Layer:
    """One row of the layer table, at the native size; the rows sum to the model's totals.

    Shapes have no batch axis; they are empty where the module does not run. A module that holds
    tensors of its own, or runs operators of its own, has a row; ``path`` is empty for the root.
    """

    path: str
    class_name: str
    stage: str
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    parameters: int
    buffers: int
    macs: int
    activations: int
    output_bytes: int
    read_bytes: int
    written_bytes: int
    calls: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """A parameter that is not simply read once in every forward, at the native size.

    ``kind`` is one of ``USES``; ``names`` are all paths that hold the tensor.
    """

    kind: str
    names: tuple[str, ...]
    elements: int


USES: tuple[str, ...] = ("tied", "reused", "unused", "unreachable")
"""Held under several names; its module runs more than once; no operator of an eval forward reads it; no output
of a training forward depends on it, though it is trainable."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Alive:
    """A tensor that is alive at the peak: its bytes and shape, and what made it.

    ``path`` is the module whose forward made it, empty for the model itself; ``operator`` is ``input`` for the sample.
    """

    bytes: int
    shape: tuple[int, ...]
    path: str
    operator: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Peak:
    """The moment of an eval forward at the native size at which most bytes are alive.

    ``path`` and ``operator`` say what runs then, the call number ``call`` of ``calls``. ``alive`` are the largest tensors
    alive, the largest first. ``timeline`` is the bytes alive over the forward, the most of each of at most
    64 equal stretches of its calls.
    """

    path: str
    operator: str
    call: int
    calls: int
    alive: tuple[Alive, ...]
    timeline: tuple[int, ...]
