"""Where the samples of a batch meet: there what one sample takes says nothing of a batch."""

from __future__ import annotations

from generator.account.memory import PRIME
from generator.account.memory.lifetimes import storage_bytes
from generator.account.operations import FORMULAS
from generator.account.tapes import signatures_of
from generator.records import Signature, Tape


def meeting(many: Tape) -> str:
    """The first operator of a tape of ``PRIME`` samples that takes, or makes, so much for every pair of them; else empty.

    Attention over the samples of a batch and a matrix of their products are such: MACs or bytes are a multiple of
    the square of the prime. It is no factor of an extent otherwise, see ``memory.tells``.
    """
    return next((one.operator for one in signatures_of(many) if _in_pairs(one)), "")


def _in_pairs(signature: Signature) -> bool:
    formula = FORMULAS.get(signature.operator)
    amounts = [storage_bytes(spec) for spec in signature.results]
    amounts += [formula(signature).macs] if formula else []
    return any(amount and not amount % PRIME**2 for amount in amounts)


__all__ = ["meeting"]
