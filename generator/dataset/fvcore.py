"""``fvcore.json``: fvcore itself on real models. Readable text, one record a line, read as strictly as the dataset."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.dataset.columns import Reader
from generator.dataset.node import Node, dump, parse
from generator.dataset.texts import read_optional
from generator.records.fvcore import Traced, Tracing

FVCORE = "fvcore.json"
"""The file's name beside the dataset."""

FVCORE_SCHEMA = 1
"""The version of the file's layout."""

_TRACED: Mapping[str, Reader] = {
    "key": Node.label,
    "size": Node.size,
    "ours": Node.integer,
    "theirs": Node.optional_integer,
    "error": Node.text,
}


def encode_fvcore(tracing: Tracing) -> str:
    """The text of the file, which is the same for the same run.

    Raises:
        DatasetError: a model is there twice, or has not exactly one of a number and an error.
    """
    rows = ",\n".join(_line(one) for one in tracing.models)
    versions = dump(dict(tracing.versions), FVCORE)
    text = f'{{\n"schema": {FVCORE_SCHEMA},\n"versions": {versions},\n"models": [\n{rows}\n]\n}}\n'
    decode_fvcore(text, FVCORE)
    return text


def decode_fvcore(text: str, where: str) -> Tracing:
    """The run that :func:`encode_fvcore` wrote.

    Args:
        text: the whole file.
        where: the file, for errors.

    Raises:
        DatasetError: a key or a type is not what it should be, a model is there twice, or has not exactly one of a
            number and an error.
    """
    members = parse(text, where).keys(("schema", "versions", "models"))
    if members["schema"].integer() != FVCORE_SCHEMA:
        raise members["schema"].error(f"{FVCORE_SCHEMA}")
    versions = {name: node.label() for name, node in members["versions"].members().items()}
    if list(versions) != sorted(versions):
        raise members["versions"].error("packages in ascending order")
    seen: set[str] = set()
    models = []
    for node in members["models"].items():
        one = _traced(node)
        if one.key in seen:
            raise node.error("each model once", f"{one.key} twice")
        seen.add(one.key)
        models.append(one)
    return Tracing(versions=tuple(versions.items()), models=tuple(models))


def read_fvcore(path: Path) -> Tracing | None:
    """The run in a file, or None where there is no such file: it is optional.

    Raises:
        DatasetError: as :func:`decode_fvcore`.
    """
    text = read_optional(path)
    return None if text is None else decode_fvcore(text, str(path))


def _line(one: Traced) -> str:
    values = {name: getattr(one, name) for name in _TRACED}
    return dump(values | {"size": str(one.size)}, FVCORE)


def _traced(node: Node) -> Traced:
    members = node.keys(_TRACED)
    one = Traced(**{name: read(members[name]) for name, read in _TRACED.items()})
    if bool(one.error) == (one.theirs is not None):
        raise node.error("a number of fvcore or an error, and not both")
    return one
