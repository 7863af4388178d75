"""Neighbours in parameters and MACs, and twins."""

from __future__ import annotations

from dataclasses import replace
from math import isclose, log

from hypothesis import given
from hypothesis import strategies as st

from generator.records import Entry, Size
from generator.render.nearest import NEAREST, Place, around, company, nearest_to
from tests import factories


def sized(name: str, parameters: int, macs: int, **described: object) -> Entry:
    return factories.entry(name, replaced={"parameters": parameters, "macs": macs}, **described)


def names(entries: tuple[Entry, ...]) -> list[str]:
    return [one.architecture.name for one in entries]


def test_a_factor_of_two_in_parameters_is_as_far_as_one_in_macs() -> None:
    one, wide, slow = (Place(log(p), log(m), "") for p, m in ((10, 100), (20, 100), (10, 50)))
    assert isclose(one.distance(wide), one.distance(slow))


def test_the_nearest_come_first_and_oneself_not_at_all() -> None:
    entries = [sized(f"m{factor}", 1000 * factor, 5000 * factor) for factor in (1, 2, 3, 5, 8, 13, 21)]
    assert names(company(entries)["timm/m3"].nearest) == ["m2", "m5", "m8", "m1", "m13"]


def test_those_of_the_same_task_come_before_nearer_ones_of_another() -> None:
    far = sized("far", 10**6, 10**9)
    entries = [sized("one", 1000, 5000), far, sized("near", 1000, 5001, task="detection")]
    assert names(company(entries)["timm/one"].nearest) == ["far", "near"]


def test_an_architecture_without_a_native_measurement_is_nobody_s_neighbour() -> None:
    refused = factories.entry("refused", refused=(Size(224, 224),))
    found = company([sized("one", 10, 10), refused, sized("none", 10, 0), sized("two", 20, 20)])
    assert names(found["timm/one"].nearest) == ["two", "none"]
    assert found["timm/refused"].nearest == ()


def test_to_numbers_that_no_architecture_has_the_nearest_are_the_same() -> None:
    entries = [sized(f"m{factor}", 1000 * factor, 5000 * factor) for factor in (1, 2, 3, 5, 8, 13, 21)]
    numbers = factories.numbers(Size(224, 224), parameters=3000, macs=15_000)
    found = nearest_to(numbers, [one for one in entries if one.architecture.name != "m3"])
    assert [one.name for one, _ in found] == names(company(entries)["timm/m3"].nearest)


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), min_size=1, max_size=40))
def test_walking_finds_what_comparing_all_finds(values: list[tuple[int, int]]) -> None:
    places = sorted(Place(log(p), log(m), f"{at:02}") for at, (p, m) in enumerate(values))
    for place in places:
        others = sorted((place.distance(other), other.key) for other in places if other.key != place.key)
        assert around(place, places, {place.key}) == [key for _, key in others[:NEAREST]]


def test_equal_counts_operators_and_stages_under_another_name_are_a_twin_and_no_neighbour() -> None:
    found = company([factories.entry("a"), factories.entry("b", "torchvision"), sized("c", 10**6, 10**8)])
    assert names(found["timm/a"].twins) == ["b"]
    assert names(found["torchvision/b"].twins) == ["a"]
    assert names(found["timm/a"].nearest) == ["c"]
    assert found["timm/c"].twins == ()


def test_a_twin_may_need_other_bytes_but_no_other_count_at_any_common_size() -> None:
    one = factories.entry("a")
    copying = factories.entry("b", replaced={"feature_bytes": 1, "peak_activation_bytes": 1})
    assert names(company([one, copying])["timm/a"].twins) == ["b"]
    at_128, *others = factories.entry("c").measurements
    changed = replace(at_128, numbers=replace(at_128.numbers, activations=1))
    differing = replace(factories.entry("c"), measurements=(changed, *others))
    assert company([one, differing])["timm/a"].twins == ()
    alone = replace(factories.entry("d"), measurements=tuple(others))
    assert names(company([one, alone])["timm/a"].twins) == ["d"]


def test_other_operators_stages_or_inputs_are_no_twin() -> None:
    one = factories.entry("a")
    operators = replace(factories.entry("b"), operators=one.operators[:-1])
    stages = replace(factories.entry("c"), stages=one.stages[:-1])
    images = factories.entry("d", images=2)
    found = company([one, operators, stages, images])
    assert all(near.twins == () for near in found.values())
