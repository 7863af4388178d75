"""Every file of the API is what its schema says, and every field is defined once."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import fastjsonschema
import pytest

from generator.dataset import ROW_COLUMNS, read_dataset
from generator.dataset.releases import read_edition
from generator.dataset.weights import WEIGHTS, read_weights
from generator.records import FIELDS, Architecture, Dataset
from generator.records.dictionary import DERIVED, KEYS, RECORDS
from generator.records.weights import Library
from generator.render import api, badges, schema
from generator.render.references import references
from tests import factories

Check = Callable[[Any], Any]


@pytest.fixture(scope="module")
def check() -> Check:
    compiled: Check = fastjsonschema.compile(schema.schema())
    return compiled


def documents(dataset: Dataset, weights: Library | None) -> list[dict[str, Any]]:
    cited = references(dataset, weights)
    return [
        json.loads(text)
        for path, text in api.files(cited, weights).items()
        if not path.endswith("index.json")
    ]


def test_every_file_of_the_committed_dataset_is_valid(root: Path, check: Check) -> None:
    data = root / "docs" / "data"
    dataset, weights = read_dataset(data), read_weights(data / WEIGHTS)
    cited = references(dataset, weights, read_edition(data))
    files = api.files(cited, weights)
    assert len(files) == len(dataset.entries) + 1
    for path, text in files.items():
        if not path.endswith("index.json"):
            check(json.loads(text))


@pytest.mark.parametrize("known", [True, False])
def test_every_file_of_a_synthetic_dataset_is_valid_with_and_without_weights(
    check: Check, known: bool
) -> None:
    dataset = factories.dataset(12)
    for document in documents(dataset, factories.library(dataset) if known else None):
        check(document)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.pop("sha256"),
        lambda one: one.update(more=1),
        lambda one: one.update(native="224 px"),
        lambda one: one["measurements"][0].update(macs="4 G"),
        lambda one: one["measurements"][0].update(macs=-1),
        lambda one: one["measurements"][0].pop("parameters"),
        lambda one: one["pretrained"][0].pop("tag"),
        lambda one: one["pretrained"][0].update(licence="mit"),
        lambda one: one.update(verified="yes"),
    ],
)
def test_a_file_with_another_key_or_type_is_not_valid(
    check: Check, change: Callable[[dict[str, Any]], Any]
) -> None:
    dataset = factories.dataset()
    document = documents(dataset, factories.library(dataset))[-1]
    check(document)
    change(document)
    with pytest.raises(fastjsonschema.JsonSchemaException):
        check(document)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_of_every_record_is_defined_in_its_order(record: type) -> None:
    fields = [one.name for one in dataclasses.fields(record)]
    if record is Architecture:
        fields.remove("published")  # a key of the document, with what gives the numbers
    assert list(RECORDS[record]) == fields
    assert all(meaning for _, meaning in RECORDS[record].values())


def test_the_dictionary_defines_every_column_of_a_flat_row_in_its_order() -> None:
    (title, _, rows), *_ = schema.dictionary()
    assert title == "Flat row"
    assert tuple(name for name, *_ in rows) == ROW_COLUMNS
    assert tuple(KEYS) + tuple(one.name for one in FIELDS) + tuple(DERIVED) == ROW_COLUMNS
    assert all(kind and meaning for _, kind, _, meaning in rows)


def test_the_index_leads_to_every_file_with_its_headline() -> None:
    dataset = factories.dataset()
    files = api.files(references(dataset))
    index = json.loads(files["api/v1/index.json"])
    assert {f"api/v1/{one['url']}" for one in index["architectures"]} == files.keys() - {"api/v1/index.json"}
    for one, entry in zip(index["architectures"], dataset.entries, strict=True):
        assert one["macs"] == (entry.native.numbers.macs if entry.native else None)


def test_each_architecture_has_two_endpoints_and_a_drawing() -> None:
    """The keys of an endpoint are those of https://shields.io/badges/endpoint-badge."""
    dataset = factories.dataset()
    files = badges.files(references(dataset))
    assert len(files) == 3 * len(dataset.entries)
    found = json.loads(files["api/v1/badge/timm/resnet50/macs.json"])
    assert found == {
        "schemaVersion": 1, "label": "MACs at 224 px", "message": "4.09 G", "color": "informational",
    }  # fmt: skip
    assert json.loads(files["api/v1/badge/timm/resnet50/parameters.json"])["message"] == "25.6 M"
    drawing = files["api/v1/badge/timm/resnet50.svg"]
    assert 'aria-label="25.6 M parameters, 4.09 GMACs at 224 px"' in drawing


def test_a_badge_is_as_wide_as_its_halves_and_names_are_escaped() -> None:
    dataset = factories.dataset()
    for reference in references(dataset).values():
        root = ElementTree.fromstring(badges.svg(reference.entry))
        space = "{http://www.w3.org/2000/svg}"
        texts = root.findall(f".//{space}text")
        assert int(root.attrib["width"]) == sum(int(one.attrib["textLength"]) + 12 for one in texts)
        assert root.find(f"{space}title").text == root.attrib["aria-label"]
