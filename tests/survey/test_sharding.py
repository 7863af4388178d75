"""Shards make a whole, or an error that names what is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.dataset import Part, read_dataset
from generator.records import Size
from generator.survey.sharding import Shard, ShardError, join
from tests import factories

KEYS = [f"timm/model_{number:03}" for number in range(100)]
WHOLE = factories.dataset()
NAMES = tuple(sorted(entry.architecture.key for entry in WHOLE.entries))


@pytest.mark.parametrize("count", [1, 2, 3, 7, 100])
def test_every_architecture_is_in_exactly_one_shard(count):
    shards = [Shard(index, count).of(KEYS) for index in range(1, count + 1)]
    assert sorted(key for shard in shards for key in shard) == KEYS
    assert max(map(len, shards)) - min(map(len, shards)) <= 1


def test_the_order_of_the_names_makes_no_difference():
    assert Shard(2, 3).of(reversed(KEYS)) == Shard(2, 3).of(KEYS) == KEYS[1::3]


@pytest.mark.parametrize("count", [2, 4, 8, 16])
def test_no_shard_of_the_committed_zoos_is_much_more_work_than_the_mean(root, count):
    """Work is taken as layers times sizes."""
    work = {
        entry.architecture.key: sum(stage.layers for stage in entry.stages) * len(entry.measurements)
        for entry in read_dataset(root / "docs/data").entries
    }
    sums = [sum(work[key] for key in Shard(index, count).of(work)) for index in range(1, count + 1)]
    assert max(sums) <= 1.1 * sum(work.values()) / count


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/0", "-1/2", "a/b", "1/2/3", ""])
def test_what_is_no_shard_is_an_error_that_says_what_one_is(text):
    with pytest.raises(ValueError, match=r"a shard is INDEX/COUNT, .* such as 2/8; found"):
        Shard.parse(text)


def test_a_shard_is_parsed_from_its_text():
    assert Shard.parse("2/8") == Shard(2, 8)


def shards(count: int = 3):
    """The synthetic dataset in parts."""
    found = {}
    for index in range(1, count + 1):
        shard = Shard(index, count)
        names = set(shard.of(NAMES))
        entries = tuple(entry for entry in WHOLE.entries if entry.architecture.key in names)
        found[Path(f"part{index}")] = (replace(WHOLE, entries=entries), shard.part("code", None, NAMES))
    return found


def test_all_shards_together_are_the_whole():
    joined = join(dict(reversed(shards().items())))
    assert joined.provenance == WHOLE.provenance
    assert {e.architecture.key: e for e in joined.entries} == {e.architecture.key: e for e in WHOLE.entries}


def refused(parts) -> str:
    with pytest.raises(ShardError) as caught:
        join(parts)
    return str(caught.value)


def test_a_missing_shard_is_named():
    parts = shards()
    del parts[Path("part2")]
    assert refused(parts) == "shard 2/3 is missing"
    assert refused({}) == "there is no shard to merge"


def test_a_repeated_shard_is_named():
    parts = shards()
    assert refused(parts | {Path("copy"): parts[Path("part2")]}) == "part2 and copy are both shard 2/3"


def test_a_hole_is_named():
    parts = shards()
    dataset, part = parts[Path("part1")]
    gone = dataset.entries[0].architecture.key
    parts[Path("part1")] = (replace(dataset, entries=dataset.entries[1:]), part)
    assert refused(parts) == f"the shards lack {gone}"


def test_an_architecture_in_two_shards_is_named():
    parts = shards()
    (first, part), (second, _) = parts[Path("part1")], parts[Path("part2")]
    parts[Path("part1")] = (replace(first, entries=(*first.entries, second.entries[0])), part)
    key = second.entries[0].architecture.key
    assert refused(parts) == f"{key} is in two shards, part1 and part2"


def test_an_architecture_that_nobody_asked_for_is_named():
    parts = shards()
    dataset, part = parts[Path("part3")]
    stray = factories.entry("stray")
    parts[Path("part3")] = (replace(dataset, entries=(*dataset.entries, stray)), part)
    assert refused(parts) == "the survey did not ask for timm/stray"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"code": "other"}, "part2 was measured by other code than part1, though both say netweight "),
        ({"sizes": ("224",)}, "part2 was measured at 224, part1 at the default sizes"),
        ({"count": 4}, "part2 is shard 2/4, part1 is shard 1/3"),
        (
            {"architectures": NAMES[1:]},
            f"part2 and part1 are of different surveys: only one asked for {NAMES[0]}",
        ),
    ],
)
def test_shards_of_different_surveys_are_told_apart(changes, message):
    parts = shards()
    dataset, part = parts[Path("part2")]
    parts[Path("part2")] = (dataset, replace(part, **changes))
    assert refused(parts).startswith(message)


def test_shards_of_different_versions_are_told_apart_by_name():
    parts = shards()
    dataset, part = parts[Path("part2")]
    other = replace(dataset.provenance, timm="1.0.30")
    parts[Path("part2")] = (replace(dataset, provenance=other), part)
    assert refused(parts) == "part2 was measured with timm 1.0.30, part1 with timm 1.0.31"


def test_a_part_says_which_of_which_survey_it_is():
    assert Shard(2, 3).part("c", [Size(224, 320)], ["b/x", "a/y"]) == Part(
        index=2, count=3, code="c", sizes=("224x320",), architectures=("a/y", "b/x")
    )
