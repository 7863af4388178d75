"""The data of the browse table and its plain page."""

from __future__ import annotations

import json
from typing import Any

from generator.records import Dataset, Entry, Size
from generator.render import browse
from tests.factories import dataset, entry, provenance

LARGE = Size(384, 384)


def files_of(*entries: Entry) -> dict[str, str]:
    return dict(browse.files(Dataset(provenance=provenance(), entries=entries)))


def read(files: dict[str, str], name: str) -> dict[str, Any]:
    return json.loads(files[f"assets/browse/{name}.json"])


def test_there_is_an_index_and_a_file_for_each_offered_size() -> None:
    files = files_of(entry(sizes=(LARGE,), test=None))
    assert read(files, "index")["sizes"] == ["native", "224", "384"]
    data = sorted(name for name in files if name.startswith(browse.DIRECTORY + "/"))
    assert data == [f"assets/browse/{name}.json" for name in ("224", "384", "index", "native")]


def test_a_size_that_few_were_tried_at_is_not_offered() -> None:
    others = [entry(f"net{number}", sizes=(), test=None) for number in range(4)]
    assert browse.offered([*others, entry(sizes=(LARGE,), test=None)]) == (Size(224, 224),)
    assert browse.offered([*others[:3], entry(sizes=(LARGE,), test=None)]) == (Size(224, 224), LARGE)


def test_columns_hold_the_exact_integers_in_the_order_of_the_index() -> None:
    weighed = dataset(12)
    files = dict(browse.files(weighed))
    index = read(files, "index")
    assert index["name"] == [one.architecture.name for one in weighed.entries]
    for size in index["sizes"]:
        columns = read(files, size)
        assert list(columns) == list(browse.COLUMNS)
        for place, one in enumerate(weighed.entries):
            measured = one.native if size == "native" else one.at(Size.parse(size))
            found = {name: columns[name][place] for name in browse.COLUMNS}
            wanted = {name: measured and getattr(measured.numbers, name) for name in browse.COLUMNS}
            assert found == wanted


def test_a_refused_size_is_null_and_never_zero() -> None:
    files = files_of(entry(sizes=(LARGE,), refused=(LARGE,), test=None))
    assert read(files, "384") == {name: [None] for name in browse.COLUMNS}


def test_words_are_places_in_sorted_lists() -> None:
    weighed = dataset(6)
    index = read(dict(browse.files(weighed)), "index")
    for key in ("zoo", "task", "family"):
        assert index[key]["names"] == sorted(set(index[key]["names"]))
        named = [index[key]["names"][place] for place in index[key]["rows"]]
        assert named == [getattr(one.architecture, key) for one in weighed.entries]
    natives = [index["native"]["names"][place] for place in index["native"]["rows"]]
    assert natives == [str(one.architecture.native) for one in weighed.entries]


def test_the_plain_table_has_a_row_for_each_entry_with_exact_integers_and_closed_tags() -> None:
    files = files_of(entry("resnet50"), entry("net", refused=(Size(224, 224),), family="x"))
    body = files[".fragments/table.html"]
    assert body.count('<th scope="row">') == 2
    assert '<a href="../timm/resnet50/">resnet50</a>' in body
    for cell in ("25,557,032", "4,089,184,256"):
        assert body.count(f'<td class="nwt-num">{cell}</td>') == 1
    for tag in ("table", "thead", "tbody", "tr", "th", "td"):
        assert body.count(f"<{tag}>") + body.count(f"<{tag} ") == body.count(f"</{tag}>")
    assert "search:\n  exclude: true" in files["table.md"]


def test_a_name_is_escaped_in_the_plain_table() -> None:
    body = files_of(entry("<b>{{ x }}"))[".fragments/table.html"]
    assert "<b>" not in body
    assert "{" not in body


def test_the_same_dataset_gives_the_same_bytes() -> None:
    assert browse.files(dataset(7)) == browse.files(dataset(7))
