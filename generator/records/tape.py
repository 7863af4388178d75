"""What the instrument writes down while a model runs once: facts, no numbers derived from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class Module(NamedTuple):
    """One module of a model, under the first path that names it; index 0 is the root."""

    path: str
    class_name: str
    parent: int
    role: str
    """``convolution``, ``linear``, ``recurrent``, ``normalisation``, ``embedding`` or ``other``."""
    container: bool
    """A Sequential, ModuleList or ModuleDict: its children follow each other."""
    batch_norm_channels: int
    """Channels with running statistics, or 0."""


class Tensor(NamedTuple):
    """One distinct parameter or buffer; ``names`` are all the paths that hold it."""

    names: tuple[str, ...]
    owner: int
    """Index of the module that holds it under its first name."""
    kind: str
    """``parameter`` or ``buffer``."""
    role: str
    """``convolution``, ``linear``, ``normalisation``, ``embedding`` or ``other``."""
    bias: bool
    shape: tuple[int, ...]
    elements: int
    dtype: str
    itemsize: int
    trainable: bool
    persistent: bool
    """Whether the state_dict holds it."""
    storage: int
    """Which storage it lies in: equal for tensors that share one."""
    statistic: bool
    """A running statistic or counter of a BatchNorm."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Inventory:
    """A model at rest: its modules in the order of ``named_modules`` and its distinct tensors."""

    modules: tuple[Module, ...]
    tensors: tuple[Tensor, ...]


class Spec(NamedTuple):
    """Shape, strides and data type of a tensor argument or result."""

    shape: tuple[int, ...]
    stride: tuple[int, ...]
    dtype: str
    itemsize: int


class Signature(NamedTuple):
    """One question to an operator and its answer: what a counting formula is a function of.

    ``arguments`` holds a Spec for each tensor, tuples for lists, and plain scalars; keyword
    arguments follow as ``(name, value)`` pairs.
    """

    operator: str
    arguments: tuple[Any, ...]
    keywords: tuple[tuple[str, Any], ...]
    results: tuple[Spec, ...]


class Call(NamedTuple):
    """One operator call. Storages are numbered from 0 in the order they are first seen.

    ``reads`` and ``writes`` follow the tensors of ``signature.arguments`` and ``signature.results``.
    A result that lies in a storage seen before is a view or was written in place.
    """

    signature: Signature
    module: int
    reads: tuple[int, ...]
    writes: tuple[int, ...]


class Enter(NamedTuple):
    """A module's forward begins; storages and shapes of the tensors it is given."""

    module: int
    storages: tuple[int, ...]
    shapes: tuple[tuple[int, ...], ...]


class Exit(NamedTuple):
    """A module's forward ends; storages and shapes of the tensors it returns."""

    module: int
    storages: tuple[int, ...]
    shapes: tuple[tuple[int, ...], ...]


class Composite(NamedTuple):
    """A function has run that the dispatcher sees as parts: the calls from ``start`` up to this event.

    ``start`` is a place in ``Tape.events``. Composites do not nest: the outermost is noted. The name
    of the operator has no overload: ``aten.matmul``.
    """

    signature: Signature
    start: int


class Death(NamedTuple):
    """Nothing refers to a storage any more."""

    storage: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Tape:
    """One eval forward of one model at one size.

    ``inputs`` and ``outputs`` are the storages of the sample and of what the model returns;
    ``tensors`` maps the storages of parameters and buffers to indices of ``inventory.tensors``.
    """

    inventory: Inventory
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    tensors: dict[int, tuple[int, ...]]
    events: tuple[Call | Enter | Exit | Death | Composite, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingTape:
    """One training forward of one model, and where ``turn`` is not the end of the tape, its backward.

    ``tape.events`` are empty where they were not asked for. ``turn`` is the place in ``tape.events`` where the forward has ended. ``kept`` are the storages that autograd
    holds at that moment, with their bytes, parameters among them, in the order in which they were first kept. ``reached`` are indices of
    ``inventory.tensors``: the trainable parameters that what the model returns depends on. ``gradients`` are the
    storages of their gradients, empty without a backward.
    """

    tape: Tape
    turn: int
    kept: tuple[tuple[int, int], ...]
    reached: frozenset[int]
    gradients: frozenset[int]
