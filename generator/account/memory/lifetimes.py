"""Bytes alive during every call of a forward, from births and deaths of storages on the tape.

A tensor is a storage: views share it, in-place results share it. A storage is born by the call whose
result first lies in it and dies where nothing refers to it any more; the sample is alive throughout, and so
is what is returned. During a call its arguments and its results are alive together. Parameters and buffers
are not counted, nor are constants that the model holds beside them; what is computed from either is. What a model
keeps of a forward for the next one is alive throughout (``kept_storages``).

What the tape shows and kernels do not keep is left out: the statistics that ``native_batch_norm`` returns
in eval mode (empty in ATen/native/Normalization.cpp and with cuDNN); what happens inside a recurrent
layer, which cuDNN and oneDNN run as one operator; and a second tensor for the bias of a linear layer
(``biases.adds_bias_in_place``). Workspaces of libraries are on no tape.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from operator import add, mul
from typing import NamedTuple

from generator.account.biases import ADD, adds_bias_in_place
from generator.account.flow import specs_in
from generator.records import Call, Composite, Death, Enter, Signature, Spec, Tape

RECURRENT = frozenset({"aten.lstm", "aten.gru", "aten.rnn_tanh", "aten.rnn_relu"})
"""Composites that kernels run as one operator."""


class Size(NamedTuple):
    """Bytes of a storage, or of several: float32 apart from all other data types."""

    float32: int
    other: int

    @property
    def bytes(self) -> int:
        """As recorded."""
        return self.float32 + self.other

    @property
    def bytes_bfloat16(self) -> int:
        """With the model and its sample converted to bfloat16: float32 takes half, all else as much.

        What a model converts to float32 on purpose is not on a float32 tape, where that does nothing.
        """
        return self.float32 // 2 + self.other


class Live(NamedTuple):
    """Bytes alive during each call, in the order of the calls: float32 apart from all other data types."""

    float32: list[int]
    other: list[int]
    sample: Size
    """What the sample takes, part of every moment."""

    @property
    def bytes(self) -> list[int]:
        """As recorded."""
        return list(map(add, self.float32, self.other))

    @property
    def bytes_bfloat16(self) -> list[int]:
        """With the model and its sample converted to bfloat16: see ``Size``."""
        return [float32 // 2 + other for float32, other in zip(self.float32, self.other, strict=True)]


_NOTHING = Size(0, 0)


def peak_activation_bytes(live: Live) -> int:
    """The most bytes alive at one moment."""
    return max(live.bytes, default=live.sample.bytes)


def peak_activation_bytes_bfloat16(live: Live) -> int:
    """The same of a model converted to bfloat16."""
    return max(live.bytes_bfloat16, default=live.sample.bytes_bfloat16)


def live_bytes(tape: Tape, apart: Iterable[int] = ()) -> Live:
    """Walks the tape once; storages that stand ``apart`` count as nothing, as those of parameters do."""
    sample = input_sizes(tape)
    sizes = dict.fromkeys((*tape.tensors, *apart), _NOTHING) | sample
    kept, always = kept_storages(tape), _NOTHING
    made: dict[int, tuple[Size, ...]] = {}
    float32, other = map(sum, zip(*sample.values(), strict=True)) if sample else _NOTHING
    found = Live([], [], Size(float32, other))
    for place, event in enumerate(tape.events):
        if isinstance(event, Call):
            signature, _, reads, writes = event
            if signature.operator == ADD and adds_bias_in_place(tape, place, event):
                sizes[writes[0]] = sizes.pop(reads[0])
            for storage in writes:
                if storage not in sizes:
                    key = id(signature)  # the tape keeps every signature alive
                    if key not in made:
                        made[key] = result_sizes(signature)
                    # A constant that the model holds is read before it is written.
                    size = _NOTHING if storage in reads else made[key][writes.index(storage)]
                    if storage in kept:
                        always, size = _sum(always, size), _NOTHING
                    sizes[storage] = size
                    float32 += size.float32
                    other += size.other
            found.float32.append(float32)
            found.other.append(other)
        elif isinstance(event, Death):
            size = sizes.pop(event.storage, _NOTHING)
            float32 -= size.float32
            other -= size.other
        elif isinstance(event, Composite) and event.signature.operator in RECURRENT:
            parts = calls_in(tape.events[event.start :], event)
            first = len(found.float32) - parts
            found.float32[first:] = [float32] * parts
            found.other[first:] = [other] * parts
    return _raised(found, always)


def _sum(one: Size, other: Size) -> Size:
    return Size(one.float32 + other.float32, one.other + other.other)


def _raised(live: Live, always: Size) -> Live:
    """With so much more at every moment."""
    if always == _NOTHING:
        return live
    float32 = [value + always.float32 for value in live.float32]
    other = [value + always.other for value in live.other]
    return Live(float32, other, live.sample)


def kept_storages(tape: Tape) -> frozenset[int]:
    """What a model keeps when its forward is over, such as a table of positions: not returned, not let go.

    The next forward finds it there from its beginning on, so that it is part of every moment.
    """
    made = {storage for event in tape.events if isinstance(event, Call) for storage in event.writes}
    dead = {event.storage for event in tape.events if isinstance(event, Death)}
    return frozenset(made - dead - tape.tensors.keys() - {*tape.inputs, *tape.outputs})


def calls_in(events: Iterable[object], end: object) -> int:
    """The number of calls before ``end``."""
    count = 0
    for event in events:
        if event is end:
            break
        count += isinstance(event, Call)
    return count


def result_sizes(signature: Signature) -> tuple[Size, ...]:
    """The storage of each result of a call where it is a new one."""
    if returns_empty_statistics(signature):
        return (_size(signature.results[0]), *[_NOTHING for _ in signature.results[1:]])
    return tuple([_size(spec) for spec in signature.results])


def returns_empty_statistics(signature: Signature) -> bool:
    """Whether a call is a ``native_batch_norm`` that uses running statistics, its sixth argument False."""
    return signature.operator == "aten.native_batch_norm.default" and not signature.arguments[5]


def _size(spec: Spec) -> Size:
    """Bytes from the first to the last element in memory: 1 + sum of (extent - 1) * stride elements.

    For a tensor without gaps that is the product of its shape; an expanded axis takes no room.
    """
    shape, stride = spec.shape, spec.stride
    return _sized(0 if 0 in shape else 1 + sum(map(mul, shape, stride)) - sum(stride), spec)


def _sized(elements: int, spec: Spec) -> Size:
    size = elements * spec.itemsize
    return Size(size, 0) if spec.dtype == "float32" else Size(0, size)


def input_sizes(tape: Tape) -> dict[int, Size]:
    """Storage of the sample -> bytes of the largest tensor that was given in it, at its whole shape.

    The data type is what the first call that reads it finds; what no call reads is taken for float32.
    """
    elements = dict.fromkeys(tape.inputs, 0)
    for event in tape.events[:1]:
        if isinstance(event, Enter):
            for storage, shape in zip(event.storages, event.shapes, strict=True):
                if storage in elements:
                    elements[storage] = max(elements[storage], prod(shape))
    specs = _first_reads(tape)
    unread = Spec((), (), "float32", 4)
    return {storage: _sized(size, specs.get(storage, unread)) for storage, size in elements.items()}


def _first_reads(tape: Tape) -> dict[int, Spec]:
    """What the first call that reads a storage of the sample finds there."""
    wanted = set(tape.inputs)
    found: dict[int, Spec] = {}
    for event in tape.events:
        if not wanted:
            break
        if isinstance(event, Call) and not wanted.isdisjoint(event.reads):
            for storage, spec in zip(event.reads, specs_in(event.signature), strict=True):
                if storage in wanted:
                    found[storage] = spec
                    wanted.discard(storage)
    return found


__all__ = [
    "RECURRENT",
    "Live",
    "Size",
    "calls_in",
    "input_sizes",
    "kept_storages",
    "live_bytes",
    "peak_activation_bytes",
    "peak_activation_bytes_bfloat16",
    "result_sizes",
    "returns_empty_statistics",
]
