"""The names index: a row for each entry, places in lists instead of words, figures as the pages print them."""

from __future__ import annotations

import json
from typing import Any

from generator.records import Dataset, Size
from generator.render import search_index
from generator.render.units import NBSP
from tests.factories import dataset, entry, provenance


def index_of(*entries: Any) -> dict[str, Any]:
    files = search_index.files(Dataset(provenance=provenance(), entries=tuple(entries)))
    assert list(files) == ["assets/search.json"]
    return json.loads(files["assets/search.json"])


def test_a_row_holds_the_columns_in_their_order() -> None:
    index = index_of(entry("resnet50", "timm", tags=("a1_in1k", "tv_in1k")))
    row = dict(zip(search_index.COLUMNS, index["rows"][0], strict=True))
    assert row == {
        "name": "resnet50",
        "zoo": 0,
        "task": 0,
        "family": 0,
        "parameters": f"25.56{NBSP}M",
        "macs": f"4.089{NBSP}G",
        "size": f"224{NBSP}px",
        "tags": "a1_in1k tv_in1k",
    }
    assert (index["zoos"], index["tasks"], index["families"]) == (["timm"], ["classification"], ["resnet"])


def test_rows_follow_the_dataset_and_places_point_into_sorted_lists() -> None:
    weighed = dataset(12)
    index = index_of(*weighed.entries)
    assert index["zoos"] == sorted(index["zoos"])
    for one, row in zip(weighed.entries, index["rows"], strict=True):
        named = (index["zoos"][row[1]], row[0], index["tasks"][row[2]], index["families"][row[3]])
        described = one.architecture
        assert named == (described.zoo, described.name, described.task, described.family)


def test_figures_are_empty_where_the_native_size_is_refused() -> None:
    native = Size(520, 520)
    row = index_of(entry(native=native, test=None, refused=(native,)))["rows"][0]
    assert row[4:7] == ["", "", f"520{NBSP}px"]


def test_a_page_is_named_only_where_it_does_not_lie_at_zoo_and_name() -> None:
    assert index_of(entry("resnet50"), entry("a b/c", "own"))["paths"] == {"1": "own/a-b-c"}


def test_an_empty_dataset_has_an_empty_index() -> None:
    assert index_of() == {"zoos": [], "tasks": [], "families": [], "paths": {}, "rows": []}


def test_the_same_dataset_gives_the_same_bytes() -> None:
    assert search_index.files(dataset(7)) == search_index.files(dataset(7))
