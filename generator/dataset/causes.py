"""Which version can be behind a difference: as far as two records tell, and no further.

A number depends on the library of its zoo, on torch, which the model is built of and which runs it, and on
Netweight, which counts. Where one of the three has another version, that one is the cause. Where several have, two
things narrow it down. What a zoo says of an architecture before it is built does not come from torch. And every model's
MACs at its native size are counted a second time, by torch's own counter, which knows none of our rules: where that
stayed, the forward is the same and the counting changed; where it moved by as much as ours, the forward is another.
"""

from __future__ import annotations

from collections.abc import Iterable

from generator.dataset.differences import DESCRIBED, Difference
from generator.dataset.files import VERSIONS
from generator.records import MAC_KINDS, Entry, Provenance

_COUNTED = frozenset({"macs", *MAC_KINDS})


def moved(old: Provenance, new: Provenance) -> tuple[str, ...]:
    """What has another version, in the order of ``Provenance``."""
    return tuple(name for name in VERSIONS if getattr(old, name) != getattr(new, name))


def suspects(zoo: str, changed: Iterable[str]) -> tuple[str, ...]:
    """What can be behind a difference of an architecture of a zoo, before any evidence.

    The library of the zoo, Netweight and torch, as far as they changed; if none of them did, whatever did. The version of
    a zoo that ``Provenance`` does not name is unknown: it is always among them.
    """
    there = tuple(changed)
    usual = tuple(name for name in (zoo, "netweight", "torch") if name in there or name not in VERSIONS)
    return usual or there


def cause(difference: Difference, suspected: tuple[str, ...], forward: bool | None) -> tuple[str, ...]:
    """Those of the suspects that the evidence leaves; never none of several.

    Args:
        difference: of one architecture.
        suspected: by :func:`suspects`.
        forward: by :func:`another_forward`.
    """
    excluded = _excluded(difference, forward) & set(suspected)
    return tuple(name for name in suspected if name not in excluded) or suspected


def _excluded(difference: Difference, forward: bool | None) -> set[str]:
    field = difference.field
    if field in DESCRIBED or field == "architecture":
        return {"torch"}
    if field == "second_macs":
        return set() if None in (difference.old, difference.new) else {"netweight"}
    if field not in _COUNTED or forward is None:
        return set()
    return {"netweight"} if forward else {difference.key.partition("/")[0], "torch"}


def another_forward(old: Entry, new: Entry) -> bool | None:
    """Whether the second counter says that the forward at the native size is another one.

    True where its count moved by as much as ours, False where it stayed and ours moved; None where it was not run,
    where the native size is another, or where it says neither.
    """
    before, after = old.native, new.native
    if before is None or after is None or before.size != after.size:
        return None
    if old.second_macs is None or new.second_macs is None:
        return None
    ours, theirs = after.numbers.macs - before.numbers.macs, new.second_macs - old.second_macs
    if ours == theirs:
        return True if ours else None
    return False if theirs == 0 else None
