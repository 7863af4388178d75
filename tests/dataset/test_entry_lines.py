"""One architecture, one line: what is written reads back equal, and nothing else reads at all."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from generator.dataset import DatasetError, decode_entry, encode_entry
from generator.dataset.schema import ENTRY_KEYS, HISTORY, SCHEMA_VERSION
from generator.records import FIELDS, Entry, Measurement, Size
from tests import factories
from tests.dataset.strategies import entries

WHERE = "docs/data/timm.jsonl:12"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(entries())
def test_decoding_an_encoded_entry_gives_an_equal_entry(entry: Entry) -> None:
    text = encode_entry(entry)
    assert decode_entry(text, WHERE) == entry
    assert "\n" not in text


@pytest.mark.parametrize("entry", factories.dataset().entries, ids=lambda e: e.architecture.key)
def test_equal_entries_give_equal_lines(entry: Entry) -> None:
    assert encode_entry(decode_entry(encode_entry(entry), WHERE)) == encode_entry(entry)


def test_a_number_equal_at_all_sizes_is_written_once_and_another_for_each_size() -> None:
    line = json.loads(encode_entry(factories.entry()))
    assert line["numbers"]["parameters"] == 25_557_032
    assert line["sizes"] == ["128", "160", "192", "224", "256", "288", "320", "384", "448", "512"]
    assert line["numbers"]["macs"][3] == 4_089_184_256
    assert len(line["numbers"]["macs"]) == 10


def test_a_size_that_is_not_square_is_written_height_first() -> None:
    entry = factories.entry(sizes=(Size(224, 320), Size(320, 224)), test=None)
    assert json.loads(encode_entry(entry))["sizes"] == ["224", "224x320", "320x224"]


def test_the_keys_of_a_line_have_one_order() -> None:
    line = json.loads(encode_entry(factories.entry()))
    assert tuple(line) == ENTRY_KEYS
    assert tuple(line["numbers"]) == tuple(field.name for field in FIELDS)


def test_an_architecture_that_is_refused_everywhere_has_no_number() -> None:
    size = Size(224, 224)
    entry = factories.entry(sizes=(size,), refused=(size,), test=None)
    assert json.loads(encode_entry(entry))["numbers"] == {}
    assert decode_entry(encode_entry(entry), WHERE) == entry


def test_every_schema_version_says_what_changed_and_the_last_is_the_present_one() -> None:
    assert [version for version, _ in HISTORY] == list(range(1, SCHEMA_VERSION + 1))
    assert all(change for _, change in HISTORY)


def without(key: str) -> Callable[[dict[str, Any]], None]:
    def change(line: dict[str, Any]) -> None:
        del line[key]

    return change


def put(*path: Any) -> Callable[[dict[str, Any]], None]:
    *steps, last, value = path

    def change(line: dict[str, Any]) -> None:
        for step in steps:
            line = line[step]
        line[last] = value

    return change


NAME = "a name of letters, digits, '.', '_' and '-' that does not start with a dot"
STAGES = ", ".join(("construction", "forward", "accounting", "process"))
REFUSED_224 = {"size": "224", "stage": "forward", "message": "RuntimeError: no"}

BROKEN = [
    (without("task"), '$: expected the key "task", found no such key'),
    (put("speed", 3), '$: expected no key that the schema does not have, found "speed"'),
    (put("numbers", "mcas", 3), '$.numbers: expected no key that the schema does not have, found "mcas"'),
    (put("numbers", "buffers", -1), "$.numbers.buffers: expected a non-negative integer, found -1"),
    (put("numbers", "buffers", True), "$.numbers.buffers: expected a non-negative integer, found true"),
    (put("numbers", "buffers", 1.0), "$.numbers.buffers: expected a non-negative integer, found 1.0"),
    (put("numbers", "buffers", "1"), '$.numbers.buffers: expected a non-negative integer, found "1"'),
    (put("numbers", "macs", 1, None), "$.numbers.macs[1]: expected a non-negative integer, found null"),
    (put("numbers", "macs", 1, False), "$.numbers.macs[1]: expected a non-negative integer, found false"),
    (put("numbers", "macs", [1, 2]), "$.numbers.macs: expected a value for each of the 3 sizes, found 2"),
    (
        put("numbers", "macs", [7, 7, 7]),
        "$.numbers.macs: expected one value, since it is equal at all sizes, found [7, 7, 7]",
    ),
    (put("numbers", "uncounted", 3), "$.numbers.uncounted: expected an object, found 3"),
    (
        put("numbers", "uncounted", {"aten.sort": 0}),
        "$.numbers.uncounted.aten.sort: expected an integer of at least 1, found 0",
    ),
    (
        put("numbers", "uncounted", {"b": 1, "a": 1}),
        '$.numbers.uncounted: expected names in ascending order, found {"b": 1, "a": 1}',
    ),
    (
        put("sizes", ["224", "192", "288"]),
        '$.sizes: expected sizes in ascending order, found "192" after "224"',
    ),
    (put("sizes", ["192", "192", "288"]), '$.sizes: expected each size once, found "192" twice'),
    (put("sizes", 0, "192x192"), '$.sizes[0]: expected "192", found "192x192"'),
    (put("sizes", 0, "big"), '$.sizes[0]: expected a size such as "224" or "224x320", found "big"'),
    (put("sizes", 0, 192), '$.sizes[0]: expected a size such as "224" or "224x320", found 192'),
    (put("native", "256"), '$.sizes: expected the native size "256", unless it is refused, found neither'),
    (put("refusals", [REFUSED_224]), '$.refusals: expected no size that is measured too, found "224"'),
    (
        put("refusals", [REFUSED_224, REFUSED_224]),
        '$.refusals: expected each size once, found "224" twice',
    ),
    (
        put("refusals", [REFUSED_224 | {"size": "1", "stage": "load"}]),
        f'$.refusals[0].stage: expected one of {STAGES}, found "load"',
    ),
    (
        put("refusals", [REFUSED_224 | {"size": "1", "message": ""}]),
        '$.refusals[0].message: expected a string that is not empty, found ""',
    ),
    (put("name", "../../etc/passwd"), f'$.name: expected {NAME}, found "../../etc/passwd"'),
    (put("name", ".hidden"), f'$.name: expected {NAME}, found ".hidden"'),
    (put("name", "a/b"), f'$.name: expected {NAME}, found "a/b"'),
    (put("name", "resnet50\n"), f'$.name: expected {NAME}, found "resnet50\\n"'),
    (put("zoo", ".."), f'$.zoo: expected {NAME}, found ".."'),
    (put("family", "a/../b"), f'$.family: expected {NAME}, found "a/../b"'),
    (put("task", ""), '$.task: expected a string that is not empty, found ""'),
    (put("channels", 0), "$.channels: expected an integer of at least 1, found 0"),
    (put("fixed_size", 0), "$.fixed_size: expected true or false, found 0"),
    (put("weights", None), "$.weights: expected a string, found null"),
    (put("tags", "a1_in1k"), '$.tags: expected an array, found "a1_in1k"'),
    (put("stages", "blocks", [1, 2]), "$.stages.blocks: expected as many values as name, 6, found 2"),
    (put("operators", "operator", 1, "aten.convolution.default"), None),
    (
        put("published", 0, "rounded_to", 0),
        "$.published[0].rounded_to: expected an integer of at least 1, found 0",
    ),
]


@pytest.mark.parametrize(("change", "message"), BROKEN, ids=[str(number) for number in range(len(BROKEN))])
def test_a_line_that_breaks_the_schema_names_place_expected_and_found(
    change: Callable[[dict[str, Any]], None], message: str | None
) -> None:
    sizes = (Size(192, 192), Size(224, 224), Size(288, 288))
    line = json.loads(encode_entry(factories.entry(sizes=sizes, published=(factories.published(),))))
    change(line)
    with pytest.raises(DatasetError) as caught:
        decode_entry(json.dumps(line), WHERE)
    message = message or '$.operators: expected each operator once, found "aten.convolution.default" twice'
    assert str(caught.value) == f"{WHERE}: {message}"
    assert caught.value.path.startswith(f"{WHERE}: $")


def test_stages_without_a_native_measurement_are_refused() -> None:
    line = json.loads(encode_entry(factories.entry(test=None)))
    line["sizes"].remove("224")
    for name, value in line["numbers"].items():
        if isinstance(value, dict) and list(value) == ["224"]:
            line["numbers"][name] = None
        if isinstance(value, list):
            rest = value[:3] + value[4:]
            line["numbers"][name] = rest if len(set(map(str, rest))) > 1 else rest[0]
    line["refusals"] = [REFUSED_224]
    with pytest.raises(
        DatasetError, match=r'\$\.stages: expected no rows, since the native size "224" is refused'
    ):
        decode_entry(json.dumps(line), WHERE)


def test_a_key_that_appears_twice_is_refused() -> None:
    text = encode_entry(factories.entry()).replace('"zoo":"timm"', '"zoo":"timm","zoo":"timm"')
    with pytest.raises(DatasetError) as caught:
        decode_entry(text, WHERE)
    assert str(caught.value) == f'{WHERE}: expected each key of an object once, found "zoo" twice'


def test_a_line_cut_short_is_not_json() -> None:
    with pytest.raises(DatasetError) as caught:
        decode_entry('{"zoo":', WHERE)
    assert str(caught.value) == f"{WHERE}: expected JSON, found Expecting value at character 8"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 100_000, "expected a few levels of lists and objects, found very many"),
        ('{"zoo":' * 100_000, "expected a few levels of lists and objects, found very many"),
        (f"[{'9' * 5000}]", "expected integers of fewer digits, found one of thousands of digits"),
        ('["\\ud83d\\ude00", "a\\uD800"]', r"expected whole characters, found half of one, \ud800"),
        ("[NaN, Infinity]", "$: expected an object, found [NaN, Infinity]"),
    ],
    ids=["lists", "objects", "digits", "half a character", "no number"],
)
def test_what_json_allows_and_no_dataset_holds_is_refused(text: str, said: str) -> None:
    with pytest.raises(DatasetError) as caught:
        decode_entry(text, WHERE)
    assert str(caught.value) == f"{WHERE}: {said}"


def test_a_long_value_is_quoted_in_part() -> None:
    line = json.loads(encode_entry(factories.entry())) | {"tags": "x" * 1000}
    with pytest.raises(DatasetError) as caught:
        decode_entry(json.dumps(line), WHERE)
    assert caught.value.found == '"' + "x" * 59 + "..."


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (True, "timm/resnet50: $.numbers.buffers: expected a non-negative integer, found true"),
        (-1, "timm/resnet50: $.numbers.buffers: expected a non-negative integer, found -1"),
        (0.5, "timm/resnet50: $.numbers.buffers: expected a non-negative integer, found 0.5"),
        (1j, "timm/resnet50: expected a value that JSON has, found 1j of type complex"),
    ],
)
def test_what_would_be_refused_when_read_is_never_written(value: Any, message: str) -> None:
    broken = dataclasses.replace(factories.numbers(), buffers=value)
    entry = dataclasses.replace(
        factories.entry(test=None, sizes=()),
        measurements=(Measurement(size=Size(224, 224), numbers=broken),),
    )
    with pytest.raises(DatasetError) as caught:
        encode_entry(entry)
    assert str(caught.value) == message


def test_a_list_in_place_of_a_tuple_is_not_written_as_if_it_read_back() -> None:
    entry = factories.entry(tags=["a1_in1k"])
    with pytest.raises(DatasetError, match="timm/resnet50: expected an entry that reads back equal"):
        encode_entry(entry)
