"""What is in a tape, each once."""

from __future__ import annotations

from collections.abc import Iterable

from generator.records import Call, Signature, Tape


def signatures_of(tape: Tape) -> Iterable[Signature]:
    """The different signatures of the calls of a tape; one that was remembered is the same object at each call."""
    return {id(event.signature): event.signature for event in tape.events if isinstance(event, Call)}.values()


__all__ = ["signatures_of"]
