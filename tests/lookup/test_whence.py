"""The architecture that a paper means is the first answer, and answers are what they say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.lookup.claims import parse
from generator.lookup.conventions import BY_KEY, CONVENTIONS, FIELDS, LINE_FIELDS, MEMORY, values
from generator.lookup.whence import NEAR, whence
from generator.records import FIELDS as MEASURED
from generator.records import Dataset, Size
from tests.factories import entry, numbers
from tests.lookup.conftest import CASES

PX = Size(224, 224)


@pytest.mark.parametrize("case", CASES["found"], ids=lambda case: case["claims"])
def test_the_claims_of_a_paper_find_what_they_are_of(committed: Dataset, case: dict[str, Any]) -> None:
    first = whence(parse(case["claims"]), committed.entries)[0]
    assert case["architecture"] in [one.key for one in first.architectures]
    assert str(first.size) == case["size"]
    found = [answer.convention.key if answer.convention else "size" for answer in first.answers]
    assert found == case["conventions"]


@given(st.sampled_from([1, 3]), st.sampled_from(["macs", "parameters"]))
def test_the_exact_integer_of_a_field_is_right_under_that_field(divided: int, field: str) -> None:
    one = entry("net", sizes=(PX,), test=None)
    value = getattr(one.native.numbers, field) // divided
    word = {"macs": "MACs", "parameters": "params"}[field]
    found = whence(parse(f"{value} {word}"), [one])
    assert bool(found) == (divided == 1)
    if found:
        (answer,) = found[0].answers
        assert (answer.convention.key, answer.value, answer.inside, answer.difference) == (
            field,
            value,
            True,
            0.0,
        )


def test_a_value_is_right_up_to_half_a_step_of_the_last_digit() -> None:
    for value, right in (
        (4_050_000_000, True),
        (4_150_000_000, True),
        (4_049_999_999, False),
        (4_150_000_001, False),
    ):
        one = entry(
            "net",
            sizes=(PX,),
            test=None,
            replaced={"macs": value, "macs_fvcore": value, "deploy_macs": value},
        )
        (answer,) = whence(parse("4.1 GMACs"), [one])[0].answers
        assert (answer.convention.key, answer.inside) == ("macs", right)


def test_what_is_further_away_than_the_limit_is_no_answer() -> None:
    edge = round(100e9 * (1 + NEAR))
    for value, there in ((edge, True), (edge + 10**9, False)):
        same = dict.fromkeys(("macs", "macs_fvcore", "deploy_macs", "deploy_macs_fvcore"), value) | {
            "macs_attention": 0
        }
        one = entry("net", sizes=(PX,), test=None, replaced=same)
        assert bool(whence(parse("100.00 GMACs"), [one])) == there


def test_a_difference_is_ours_minus_theirs_over_theirs() -> None:
    one = entry(
        "net", sizes=(PX,), test=None, replaced={"parameters": 26_000_000, "parameters_trainable": 26_000_000}
    )
    (answer,) = whence(parse("25.0 M params"), [one])[0].answers
    assert answer.difference == pytest.approx(1 / 25)
    assert answer.permille == 40


def test_no_convention_answers_two_claims_and_one_claim_at_most_is_a_size() -> None:
    one = entry("net", sizes=(PX,), test=None)
    assert (
        whence(
            parse("25.6M params, 25.6M params, 25.6M params, 25.6M params, 25.6M params, 25.6M params"), [one]
        )
        == ()
    )
    assert whence(parse("25.6M @224 @224"), [one]) == ()


def test_a_size_that_is_claimed_is_the_size_that_is_found(committed: Dataset) -> None:
    found = whence(parse("25.6M params @288"), committed.entries)
    assert {one.size for one in found} == {Size(288, 288)}


def test_architectures_with_the_same_numbers_are_one_answer_of_the_best_known_first(
    committed: Dataset,
) -> None:
    first = whence(parse("4.1G 25.6M 224"), committed.entries)[0]
    tags = [len(one.tags) for one in first.architectures]
    assert {"timm/resnet50", "torchvision/resnet50"} <= {one.key for one in first.architectures}
    assert tags == sorted(tags, reverse=True)


def test_costs_never_fall_and_order_does_not_depend_on_that_of_the_entries(committed: Dataset) -> None:
    found = whence(parse("4.5G 28.3M"), committed.entries)
    assert [round(one.cost, 6) for one in found] == sorted(round(one.cost, 6) for one in found)
    assert whence(parse("4.5G 28.3M"), committed.entries[::-1]) == found


def test_a_convention_that_adds_nothing_new_is_left_out() -> None:
    kept = values(numbers(PX, parameters=7, parameters_trainable=7, deploy_parameters=7, parameters_tied=0))
    assert [one.key for one, value in kept if value == 7 and one.kind == "parameters"] == ["parameters"]


@pytest.mark.parametrize("batch", [1, 2, 8, 32, 256])
def test_conventions_of_memory_are_the_records_own(committed: Dataset, batch: int) -> None:
    for one in committed.entries:
        for measured in one.measurements:
            numbers = measured.numbers
            wanted = {"training_bytes": numbers.training_bytes(batch), "peak_activation_bytes": None}
            wanted["training_bytes_sgd"] = numbers.training_bytes(batch, "SGD")
            wanted["training_bytes_momentum"] = numbers.training_bytes(batch, "SGD with momentum")
            wanted["training_bytes_mixed"] = numbers.training_bytes(batch, "AdamW", "mixed")
            known = measured.size == one.architecture.native and numbers.peak_sample_bytes is not None
            wanted["inference_bytes_batch"] = numbers.inference_bytes(batch) if known else None
            if batch == 1:
                wanted = dict.fromkeys(wanted) | {"inference_bytes": numbers.inference_bytes(1)}
                wanted["peak_activation_bytes"] = numbers.peak_activation_bytes
            found = {key: BY_KEY[key].value(numbers, batch) for key in wanted}
            assert found == wanted, (one.architecture.key, measured.size)


def test_what_depends_on_the_batch_is_measured_at_the_native_size_alone(committed: Dataset) -> None:
    """So that the page has one value an architecture."""
    for one in committed.entries:
        for measured in one.measurements:
            if measured.size != one.architecture.native:
                assert {getattr(measured.numbers, field) for field in LINE_FIELDS} == {None}


@given(
    st.sampled_from(["training 3.2 GB", "3.2 GB training memory", "3.2 GB training"]), st.integers(2, 4096)
)
def test_a_batch_stands_before_the_memory_or_behind_it(memory: str, batch: int) -> None:
    spelled = [
        f"batch {batch}",
        f"batch size {batch}",
        f"bs={batch}",
        f"at batch {batch}",
        f"batch-size: {batch}",
    ]
    readings = {
        parse(text)[0].readings
        for one in spelled
        for text in (f"{memory}, {one}", f"{one}; {memory}", f"{memory} {one}")
    }
    assert len(readings) == 1
    assert {one.batch for one in readings.pop()} == {batch}


def test_memory_without_its_use_is_any_and_of_training_only_with_a_batch() -> None:
    assert {one.kind for one in parse("memory 3.2 GB")[0].readings} == {"inference", "peak", "bytes"}
    found = {(one.kind, one.batch) for one in parse("memory 3.2 GB batch 8")[0].readings}
    assert found == {("inference", 8), ("training", 8), ("peak", 8), ("bytes", 1)}


def test_conventions_sum_fields_that_exist_and_have_an_anchor_in_the_methodology(root: Path) -> None:
    assert {*FIELDS, *LINE_FIELDS} <= {field.name for field in MEASURED}
    chapters = "".join(
        (root / f"docs/{name}.md").read_text(encoding="utf-8")
        for name in ("parameters", "operations", "memory")
    )
    anchors = set(re.findall(r"\{ #([\w-]+) \}", chapters))
    assert {one.terms[0][0] for one in CONVENTIONS if one.kind not in MEMORY} <= anchors
    assert {"peak_activation_bytes", "inference_bytes", "training_bytes"} <= anchors


def test_conventions_of_a_kind_stand_together_in_order_of_their_cost() -> None:
    kinds = [one.kind for one in CONVENTIONS]
    assert [kind for place, kind in enumerate(kinds) if kinds[place - 1] != kind] == list(
        dict.fromkeys(kinds)
    )
    for kind in {one.kind for one in CONVENTIONS}:
        costs = [one.cost for one in CONVENTIONS if one.kind == kind]
        assert costs == sorted(costs)
