"""The words and prefixes beside a published number, and what a number without them may be. Tables only.

The page reads the same tables from its data file, so that page and command cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.lookup.conventions import (
    ACTIVATIONS,
    BYTES,
    INFERENCE,
    MEMORY,
    OPERATIONS,
    PARAMETERS,
    PEAK,
    SIZE,
    TRAINING,
)

MACS = "macs"
"""Operations, and surely not two for a multiplication and its addition."""

BINARY = "binary"
"""Bytes in powers of 1024."""

_WORDS = {
    MACS: "mac macs madd madds multadd multadds mult-add mult-adds multiply-add multiply-adds multiply-accumulate "
    "multiply-accumulates",
    OPERATIONS: "flop flops op ops operations",
    PARAMETERS: "param params parameter parameters weights",
    ACTIVATIONS: "act acts activation activations",
    BYTES: "b byte bytes",
    BINARY: "ib",
    SIZE: "px pixel pixels res resolution size image input",
}
QUANTITIES: Mapping[str, str] = {word: what for what, words in _WORDS.items() for word in words.split()}
"""Word, in small letters and without a prefix -> what it measures."""

BATCH = "batch"
"""A number of samples: no claim, but what a claim of memory is at."""

USES: Mapping[str, str] = {
    "peak": PEAK, "inference": INFERENCE, "infer": INFERENCE, "training": TRAINING, "train": TRAINING,
    "memory": "memory", "mem": "memory", "vram": "memory", "batch": BATCH, "batch-size": BATCH, "bs": BATCH,
}  # fmt: skip
"""Word -> what bytes are used for, or that a number is a batch. "memory" alone is any of them, and beside another says nothing."""

USED: Mapping[str, tuple[tuple[str, int], ...]] = {
    **{kind: ((kind, 0),) for kind in MEMORY},
    "memory": ((INFERENCE, 0), (TRAINING, 0), (PEAK, 1), (BYTES, 2)),
}
"""What bytes with such a word can be: (kind, cost)."""

USED_POWERS: tuple[tuple[int, int], ...] = ((6, 0), (9, 0))
"""Such a number without a unit: (power of ten, cost)."""

LEAST_BATCH = 2
"""Of a training step: what its memory is measured from."""

PREFIXES: Mapping[str, int] = {
    "k": 3, "thousand": 3, "m": 6, "mio": 6, "million": 6, "g": 9, "b": 9, "bn": 9, "billion": 9, "t": 12, "trillion": 12,
}  # fmt: skip
"""Prefix -> power of ten; B is a billion, as in "a 7B model"."""

FILLERS = frozenset(
    "and with about approx approximately ca model has for of a an the only just roughly number".split()
)
"""Words that say nothing."""

PLACES = frozenset("at @".split())
"""What stands before a size, unless a unit follows."""

PREFIXED: Mapping[int, tuple[tuple[str, int], ...]] = {
    3: ((PARAMETERS, 0), (OPERATIONS, 1), (ACTIVATIONS, 2)),
    6: ((PARAMETERS, 0), (OPERATIONS, 1), (ACTIVATIONS, 2)),
    9: ((OPERATIONS, 0), (PARAMETERS, 1)),
    12: ((OPERATIONS, 0), (PARAMETERS, 2)),
}
"""A number with a prefix and no word: power of ten -> (kind, cost)."""

WORDED: Mapping[str, tuple[tuple[int, int], ...]] = {
    OPERATIONS: ((9, 0), (6, 1)),
    PARAMETERS: ((6, 0), (9, 2)),
    ACTIVATIONS: ((6, 0),),
}
"""A number with a word and no prefix, such as "FLOPs 4.1": kind -> (power of ten, cost)."""

BARE: tuple[tuple[str, int, int], ...] = (
    (OPERATIONS, 9, 0),
    (PARAMETERS, 6, 0),
    (OPERATIONS, 6, 1),
    (ACTIVATIONS, 6, 2),
    (BYTES, 6, 2),
    (PARAMETERS, 9, 3),
)
"""A number with neither: (kind, power of ten, cost)."""

EXACT: tuple[tuple[str, int], ...] = ((PARAMETERS, 0), (OPERATIONS, 0), (ACTIVATIONS, 1), (BYTES, 1))
"""A whole number from ``EXACT_FROM``, or one with an exponent, in base units: (kind, cost)."""

EXACT_FROM = 10_000
SIZES_PX = (16, 4096)
"""A whole number between these, without a unit, is a size in pixels rather than anything else."""

SIZE_FIRST = 1
"""What the other readings of such a number cost more."""
