"""``netweight form`` and ``netweight forms``: a formula, its numbers, a reason, and a file that keeps what it is not asked about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.dataset import read_dataset
from generator.dataset.forms import FORMS, encode_form, read_forms, write_forms
from generator.records import Size
from generator.records.forms import FORM_FIELDS, Domain, Form, Unformed, Whole
from generator.survey import form_search
from generator.survey.form_search import Found
from tests.cli.conftest import Runner, StandIn


def form_of(key: str, macs: int = 5) -> Form:
    """macs = 5·⌈H/2⌉·⌊W/2⌋ + 7, activations = 3·H·W, at any size from 8 to 64 px; nothing else."""
    fields = (("macs", ((7, 0, macs),)), ("activations", ((0, 3, 0),)))
    return Form(
        key=key,
        domain=Domain(step=1, square=False, least_px=8, most_px=64),
        wholes=(Whole(terms=((1,), (1, 0)), divisor=2), Whole(terms=((1, 1),), divisor=2)),
        monomials=((), (0, 1), (2, 3)),
        fields=fields,
        held=(Size(8, 9), Size(10, 12)),
        grid=1,
        missing=tuple((name, "why") for name in FORM_FIELDS if name not in dict(fields)),
    )


@pytest.fixture
def keys(data: Path) -> list[str]:
    return [entry.architecture.key for entry in read_dataset(data).entries]


@pytest.fixture
def written(data: Path, keys: list[str]) -> Path:
    forms = [form_of(keys[0]), Unformed(key=keys[1], reason="over all sizes: no")]
    write_forms({one.key: encode_form(one) for one in forms}, read_dataset(data).provenance, data)
    return data


def test_a_formula_is_printed_with_its_domain_and_proof(run: Runner, written: Path, keys: list[str]) -> None:
    lines = run("form", keys[0], "--data", written).stdout.splitlines()
    assert lines[:4] == [
        f"{keys[0]} for sizes from 8 to 64 px a side; H and W are height and width in pixels",
        "macs [MACs] = 5·⌈H/2⌉·⌊W/2⌋ + 7",
        "activations [elements] = 3·H·W",
        "equal to the record at 1 size of the dataset and at 2 sizes recorded for that alone (8x9, 10x12 px)",
    ]
    assert "no form of peak_activation_bytes: why" in lines


def test_a_size_gives_numbers(run: Runner, written: Path, keys: list[str]) -> None:
    lines = run("form", keys[0], "--px", "9x21", "--data", written).stdout.splitlines()
    assert lines[0] == f"{keys[0]} at 9x21 px, by its closed form"
    assert [line.split()[:2] for line in lines[2:4]] == [
        ["macs", "257"],
        ["activations", "567"],
    ]  # 5 * 5 * 10 + 7, 3 * 9 * 21


def test_no_number_without_a_form_that_holds(run: Runner, written: Path, keys: list[str], data: Path) -> None:
    outside = run("form", keys[0], "--px", "7x9", "--data", written)
    assert (outside.exit_code, outside.stdout) == (2, "")
    assert outside.stderr == (
        f"Error: no closed form of {keys[0]} at 7x9 px: the form holds from 8 to 64 px a side; "
        f"`netweight explain {keys[0]} --px 7x9` measures\n"
    )
    none = run("form", keys[1], "--data", written)
    assert none.exit_code == 2
    assert f"{keys[1]} has no closed form: over all sizes: no" in none.stderr
    (data / FORMS).unlink()
    assert (
        f"{data / FORMS}: no such file; `netweight forms` writes it"
        in run("form", keys[0], "--data", data).stderr
    )


def test_forms_of_some_leave_those_of_others(
    run: Runner, written: Path, keys: list[str], installed: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(entries: Any, **_: object) -> Iterator[Found]:
        for entry in entries:
            form = form_of(entry.architecture.key, macs=6)
            yield Found(line=encode_form(form), form=form, reused=False)

    monkeypatch.setattr(form_search, "find_forms", found)
    result = run("forms", keys[1], "--data", written)
    assert f"{written / FORMS}: written, 1 form: 1 of all sizes; 0 architectures without" in result.stderr
    read = read_forms(written)
    assert read is not None
    assert read[1] == {keys[0]: form_of(keys[0]), keys[1]: form_of(keys[1], macs=6)}
    run("forms", "--missing", "--data", written)
    rest = read_forms(written)
    assert rest is not None
    assert rest[1] == {key: form_of(key, macs=6) for key in keys} | {keys[0]: form_of(keys[0])}


def test_forms_of_other_versions_than_the_dataset_s_are_not_looked_for(
    run: Runner, written: Path, installed: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from generator import survey

    here = installed.provenance()
    monkeypatch.setattr(survey, "provenance", lambda: replace(here, timm="9.9.9"))
    result = run("forms", "--data", written)
    assert result.exit_code == 2
    assert "instead of 9.9.9; run `netweight survey` first" in result.stderr
