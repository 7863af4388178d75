"""Texts of numbers from papers as hypothesis makes them: claims that are right, and any row of words, numbers and signs."""

from __future__ import annotations

from hypothesis import strategies as st

from generator.lookup import words
from generator.lookup.claims import Claim, parse

NUMBERS = st.one_of(
    st.builds(lambda whole, part: f"{whole}.{part}" if part else f"{whole}", st.integers(1, 99_999), st.text("0123456789", max_size=4)),
    st.builds(lambda number: f"{number:,}", st.integers(1, 10**13)),
    st.builds(lambda number, power: f"{number / 10}e{power}", st.integers(1, 99), st.integers(0, 12)),
    st.builds(lambda number, power: f"{number / 10} x 10^{power}", st.integers(1, 99), st.integers(0, 12)),
)  # fmt: skip
"""A number above zero in any notation."""

COUNTED = ("FLOPs", "MACs", "Mult-Adds", "params", "activations", "acts", "ops")
PREFIXES = ("k", "M", "G", "B", "T", "million", "billion")
BYTES = ("kB", "MB", "GB", "MiB", "GiB", "bytes")
USED = ("peak", "inference", "training", "memory")

counts = st.builds(
    lambda number, prefix, gap, word: f"{number}{gap}{prefix} {word}",
    NUMBERS, st.sampled_from(PREFIXES), st.sampled_from(["", " "]), st.sampled_from(COUNTED),
)  # fmt: skip
"""A number, a prefix and what is counted."""

memory = st.builds(
    lambda number, unit, use, batch: f"{number} {unit} {use} at batch {batch}",
    NUMBERS, st.sampled_from(BYTES), st.sampled_from(USED), st.integers(words.LEAST_BATCH, 4096),
)  # fmt: skip
"""Bytes in use at a batch."""

sizes = st.one_of(
    st.builds("{} px".format, st.integers(1, 9999)),
    st.builds("{}x{}".format, st.integers(1, 9999), st.integers(1, 9999)),
)
claims = st.one_of(counts, memory, sizes, st.builds("{} {}".format, NUMBERS, st.sampled_from(BYTES)))
"""A claim whose words all stand behind its number."""

SEPARATORS = (", ", " / ", "; ", " | ", " & ", " + ", "\n", " and ")

_PIECES = st.one_of(
    NUMBERS,
    st.sampled_from([*COUNTED, *PREFIXES, *BYTES, *USED, *sorted(words.FILLERS), *sorted(words.PLACES), "batch", "bs", "px", "res."]),
    st.sampled_from([*"@,;/|&+:=()[]~≈²^x×*.-#eE0?'\"\\\n\t ", "^2", "x 10^9", "e9", "1e99", "000", "٣", "K", "İ", "ſ", "apples"]),
)  # fmt: skip
rows = st.lists(st.one_of(_PIECES, st.just(" ")), max_size=12).map("".join)
"""Any row of what may stand in such a text, and of what may not."""


def claims_of(text: str) -> tuple[Claim, ...]:
    """What a text claims; none where it is refused, by one error that says what was expected."""
    claims: tuple[Claim, ...] = ()
    said = "expected "
    try:
        claims = parse(text)
    except ValueError as error:
        said = str(error)
    assert said.startswith(("expected ", "a size alone fits every architecture; expected "))
    return claims
