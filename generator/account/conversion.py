"""What a tape in bfloat16 tells: whether the model runs so at all, and whether it takes half of float32."""

from __future__ import annotations

from generator.account.flow import specs_in
from generator.account.memory import live_bytes
from generator.account.operations import FORMULAS
from generator.account.tapes import signatures_of
from generator.records import Tape


def halves(forward: Tape, converted: Tape) -> bool:
    """Whether, at every call, the bytes alive in bfloat16 are those of the float32 tape with float32 at half."""
    return live_bytes(forward).bytes_bfloat16 == live_bytes(converted).bytes


def check_products(tape: Tape) -> None:
    """Holds the operands of every product against each other: no kernel multiplies two data types.

    Those of the meta device answer all the same.

    Raises:
        TypeError: the operands of a product are of two data types.
    """
    for signature in signatures_of(tape):
        formula = FORMULAS.get(signature.operator)
        if formula is not None:
            specs = specs_in(signature)
            left, right = (specs[place].dtype for place in formula(signature).operands)
            if left != right:
                raise TypeError(
                    f"{signature.operator} is given {left} and {right}, which no kernel multiplies"
                )


__all__ = ["check_products", "halves"]
