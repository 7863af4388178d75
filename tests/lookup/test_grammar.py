"""Laws of the texts that `netweight whence` reads, on texts that nobody thought of."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.lookup import words
from generator.lookup.claims import MOST_CLAIMS, Claim, parse, unit_of
from generator.lookup.whence import whence
from generator.records import Size
from tests.factories import entry
from tests.lookup import grammar

ONE = entry("net", sizes=(Size(224, 224),), test=None)

COUNT = "4.1 GFLOPs"
"""A claim that makes a size something to ask for."""


@given(grammar.claims)
def test_a_claim_that_is_printed_reads_as_the_claim_that_it_was(text: str) -> None:
    claim = parse(f"{text}, {COUNT}")[0]
    assert parse(f"{claim.text}, {COUNT}")[0] == claim


@given(st.lists(grammar.claims, min_size=1, max_size=MOST_CLAIMS - 1), st.data())
def test_neither_the_order_of_the_claims_nor_what_stands_between_them_changes_one(
    texts: list[str], data: st.DataObject
) -> None:
    def read(order: list[str]) -> Counter[Claim]:
        gaps = [data.draw(st.sampled_from(grammar.SEPARATORS)) for _ in order]
        return Counter(parse("".join(f"{one}{gap}" for one, gap in zip(order, gaps, strict=True))))

    texts = [*texts, COUNT]
    assert read(texts) == read(data.draw(st.permutations(texts)))
    assert read(texts) == Counter(parse(f"{one}, {COUNT}")[0] for one in texts)


@given(grammar.NUMBERS, st.sampled_from(grammar.COUNTED), st.sampled_from(["", " "]))
def test_each_prefix_is_its_power_of_ten(number: str, word: str, gap: str) -> None:
    scaled = {}
    for prefix in ("", "k", "M", "G", "T"):
        exact = number if prefix else f"{number}e0"
        try:
            (claim,) = parse(f"{exact}{gap}{prefix}{word}")
        except ValueError:
            continue  # 4e9e0: no number
        (reading,) = claim.readings
        scaled[prefix] = (reading.low, reading.center, reading.high)
    for prefix, power in (("M", 3), ("G", 6), ("T", 9)):
        for one, least in zip(scaled[prefix], scaled["k"], strict=True):
            assert one == pytest.approx(least * 10**power, rel=1e-12)


@given(grammar.NUMBERS, st.integers(1, 4))
def test_bytes_in_powers_of_1024_are_that_and_nothing_else(number: str, power: int) -> None:
    unit = ("KiB", "MiB", "GiB", "TiB")[power - 1]
    (reading,) = parse(f"{number} {unit}")[0].readings
    (one,) = (each for each in parse(f"{number} bytes")[0].readings if each.kind == "bytes")
    assert reading.kind == "bytes"
    written = Fraction(number.replace(",", "").replace(" x 10^", "e"))
    assert one.center == pytest.approx(float(written), rel=1e-12)
    assert reading.center == pytest.approx(float(written * 1024**power), rel=1e-12)


@given(
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12).filter(
        lambda word: unit_of(word) is None and word not in words.FILLERS | words.PLACES
    ),
    st.lists(grammar.claims, max_size=3),
    st.lists(grammar.claims, max_size=3),
)
def test_a_word_that_is_unknown_is_named_with_what_would_be_right(
    word: str, before: list[str], behind: list[str]
) -> None:
    with pytest.raises(ValueError) as raised:
        parse(", ".join([*before, word, *behind]))
    assert str(raised.value) == f"expected a unit such as G, M, GMACs, params, MB or px; found {word!r}"


@given(grammar.rows)
def test_whatever_is_read_can_be_searched_and_what_is_not_is_one_error_that_says_why(text: str) -> None:
    claims = grammar.claims_of(text)
    assert len(claims) <= MOST_CLAIMS
    for claim in claims:
        assert claim.text.strip()
        costs = [reading.cost for reading in claim.readings]
        assert costs == sorted(costs)
    for found in whence(claims, [ONE]) if claims else ():
        assert tuple(answer.claim for answer in found.answers) == claims
