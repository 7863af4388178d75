"""The fields of a tape of all sizes: what the accounting of integers gives, where extents are functions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from generator.account.elementwise import elementwise_total
from generator.account.flow import follow
from generator.account.forms.extents import NoForm
from generator.account.forms.polynomial import Poly, Undecided, never_negative
from generator.account.fvcore import macs_fvcore
from generator.account.memory import live_bytes
from generator.account.operations import FORMULAS
from generator.records import Inventory, Numbers, Signature, Tape
from generator.records.forms import FORM_FIELDS
from generator.records.memory import ITEMSIZE

_MOST_MOMENTS = 12
"""Functions of which a peak may be the largest."""


def form_fields(tape: Tape) -> tuple[dict[str, tuple[Any, ...]], dict[str, str]]:
    """Functions by field, of which the field is the largest, and the reasons of the fields that have none."""
    flow, live, rest = follow(tape), live_bytes(tape), _at_rest(tape.inventory)
    rules: dict[str, Callable[[], Iterable[Any]]] = {
        "macs": lambda: [sum(work.macs for work in flow.works)],
        "macs_fvcore": lambda: [macs_fvcore(tape)],
        "elementwise_flops": lambda: [elementwise_total(tape)],
        "activations": lambda: [sum(work.activations for work in flow.works)],
        "feature_bytes": lambda: [sum(work.output_bytes for work in flow.works)],
        "peak_activation_bytes": lambda: _largest(live.bytes or [live.sample.bytes]),
        "peak_activation_bytes_bfloat16": lambda: _largest(
            live.bytes_bfloat16 or [live.sample.bytes_bfloat16]
        ),
    }
    found: dict[str, tuple[Any, ...]] = {name: (value,) for name, value in rest.items()}
    missing: dict[str, str] = {}
    for name, rule in rules.items():
        try:
            found[name] = tuple(rule())
        except (Undecided, NoForm) as error:
            missing[name] = str(error)
        except TypeError:
            missing[name] = "the formula of an operator needs the size itself"
    return found, missing


def product_fields(
    inventory: Inventory, products: Sequence[Signature], why: str
) -> tuple[dict[str, tuple[Any, ...]], dict[str, str]]:
    """What follows from products and tensors alone; ``why`` the other fields have no form."""
    counted = [FORMULAS[signature.operator](signature) for signature in products]
    found = _at_rest(inventory) | {
        "macs": sum(product.macs for product in counted),
        "activations": sum(product.activations for product in counted),
    }
    return {name: (value,) for name, value in found.items()}, {
        name: why for name in FORM_FIELDS if name not in found
    }


def values_of(numbers: Numbers) -> dict[str, int | None]:
    """What a measurement has in the place of each field of a form; None where it was not measured."""
    found: dict[str, int | None] = {
        name: getattr(numbers, name) for name in FORM_FIELDS if name != "buffer_bytes_bfloat16"
    }
    return found | {"buffer_bytes_bfloat16": numbers.buffer_bytes_in("bfloat16")}


def _at_rest(inventory: Inventory) -> dict[str, Any]:
    """Parameters and buffers: sums of extents, as ``tensors`` and ``Numbers.buffer_bytes_in`` have them."""
    tensors = inventory.tensors
    parameters = [tensor for tensor in tensors if tensor.kind == "parameter"]
    buffers = [tensor for tensor in tensors if tensor.kind == "buffer"]
    floating = sum(tensor.elements for tensor in buffers if tensor.dtype == "float32")
    buffer_bytes = sum(tensor.elements * tensor.itemsize for tensor in buffers)
    return {
        "parameters": sum(tensor.elements for tensor in parameters),
        "parameters_trainable": sum(tensor.elements for tensor in parameters if tensor.trainable),
        "buffer_bytes": buffer_bytes,
        "buffer_bytes_bfloat16": buffer_bytes - floating * (ITEMSIZE["float32"] - ITEMSIZE["bfloat16"]),
    }


def _largest(moments: Iterable[Any]) -> tuple[Any, ...]:
    """Those of some functions that are not shown to lie below another one everywhere.

    Raises:
        NoForm: so many are left that the form would say nothing.
    """
    kept: list[Any] = []
    for moment in _largest_first(set(moments)):
        if not any(never_negative(other - moment) for other in kept):
            kept.append(moment)
    if len(kept) > _MOST_MOMENTS:
        raise NoForm(f"any of {len(kept)} moments of the forward may be the peak, depending on the size")
    return tuple(kept)


def _largest_first(moments: Collection[Any]) -> list[Any]:
    """By the sum over the probes: what is nowhere below another one comes before it."""
    probes = max((len(one.values) for one in moments if isinstance(one, Poly)), default=1)
    total = {one: sum(one.values) if isinstance(one, Poly) else one * probes for one in moments}
    return sorted(moments, key=lambda one: (-total[one], repr(one)))


__all__ = ["form_fields", "product_fields", "values_of"]
