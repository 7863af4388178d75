"""An addition that the tape shows as a new tensor, and that PyTorch does in place where nobody watches."""

from __future__ import annotations

from generator.records import Call, Death, Spec, Tape

ADD = "aten.add.Tensor"
PRODUCTS = frozenset({"aten.mm.default", "aten.bmm.default", "aten.mv.default"})


def adds_bias_in_place(tape: Tape, place: int, call: Call) -> bool:
    """Whether an addition is the last step of ``linear`` that could not use ``addmm``.

    It writes the sum of product and bias into the product, but not while a dispatch mode looks on
    (ATen/native/Linear.cpp, ``isTensorSubclassLike``): the tape then has a new tensor and, right behind the
    call, the death of the product. An addition after ``matmul`` or ``@`` has a note of that between the two.
    """
    product, bias = call.signature.arguments[:2]
    if not isinstance(bias, Spec) or len(bias.shape) != 1 or product != call.signature.results[0]:
        return False
    storage = call.reads[0]
    if tape.events[place + 1 : place + 2] != (Death(storage),):
        return False
    before = place - 1
    while _is_view(tape.events[before], storage):
        before -= 1
    made = tape.events[before]
    return isinstance(made, Call) and made.writes == (storage,) and made.signature.operator in PRODUCTS


def _is_view(event: object, storage: int) -> bool:
    return isinstance(event, Call) and event.reads == event.writes == (storage,)


__all__ = ["ADD", "adds_bias_in_place"]
