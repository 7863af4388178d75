"""Rounding says what it may say and no more."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.records import Size
from generator.render import units
from generator.render.units import NBSP, rounded, share


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1, "1"),
        (9_408, "9,408"),
        (9_999, "9,999"),
        (10_000, "10.00\u00a0k"),
        (53_173, "53.17\u00a0k"),
        (999_949, "999.9\u00a0k"),
        (999_950, "1.000\u00a0M"),
        (25_557_032, "25.56\u00a0M"),
        (4_089_184_256, "4.089\u00a0G"),
        (999_999_999_999, "1.000\u00a0T"),
        (10**18, "1.000\u00a0E"),
    ],
)
def test_a_count_has_four_digits_and_carries_into_the_next_prefix(value: int, text: str) -> None:
    assert units.rounded(value) == text


def test_a_unit_follows_the_prefix() -> None:
    assert units.rounded(102_441_032, "B") == "102.4\u00a0MB"
    assert units.rounded(520, "B") == "520\u00a0B"


def test_a_count_is_rounded_once_from_the_exact_integer() -> None:
    assert units.rounded(12_344_999) == "12.34\u00a0M"
    assert units.rounded(12_345_000) == "12.35\u00a0M"


def test_a_negative_count_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="found -1 and 4"):
        units.rounded(-1)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 7, "0\u00a0%"),
        (1, 10**9, "<0.1\u00a0%"),
        (1, 1000, "0.1\u00a0%"),
        (1, 3, "33.3\u00a0%"),
        (999, 1000, "99.9\u00a0%"),
        (10**9 - 1, 10**9, ">99.9\u00a0%"),
        (7, 7, "100\u00a0%"),
        (0, 0, "\u2013"),
    ],
)
def test_nothing_is_0_percent_but_nothing_and_100_percent_but_all(part: int, whole: int, text: str) -> None:
    assert units.share(part, whole) == text


@pytest.mark.parametrize(
    ("value", "exponent", "text"),
    [
        (0, 6, "0.00"),
        (4_999, 6, "<0.01"),
        (5_000, 6, "0.01"),
        (25_557_032, 6, "25.56"),
        (4_089_184_256, 9, "4.09"),
    ],
)
def test_a_fixed_unit_never_rounds_something_to_nothing(value: int, exponent: int, text: str) -> None:
    assert units.fixed(value, exponent) == text


@pytest.mark.parametrize(
    ("ours", "theirs", "text"),
    [
        (5, 5, "1"),
        (4_089_184_256, 4_089_000_000, "1.0000"),
        (3, 2, "1.5000"),
        (1, 10**9, "<0.0001"),
        (1, 0, "\u2013"),
    ],
)
def test_a_ratio_is_a_plain_1_for_equal_numbers_only(ours: int, theirs: int, text: str) -> None:
    assert units.ratio(ours, theirs) == text


def test_a_figure_keeps_the_exact_integer_beside_a_rounded_text() -> None:
    assert units.count(25_557_032).title == "25,557,032"
    assert units.count(9_408).title == ""


def test_sizes_and_shapes_name_height_first() -> None:
    assert units.pixels(Size(224, 224)) == "224\u00a0px"
    assert units.pixels(Size(224, 320)) == "224\u00a0\u00d7\u00a0320\u00a0px"
    assert units.shape((256, 56, 56)) == "256\u00d756\u00d756"
    assert units.shape(()) == "\u2013"


@given(st.integers(min_value=0, max_value=10**20))
def test_a_rounded_number_is_within_half_a_unit_of_its_last_digit(value: int) -> None:
    number, _, prefix = rounded(value).partition(NBSP)
    factor = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15, "E": 10**18}[prefix]
    told = Decimal(number.replace(",", ""))
    step = Decimal(1).scaleb(told.as_tuple().exponent) * factor
    assert abs(told * factor - value) * 2 <= step
    assert (told == 0) == (value == 0)


@given(st.integers(min_value=0, max_value=10**18), st.integers(min_value=0, max_value=10**18))
def test_a_larger_number_is_never_printed_as_a_smaller_one(one: int, other: int) -> None:
    assert (_read(rounded(one)) <= _read(rounded(other))) or one > other


def _read(text: str) -> Decimal:
    number, _, prefix = text.partition(NBSP)
    return Decimal(number.replace(",", "")).scaleb(3 * " kMGTPE".index(prefix or " "))


@given(st.integers(min_value=0, max_value=10**15), st.integers(min_value=1, max_value=10**15))
def test_a_share_is_nothing_for_nothing_and_all_for_all_only(part: int, whole: int) -> None:
    part = min(part, whole)
    text = share(part, whole)
    assert (text == f"0{NBSP}%") == (part == 0)
    assert (text == f"100{NBSP}%") == (part == whole)


@given(st.integers(min_value=1, max_value=99_999), st.integers(min_value=1, max_value=99_999))
def test_a_size_is_read_back_from_its_text(height: int, width: int) -> None:
    size = Size(height, width)
    assert Size.parse(str(size)) == size
    assert Size.parse(f" {height}x{width} ") == size


@given(st.text(max_size=12))
def test_what_is_read_as_a_size_is_one_and_all_else_is_refused(text: str) -> None:
    try:
        size = Size.parse(text)
    except ValueError:
        return
    assert str(size) in (text.strip(), text.strip().split("x")[0])


def test_the_unit_of_a_column_is_the_largest_of_which_the_least_value_has_one() -> None:
    assert units.prefix_of([4_089_184_256, 1_336_999_936, 0]) == (9, "G")
    assert units.prefix_of([999_999_999, 16_000_000_000]) == (6, "M")
    assert units.prefix_of([9_999, 10**9]) == (0, "")
    assert units.prefix_of([0]) == units.prefix_of([]) == (0, "")


@pytest.mark.parametrize(
    ("value", "exponent", "text"),
    [
        (4_089_184_256, 9, "4.089"),
        (21_359_460_352, 9, "21.36"),
        (21_359_460_352, 6, "21,359"),
        (999_960_000, 6, "1000.0"),
        (9_536, 0, "9,536"),
        (83_520_000, 9, "0.0835"),
        (0, 9, "0"),
    ],
)
def test_a_number_in_a_given_unit_has_four_digits_or_its_whole_part(
    value: int, exponent: int, text: str
) -> None:
    assert units.scaled(value, exponent).replace(",", "") == text.replace(",", "")
