"""A printed number is read as precisely as it is printed, whatever its unit and wherever that stands."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.lookup.claims import Claim, parse, unit_of
from tests.lookup import grammar
from tests.lookup.conftest import CASES

PREFIXES = {"k": 10**3, "M": 10**6, "G": 10**9, "B": 10**9, "T": 10**12}
WORDS = {
    "operations": ("FLOPs", "MACs", "MAdds", "ops"),
    "parameters": ("params", "parameters"),
    "activations": ("acts",),
}
printed = st.builds(
    lambda whole, part: f"{whole}.{part}" if part else str(whole),
    st.integers(1, 9999),
    st.text("0123456789", max_size=4),
)


def kinds(claim: Claim) -> set[str]:
    return {reading.kind for reading in claim.readings}


@given(
    printed,
    st.sampled_from(sorted(PREFIXES)),
    st.sampled_from(["operations", "parameters", "activations"]),
    st.data(),
)
def test_a_range_is_half_a_step_of_the_last_digit_to_each_side(
    number: str, prefix: str, kind: str, data: st.DataObject
) -> None:
    word = data.draw(st.sampled_from(WORDS[kind]))
    (claim,) = parse(f"{number} {prefix}{word}")
    (reading,) = claim.readings
    scale = PREFIXES[prefix]
    step = Fraction(1, 10 ** len(number.partition(".")[2])) * scale
    assert reading.kind == kind
    assert reading.center == float(Fraction(number) * scale)
    assert reading.low == float(Fraction(number) * scale - step / 2)
    assert reading.high == float(Fraction(number) * scale + step / 2)


@given(printed, st.sampled_from(["G", "M", ""]), st.sampled_from(["FLOPs", "params"]))
def test_a_word_before_the_number_and_one_behind_it_are_the_same(number: str, prefix: str, word: str) -> None:
    behind = parse(f"{number}{prefix} {word}")
    before = parse(f"{word} {number}{prefix}")
    headed = parse(f"{word} ({prefix}): {number}")
    assert behind[0].readings == before[0].readings == headed[0].readings


@given(
    st.lists(
        st.tuples(printed, st.sampled_from(["GFLOPs", "M params", "MB", "M acts"])), min_size=1, max_size=8
    )
)
def test_every_number_is_one_claim_in_the_order_of_the_text(parts: list[tuple[str, str]]) -> None:
    for separator in (", ", " / ", " "):
        claims = parse(separator.join(f"{number} {unit}" for number, unit in parts))
        assert [claim.text for claim in claims] == [f"{number} {unit}" for number, unit in parts]


@given(st.integers(1, 10**14))
def test_thousands_separators_change_nothing(number: int) -> None:
    assert parse(f"{number:,} params")[0].readings == parse(f"{number} params")[0].readings


@given(st.text(max_size=30))
def test_whatever_the_text_there_are_claims_or_an_error_that_says_why(text: str) -> None:
    claims = grammar.claims_of(text)
    readings = [one for claim in claims for one in claim.readings if one.kind != "size"]
    assert all(one.low < one.center < one.high for one in readings)


@given(st.integers(1, 4096), st.integers(1, 4096))
def test_a_size_has_two_sides_in_any_spelling(height: int, width: int) -> None:
    for text in (f"{height}x{width}", f"3x{height}x{width}", f"1 × 3 × {height} × {width}"):
        assert parse(f"4G {text}")[1].readings[0].px == (height, width)
    for text in (f"@{height}", f"at {height}", f"{height}px", f"{height}²", f"{height}^2", f"res. {height}"):
        (reading,) = parse(f"4G, {text}")[1].readings
        assert (reading.kind, reading.px) == ("size", (height, height))


@pytest.mark.parametrize(
    "text", ["4.1e9FLOPs", "4.1e9 FLOPs", "4.1E+9FLOPs", "4.1x10^9FLOPs", "4100000000FLOPs"]
)
def test_a_power_of_ten_is_one_whatever_follows_it(text: str) -> None:
    assert {reading.center for reading in parse(text)[0].readings} == {4.1e9}


def test_binary_bytes_with_an_exponent_have_both() -> None:
    assert [one.center for one in parse("1.5e3 MiB")[0].readings] == [1500 * 2**20]


def test_a_number_without_a_unit_is_offered_under_each_meaning() -> None:
    (claim,) = parse("17.6")
    assert kinds(claim) == {"operations", "parameters", "activations", "bytes"}
    assert kinds(parse("17.6 224")[1]) == {"operations", "parameters", "activations", "bytes", "size"}


def test_the_likeliest_reading_of_a_whole_number_is_a_size() -> None:
    assert parse("4.1 224")[1].readings[0].kind == "size"


def test_a_mebibyte_is_itself_and_a_megabyte_is_both() -> None:
    assert [one.center for one in parse("98 MiB")[0].readings] == [98 * 2**20]
    assert [one.center for one in parse("98 MB")[0].readings] == [98 * 10**6, 98 * 2**20]


def test_macs_are_never_two_for_a_multiplication_and_an_addition() -> None:
    assert [one.doubled for one in parse("4.1 GMACs")[0].readings] == [False]
    assert [one.doubled for one in parse("4.1 GFLOPs")[0].readings] == [True]


@given(st.sampled_from(["GFLOPs", "gflops", "GFLOPS", "GFlop", "BFLOPs", "G-FLOPs"]))
def test_a_unit_is_known_in_any_case(word: str) -> None:
    unit = unit_of(word)
    assert unit is not None
    assert (unit.power, unit.what) == (9, "operations")


@given(printed)
def test_a_leading_word_of_no_meaning_says_nothing(number: str) -> None:
    assume("." in number)
    assert (
        parse(f"about {number}G")[0].readings
        == parse(f"~{number}G")[0].readings
        == parse(f"{number}G")[0].readings
    )


@pytest.mark.parametrize("case", CASES["errors"], ids=lambda case: case["claims"])
def test_what_cannot_be_read_is_named(case: dict[str, Any]) -> None:
    with pytest.raises(ValueError) as raised:
        parse(case["claims"])
    assert str(raised.value) == case["says"]
