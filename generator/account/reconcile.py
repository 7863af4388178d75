"""Which rule gives a number that somebody publishes: computed, never written down by hand.

Rules are tried from the plainest to the farthest, and the first that gives the published number to its
printed digits is the cause. How much a rule has to show follows from how far it
is fetched, so that numbers are not met by chance: see :class:`generator.account.rules.Trust`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.account.rules import Case, Rule, Trust, rules
from generator.records import Layer, Numbers, Published, Reconciled, Size

CUT_OFF = "cut off"
"""In the detail: the digits after the last printed one were dropped, not rounded."""

ENOUGH_DIGITS = 3
"""Printed digits from which a number is held against far-fetched rules."""

ENOUGH_STEPS = 3
"""Units of the last printed digit by which such a rule has to move ours, so that it says something."""


def agrees(published: Published, ours: int) -> bool:
    """Whether ``ours`` rounds to the published digits: it lies within half of the last one."""
    return 2 * abs(ours - published.value) <= published.rounded_to or ours == published.value


def agrees_cut_off(published: Published, ours: int) -> bool:
    """Whether the published digits are the first ones of ``ours``."""
    return 0 <= ours - published.value < published.rounded_to


def reconcile(
    published: Published, *, measured: Mapping[Size, Numbers], layers: Sequence[Layer], native: Size
) -> Reconciled:
    """The first rule that gives the published number.

    Args:
        published: the number, its field and its size.
        measured: the numbers of the architecture by size.
        layers: its layer rows at the native size.
        native: that size.
    """
    numbers = measured.get(published.size)
    if numbers is None:
        return Reconciled(cause="not measured")
    at_native = layers if published.size == native else ()
    case = Case(published, numbers, measured, at_native, native)
    for rule in rules(case):
        if agrees(published, rule.value) and _may_be_tried(rule, case):
            return Reconciled(cause=rule.cause, detail=rule.detail, value=rule.value)
        if rule.trust is Trust.FIELD and agrees_cut_off(published, rule.value):
            detail = "; ".join(filter(None, (rule.detail, CUT_OFF)))
            return Reconciled(cause=rule.cause, detail=detail, value=rule.value)
    return Reconciled(cause="unexplained", value=case.ours)


def _may_be_tried(rule: Rule, case: Case) -> bool:
    """Whether the printed digits are enough to tell a far-fetched rule from chance."""
    if rule.trust is not Trust.FAR:
        return True
    published = case.published
    digits = len(str(published.value // published.rounded_to))
    return digits >= ENOUGH_DIGITS and abs(rule.value - case.ours) >= ENOUGH_STEPS * published.rounded_to
