"""What changed between two datasets, field by field."""

from __future__ import annotations

import dataclasses

from generator.dataset import Difference, diff
from generator.records import Dataset, Entry, Size
from tests import factories

SMALL, NATIVE = Size(192, 192), Size(224, 224)


def holding(*entries: Entry) -> Dataset:
    return Dataset(provenance=factories.provenance(), entries=entries)


def one(**changes: object) -> Entry:
    return factories.entry(sizes=(SMALL,), test=None, **changes)  # two sizes: 192 and the native 224


def test_a_dataset_does_not_differ_from_itself() -> None:
    assert diff(factories.dataset(), factories.dataset()) == ()


def test_versions_are_no_difference() -> None:
    assert diff(factories.dataset(), factories.dataset(torch="9.9")) == ()


def test_an_architecture_in_one_dataset_only_is_added_or_removed_whole() -> None:
    old, new = holding(factories.entry("a")), holding(factories.entry("b"))
    found = [(one.key, one.kind, one.field) for one in diff(old, new)]
    assert found == [("timm/a", "removed", "architecture"), ("timm/b", "added", "architecture")]


def test_a_field_that_changed_is_named_with_its_size_and_both_values() -> None:
    old = holding(one())
    measurements = list(old.entries[0].measurements)
    numbers = dataclasses.replace(measurements[0].numbers, activations=7)
    measurements[0] = dataclasses.replace(measurements[0], numbers=numbers)
    new = holding(dataclasses.replace(old.entries[0], measurements=tuple(measurements)))
    activations = 226_752 * 36 + 1000
    expected = Difference(key="timm/resnet50", size=SMALL, field="activations", old=activations, new=7)
    assert diff(old, new) == (expected,)
    assert diff(new, old) == (dataclasses.replace(expected, old=7, new=activations),)


def test_a_size_that_became_a_refusal_differs_in_its_outcome_alone() -> None:
    (difference,) = diff(holding(one()), holding(one(refused=(SMALL,))))
    assert (difference.size, difference.field, difference.old) == (SMALL, "outcome", "measured")
    assert difference.new == (
        "refused at construction: AssertionError: Input height (160) should be divisible by window size (7)."
    )


def test_a_size_in_one_dataset_only_differs_in_its_outcome_alone() -> None:
    (difference,) = diff(holding(factories.entry(sizes=(), test=None)), holding(one()))
    assert (difference.size, difference.field, difference.kind) == (SMALL, "outcome", "added")


def test_descriptions_stages_and_operators_are_compared_too() -> None:
    old = factories.entry(sizes=(), test=None)
    stage = dataclasses.replace(old.stages[1], blocks=9)
    operator = dataclasses.replace(old.operators[0], calls=99)
    new = dataclasses.replace(
        old,
        architecture=factories.architecture(test=None, family="resnext"),
        stages=(old.stages[0], stage, *old.stages[2:]),
        operators=(operator, *old.operators[1:]),
    )
    assert [(one.size, one.field, one.old, one.new) for one in diff(holding(old), holding(new))] == [
        (None, "family", "resnet", "resnext"),
        (None, "stages[1].blocks", 3, 9),
        (None, "operators[aten.convolution.default].calls", 53, 99),
    ]


def test_differences_are_sorted_by_architecture_then_size() -> None:
    def shifted(entry: Entry) -> Entry:
        return dataclasses.replace(
            entry,
            measurements=tuple(
                dataclasses.replace(m, numbers=dataclasses.replace(m.numbers, activations=1))
                for m in entry.measurements
            ),
        )

    a, b = factories.entry("a", sizes=(SMALL,), test=None), factories.entry("b", sizes=(SMALL,), test=None)
    found = diff(holding(b, a), holding(shifted(a), shifted(b)))
    assert [(one.key, one.size) for one in found] == [
        ("timm/a", SMALL),
        ("timm/a", NATIVE),
        ("timm/b", SMALL),
        ("timm/b", NATIVE),
    ]
