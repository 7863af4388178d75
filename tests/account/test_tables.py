"""Every operator of the zoos has one rule."""

from __future__ import annotations

import pytest

from generator.account.elementwise import BESIDE, ELEMENTWISE, WEIGHTS
from generator.account.fvcore import CALLS
from generator.account.names import base_name
from generator.account.operations import FORMULAS
from generator.account.tables import FACTORIES, FREE, is_uncounted
from tests.account.operators import OPERATORS


@pytest.mark.parametrize("operator", OPERATORS)
def test_an_operator_of_the_zoos_is_in_exactly_one_table(operator):
    name = base_name(operator)
    places = [operator in FORMULAS, operator in FACTORIES, name in ELEMENTWISE, name in FREE]
    assert sum(places) == 1
    assert not is_uncounted(operator)


def test_no_operator_is_in_two_tables():
    tables = [
        {base_name(name) for name in FORMULAS},
        {base_name(name) for name in FACTORIES},
        ELEMENTWISE,
        FREE,
    ]
    assert sum(map(len, tables)) == len(frozenset().union(*tables))


def test_arithmetic_beside_products_belongs_to_operators_that_have_a_formula():
    assert set(BESIDE) <= {base_name(name) for name in FORMULAS}


def test_every_weight_says_where_it_comes_from_and_costs_something():
    for name, weight in WEIGHTS.items():
        assert weight.source, name
        assert weight.outputs + weight.inputs > 0, name


def test_what_fvcore_counts_is_counted_or_free_here_too():
    assert not [operator for operator in CALLS if is_uncounted(operator)]
