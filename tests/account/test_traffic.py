"""Bytes read and written by operator calls. Expected values are arithmetic."""

from __future__ import annotations

import pytest

from generator.account.flow import follow
from generator.account.memory import Moved, moved_bytes, traffic_by_module, traffic_of
from generator.records import Signature, Spec
from tests.account.tapes import ADD, RELU, RELU_, VIEW, call, dense, tape_of, weight


def moved(operator, given, results, keywords=()):
    return moved_bytes(Signature(operator, tuple(given), keywords, tuple(results)))


def test_a_linear_layer_reads_input_weight_and_bias_and_writes_its_output():
    given = [dense(48), dense(7, 64), dense(64, 48)]
    assert moved("aten.addmm.default", given, [dense(7, 48)]) == Moved(
        4 * (48 + 7 * 64 + 64 * 48), 4 * 7 * 48
    )


def test_an_expanded_axis_is_read_once_and_a_list_whole():
    expanded = Spec((6, 10), (0, 1), "float32", 4)
    assert moved(ADD, [expanded, dense(6, 10)], [dense(6, 10)]) == Moved(4 * 70, 4 * 60)
    assert moved("aten.cat.default", [(dense(2, 3), dense(4, 3)), 0], [dense(6, 3)]) == Moved(72, 72)


def test_in_place_operators_write_what_they_change_and_some_do_not_read_it():
    assert moved(RELU_, [dense(10)], [dense(10)]) == Moved(40, 40)
    assert moved("aten.copy_.default", [dense(10), dense(10)], [dense(10)]) == Moved(40, 40)
    assert moved("aten.fill_.Scalar", [dense(10), 0], [dense(10)]) == Moved(0, 40)


def test_factories_write_what_they_fill():
    assert moved("aten.zeros.default", [(10,)], [dense(10)]) == Moved(0, 40)
    assert moved("aten.zeros_like.default", [dense(10)], [dense(10)]) == Moved(0, 40)
    assert moved("aten.empty.memory_format", [(10,)], [dense(10)]) == Moved(0, 0)
    assert moved("aten.new_empty.default", [dense(10), (20,)], [dense(20)]) == Moved(0, 0)


def test_taking_rows_reads_no_more_than_it_returns():
    index = dense(5, dtype="int64")
    assert moved("aten.embedding.default", [dense(1000, 8), index], [dense(5, 8)]) == Moved(160 + 40, 160)
    assert moved("aten.index.Tensor", [dense(2, 8), (index,)], [dense(5, 8)]) == Moved(64 + 40, 160)


def test_traffic_by_module_sums_to_the_totals_and_views_move_nothing():
    tape = tape_of(
        call("aten.zeros.default", [], [1], [dense(20)], given=[(20,)], module=1),
        call(RELU, [0], [2], [dense(10)]),
        call(VIEW, [2], [2], [dense(2, 5)]),
        call(ADD, [2, 0], [3], [dense(10)], module=1),
        outputs=[3],
    )
    flow = follow(tape)
    assert traffic_by_module(tape, flow) == {0: Moved(40, 40), 1: Moved(80, 80 + 40)}
    totals = traffic_of(tape, flow)
    assert (totals.read_bytes, totals.written_bytes) == (120, 160)


@pytest.mark.parametrize(("rows", "low"), [(1, True), (400, False)])
def test_a_product_of_few_rows_has_a_low_intensity(rows, low):
    given = [dense(rows, 512), dense(512, 512)]
    tape = tape_of(
        call("aten.mm.default", [0, 9], [1], [dense(rows, 512)], given=given),
        given=dense(rows, 512),
        tensors={9: (0,)},
        inventory=[weight("w", 512, 512)],
        outputs=[1],
    )
    macs = rows * 512 * 512
    moved_in_all = 4 * (2 * rows * 512 + 512 * 512)
    assert (2 * macs < 10 * moved_in_all) == low
    assert traffic_of(tape, follow(tape)).macs_low_intensity == (macs if low else 0)
