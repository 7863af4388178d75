"""Rounding says what it may say and no more."""

import pytest

from generator.records import Size
from generator.render import units


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
