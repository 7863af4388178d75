"""What moved between two datasets, and which version can be behind it."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from generator.dataset import DatasetError, diff
from generator.dataset.causes import another_forward, cause, suspects
from generator.dataset.changes import changes, decode_changes, encode_changes
from generator.records import Dataset, Entry, Reconciled, Size
from generator.records.changes import Change, Changes
from tests import factories

NATIVE = Size(224, 224)


def holding(*entries: Entry, **versions: str) -> Dataset:
    return Dataset(provenance=factories.provenance(**versions), entries=entries)


def weighed(name: str = "resnet50", second: int | None = None, **numbers: Any) -> Entry:
    """An architecture at 128 px and at its native 224, with numbers replaced and a second count of its own."""
    one = factories.entry(name, sizes=(Size(128, 128),), test=None)
    measurements = tuple(
        dataclasses.replace(each, numbers=dataclasses.replace(each.numbers, **numbers))
        for each in one.measurements
    )
    return dataclasses.replace(
        one, measurements=measurements, second_macs=one.second_macs if second is None else second
    )


def compare(old: Dataset, new: Dataset) -> Changes:
    return changes(old, new, "old", "new")


def causes_of(field: str, old: Dataset, new: Dataset) -> set[tuple[str, ...]]:
    return {one.causes for one in compare(old, new).changes if one.field == field}


def test_a_dataset_has_not_moved_from_itself() -> None:
    found = compare(factories.dataset(), factories.dataset(timm="9"))
    assert (found.changes, found.common, found.changed) == ((), 6, 0)


def test_every_difference_is_in_exactly_one_change() -> None:
    old = holding(weighed("a"), weighed("b"), weighed("gone"))
    new = holding(
        weighed("a", buffers=5, activations=3), weighed("b", uncounted=(("x", 1),)), weighed("fresh")
    )
    found = compare(old, new).changes
    assert sum(max(1, len(one.sizes)) for one in found) == len(diff(old, new))
    assert {(one.key, one.field, size) for one in found for size in one.sizes or (None,)} == {
        (one.key, one.field, one.size) for one in diff(old, new)
    }


def test_one_field_at_several_sizes_is_one_change_told_at_the_native_size() -> None:
    (change,) = compare(holding(weighed(activations=10)), holding(weighed(activations=11))).changes
    assert (change.sizes, change.old, change.new) == ((Size(128, 128), NATIVE), (10, 10), (11, 11))
    assert change.sizes[change.told] == NATIVE


def test_what_is_gone_comes_first_then_what_is_new_then_numbers_by_how_far_they_moved() -> None:
    old = holding(weighed("a", activations=100), weighed("b", activations=100), weighed("gone"))
    new = holding(weighed("a", activations=101), weighed("b", activations=90, buffers=5), weighed("fresh"))
    assert [(one.key, one.field) for one in compare(old, new).changes] == [
        ("timm/gone", "architecture"),
        ("timm/fresh", "architecture"),
        ("timm/b", "activations"),  # 10 % against 1 %
        ("timm/a", "activations"),
        ("timm/b", "buffers"),
    ]


def test_an_architecture_that_is_new_brings_its_numbers() -> None:
    (change,) = compare(holding(), holding(weighed())).changes
    assert change.new == ({"parameters": 25_557_032, "macs": 4_089_184_256},)
    assert change.old == (None,)


@pytest.mark.parametrize(
    ("zoo", "moved", "expected"),
    [
        ("timm", ("timm",), ("timm",)),
        ("timm", ("torchvision", "timm"), ("timm",)),
        ("torchvision", ("torchvision", "timm"), ("torchvision",)),
        ("timm", ("torch", "timm", "netweight"), ("timm", "netweight", "torch")),
        ("timm", ("python", "torchvision"), ("python", "torchvision")),
        ("timm", (), ()),
        ("mine", ("timm",), ("mine",)),  # its version is not in the record
    ],
)
def test_the_suspects_are_the_zoo_s_library_the_counting_and_torch(
    zoo: str, moved: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert suspects(zoo, moved) == expected


def test_with_one_version_moved_it_is_the_cause_of_everything() -> None:
    old, new = holding(weighed()), holding(weighed(activations=1, buffers=5), timm="1.0.32")
    assert {one.causes for one in compare(old, new).changes} == {("timm",)}
    assert {one.causes for one in compare(old, holding(weighed(buffers=5), torch="3")).changes} == {
        ("torch",)
    }
    counting = holding(weighed(buffers=5), netweight="0.2.0")
    assert {one.causes for one in compare(old, counting).changes} == {("netweight",)}


def test_several_versions_that_nothing_tells_apart_are_all_named() -> None:
    old, new = holding(weighed()), holding(weighed(buffers=5), timm="1.0.32", torch="3", python="3.13.0")
    assert causes_of("buffers", old, new) == {("timm", "torch")}


def test_what_a_zoo_says_of_an_architecture_never_comes_from_torch() -> None:
    old = holding(weighed())
    new = holding(dataclasses.replace(weighed(), architecture=factories.architecture(test=None, family="x")),
                  timm="1.0.32", torch="3")  # fmt: skip
    assert causes_of("family", old, new) == {("timm",)}
    assert causes_of("architecture", holding(), new) == {("timm",)}


def test_macs_that_moved_with_the_second_counter_are_not_the_counting_s() -> None:
    macs = factories.numbers().macs
    old = holding(weighed(macs=macs))
    more = weighed(macs=macs + 7, macs_linear=7, second=macs + 7)
    new = holding(more, timm="1.0.32", netweight="0.2.0", torch="3")
    assert another_forward(old.entries[0], more) is True
    for field in ("macs", "macs_linear", "second_macs"):
        assert causes_of(field, old, new) == {("timm", "torch")}, field


def test_macs_that_moved_while_the_second_counter_stayed_are_the_counting_s() -> None:
    macs = factories.numbers().macs
    old = holding(weighed(macs=macs))
    more = weighed(macs=macs + 7, macs_linear=7, second=macs)
    new = holding(more, timm="1.0.32", netweight="0.2.0", torch="3")
    assert another_forward(old.entries[0], more) is False
    for field in ("macs", "macs_linear"):
        assert causes_of(field, old, new) == {("netweight",)}, field


def test_evidence_never_leaves_nobody() -> None:
    more = weighed(macs=7)
    old, new = holding(weighed()), holding(more, timm="1.0.32")
    assert causes_of("macs", old, new) == {("timm",)}
    for difference in diff(old, new):
        assert cause(difference, (), None) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (weighed(), dataclasses.replace(weighed(), second_macs=None)),
        (weighed(), weighed()),
        (weighed(), dataclasses.replace(weighed(), measurements=())),
        (weighed(), weighed(macs=1, second=5)),
    ],
)
def test_without_a_second_count_that_says_so_nothing_is_known_of_the_forward(old: Entry, new: Entry) -> None:
    assert another_forward(old, new) is None


def everything() -> Changes:
    """Every kind of value: integers, none, tallies, lists, records, texts and new architectures."""
    old = holding(weighed("a"), weighed("gone"))
    other = weighed("a", uncounted=(("x", 1),), macs_backward=None, activations=7)
    architecture = factories.architecture("a", test=NATIVE, tags=("b",), published=(factories.published(),))
    agreed = (Reconciled(cause="equal", value=other.native.numbers.macs if other.native else None),)
    other = dataclasses.replace(other, architecture=architecture, stages=other.stages[:-1], reconciled=agreed)
    return compare(old, holding(other, weighed("fresh"), timm="1.0.32"))


def test_decoding_encoded_changes_gives_equal_ones() -> None:
    found = everything()
    assert {type(value) for one in found.changes for value in (*one.old, *one.new)} == {
        int, type(None), dict, list, str,
    }  # fmt: skip
    assert decode_changes(encode_changes(found), "x") == found


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"kind": "moved"},
            r"\$.changes\[0\].kind: expected one of removed, added, changed, found \"moved\"",
        ),
        ({"old": [1, 2]}, r"\$.changes\[0\].old: expected 1 values, found 2"),
        ({"sizes": ["0"]}, "expected a size such as"),
        ({"more": 1}, "no key that the schema does not have"),
    ],
)
def test_what_is_no_change_is_refused(values: dict[str, Any], message: str) -> None:
    file = json.loads(encode_changes(everything()))
    file["changes"][0] |= values
    with pytest.raises(DatasetError, match=message):
        decode_changes(json.dumps(file), "x")


def test_a_change_without_a_size_is_told_by_its_one_value() -> None:
    one = Change(
        key="timm/a",
        field="stages[1].blocks",
        kind="changed",
        native=NATIVE,
        sizes=(),
        old=(3,),
        new=(4,),
        causes=(),
    )
    assert (one.told, one.group) == (0, "stages")
