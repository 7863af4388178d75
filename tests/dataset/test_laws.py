"""The synthetic records keep the laws of real ones, and the laws can be broken."""

from __future__ import annotations

import dataclasses

import pytest

from generator.records import Entry
from tests import factories
from tests.dataset.laws import broken, broken_numbers, broken_sums


@pytest.mark.parametrize("entry", factories.dataset(12).entries, ids=lambda e: e.architecture.key)
def test_every_synthetic_entry_keeps_the_laws(entry: Entry) -> None:
    assert broken(entry) == []
    if entry.native is not None:
        assert broken_sums(entry, factories.weighing(entry).layers) == []


@pytest.mark.parametrize(
    ("overrides", "field", "value"),
    [
        ({"macs_attention": 5}, "macs", 4_089_184_261),
        ({"parameters": 5_288_548}, "parameters_convolution_weight", 3_186_428),
        ({"parameters": 10}, "parameters", 10),
        ({"macs": 7}, "macs_pointwise_convolution", 7),
        ({"batch_norm_channels": 8, "batch_norm_layers": 2}, "buffers", 18),
    ],
)
def test_replacing_a_synthetic_number_moves_what_depends_on_it(
    overrides: dict[str, int], field: str, value: int
) -> None:
    numbers = factories.numbers(**overrides)
    assert getattr(numbers, field) == value
    assert broken_numbers(numbers) == []


@pytest.mark.parametrize(
    ("field", "law"),
    [
        ("parameters_linear_bias", "roles sum to parameters"),
        ("macs_attention", "kinds sum to macs"),
        ("buffer_bytes", "dtypes sum to buffer_bytes"),
        ("batch_norm_foldable", "BatchNorm layers hold the foldable"),
    ],
)
def test_a_number_that_is_off_by_one_breaks_its_law(field: str, law: str) -> None:
    numbers = factories.numbers()
    off = dataclasses.replace(numbers, **{field: getattr(numbers, field) + 1})
    assert broken_numbers(off) == [law]


def test_a_stage_that_is_lost_breaks_the_sums() -> None:
    entry = factories.entry()
    lost = dataclasses.replace(entry, stages=entry.stages[1:])
    assert len(broken(lost)) == 4
    assert len(broken_sums(entry, factories.layers()[1:])) == 6
