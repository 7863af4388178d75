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

from collections.abc import Callable, Iterable
from math import prod
from operator import add, mul
from typing import NamedTuple, TypeAlias

from generator.account.biases import ADD, adds_bias_in_place
from generator.account.flow import specs_in
from generator.records import Call, Composite, Death, Enter, Signature, Spec, Tape

RECURRENT = frozenset({"aten.lstm", "aten.gru", "aten.rnn_tanh", "aten.rnn_relu"})
"""Composites that kernels run as one operator."""


_WIDE_STATISTICS = frozenset({"aten.native_layer_norm.default"})
"""Operators that have their statistics in float32 also where what they normalise is bfloat16."""

WIDE = "float32 always"
"""The data type of what a conversion of the model leaves in float32."""


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
        """With the model and its sample converted to bfloat16: float32 takes half but for LayerNorm's statistics, all else as much.

        What a model converts to float32 on purpose is not on a float32 tape, where that does nothing.
        """
        return self.float32 // 2 + self.other


Split: TypeAlias = Callable[[int, Spec], tuple[int, int]]
"""``split(bytes, spec)``: the bytes of a storage made for a tensor, in two parts."""


def by_type(count: int, spec: Spec) -> Size:
    """float32 apart from all other data types."""
    return Size(count, 0) if spec.dtype == "float32" else Size(0, count)


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


_NOTHING = (0, 0)


def peak_activation_bytes(live: Live) -> int:
    """The most bytes alive at one moment."""
    return max(live.bytes, default=live.sample.bytes)


def peak_activation_bytes_bfloat16(live: Live) -> int:
    """The same of a model converted to bfloat16, where that takes half of float32 at every call."""
    return max(live.bytes_bfloat16, default=live.sample.bytes_bfloat16)


def live_bytes(tape: Tape, apart: Iterable[int] = ()) -> Live:
    """Walks the tape once; storages that stand ``apart`` count as nothing, as those of parameters do."""
    return Live(*live_parts(tape, apart, by_type), Size(*_sum(input_sizes(tape).values())))


def live_parts(tape: Tape, apart: Iterable[int], split: Split) -> tuple[list[int], list[int]]:
    """Bytes alive during each call, in the order of the calls, in the two parts that ``split`` makes of each storage."""
    sample = {storage: split(size.bytes, spec) for storage, (size, spec) in _samples(tape).items()}
    sizes = dict.fromkeys((*tape.tensors, *apart), _NOTHING) | sample
    kept, always = kept_storages(tape), _NOTHING
    made: dict[int, tuple[tuple[int, int], ...]] = {}
    ones: list[int] = []
    others: list[int] = []
    one, other = _sum(sample.values())
    for place, event in enumerate(tape.events):
        if isinstance(event, Call):
            signature, _, reads, writes = event
            if signature.operator == ADD and adds_bias_in_place(tape, place, event):
                sizes[writes[0]] = sizes.pop(reads[0])
            for storage in writes:
                if storage not in sizes:
                    key = id(signature)  # the tape keeps every signature alive
                    if key not in made:
                        made[key] = tuple([split(*result) for result in _results(signature)])
                    # A constant that the model holds is read before it is written.
                    size = _NOTHING if storage in reads else made[key][writes.index(storage)]
                    if storage in kept:
                        always, size = _sum((always, size)), _NOTHING
                    sizes[storage] = size
                    one += size[0]
                    other += size[1]
            ones.append(one)
            others.append(other)
        elif isinstance(event, Death):
            size = sizes.pop(event.storage, _NOTHING)
            one -= size[0]
            other -= size[1]
        elif isinstance(event, Composite) and event.signature.operator in RECURRENT:
            parts = calls_in(tape.events[event.start :], event)
            first = len(ones) - parts
            ones[first:] = [one] * parts
            others[first:] = [other] * parts
    return _raised(ones, always[0]), _raised(others, always[1])


def _sum(parts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    found = list(parts)
    return sum([one for one, _ in found]), sum([other for _, other in found])


def _raised(values: list[int], always: int) -> list[int]:
    """With so much more at every moment."""
    return [value + always for value in values] if always else values


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
    return tuple([by_type(count, spec) for count, spec in _results(signature)])


def _results(signature: Signature) -> list[tuple[int, Spec]]:
    """Bytes of the storage of each result where it is a new one, and what it is made for."""
    found = [(storage_bytes(spec), spec) for spec in signature.results]
    if returns_empty_statistics(signature):
        found[1:] = [(0, spec) for _, spec in found[1:]]
    elif signature.operator in _WIDE_STATISTICS:
        found[1:] = [(size, spec._replace(dtype=WIDE)) for size, spec in found[1:]]
    return found


def returns_empty_statistics(signature: Signature) -> bool:
    """Whether a call is a ``native_batch_norm`` that uses running statistics, its sixth argument False."""
    return signature.operator == "aten.native_batch_norm.default" and not signature.arguments[5]


def storage_bytes(spec: Spec) -> int:
    """Bytes from the first to the last element in memory: 1 + sum of (extent - 1) * stride elements.

    For a tensor without gaps that is the product of its shape; an expanded axis takes no room.
    """
    shape, stride = spec.shape, spec.stride
    return spec.itemsize * (0 if 0 in shape else 1 + sum(map(mul, shape, stride)) - sum(stride))


def input_sizes(tape: Tape) -> dict[int, Size]:
    """Storage of the sample -> bytes of the largest tensor that was given in it, at its whole shape.

    The data type is what the first call that reads it finds; what no call reads is taken for float32.
    """
    return {storage: size for storage, (size, _) in _samples(tape).items()}


def _samples(tape: Tape) -> dict[int, tuple[Size, Spec]]:
    elements = dict.fromkeys(tape.inputs, 0)
    for event in tape.events[:1]:
        if isinstance(event, Enter):
            for storage, shape in zip(event.storages, event.shapes, strict=True):
                if storage in elements:
                    elements[storage] = max(elements[storage], prod(shape))
    specs, unread = _first_reads(tape), Spec((), (), "float32", 4)
    read = {storage: specs.get(storage, unread) for storage in elements}
    return {
        storage: (by_type(elements[storage] * spec.itemsize, spec), spec) for storage, spec in read.items()
    }


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
    "Split",
    "calls_in",
    "input_sizes",
    "kept_storages",
    "live_bytes",
    "live_parts",
    "peak_activation_bytes",
    "peak_activation_bytes_bfloat16",
    "result_sizes",
    "returns_empty_statistics",
    "storage_bytes",
]
