"""Which architectures, sizes and conventions give the numbers that a paper claims, best first.

Every measurement is held against the claims under every convention. One convention answers one claim, and one claim at most
is a size. The order is by cost: the unlikelier a meaning, the further a number from what it is printed as, the more. What is
equal is in the order of how many architectures have the same numbers, then of published weights: the more, the better known.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.lookup.claims import Claim
from generator.lookup.conventions import SIZE, Convention, values
from generator.lookup.readings import Reading
from generator.records import Architecture, Entry, Measurement, Size

NEAR = 0.05
"""A value up to this share away from a claim is near it."""

MISS_COST, PERCENT_COST = 1.0, 100.0
"""A value without the digits of its claim costs one step, and one for each percent that it is away."""

NATIVE_COSTS = (0, 1, 2)
"""What it costs that no size is claimed, and this is the native, the test, another one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What one claim is at one measurement: a convention and its value, or the size itself, where both are None.

    ``difference`` is (value - claim) / claim; ``inside`` says that the value has the digits of the claim.
    """

    claim: Claim
    convention: Convention | None
    value: int | None
    difference: float
    inside: bool
    cost: float
    batch: int = 1

    @property
    def meaning(self) -> str:
        """What the claim is taken for: no two claims are the same thing, but for memory at different batches."""
        if self.convention is None:
            return SIZE
        return self.convention.key if self.batch == 1 else f"{self.convention.key} at batch {self.batch}"

    @property
    def permille(self) -> int:
        """The difference in steps of 0.1 %, without its sign, halves upwards."""
        return math.floor(1000 * abs(self.difference) + 0.5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Architectures that answer the claims by the same conventions and values at one size.

    ``architectures`` begins with the one of most published weights.
    """

    architectures: tuple[Architecture, ...]
    size: Size
    answers: tuple[Answer, ...]
    cost: float

    @property
    def exact(self) -> bool:
        """Whether every number is right to the digits it is printed with."""
        return all(answer.inside for answer in self.answers)


def whence(claims: Sequence[Claim], entries: Iterable[Entry]) -> tuple[Candidate, ...]:
    """All candidates for the claims, best first; empty where nothing is near."""
    groups: dict[tuple[object, ...], list[tuple[Architecture, Candidate]]] = {}
    for entry in entries:
        for measured in entry.measurements:
            candidate = _candidate(claims, entry.architecture, measured)
            if candidate is not None:
                groups.setdefault(_identity(candidate), []).append((entry.architecture, candidate))
    return tuple(sorted((_merged(members) for members in groups.values()), key=_order))


def _candidate(
    claims: Sequence[Claim], architecture: Architecture, measured: Measurement
) -> Candidate | None:
    """The cheapest answer to all claims at one measurement, None where one of them is far from everything."""
    batches = {reading.batch for claim in claims for reading in claim.readings}
    there = {batch: values(measured.numbers, batch) for batch in batches}
    options = []
    for claim in claims:
        found = sorted(_options(claim, measured.size, there), key=lambda one: one.cost)
        if not found:
            return None
        options.append(found)
    best = _cheapest(options)
    if best is None:
        return None
    cost = math.fsum(answer.cost for answer in best) + _size_cost(best, architecture, measured.size)
    return Candidate(architectures=(architecture,), size=measured.size, answers=best, cost=cost)


def _options(
    claim: Claim, size: Size, there: Mapping[int, Sequence[tuple[Convention, int]]]
) -> Iterable[Answer]:
    """Every way in which a claim can be meant at a measurement: the cheapest reading of each convention."""
    best: dict[str, Answer] = {}
    for reading in claim.readings:
        if reading.kind == SIZE:
            if reading.px == (size.height_px, size.width_px):
                best[SIZE] = Answer(
                    claim=claim, convention=None, value=None, difference=0.0, inside=True, cost=reading.cost
                )
            continue
        for convention, value in there[reading.batch]:
            if convention.kind != reading.kind or (convention.doubled and not reading.doubled):
                continue
            answer = _answer(claim, reading, convention, value)
            if answer and (answer.meaning not in best or answer.cost < best[answer.meaning].cost):
                best[answer.meaning] = answer
    return best.values()


def _answer(claim: Claim, reading: Reading, convention: Convention, value: int) -> Answer | None:
    inside = reading.low <= value <= reading.high
    difference = (value - reading.center) / reading.center
    if not inside and abs(difference) > NEAR:
        return None
    cost = reading.cost + convention.cost + (0.0 if inside else MISS_COST + PERCENT_COST * abs(difference))
    return Answer(
        claim=claim,
        convention=convention,
        value=value,
        difference=difference,
        inside=inside,
        cost=cost,
        batch=reading.batch,
    )


def _cheapest(options: Sequence[Sequence[Answer]]) -> tuple[Answer, ...] | None:
    """One answer for each claim, no convention twice, one size at most, not a size alone: the least cost in all."""
    best: tuple[float, tuple[Answer, ...]] | None = None

    def extend(chosen: tuple[Answer, ...], cost: float) -> None:
        nonlocal best
        if best is not None and cost >= best[0]:
            return
        if len(chosen) == len(options):
            if any(answer.convention for answer in chosen):
                best = (cost, chosen)
            return
        taken = {answer.meaning for answer in chosen}
        for answer in options[len(chosen)]:
            if answer.meaning not in taken:
                extend((*chosen, answer), cost + answer.cost)

    extend((), 0.0)
    return best and best[1]


def _size_cost(answers: Iterable[Answer], architecture: Architecture, size: Size) -> int:
    if any(answer.convention is None for answer in answers):
        return 0
    native, test, other = NATIVE_COSTS
    if size == architecture.native:
        return native
    return test if size == architecture.test else other


def _identity(candidate: Candidate) -> tuple[object, ...]:
    answers = ((answer.meaning, answer.value, answer.inside) for answer in candidate.answers)
    return (candidate.size, *answers)


def _merged(members: Sequence[tuple[Architecture, Candidate]]) -> Candidate:
    """One candidate for those that answer alike: at the cost of the cheapest, the best known first."""
    ordered = sorted(members, key=lambda one: (one[1].cost, *_prominence(one[0])))
    first = ordered[0][1]
    return Candidate(
        architectures=tuple(architecture for architecture, _ in ordered),
        size=first.size,
        answers=first.answers,
        cost=first.cost,
    )


def _prominence(architecture: Architecture) -> tuple[int, int, str, str]:
    """More published weights first, then the shorter name."""
    return (-len(architecture.tags), len(architecture.name), architecture.name, architecture.zoo)


def _order(candidate: Candidate) -> tuple[object, ...]:
    shared = len(candidate.architectures)
    return (round(candidate.cost, 6), -shared, *_prominence(candidate.architectures[0]), candidate.size)
