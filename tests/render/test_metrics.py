"""Every field of the dataset can be an axis: the files behind the scatter page."""

from __future__ import annotations

import json
from typing import Any

from generator.records import FIELDS, Dataset, Entry, Size
from generator.render import browse, metrics
from tests.factories import dataset, entry, provenance

LARGE = Size(384, 384)


def files_of(*entries: Entry) -> dict[str, Any]:
    written = metrics.files(Dataset(provenance=provenance(), entries=entries))
    return {path.removeprefix("assets/metrics/"): json.loads(text) for path, text in written.items()}


def test_every_field_that_is_one_number_comes_with_the_browse_table_or_has_a_file() -> None:
    held = [field.name for field in metrics.FURTHER]
    assert sorted([*held, *browse.COLUMNS]) == sorted(field.name for field in FIELDS if not field.is_tally)


def test_a_column_has_the_exact_integers_in_the_order_of_the_browse_table() -> None:
    weighed = dataset(12)
    files = metrics.files(weighed)
    index = json.loads(files["assets/metrics/index.json"])
    for field in index["fields"]:
        for size in field["sizes"]:
            column = json.loads(files[f"assets/metrics/{size}/{field['name']}.json"])
            for found, one in zip(column, weighed.entries, strict=True):
                measured = one.native if size == "native" else one.at(Size.parse(size))
                assert found == (None if measured is None else getattr(measured.numbers, field["name"]))


def test_a_field_of_the_native_size_alone_has_no_file_at_others() -> None:
    files = files_of(entry(sizes=(LARGE,), native=LARGE, test=Size(256, 256)))
    sizes = {field["name"]: field["sizes"] for field in files["index.json"]["fields"]}
    alone = {field["name"]: field["native_only"] for field in files["index.json"]["fields"]}
    assert not alone["read_bytes"]
    assert sizes["read_bytes"] == ["native", "256", "384"]
    # ResNet-50's numbers of the factories lack it at every size but 224 px.
    assert sizes["macs_backward"] == []
    assert "native/read_bytes.json" in files
    assert not [path for path in files if path.endswith("macs_backward.json")]


def test_a_field_is_of_the_native_size_alone_where_no_other_size_has_it() -> None:
    fields = {field["name"]: field for field in files_of(entry(), entry("b"))["index.json"]["fields"]}
    assert fields["macs_backward"]["native_only"]
    assert not fields["saved_bytes"]["native_only"]


def test_a_refused_size_is_null_and_never_zero() -> None:
    files = files_of(
        entry("a", sizes=(LARGE,), refused=(LARGE,), test=None), entry("b", sizes=(LARGE,), test=None)
    )
    assert files["384/batch_norm_layers.json"] == [None, 53]


def test_every_field_says_its_unit_and_meaning_and_the_index_its_versions() -> None:
    index = files_of(entry())["index.json"]
    by_name = {field.name: field for field in FIELDS}
    for one in index["fields"]:
        field = by_name[one["name"]]
        assert (one["unit"], one["group"], one["meaning"]) == (field.unit, field.group, field.meaning)
    assert index["versions"]["torch"] == provenance().torch
