"""``macs_fvcore``: what fvcore's FlopCountAnalysis counts, as shipped, in one eval forward.

fvcore 0.1.5 traces a model on the CPU and applies a handler to each operator that it knows
(``fvcore/nn/flop_count.py``, ``fvcore/nn/jit_handles.py``); everything else is zero. A trace records
the operators that Python calls, so a rule here belongs either to an operator of the dispatcher that
a trace shows alike, or to a composite, whose parts a trace does not show.

What it cannot see: fused attention, recurrent layers (not their cells), ``baddbmm``, ``tensordot``,
``cdist``, ``Bilinear``, convolutions whose padding is a word, deformable convolutions, and all that a
scripted function does. What it adds to ``macs``: normalisation, ``adaptive_avg_pool2d``, resizing by
``nearest`` and ``bilinear``, grid sampling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from math import floor, prod

from generator.account.names import elements
from generator.account.operations import FORMULAS
from generator.records import Call, Composite, Signature, Spec, Tape

Rule = Callable[[Signature], int]


def macs_fvcore(tape: Tape) -> int:
    """The sum of fvcore's rules over a tape."""
    return sum(macs for _, macs in fvcore_shares(tape))


def fvcore_shares(tape: Tape) -> Iterator[tuple[int, int]]:
    """(place in ``Tape.events``, MACs) of every call and composite that fvcore counts, backwards."""
    known: dict[int, int] = {}
    place = len(tape.events) - 1
    while place >= 0:
        event = tape.events[place]
        rules = CALLS if isinstance(event, Call) else COMPOSITES
        if isinstance(event, Call | Composite) and (rule := rules.get(event.signature.operator)):
            key = id(event.signature)  # the tape keeps every signature alive
            if key not in known:
                known[key] = rule(event.signature)
            if known[key]:
                yield place, known[key]
        place = event.start - 1 if isinstance(event, Composite) else place - 1


def _product(signature: Signature) -> int:
    """MACs as ``macs`` counts them; sources: conv_flop_jit, linear_flop_jit, addmm_flop_jit, bmm_flop_jit."""
    return FORMULAS[signature.operator](signature).macs


def matmul(signature: Signature) -> int:
    """(*, n, k) with (*, k, m): elements of the left argument times m.

    Leading axes that only the right argument has are left out. fvcore stops where the right one is a
    vector; its columns are taken as one. Source: matmul_flop_jit.
    """
    left, right = (argument.shape for argument in signature.arguments[:2])
    macs: int = prod(left) * (right[-1] if len(right) > 1 else 1)
    return macs


def einsum(signature: Signature) -> int:
    """Half the operations that numpy.einsum_path prints, which are rounded to four digits.

    An operand pair costs the product of its dimensions, times two where one of them is summed over; one is
    added to the sum of all. One equation is exact, ``abc,abd->acd``. More than two operands are taken from
    left to right, where numpy looks for the cheapest order. Source: einsum_flop_jit, numpy.einsum_path.
    """
    equation, operands = signature.arguments[:2]
    inputs, output = _letters(equation, [operand.shape for operand in operands])
    sizes = {letter: 1 for letters in inputs for letter in letters}
    for letters, operand in zip(inputs, operands, strict=True):
        for letter, size in zip(letters, operand.shape, strict=True):
            sizes[letter] = max(sizes[letter], size)
    if _is_exact(inputs, output):
        return prod(sizes.values())
    cost, left, rest = 0, inputs[0], inputs[1:]
    for place, right in enumerate(rest or [""]):
        kept = set(output).union(*rest[place + 1 :])
        both = "".join(dict.fromkeys(left + right))
        summed = not set(both) <= kept
        cost += prod(sizes[letter] for letter in both) * (1 + summed)
        left = "".join(letter for letter in both if letter in kept)
    return floor(float(f"{cost + 1:.3e}") / 2)


def _is_exact(inputs: list[str], output: str) -> bool:
    """Whether the equation is ``abc,abd->acd`` but for the names of its letters."""
    if [len(letters) for letters in inputs] != [3, 3] or len(set(inputs[0])) < 3:
        return False
    (first, second, third), last = tuple(inputs[0]), inputs[1][2]
    return inputs[1] == first + second + last and last not in inputs[0] and output == first + third + last


def _letters(equation: str, shapes: list[tuple[int, ...]]) -> tuple[list[str], str]:
    """The letters of each operand and of the output; an ellipsis becomes digits, aligned to the right."""
    left, arrow, output = equation.replace(" ", "").partition("->")
    inputs, widest = [], ""
    for letters, shape in zip(left.split(","), shapes, strict=True):
        hidden = len(shape) - len(letters.replace("...", ""))
        digits = "".join(chr(0x2460 + place) for place in range(hidden))[::-1]
        widest = max(widest, digits, key=len)
        inputs.append(letters.replace("...", digits))
    if not arrow:
        joined = left.replace(",", "").replace(".", "")
        output = "..." + "".join(sorted(letter for letter in joined if joined.count(letter) == 1))
    return inputs, output.replace("...", widest)


def normalisation(signature: Signature, *, weight: int) -> int:
    """5 an element of the input with a weight, 4 without. Source: norm_flop_counter."""
    return elements(signature.arguments[0]) * (5 if _given(signature, weight) else 4)


def batch_norm(signature: Signature) -> int:
    """In eval 2 an element with a weight, 1 without; with batch statistics as other normalisation.

    Source: batchnorm_flop_jit.
    """
    if signature.arguments[5]:
        return normalisation(signature, weight=1)
    return elements(signature.arguments[0]) * (2 if _given(signature, 1) else 1)


def _given(signature: Signature, place: int) -> bool:
    """Whether an optional tensor is there, by place or under the name ``weight``."""
    arguments = signature.arguments
    found = arguments[place] if len(arguments) > place else dict(signature.keywords).get("weight")
    return isinstance(found, Spec)


def _multiple(signature: Signature, *, inputs: int = 0, outputs: int = 0) -> int:
    """So much an element of the first argument and of the first result. Source: elementwise_flop_counter."""
    return inputs * elements(signature.arguments[0]) + outputs * elements(signature.results[0])


CALLS: Mapping[str, Rule] = {
    **dict.fromkeys(
        (
            "aten.convolution.default",
            "aten.mm.default",
            "aten.bmm.default",
            "aten.addmm.default",
            "aten.mv.default",
            "aten.addmv.default",
        ),
        _product,
    ),
    "aten.native_batch_norm.default": batch_norm,
    "aten.native_group_norm.default": partial(normalisation, weight=1),
    "aten.native_layer_norm.default": partial(normalisation, weight=2),
    "aten.upsample_nearest2d.default": partial(_multiple, outputs=1),
    "aten.upsample_bilinear2d.default": partial(_multiple, outputs=4),
    "aten.grid_sampler_2d.default": partial(_multiple, outputs=4),
    "aten.grid_sampler_3d.default": partial(_multiple, outputs=4),
}
"""Operators of the dispatcher that fvcore's trace shows alike. A linear layer is ``mm`` or ``addmm`` here, and
``mv`` or ``addmv`` for a vector."""

COMPOSITES: Mapping[str, Rule] = {
    "aten.matmul": matmul,
    "aten.einsum": einsum,
    "aten.instance_norm": partial(normalisation, weight=1),
    "aten.adaptive_avg_pool2d": partial(_multiple, inputs=1),
}
"""Operators that fvcore sees whole; all other composites it does not know."""
