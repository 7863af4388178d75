"""The JSON Schema of the API, and the data dictionary: both made from the records."""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any

from generator.records import FIELDS, Architecture, Field, Published, Reconciled, Size
from generator.records.dictionary import DERIVED, DOCUMENT, FORM, KEYS, RECORDS, UNFORMED, Words
from generator.records.weights import Metric, Paper, Weights
from generator.render.environment import FRAGMENTS, fragment

PATH = "api/v1/schema.json"
"""Where the schema lies, below docs/ and below the site's root."""

_SPARSE = (Paper, Metric, Weights)
"""Records whose empty fields have no key."""

_PLAIN: Mapping[type, dict[str, Any]] = {
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    Size: {"type": "string", "pattern": "^[1-9][0-9]{0,4}(x[1-9][0-9]{0,4})?$"},
}
_LISTS = {
    "refusals": "Refusal",
    "gaps": "Refusal",
    "stages": "Stage",
    "operators": "OperatorShare",
    "uses": "Use",
    "papers": "Paper",
    "pretrained": "Weights",
    "measurements": "Measurement",
    "published": "PublishedReconciled",
}
_INTEGERS: dict[str, Any] = {"type": "array", "items": {"type": "integer"}}
_FORM: Mapping[str, dict[str, Any]] = {
    **dict.fromkeys(("key", "reason"), _PLAIN[str]),
    **dict.fromkeys(("step", "least_px", "most_px", "grid"), _PLAIN[int]),
    "square": _PLAIN[bool],
    "wholes": {
        "type": "array",
        "items": {"type": "array", "items": {"anyOf": [{"type": "array", "items": _INTEGERS}, _PLAIN[int]]}},
    },
    "monomials": {"type": "array", "items": _INTEGERS},
    "fields": {
        "type": "object",
        "additionalProperties": {"anyOf": [_PLAIN[int], {"type": "array", "items": _INTEGERS}]},
    },
    "held": {"type": "array", "items": _PLAIN[Size]},
    "missing": {"type": "object", "additionalProperties": _PLAIN[str]},
}
_NAMES = {
    "verified": "boolean",
    "papers_of": "string",
    "key": "string",
    "release": "string",
    "permalink": "string",
}
_TITLES = {
    "Form": "Closed form",
    "Unformed": "No closed form",
    "OperatorShare": "Operator",
    "Provenance": "Versions",
    "Alive": "Tensor at the peak",
    "Metric": "Published figure",
}


_PUBLISHED = ("Published number", "Reconciled", "Published figure", "Paper", "Weights")
"""The tables of what others say."""


def files() -> dict[str, str]:
    """The schema, and the fragments of the data dictionary."""
    tables = dictionary()
    return {
        PATH: json.dumps(schema(), indent=1, ensure_ascii=False) + "\n",
        **{
            f"{FRAGMENTS}/overview/{name}.html": fragment(
                "dictionary.html", tables=[one for one in tables if page_of(one[0]) == name]
            )
            for name in ("dictionary", "dictionary-architecture", "dictionary-published")
        },
    }


def page_of(title: str) -> str:
    """Which page of the data dictionary has a table: a page for the flat row, two for the file of an architecture."""
    if title == "Flat row":
        return "dictionary"
    return "dictionary-published" if title in _PUBLISHED else "dictionary-architecture"


def schema() -> dict[str, Any]:
    """The schema of an architecture's file, draft 7: every key with its type, unit and meaning; no other key."""
    records = {record.__name__: _record(record, words) for record, words in RECORDS.items()}
    described = records.pop(Architecture.__name__)["properties"]
    published, reconciled = records.pop(Published.__name__), records[Reconciled.__name__]
    measurement = {"size": _described(_PLAIN[Size], ("px", "input size")), **_fields()}
    definitions = records | {
        Reconciled.__name__: reconciled,
        "Measurement": _object(measurement),
        "Form": _object({name: _described(_FORM[name], said) for name, said in FORM.items()}),
        "Unformed": _object({name: _described(_FORM[name], said) for name, said in UNFORMED.items()}),
        "PublishedReconciled": _object(
            published["properties"] | {"reconciled": {"$ref": "#/definitions/Reconciled"}}
        ),
    }
    document = {name: _described(_document(name), words) for name, words in DOCUMENT.items()}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "An architecture of Netweight",
        **_object({"key": document.pop("key"), **described, **document}),
        "definitions": dict(sorted(definitions.items())),
    }


def dictionary() -> list[tuple[str, str, list[tuple[str, str, str, str]]]]:
    """Tables of name, type, unit and meaning: title, a sentence on where its rows are found, rows."""
    whole = schema()
    tables = [
        ("Flat row", "A row of netweight.csv and netweight.parquet, and of netweight export.", flat_row()),
        ("Architecture", "The keys of api/v1/ZOO/NAME.json.", _rows(whole)),
    ]
    for name, one in whole["definitions"].items():
        if name != "Measurement":
            label = "Published number" if name == "PublishedReconciled" else _TITLES.get(name, name)
            tables.append((label, "A part of the file of an architecture.", _rows(one)))
    return tables


def flat_row() -> list[tuple[str, str, str, str]]:
    """The columns of a flat row: name, type, unit and meaning."""
    numbers = [(one.name, _type_of(_number(one)), one.unit, one.meaning) for one in FIELDS]
    keys = {"native": "true or false", "verified": "true, false or null"}
    return [
        *(
            (name, keys.get(name, "integer" if unit else "text"), unit, said)
            for name, (unit, said) in KEYS.items()
        ),
        *numbers,
        *((name, "integer", unit, said) for name, (unit, said) in DERIVED.items()),
    ]


def _rows(one: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    return [
        (name, _type_of(value), value.get("unit", ""), value.get("description", ""))
        for name, value in one["properties"].items()
    ]


def _record(record: type, words: Words) -> dict[str, Any]:
    hints = typing.get_type_hints(record)
    properties = {name: _described(_typed(hints[name]), said) for name, said in words.items()}
    if record not in _SPARSE:
        return _object(properties)
    required = [one.name for one in dataclasses.fields(record) if one.default is dataclasses.MISSING]
    return _object(properties) | {"required": required}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _described(typed: Mapping[str, Any], words: tuple[str, str]) -> dict[str, Any]:
    unit, meaning = words
    return {**typed, "description": meaning, **({"unit": unit} if unit else {})}


def _typed(hint: Any) -> dict[str, Any]:
    """The schema of an annotation: a plain type, a record, a tuple of either, or either and None."""
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if typing.get_origin(hint) is UnionType:
        (inner,) = (one for one in typing.get_args(hint) if one is not NoneType)
        typed = _typed(inner)
        return (
            typed | {"type": [typed["type"], "null"]}
            if "type" in typed
            else {"anyOf": [typed, {"type": "null"}]}
        )
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "items": _typed(typing.get_args(hint)[0])}
    return {"$ref": f"#/definitions/{hint.__name__}"}


def _document(name: str) -> dict[str, Any]:
    """The schema of a key that the document has besides the description of the architecture."""
    if name in _LISTS:
        return {"type": "array", "items": {"$ref": f"#/definitions/{_LISTS[name]}"}}
    if name == "provenance":
        return {"$ref": "#/definitions/Provenance"}
    if name == "peak":
        return {"anyOf": [{"$ref": "#/definitions/Peak"}, {"type": "null"}]}
    if name == "form":
        parts = [{"$ref": "#/definitions/Form"}, {"$ref": "#/definitions/Unformed"}, {"type": "null"}]
        return {"anyOf": parts}
    if name == "second_macs":
        return {"type": ["integer", "null"]}
    if name == "sha256":
        return {"type": "string", "pattern": "^([0-9a-f]{64})?$"}
    return {"type": _NAMES[name]}


def _fields() -> dict[str, Any]:
    numbers = {one.name: _described(_number(one), (one.unit, one.meaning)) for one in FIELDS}
    return numbers | {"flops": _described({"type": "integer", "minimum": 0}, DERIVED["flops"])}


def _number(one: Field) -> dict[str, Any]:
    if one.is_tally:
        return {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}}
    typed: dict[str, Any] = {"type": ["integer", "null"] if one.is_optional else "integer"}
    return typed if one.is_signed else typed | {"minimum": 0}


def _type_of(typed: Mapping[str, Any]) -> str:
    """A schema in words."""
    if "$ref" in typed:
        return str(typed["$ref"]).rpartition("/")[2]
    if "anyOf" in typed:
        return " or ".join(_type_of(one) for one in typed["anyOf"])
    kinds = typed["type"] if isinstance(typed["type"], list) else [typed["type"]]
    if kinds == ["array"]:
        return f"list of {_type_of(typed['items'])}"
    if kinds == ["object"]:
        return "text by name" if typed["additionalProperties"] == _PLAIN[str] else "integers by name"
    words = {"string": "text", "boolean": "true or false"}
    return " or ".join(words.get(str(kind), str(kind)) for kind in kinds)
