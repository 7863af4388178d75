"""``forms.jsonl``: the closed forms beside the dataset. A line of versions, then an architecture a line, sorted."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.dataset.errors import DatasetError
from generator.dataset.files import write_if_changed
from generator.dataset.node import Node, dump, parse
from generator.dataset.texts import read_optional
from generator.records import Provenance
from generator.records.forms import FORM_FIELDS, REQUIRED_FIELDS, Domain, Form, Forms, Unformed, Whole

FORMS = "forms.jsonl"
"""The file's name beside the dataset."""

FORMS_SCHEMA = 1
"""The version of the file's layout."""

_VERSIONS = tuple(field.name for field in dataclasses.fields(Provenance))
_FORM_KEYS = (
    "key", "step", "square", "least_px", "most_px", "wholes", "monomials", "fields", "held", "grid", "missing",
)  # fmt: skip


def encode_form(form: Form | Unformed) -> str:
    """One line, without its newline.

    Raises:
        DatasetError: the form is not what a line can hold.
    """
    line = dump(form.plain(), form.key)
    decode_form(line, form.key)
    return line


def decode_form(line: str, where: str) -> Form | Unformed:
    """What :func:`encode_form` wrote; ``where`` is the file and line, for errors.

    Raises:
        DatasetError: a key or a value is not what the schema says, or an atom is named before it is there.
    """
    node = parse(line, where)
    if "reason" in node.members():
        members = node.keys(("key", "reason"))
        return Unformed(key=_key(members["key"]), reason=members["reason"].label())
    members = node.keys(_FORM_KEYS)
    letters = 1 if members["square"].boolean() else 2
    wholes = members["wholes"].items()
    atoms = letters + len(wholes)
    monomials = members["monomials"].each(lambda one: _atoms(one, atoms))
    if monomials[:1] != ((),):
        raise members["monomials"].error("the constant, [], first")
    return Form(
        key=_key(members["key"]),
        domain=Domain(
            step=members["step"].integer(minimum=1),
            square=members["square"].boolean(),
            least_px=members["least_px"].integer(minimum=1),
            most_px=members["most_px"].integer(minimum=members["least_px"].integer()),
        ),
        wholes=tuple(_whole(one, letters + place) for place, one in enumerate(wholes)),
        monomials=monomials,
        fields=_fields(members["fields"], len(monomials)),
        held=members["held"].each(Node.size),
        grid=members["grid"].integer(),
        missing=_missing(members["missing"], members["fields"]),
    )


def read_forms(directory: Path) -> tuple[Provenance, Forms] | None:
    """The versions and the closed forms beside a dataset, or None where they were not looked for.

    Raises:
        DatasetError: the file does not decode, a line is there twice or out of order.
    """
    path = directory / FORMS
    text = read_optional(path)
    if text is None:
        return None
    first, *lines = text.removesuffix("\n").split("\n")
    members = parse(first, f"{path}:1").keys(("schema", "provenance"))
    if members["schema"].integer() != FORMS_SCHEMA:
        raise members["schema"].error(f"{FORMS_SCHEMA}, which `netweight forms` writes")
    versions = members["provenance"].keys(_VERSIONS)
    found: dict[str, Form | Unformed] = {}
    before = ""
    for number, line in enumerate(lines, start=2):
        where = f"{path}:{number}"
        form = decode_form(line, where)
        if form.key <= before:
            raise DatasetError(
                f"{where}: $.key", "keys in ascending order, each once", f'"{form.key}" after "{before}"'
            )
        found[form.key] = form
        before = form.key
    return Provenance(**{name: versions[name].label() for name in _VERSIONS}), found


def write_forms(lines: Mapping[str, str], provenance: Provenance, directory: Path) -> bool:
    """Write the file atomically unless it is equal already; whether it was written.

    Args:
        lines: what :func:`encode_form` gave, by key.
        provenance: the versions that the forms depend on.
        directory: where the dataset is.
    """
    head = dump({"schema": FORMS_SCHEMA, "provenance": dataclasses.asdict(provenance)}, FORMS)
    text = "".join(f"{line}\n" for line in (head, *(lines[key] for key in sorted(lines))))
    return write_if_changed(directory / FORMS, text.encode())


def _key(node: Node) -> str:
    zoo, _, name = node.label().partition("/")
    for part in (zoo, name):
        Node(part, node.path).name()
    return node.label()


def _whole(node: Node, atoms: int) -> Whole:
    items = node.items()
    if len(items) != 2:
        raise node.error("terms and a divisor")
    return Whole(terms=items[0].each(lambda term: _term(term, atoms)), divisor=items[1].integer(minimum=2))


def _term(node: Node, atoms: int) -> tuple[int, ...]:
    factor, *inside = node.items() or [node]
    return factor.signed(), *_all_below(inside, atoms)


def _atoms(node: Node, atoms: int) -> tuple[int, ...]:
    return tuple(_all_below(node.items(), atoms))


def _all_below(nodes: Iterable[Node], atoms: int) -> Iterable[int]:
    for node in nodes:
        if node.integer() >= atoms:
            raise node.error(f"an atom below {atoms}, one that comes before")
        yield node.integer()


def _fields(node: Node, monomials: int) -> tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]:
    members = node.members()
    for name in REQUIRED_FIELDS:
        if name not in members:
            raise node.error(f'the key "{name}"', "no such key")
    for name in members:
        if name not in FORM_FIELDS:
            raise node.error(f"fields among {', '.join(FORM_FIELDS)}", name)
    return tuple((name, _rows(member, monomials)) for name, member in members.items())


def _rows(node: Node, monomials: int) -> tuple[tuple[int, ...], ...]:
    if not isinstance(node.value, list):
        return ((node.integer(), *[0] * (monomials - 1)),)
    if not node.items():
        raise node.error("at least one row of factors")
    for row in node.items():
        if len(row.items()) != monomials:
            raise row.error(f"{monomials} factors, one for each monomial", f"{len(row.items())}")
    return node.each(lambda row: row.each(Node.signed))


def _missing(node: Node, fields: Node) -> tuple[tuple[str, str], ...]:
    found = tuple((name, member.label()) for name, member in node.members().items())
    if sorted(name for name, _ in found) != sorted(set(FORM_FIELDS) - fields.members().keys()):
        raise node.error("a reason for every field without a form, and for no other")
    return found


__all__ = ["FORMS", "decode_form", "encode_form", "read_forms", "write_forms"]
