"""How other counters fare: what they were asked, what they answered, what they left behind."""

from __future__ import annotations

from dataclasses import dataclass

from generator.records.entry import Size


@dataclass(frozen=True, kw_only=True, slots=True)
class Counter:
    """A counter: the package it comes in, the call it was asked with, and what is read as MACs."""

    name: str
    package: str
    call: str
    reading: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Trap:
    """A small model whose parameters [elements] and MACs are arithmetic; ``shape`` has no batch axis."""

    name: str
    meaning: str
    shape: tuple[int, ...]
    parameters: int
    macs: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Specimen:
    """An architecture of the dataset, ``zoo/name``, at the size it was counted at."""

    key: str
    size: Size


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a counter says of a case: elements and MACs, or the error it ended with.

    A number is None where the counter says nothing of it. ``partial`` is the counter's own word: it knows that
    it left something out of the MACs.
    """

    counter: str
    case: str
    parameters: int | None = None
    macs: int | None = None
    partial: bool = False
    error: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Residue:
    """What a call of a counter changed and did not put back, in one model and in torch; counts.

    ``state_dict_keys`` came or went; ``hooks`` stayed registered; ``training_flags`` are modules in another mode;
    ``attributes`` came or went on modules, a replaced ``forward`` among them; ``class_methods`` are ``__call__``
    and ``forward`` of classes, ``torch_functions`` functions of torch, that are others now; ``statistics`` are
    buffers with other values, or none. ``error`` is how the call ended, if it did not return.
    """

    counter: str
    state_dict_keys: int = 0
    hooks: int = 0
    training_flags: int = 0
    attributes: int = 0
    class_methods: int = 0
    torch_functions: int = 0
    statistics: int = 0
    error: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Every counter against every case. ``versions`` are sorted by name; the rest is in the order of the run.

    Each counter has one outcome for each trap and for each specimen, and one residue. Netweight has outcomes
    for traps alone: for specimens, the dataset is its answer.
    """

    versions: tuple[tuple[str, str], ...]
    counters: tuple[Counter, ...]
    traps: tuple[Trap, ...]
    specimens: tuple[Specimen, ...]
    outcomes: tuple[Outcome, ...]
    residues: tuple[Residue, ...]

    def outcome(self, counter: str, case: str) -> Outcome | None:
        """What a counter says of a case, or None where it was not asked."""
        return next((one for one in self.outcomes if (one.counter, one.case) == (counter, case)), None)
