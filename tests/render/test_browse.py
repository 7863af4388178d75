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
        assert list(columns) == [*browse.COLUMNS, "memory", "top1"]
        for place, one in enumerate(weighed.entries):
            measured = one.native if size == "native" else one.at(Size.parse(size))
            found = {name: columns[name][place] for name in browse.COLUMNS}
            wanted = {name: measured and getattr(measured.numbers, name) for name in browse.COLUMNS}
            assert found == wanted


def test_a_refused_size_is_null_and_never_zero() -> None:
    files = files_of(entry(sizes=(LARGE,), refused=(LARGE,), test=None))
    memory = {name: [None] for name in browse.MEMORY}
    assert read(files, "384") == {name: [None] for name in browse.COLUMNS} | {"memory": memory, "top1": {}}


def test_memory_at_any_batch_follows_from_what_is_written() -> None:
    one = entry(
        sizes=(LARGE,), test=None, replaced={"parameters_trainable": 25_000_000, "buffer_bytes": 212_904}
    )
    files = files_of(one)
    for size in ("native", "384"):
        found = read(files, size)
        parameters = found["parameters"][0]
        held = {name: values[0] for name, values in found["memory"].items()}
        numbers = (one.native if size == "native" else one.at(LARGE)).numbers
        assert parameters - held["frozen"] == 25_000_000
        weights = 4 * parameters + held["buffer_bytes"]
        line = held["peak_fixed"] + 7 * (held["peak"] - held["peak_less"])
        assert weights + held["peak"] == numbers.inference_bytes(1)
        assert weights + line == numbers.inference_bytes(7)
        steps = weights + 3 * 4 * 25_000_000 + held["training_fixed"] + 32 * held["training"]
        assert held["training_bound"] == (size != "native")
        if size == "native":
            assert steps == numbers.training_bytes(32, "AdamW")
        else:
            assert (held["training"], held["training_fixed"]) == (
                numbers.saved_bytes,
                numbers.saved_fixed_bytes,
            )


def test_training_that_is_measured_nowhere_is_null() -> None:
    nothing = dict.fromkeys(
        ("saved_bytes", "saved_fixed_bytes", "training_peak_activation_bytes", "training_peak_fixed_bytes")
    )
    memory = read(files_of(entry(test=None, replaced=nothing)), "native")["memory"]
    assert (memory["training"], memory["training_fixed"], memory["training_bound"]) == ([None], [None], [1])


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
    # 4 x 25,557,032 of parameters, 4 x 953,344 alive, and the buffers; AdamW holds the parameters four times.
    numbers = entry("resnet50").native.numbers
    assert f'<td class="nwt-num">{106_041_504 + numbers.buffer_bytes:,}</td>' in body
    assert f'<td class="nwt-num">{numbers.training_bytes(32, "AdamW"):,}</td>' in body
    for tag in ("table", "thead", "tbody", "tr", "th", "td"):
        assert body.count(f"<{tag}>") + body.count(f"<{tag} ") == body.count(f"</{tag}>")
    assert "search:\n  exclude: true" in files["table.md"]


def test_a_name_is_escaped_in_the_plain_table() -> None:
    body = files_of(entry("<b>{{ x }}"))[".fragments/table.html"]
    assert "<b>" not in body
    assert "{" not in body


def test_the_same_dataset_gives_the_same_bytes() -> None:
    assert browse.files(dataset(7)) == browse.files(dataset(7))
