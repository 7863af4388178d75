"""The page on other counters: right for equal integers alone, a ratio, an error or a dash for everything else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.dataset.counters import COUNTERS, read_counters
from generator.records import Dataset
from generator.records.counters import Comparison, Outcome
from generator.render import pages
from generator.render.counters import PATH, cell, failures, fragments, score, tables_of
from tests import factories
from tests.factories.comparison import KEY, comparison
from tests.render.markup import Markup, read

DATA = Dataset(provenance=factories.provenance(), entries=(factories.entry(),))


def whole(dataset: Dataset, made: Comparison) -> Markup:
    """The page and the two of tables below it."""
    return read("".join(fragments(dataset, made).values()))


def outcome(**values: object) -> Outcome:
    return Outcome(**({"counter": "a", "case": "b"} | values))


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (808, "right", "right"),
        (1_392, "wrong", "1.7228"),  # 1392 / 808 = 1.72277
        (0, "wrong", "0"),
        (None, "silent", "\u2013"),
    ],
)
def test_a_cell_is_right_for_the_equal_integer_alone(value: int | None, kind: str, text: str) -> None:
    for field in ("macs", "parameters"):
        found = cell(outcome(**{field: value}), field, 808)
        assert (found.kind, found.text) == (kind, text)


def test_a_number_that_only_rounds_to_the_truth_is_not_right() -> None:
    found = cell(outcome(macs=4_089_184_257), "macs", 4_089_184_256)
    assert (found.kind, found.text, found.title) == ("wrong", "1.0000", "4,089,184,257")


def test_an_error_is_told_and_no_number_is_made_of_it() -> None:
    found = cell(outcome(error="TypeError: no"), "parameters", 808)
    assert (found.kind, found.text, found.title) == ("fails", "fails", "TypeError: no")


def test_what_the_counter_calls_partial_has_a_star_for_macs_alone() -> None:
    told = outcome(macs=404, parameters=808, partial=True)
    assert cell(told, "macs", 808).text == "0.5000*"
    assert cell(told, "macs", 404).text == "right*"
    assert cell(told, "parameters", 808).text == "right"


def test_macs_in_the_convention_of_fvcore_have_a_dagger() -> None:
    native = factories.entry().native
    assert native is not None
    numbers = native.numbers
    assert cell(outcome(macs=numbers.macs_fvcore), "macs", numbers.macs, numbers).text.endswith("\u2020")
    assert not cell(outcome(macs=numbers.macs_fvcore + 1), "macs", numbers.macs, numbers).text.endswith(
        "\u2020"
    )


def test_every_counter_has_a_cell_for_every_case_and_quantity() -> None:
    tables = tables_of(DATA, comparison())
    assert [len(table.rows) for table in tables] == [2, 2, 1, 1]
    assert [len(table.columns) for table in tables] == [3, 3, 2, 2]
    for table in tables:
        assert all(len(row.cells) == len(table.columns) for row in table.rows)


def test_architectures_are_held_against_the_dataset() -> None:
    macs = tables_of(DATA, comparison())[2]
    (row,) = macs.rows
    assert row.truth is not None
    assert row.truth.exact == 4_089_184_256
    assert [one.text for one in row.cells] == ["2.0000", "right*"]


def test_an_architecture_that_the_dataset_lacks_has_numbers_and_no_ratio() -> None:
    empty = Dataset(provenance=factories.provenance())
    (row,) = tables_of(empty, comparison())[2].rows
    assert row.truth is None
    assert [one.text for one in row.cells] == ["8.178\u00a0G", "4.089\u00a0G*"]


def test_scores_count_right_cells_and_silence_is_no_failure() -> None:
    tables = tables_of(DATA, comparison())
    assert [score("Netweight", table) for table in tables] == ["2 of 2", "2 of 2", "\u2013", "\u2013"]
    assert [score("doubler", table) for table in tables] == ["0 of 2", "\u2013", "0 of 1", "\u2013"]
    assert [score("broken", table) for table in tables] == ["1 of 2", "1 of 2", "1 of 1", "1 of 1"]


def test_a_counter_that_says_nothing_where_it_does_not_fail_has_no_score() -> None:
    silent = tuple(
        replace(one, macs=None, error="KeyError: 1" if one.case == "twice" else "")
        for one in comparison().outcomes
        if one.counter == "doubler"
    )
    others = tuple(one for one in comparison().outcomes if one.counter != "doubler")
    tables = tables_of(DATA, comparison(outcomes=(*others, *silent)))
    assert [score("doubler", table) for table in tables] == ["\u2013"] * 4
    failing = tuple(replace(one, macs=None, error="KeyError: 1") for one in silent)
    tables = tables_of(DATA, comparison(outcomes=(*others, *failing)))
    assert [score("doubler", table) for table in tables] == ["0 of 2", "0 of 2", "0 of 1", "0 of 1"]


def test_a_failure_stands_once_with_all_its_cases() -> None:
    (found,) = failures(comparison())
    assert (found.counter, found.error, found.cases) == ("broken", "KeyError: 'Linear <1>'", ("twice",))


def test_the_page_is_well_formed_and_says_everything() -> None:
    page = whole(DATA, comparison())
    for text in (
        "doubler 2.0",
        "KeyError: 'Linear <1>'",
        "one layer called twice",
        "broken (fails)",
        "doubler(model)",
    ):
        assert text in page.text
    assert f"../../{KEY}/" in page.values("href")
    assert "8,178,368,512" in page.values("title")


def test_without_a_comparison_the_page_says_how_to_make_one() -> None:
    assert "make peers" in read(pages(DATA)[PATH]).text


def test_the_committed_comparison_renders_with_a_cell_for_every_outcome(root: Path) -> None:
    committed = read_counters(root / "docs/data" / COUNTERS)
    assert committed is not None
    cells = [one for table in tables_of(DATA, committed) for row in table.rows for one in row.cells]
    assert len(cells) == 2 * len(committed.outcomes)
    page = whole(DATA, committed)
    assert page.text.count("fails") >= sum(one.kind == "fails" for one in cells)
