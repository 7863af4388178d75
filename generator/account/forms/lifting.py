"""Several tapes of one architecture at several sizes, laid over each other: one tape whose extents are functions.

They have to be the same but for numbers: the same events in the same order, of the same modules and operators, on
the same storages, with the same scalars where these are no extents. Else there is no form for these sizes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from generator.account.flow import specs_in
from generator.account.forms.derived import derived_shape, merged
from generator.account.forms.extents import Extents, NoForm
from generator.account.forms.polynomial import Poly
from generator.account.forms.space import Space
from generator.account.operations import FORMULAS
from generator.records import Call, Composite, Enter, Exit, Inventory, Signature, Spec, Tape


class Varies:
    """A scalar argument that changes with the size and is no function that is known; nothing can be done with it."""

    def __repr__(self) -> str:
        """Why."""
        return "an argument that follows no rule"


def lift(tapes: Sequence[Tape], space: Space) -> Tape:
    """The tape of all sizes; extents are ``int`` or ``Poly``.

    Args:
        tapes: one for each probe of ``space``, in their order.
        space: gets the whole parts that come up.

    Raises:
        NoForm: the tapes differ in more than numbers, or an extent is no function that is known.
    """
    return _Lifting(tapes, space).run()


def lift_products(tapes: Sequence[Tape], space: Space) -> tuple[Inventory, tuple[Signature, ...]]:
    """The tensors of the model and its products alone, for forwards that otherwise differ, as where a pad is spared.

    Raises:
        NoForm: the products differ in more than numbers, or an extent is no function that is known.
    """
    check_alike(tapes)
    lifting = _Lifting(tapes, space)
    products = zip(*(_products(tape) for tape in tapes), strict=True)
    signatures = tuple(lifting.signature([call.signature for call in calls]) for calls in products)
    return lifting.inventory(), signatures


def check_alike(tapes: Sequence[Tape]) -> None:
    """Look at what is quick to compare, before more tapes are made.

    Raises:
        NoForm: the tapes have not the same products.
    """
    products = [[(call.module, call.signature.operator) for call in _products(tape)] for tape in tapes]
    _same([len(calls) for calls in products], "{} products")
    _same(products, "other products")


def _products(tape: Tape) -> list[Call]:
    return [
        event for event in tape.events if isinstance(event, Call) and event.signature.operator in FORMULAS
    ]


class _Lifting:
    def __init__(self, tapes: Sequence[Tape], space: Space) -> None:
        self._tapes = tapes
        self._extents = Extents(space)
        self._signatures: dict[Any, Signature] = {}
        self._specs: dict[int, dict[tuple[Spec, ...], Spec]] = {}

    def run(self) -> Tape:
        first = self._tapes[0]
        _same([len(tape.events) for tape in self._tapes], "{} events")
        _same([(tape.inputs, tape.outputs, tape.tensors) for tape in self._tapes], "other storages")
        events = [self._event(events) for events in zip(*(tape.events for tape in self._tapes), strict=True)]
        return Tape(
            inventory=self.inventory(),
            inputs=first.inputs,
            outputs=first.outputs,
            tensors=first.tensors,
            events=tuple(events),
        )

    def inventory(self) -> Inventory:
        """The tensors of the model, some of which may be made for the size."""
        inventories = [tape.inventory for tape in self._tapes]
        _same([inventory.modules for inventory in inventories], "other modules")
        _same([len(inventory.tensors) for inventory in inventories], "{} parameters and buffers")
        tensors = []
        for ones in zip(*(inventory.tensors for inventory in inventories), strict=True):
            elements = tuple(one.elements for one in ones)
            if len(set(elements)) == 1:
                tensors.append(ones[0])
                continue
            shape = self._shape([one.shape for one in ones], ())
            found: Any = 1
            for extent in shape:
                found = found * extent
            tensors.append(ones[0]._replace(shape=shape, elements=found))
        return Inventory(modules=inventories[0].modules, tensors=tuple(tensors))

    def _event(self, events: Sequence[Any]) -> Any:
        first = events[0]
        _same([type(event) for event in events], "other events")
        if isinstance(first, Call):
            _same([event[1:] for event in events], "other calls")
            return first._replace(signature=self._call(events))
        if isinstance(first, Composite):
            _same([event.start for event in events], "other calls")
            return first._replace(signature=self.signature([event.signature for event in events]))
        if isinstance(first, Enter | Exit):
            _same([event[:2] for event in events], "other modules")
            shapes: tuple[Any, ...] = ()
            if isinstance(first, Enter) and first.module == 0:
                shapes = tuple(
                    self._shape(shapes, ())
                    for shapes in zip(*(event.shapes for event in events), strict=True)
                )
            return first._replace(shapes=shapes)
        _same(events, "other storages")
        return first

    def signature(self, signatures: Sequence[Signature]) -> Signature:
        """The signature of a call of which nothing is known but its own numbers."""
        key = tuple(map(id, signatures))  # the tapes keep every signature alive
        if key not in self._signatures:
            self._signatures[key] = self._signature(signatures, None)
        return self._signatures[key]

    def _call(self, calls: Sequence[Call]) -> Signature:
        """The signature of a call; its arguments are what was lifted when they were made."""
        first = calls[0]
        signatures = [call.signature for call in calls]
        given = [
            self._read(storage, specs)
            for storage, specs in zip(first.reads, zip(*map(specs_in, signatures), strict=True), strict=True)
        ]
        key = (*map(id, signatures), *given)  # the tapes keep every signature alive
        if key not in self._signatures:
            self._signatures[key] = self._signature(signatures, given)
        lifted = self._signatures[key]
        results = zip(*(signature.results for signature in signatures), strict=True)
        for storage, specs, spec in zip(first.writes, results, lifted.results, strict=True):
            self._specs.setdefault(storage, {})[specs] = spec
        return lifted

    def _read(self, storage: int, specs: tuple[Spec, ...]) -> Spec:
        known = self._specs.setdefault(storage, {})
        if specs not in known:
            known[specs] = self._spec(specs, ())
        return known[specs]

    def _signature(self, signatures: Sequence[Signature], given: Sequence[Spec] | None) -> Signature:
        first = signatures[0]
        _same([signature.operator for signature in signatures], "other operators")
        left = iter(given) if given is not None else None
        arguments = self._values([signature.arguments for signature in signatures], left)
        keywords = self._values([signature.keywords for signature in signatures], left)
        bare = Signature(first.operator, arguments, keywords, ())
        near: list[Any] = [extent for spec in specs_in(bare) for extent in spec.shape]
        near += [extent for extent in merged(specs_in(bare)) if isinstance(extent, Poly)]
        results = tuple(
            self._result(bare, specs, place, near)
            for place, specs in enumerate(zip(*(one.results for one in signatures), strict=True))
        )
        return bare._replace(results=results)

    def _result(self, bare: Signature, specs: tuple[Spec, ...], place: int, near: Sequence[Any]) -> Spec:
        derived = derived_shape(bare, len(specs[0].shape)) if _varies(specs) and place == 0 else None
        try:
            return self._spec(specs, [*(derived or ()), *near])
        except NoForm as error:
            raise NoForm(f"{error} ({bare.operator})") from None

    def _values(self, values: Sequence[Any], left: Iterator[Spec] | None) -> Any:
        """Arguments as they are where they are equal, functions where they are not."""
        first = values[0]
        if isinstance(first, Spec):
            return next(left) if left is not None else self._spec(tuple(values), ())
        if isinstance(first, tuple):
            _same([len(value) if isinstance(value, tuple) else -1 for value in values], "other arguments")
            return tuple([self._values(items, left) for items in zip(*values, strict=True)])
        if all(type(value) is type(first) and value == first for value in values):
            return first
        if not all(type(value) is int for value in values):
            return Varies()
        try:
            return self._extents.resolve(tuple(values))
        except NoForm:
            return Varies()

    def _spec(self, specs: tuple[Spec, ...], near: Sequence[Any]) -> Spec:
        first = specs[0]
        if all(spec == first for spec in specs):
            return first
        _same([spec[2:] for spec in specs], "other data types")
        shape = self._shape([spec.shape for spec in specs], near)
        return first._replace(shape=shape, stride=self._stride(specs, shape, near))

    def _shape(self, shapes: Sequence[tuple[int, ...]], near: Sequence[Any]) -> tuple[Any, ...]:
        _same([len(shape) for shape in shapes], "tensors of {} axes")
        found = [self._extents.resolve(values, near) for values in zip(*shapes, strict=True)]
        for extent in found:
            self._extents.learn(extent)
        return tuple(found)

    def _stride(self, specs: tuple[Spec, ...], shape: Sequence[Any], near: Sequence[Any]) -> tuple[Any, ...]:
        """Steps are products of extents, as a rule of those behind."""
        behind = [*merged([specs[0]._replace(shape=tuple(shape))]), *shape]
        return tuple(
            self._extents.resolve(values, [*behind, *near])
            for values in zip(*(spec.stride for spec in specs), strict=True)
        )


def _varies(specs: Sequence[Spec]) -> bool:
    return any(spec != specs[0] for spec in specs)


def _same(values: Sequence[Any], what: str) -> None:
    """Check that something is equal on all tapes.

    Raises:
        NoForm: it is not.
    """
    if any(value != values[0] for value in values):
        different = " or ".join(map(str, sorted(set(values)))) if "{}" in what else ""
        raise NoForm(f"the forward has {what.format(different)}, depending on the size")


__all__ = ["Varies", "check_alike", "lift", "lift_products"]
