"""One pass over a tape: what each call costs, whom it belongs to, and what depends on the input."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import prod
from typing import Any, NamedTuple

from generator.account.biases import ADD, adds_bias_in_place
from generator.account.names import is_mutating
from generator.account.operations import FORMULAS, Product
from generator.account.tables import FACTORIES, is_uncounted
from generator.records import Call, Enter, Exit, Inventory, Signature, Spec, Tape


class Work(NamedTuple):
    """What one call adds to the totals, and the module whose row it stands in."""

    operator: str
    module: int
    kind: str
    """One of ``records.MAC_KINDS`` without ``macs_``, or empty."""
    macs: int
    activations: int
    output_bytes: int
    place: int
    """Place of the call in ``Tape.events``."""


@dataclass(slots=True)
class Flow:
    """What the pass found. Storages are the tape's numbers, places are indices of its events."""

    works: list[Work] = field(default_factory=list)
    factories: list[int] = field(default_factory=list)
    """Places of the calls that make a tensor from a shape alone."""
    uncounted: dict[str, int] = field(default_factory=dict)
    tensor_reads: dict[int, int] = field(default_factory=dict)
    """Index of an inventory tensor -> calls that read its storage, views apart."""
    elements_read: dict[int, int] = field(default_factory=dict)
    """The same -> elements that those calls read; one that an expansion repeats is read once a call."""
    first_read: dict[int, int] = field(default_factory=dict)
    """Module index -> place of the first call that reads a tensor that it holds."""
    module_calls: dict[int, int] = field(default_factory=dict)
    """Module index -> times its forward was entered."""
    producer: dict[int, Call] = field(default_factory=dict)
    """Storage -> the last call that wrote it."""
    readers: dict[int, list[int]] = field(default_factory=dict)
    """Storage -> modules whose calls read it, views apart."""
    dependent: set[int] = field(default_factory=set)
    """Storages whose content depends on the input."""
    weighted: set[int] = field(default_factory=set)
    """Other storages that hold a weight: stored ones, and what was computed from them."""


def follow(tape: Tape) -> Flow:
    """Walks the tape once, in the order in which things happened."""
    return _Walk(tape).run()


class _Walk:
    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._flow = Flow(dependent=set(tape.inputs))
        self._size: dict[int, int] = {}
        self._products: dict[int, Product | None] = {}
        self._ancestors = ancestors(tape.inventory)
        self._returned = _returned_by_recurrent(tape)
        tensors = tape.inventory.tensors
        self._flow.weighted |= {
            storage
            for storage, held in tape.tensors.items()
            if any(tensors[i].kind == "parameter" and tensors[i].role != "embedding" for i in held)
        }

    def run(self) -> Flow:
        flow = self._flow
        for place, event in enumerate(self._tape.events):
            if isinstance(event, Call):
                self._call(place, event)
            elif isinstance(event, Enter):
                flow.module_calls[event.module] = flow.module_calls.get(event.module, 0) + 1
        return flow

    def _call(self, place: int, call: Call) -> None:
        flow, signature = self._flow, call.signature
        operator = signature.operator
        born = [storage for storage in call.writes if storage not in self._size and storage not in call.reads]
        for storage, spec in zip(call.writes, signature.results, strict=True):
            if storage in born:
                self._size.setdefault(storage, prod(spec.shape) * spec.itemsize)
        if operator in FACTORIES:
            flow.factories.append(place)
            return
        mutating = is_mutating(operator)
        if call.writes and not born and not mutating:
            return  # a view
        module = self._owner(call)
        for storage in call.reads:
            flow.readers.setdefault(storage, []).append(module)
        if not self._tape.tensors.keys().isdisjoint(call.reads):
            self._read_tensors(place, call)
        features = self._feature_bytes(call, module)
        if operator == ADD and adds_bias_in_place(self._tape, place, call):
            features = 0
        self._cost(place, call, module, features)

    def _read_tensors(self, place: int, call: Call) -> None:
        flow = self._flow
        for storage, spec in zip(call.reads, specs_in(call.signature), strict=True):
            for tensor in self._tape.tensors.get(storage, ()):
                flow.tensor_reads[tensor] = flow.tensor_reads.get(tensor, 0) + 1
                elements = prod(extent for extent, step in zip(spec.shape, spec.stride, strict=True) if step)
                flow.elements_read[tensor] = flow.elements_read.get(tensor, 0) + elements
                flow.first_read.setdefault(self._tape.inventory.tensors[tensor].owner, place)

    def _feature_bytes(self, call: Call, module: int) -> int:
        """Bytes of the first result if this call makes its storage depend on the input.

        Memory that is filled in place afterwards counts when the first such write happens; what an
        operator returns beside its result (indices, statistics) does not count, and of a recurrent
        layer, which kernels run as one operator, only what it returns.
        """
        flow = self._flow
        fresh = 0
        dependent = any(storage in flow.dependent for storage in call.reads)
        weighted = not dependent and any(storage in flow.weighted for storage in call.reads)
        for result, storage in enumerate(call.writes):
            if dependent and storage not in flow.dependent:
                flow.dependent.add(storage)
                if result == 0:
                    fresh = self._size.get(storage, 0)
            if weighted and storage not in flow.dependent:
                flow.weighted.add(storage)
            flow.producer[storage] = call
        inside = self._tape.inventory.modules[module].role == "recurrent"
        return 0 if inside and self._returned.isdisjoint(call.writes) else fresh

    def _cost(self, place: int, call: Call, module: int, output_bytes: int) -> None:
        operator = call.signature.operator
        product = self._product(call.signature)
        if product is not None:
            kind = self._kind(call, product)
            work = Work(operator, module, kind, product.macs, product.activations, output_bytes, place)
        else:
            work = Work(operator, module, "", 0, 0, output_bytes, place)
            if is_uncounted(operator):
                self._flow.uncounted[operator] = self._flow.uncounted.get(operator, 0) + 1
        self._flow.works.append(work)

    def _product(self, signature: Signature) -> Product | None:
        key = id(signature)  # the tape keeps every signature alive
        if key not in self._products:
            formula = FORMULAS.get(signature.operator)
            self._products[key] = formula(signature) if formula else None
        return self._products[key]

    def _kind(self, call: Call, product: Product) -> str:
        """The kind of a product follows from where its operands come from.

        Two that depend on the input: attention. One of them a weight, as it is stored or as it was
        computed from stored ones: linear. All others multiply with a table of positions or a constant.
        """
        if product.form != "product":
            return product.form
        operands = [call.reads[place] for place in product.operands]
        if all(storage in self._flow.dependent for storage in operands):
            return "attention"
        return "other_product" if self._flow.weighted.isdisjoint(operands) else "linear"

    def _owner(self, call: Call) -> int:
        """The module that a call belongs to: the one that runs.

        Where all stored tensors that it reads belong to one module below that one, whose forward was
        passed by (``.forward()`` called directly, weights used by a function), it is theirs.
        """
        owners = {
            self._tape.inventory.tensors[index].owner
            for storage in call.reads
            for index in self._tape.tensors.get(storage, ())
        }
        if len(owners) == 1:
            owner = owners.pop()
            if owner != call.module and call.module in self._ancestors[owner]:
                return owner
        return call.module


def _returned_by_recurrent(tape: Tape) -> set[int]:
    """Storages of what the recurrent layers of a model return."""
    modules = tape.inventory.modules
    left = (
        event
        for event in tape.events
        if isinstance(event, Exit) and modules[event.module].role == "recurrent"
    )
    return {storage for event in left for storage in event.storages}


def specs_in(signature: Signature) -> tuple[Spec, ...]:
    """The tensor arguments of a call, in the order of its reads."""
    found: list[Spec] = []
    _collect(signature.arguments, found)
    if signature.keywords:
        _collect([value for _, value in signature.keywords], found)
    return tuple(found)


def _collect(values: Iterable[Any], found: list[Spec]) -> None:
    for value in values:
        kind = type(value)
        if kind is Spec:
            found.append(value)
        elif kind is tuple:
            _collect(value, found)


def ancestors(inventory: Inventory) -> list[frozenset[int]]:
    """For each module the modules that contain it, the root included, itself not."""
    found: list[frozenset[int]] = []
    for module in inventory.modules:
        above = frozenset() if module.parent < 0 else found[module.parent] | {module.parent}
        found.append(above)
    return found


def spans(tape: Tape) -> dict[int, tuple[Enter, Exit]]:
    """The first entry and the matching exit of every module that ran."""
    open_: dict[int, list[Enter]] = {}
    found: dict[int, tuple[Enter, Exit]] = {}
    for event in tape.events:
        if isinstance(event, Enter):
            open_.setdefault(event.module, []).append(event)
        elif isinstance(event, Exit):
            entered = open_[event.module].pop()
            found.setdefault(event.module, (entered, event))
    return found
