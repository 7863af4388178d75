"""The dataset in words of schema.org: what search engines for data sets ask for is there, with the right types."""

from __future__ import annotations

import json
from typing import Any

import fastjsonschema
import pytest

from generator.records import Dataset
from generator.records.release import Edition
from generator.render.structured import description, fragments
from tests.factories import dataset

TEXT = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "pattern": r"^(https://|\.\./|\./|data/)"}

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": [
        "@context",
        "@type",
        "name",
        "description",
        "license",
        "creator",
        "version",
        "distribution",
        "url",
    ],
    "additionalProperties": False,
    "properties": {
        "@context": {"const": "https://schema.org/"},
        "@type": {"const": "Dataset"},
        "name": TEXT,
        "description": {"type": "string", "minLength": 50, "maxLength": 5000},
        "url": ADDRESS,
        "license": {"type": "string", "pattern": "^https://"},
        "creator": {
            "type": "object",
            "required": ["@type", "name"],
            "properties": {"@type": {"enum": ["Person", "Organization"]}, "name": TEXT},
        },
        "version": TEXT,
        "datePublished": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "isAccessibleForFree": {"type": "boolean"},
        "keywords": {"type": "array", "items": TEXT},
        "measurementTechnique": TEXT,
        "variableMeasured": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["@type", "name"],
                "properties": {"@type": {"const": "PropertyValue"}, "name": TEXT, "unitText": TEXT},
            },
        },
        "distribution": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["@type", "contentUrl", "encodingFormat"],
                "properties": {
                    "@type": {"const": "DataDownload"},
                    "name": TEXT,
                    "contentUrl": ADDRESS,
                    "encodingFormat": {"type": "string", "pattern": "^[a-z]+/[a-z.+-]+$"},
                },
            },
        },
    },
}
"""Of https://schema.org/Dataset what is used, with the bounds that Google's page on data sets names."""


@pytest.fixture
def some() -> Dataset:
    return dataset()


@pytest.mark.parametrize(
    "edition", [None, Edition(release="2026.11.22", site="https://example.org/netweight/")]
)
@pytest.mark.parametrize("root", ["", "../"])
def test_the_description_is_a_dataset_of_schema_org(
    some: Dataset, edition: Edition | None, root: str
) -> None:
    fastjsonschema.compile(SCHEMA)(description(some, root, edition))


def test_a_release_has_its_date_and_addresses_of_the_site(some: Dataset) -> None:
    told = description(some, "../", Edition(release="2026.11.22.2", site="https://example.org/n/"))
    assert told["datePublished"] == "2026-11-22"
    assert {one["contentUrl"].rpartition("/")[0] for one in told["distribution"]} == {
        "https://example.org/n/data"
    }
    assert "datePublished" not in description(some, "../")


def test_a_fragment_is_the_description_and_ends_no_script(some: Dataset) -> None:
    for element in fragments(some).values():
        text = element.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
        assert "<" not in text
        assert "{" not in text
        assert json.loads(text.replace("&#123;", "{"))["@type"] == "Dataset"
