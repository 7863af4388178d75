"""Where the samples of a batch meet: there what one sample takes says nothing of a batch."""

from __future__ import annotations

from generator.account.memory import PRIME
from generator.account.operations import FORMULAS
from generator.account.tapes import signatures_of
from generator.records import Signature, Tape


def meeting(many: Tape) -> str:
    """The first operator of a tape of ``PRIME`` samples with MACs for every pair of them; empty where there is none.

    Fused attention over the samples of a batch is such: its MACs are a multiple of the square of the prime, and no
    tensor is, which ``memory.tells`` asks before.
    """
    return next((one.operator for one in signatures_of(many) if _in_pairs(one)), "")


def _in_pairs(signature: Signature) -> bool:
    formula = FORMULAS.get(signature.operator)
    macs = formula(signature).macs if formula else 0
    return macs > 0 and macs % PRIME**2 == 0


__all__ = ["meeting"]
