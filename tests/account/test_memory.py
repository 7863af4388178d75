"""Live bytes, peaks and lines over the batch, on tapes written by hand. Expected values are arithmetic."""

from __future__ import annotations

import pytest

from generator.account.memory import (
    Line,
    Point,
    kept_by_model,
    line_through,
    live_bytes,
    peak_activation_bytes,
    peak_activation_bytes_bfloat16,
    peak_lines,
    peak_of,
    thin,
)
from generator.account.memory.batch import upper_envelope
from generator.records import Composite, Death, Signature, Spec
from tests.account.tapes import ADD, RELU, RELU_, VIEW, call, dense, tape_of, weight


def peak(tape):
    return peak_activation_bytes(live_bytes(tape))


def test_without_a_call_the_sample_is_alive():
    tape = tape_of()
    assert peak(tape) == 40
    found = peak_of(tape)
    assert (found.bytes, found.operator, found.timeline) == (40, "", ())
    assert [one.bytes for one in found.alive] == [40]


def test_arguments_and_result_are_alive_together_and_the_sample_throughout():
    tape = tape_of(
        call(RELU, [0], [1], [dense(20)], given=[dense(10)]),
        call(RELU, [1], [2], [dense(30)], given=[dense(20)]),
        Death(1),
        call(RELU, [2], [3], [dense(5)], given=[dense(30)]),
        Death(2),
        outputs=[3],
    )
    assert live_bytes(tape).bytes == [4 * 30, 4 * 60, 4 * 45]
    assert peak(tape) == 4 * (10 + 20 + 30)


def test_views_and_results_in_place_take_nothing():
    tape = tape_of(
        call(RELU, [0], [1], [dense(10)]),
        call(VIEW, [1], [1], [dense(2, 5)]),
        call(RELU_, [1], [1], [dense(2, 5)]),
    )
    assert live_bytes(tape).bytes == [80, 80, 80]


def test_an_expanded_axis_takes_no_room_and_a_gap_does():
    expanded = Spec((6, 10), (0, 1), "float32", 4)
    tape = tape_of(call("aten.made.default", [0], [1], [expanded], given=[dense(10)]))
    assert peak(tape) == 40 + 40
    gapped = Spec((3, 10), (16, 1), "float32", 4)
    tape = tape_of(call("aten.made.default", [0], [1], [gapped], given=[dense(10)]))
    assert peak(tape) == 40 + 4 * (2 * 16 + 10)
    empty = Spec((0, 10), (10, 1), "float32", 4)
    assert peak(tape_of(call("aten.made.default", [0], [1], [empty], given=[dense(10)]))) == 40


def test_parameters_and_constants_are_not_counted_but_what_is_computed_from_them_is():
    stored = tape_of(
        call("aten.t.default", [7], [7], [dense(50)]),
        call(RELU, [7], [1], [dense(50)]),
        tensors={7: (0,)},
        inventory=[weight("w", 50)],
    )
    assert live_bytes(stored).bytes == [40, 40 + 200]
    constant = tape_of(call(VIEW, [7], [7], [dense(50)]), call(RELU, [7], [1], [dense(50)]))
    assert live_bytes(constant).bytes == [40, 40 + 200]


def test_batch_norm_in_eval_keeps_no_statistics():
    results = [dense(1, 10), dense(10), dense(10)]
    norm = "aten.native_batch_norm.default"
    given = [dense(1, 10), None, None, dense(10), dense(10)]
    in_eval = tape_of(call(norm, [0, 8, 9], [1, 2, 3], results, given=[*given, False, 0.1, 1e-5]))
    in_training = tape_of(call(norm, [0, 8, 9], [1, 2, 3], results, given=[*given, True, 0.1, 1e-5]))
    assert peak(in_eval) == 40 + 40
    assert peak(in_training) == 40 + 3 * 40


def test_a_recurrent_layer_is_one_operator():
    lstm = Signature("aten.lstm", (dense(10),), (), (dense(10),))
    tape = tape_of(
        call(RELU, [0], [1], [dense(1000)], given=[dense(10)]),
        call(RELU, [1], [2], [dense(10)], given=[dense(1000)]),
        Death(1),
        Composite(lstm, 1),
        outputs=[2],
    )
    assert live_bytes(tape).bytes == [80, 80]
    found = peak_of(tape)
    assert (found.bytes, found.operator) == (80, "aten.lstm")
    assert sum(one.bytes for one in found.alive) == 80


def bias_behind(*between):
    product, bias = dense(7, 10), dense(10)
    return tape_of(
        call("aten.mm.default", [0, 9], [1], [product], given=[dense(7, 5), dense(5, 10)]),
        *between,
        call(ADD, [1, 8], [2], [product], given=[product, bias]),
        Death(1),
        given=dense(7, 5),
        tensors={8: (0,), 9: (1,)},
        inventory=[weight("b", 10), weight("w", 10, 5)],
    )


def test_the_bias_of_a_linear_layer_is_added_in_place():
    assert peak(bias_behind()) == 4 * (35 + 70)
    assert sum(one.bytes for one in peak_of(bias_behind()).alive) == 4 * (35 + 70)
    assert peak(bias_behind(call("aten._unsafe_view.default", [1], [1], [dense(7, 10)]))) == 4 * (35 + 70)


def test_a_bias_added_behind_a_matmul_of_python_is_a_new_tensor():
    matmul = Composite(Signature("aten.matmul", (), (), ()), 1)
    assert peak(bias_behind(matmul)) == 4 * (35 + 70 + 70)


def test_in_bfloat16_float32_takes_half_and_integers_as_much():
    live = live_bytes(
        tape_of(call("aten.max.dim", [0], [1, 2], [dense(10), dense(10, dtype="int64")], given=[dense(10)]))
    )
    assert peak_activation_bytes(live) == 40 + 40 + 80
    assert peak_activation_bytes_bfloat16(live) == 20 + 20 + 80


def test_the_peak_names_its_module_its_operator_and_what_is_alive():
    tape = tape_of(
        call(RELU, [0], [1], [dense(20)], given=[dense(10)]),
        call("aten.gelu.default", [1], [2], [dense(30)], given=[dense(20)], module=1),
        Death(1),
        outputs=[2],
    )
    found = peak_of(tape)
    assert (found.bytes, found.module, found.operator, found.call, found.place) == (
        240,
        "layer",
        "aten.gelu.default",
        1,
        2,
    )
    assert [(one.bytes, one.shape, one.module, one.operator) for one in found.alive] == [
        (120, (30,), "layer", "aten.gelu.default"),
        (80, (20,), "", RELU),
        (40, (10,), "", "input"),
    ]


def test_what_a_model_keeps_is_neither_the_sample_nor_returned_nor_let_go():
    tape = tape_of(
        call(RELU, [0], [1], [dense(20)], given=[dense(10)]),
        call(RELU, [1], [2], [dense(30)], given=[dense(20)]),
        call(RELU, [2], [3], [dense(5)], given=[dense(30)]),
        Death(2),
        outputs=[3],
    )
    assert [one.bytes for one in kept_by_model(tape)] == [80]


@pytest.mark.parametrize("length", [1, 5, 63, 64, 65, 1000])
def test_a_thinned_timeline_keeps_the_maximum_at_its_place(length):
    timeline = [(37 * place) % 101 for place in range(length)]
    timeline[length // 3] = 500
    points = thin(timeline)
    assert len(points) == min(length, 64)
    assert Point(length // 3, 500) in points
    assert all(timeline[point.call] == point.bytes for point in points)
    assert [point.call for point in points] == sorted({point.call for point in points})


def test_a_line_goes_through_its_points_whatever_their_order():
    assert line_through((2, 50), (3, 70)) == line_through((3, 70), (2, 50)) == Line(10, 20)
    assert Line(10, 20).at(8) == 170
    assert line_through((1, 10), (3, 15)) == Line(7, 3)
    with pytest.raises(ValueError, match="two batches, both points are at 2"):
        line_through((2, 50), (2, 70))


def test_the_highest_lines_are_those_that_lead_at_some_batch():
    lines = [Line(100, 10), Line(90, 10), Line(40, 20), Line(0, 29), Line(10, 30)]
    found = upper_envelope(lines, 1)
    assert found == (Line(100, 10), Line(10, 30))
    for batch in range(1, 50):
        assert max(line.at(batch) for line in found) == max(line.at(batch) for line in lines)


def of_batch(batch):
    """A table of 1,000 elements first, then 10 for each sample beside the 10 of the sample."""
    return tape_of(
        call("aten.made.default", [], [1], [dense(1000)]),
        Death(1),
        call(RELU, [0], [2], [dense(batch, 10)], given=[dense(batch, 10)]),
        given=dense(batch, 10),
    )


def test_what_a_model_keeps_is_alive_from_the_beginning_since_the_next_forward_finds_it():
    tape = tape_of(
        call(RELU, [0], [1], [dense(20)], given=[dense(10)]),
        Death(1),
        call("aten.made.default", [], [2], [dense(7)]),
        call(RELU, [0], [3], [dense(10)], given=[dense(10)]),
        outputs=[3],
    )
    assert live_bytes(tape).bytes == [4 * (10 + 20 + 7), 4 * (10 + 7), 4 * (10 + 7 + 10)]
    assert sum(one.bytes for one in peak_of(tape).alive) == 4 * (10 + 20 + 7)
    assert [one.bytes for one in kept_by_model(tape)] == [4 * 7]


def test_over_the_batch_the_peak_is_the_highest_of_its_lines():
    lines = peak_lines((1, of_batch(1)), (2, of_batch(2)))
    assert lines == (Line(4000, 40), Line(0, 80))
    for batch in (1, 2, 99, 100, 101, 500):
        assert (
            max(line.at(batch) for line in lines)
            == peak(of_batch(batch))
            == max(4000 + 40 * batch, 80 * batch)
        )


def test_tapes_with_other_calls_give_the_line_through_both_peaks():
    longer = tape_of(
        call(RELU, [0], [1], [dense(3, 10)], given=[dense(3, 10)]),
        call(RELU, [1], [2], [dense(3, 10)]),
        given=dense(3, 10),
    )
    assert peak_lines((1, of_batch(1)), (3, longer)) == (line_through((1, 4040), (3, 360)),)
