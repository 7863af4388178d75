"""The file of closed forms: strict, sorted, and the same after a round trip."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.dataset import DatasetError
from generator.dataset.forms import FORMS, decode_form, encode_form, read_forms, write_forms
from generator.records import Provenance, Size
from generator.records.forms import FORM_FIELDS, Domain, Form, Unformed, Whole

HERE = Provenance(python="3.11.7", torch="2", torchvision="0.2", timm="1", netweight="0.1.0")
FORM = Form(
    key="zoo/b",
    domain=Domain(step=2, square=False, least_px=8, most_px=64),
    wholes=(Whole(terms=((1,), (1, 0)), divisor=2), Whole(terms=((1, 1),), divisor=3)),
    monomials=((), (0, 1), (2, 3)),
    fields=(
        ("parameters", ((5, 0, 0),)),
        ("macs", ((7, 0, 3),)),
        ("activations", ((0, 1, -2),)),
        ("peak_activation_bytes", ((0, 12, 0), (0, 0, 40))),
    ),
    held=(Size(10, 12),),
    grid=3,
    missing=tuple(
        (name, "why")
        for name in FORM_FIELDS
        if name not in ("parameters", "macs", "activations", "peak_activation_bytes")
    ),
)
NONE = Unformed(key="zoo/a", reason="over all sizes: no")


def test_decoding_an_encoded_form_gives_an_equal_one() -> None:
    assert decode_form(encode_form(FORM), "x") == FORM
    assert decode_form(encode_form(NONE), "x") == NONE


def test_a_form_is_arithmetic_on_steps() -> None:
    found = FORM.at(Size(14, 20))  # 7 and 10 steps: floor((7 + 1) / 2) = 4 and floor(10 / 3) = 3
    assert found == {
        "parameters": 5,
        "macs": 7 + 3 * 4 * 3,
        "activations": 7 * 10 - 2 * 4 * 3,
        "peak_activation_bytes": max(12 * 70, 40 * 12),
    }


def test_a_file_is_read_from_where_it_was_written_and_is_optional(tmp_path: Path) -> None:
    assert read_forms(tmp_path) is None
    lines = {form.key: encode_form(form) for form in (FORM, NONE)}
    assert write_forms(lines, HERE, tmp_path)
    assert not write_forms(lines, HERE, tmp_path)
    found = read_forms(tmp_path)
    assert found == (HERE, {"zoo/a": NONE, "zoo/b": FORM})
    assert list(found[1]) == ["zoo/a", "zoo/b"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step": 0}, "x: $.step: expected an integer of at least 1, found 0"),
        ({"wholes": [[[[1, 2]], 2], [[[1, 1]], 3]]}, "x: $.wholes[0][0][0][1]: expected an atom below 2, one that comes before, found 2"),
        ({"monomials": [[], [0, 1], [4]]}, "x: $.monomials[2][0]: expected an atom below 4, one that comes before, found 4"),
        ({"monomials": [[0, 1], [], [2]]}, "x: $.monomials: expected the constant, [], first, found [[0, 1], [], [2]]"),
        ({"fields": {"macs": 1}}, 'x: $.fields: expected the key "activations", no such key'),
        ({"fields": {"macs": [[1, 2]], "activations": 1}}, "x: $.fields.macs[0]: expected 3 factors, one for each monomial, found 2"),
        ({"missing": {}}, "x: $.missing: expected a reason for every field without a form, and for no other, found {}"),
        ({"more": 1}, 'x: $: expected no key that the schema does not have, found "more"'),
    ],
)  # fmt: skip
def test_what_is_not_a_form_is_an_error_that_names_the_place(change: dict[str, Any], message: str) -> None:
    line = json.dumps(json.loads(encode_form(FORM)) | change)
    with pytest.raises(DatasetError) as error:
        decode_form(line, "x")
    assert str(error.value).replace("found no such key", "no such key") == message


def test_lines_out_of_order_name_file_and_line(tmp_path: Path) -> None:
    write_forms({form.key: encode_form(form) for form in (FORM, NONE)}, HERE, tmp_path)
    head, first, second = (tmp_path / FORMS).read_text().splitlines()
    (tmp_path / FORMS).write_text(f"{head}\n{second}\n{first}\n")
    with pytest.raises(DatasetError, match=r"forms\.jsonl:3: \$\.key: expected keys in ascending order"):
        read_forms(tmp_path)
