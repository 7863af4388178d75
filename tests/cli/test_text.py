"""Numbers on a terminal: honest at both ends."""

from __future__ import annotations

import pytest

from generator.cli.text import counted, grouped, shape, share, table


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 100, "0 %"),
        (0, 0, "0 %"),
        (1, 1_000_000, "<0.1 %"),
        (499, 1_000_000, "<0.1 %"),
        (500, 1_000_000, "0.1 %"),
        (1, 2, "50.0 %"),
        (999_499, 1_000_000, "99.9 %"),
        (999_500, 1_000_000, ">99.9 %"),
        (999_999, 1_000_000, ">99.9 %"),
        (1_000_000, 1_000_000, "100 %"),
    ],
)
def test_zero_is_printed_for_nothing_only_and_a_hundred_for_all_only(
    part: int, whole: int, text: str
) -> None:
    assert share(part, whole) == text


def test_thousands_are_separated() -> None:
    assert [grouped(0), grouped(999), grouped(25_557_032)] == ["0", "999", "25,557,032"]


def test_one_is_singular_and_zero_is_not() -> None:
    assert [counted(n, "refusal") for n in (0, 1, 1492)] == ["0 refusals", "1 refusal", "1,492 refusals"]


def test_a_shape_reads_as_a_product() -> None:
    assert [shape((2048, 7, 7)), shape(())] == ["2048 x 7 x 7", "-"]


def test_numbers_of_a_table_are_aligned_to_the_right() -> None:
    assert table(["name", "n"], [["a", "1,000"], ["bb", "7"]]) == [
        "name      n",
        "a     1,000",
        "bb        7",
    ]
