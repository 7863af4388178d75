"""The committed closed forms against the committed dataset: every field, every size of the domain, to the last digit."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.account.forms import differing
from generator.dataset import read_dataset
from generator.dataset.forms import read_forms
from generator.records import Dataset, Entry, Provenance, Size
from generator.records.forms import Form, Forms, Unformed


@pytest.fixture(scope="module")
def zoos(root: Path) -> Dataset:
    return read_dataset(root / "docs" / "data")


@pytest.fixture(scope="module")
def found(root: Path) -> tuple[Provenance, Forms]:
    read = read_forms(root / "docs" / "data")
    assert read is not None
    return read


@pytest.fixture(scope="module")
def pairs(zoos: Dataset, found: tuple[Provenance, Forms]) -> list[tuple[Entry, Form | Unformed]]:
    entries = {entry.architecture.key: entry for entry in zoos.entries}
    return [(entries[key], form) for key, form in found[1].items()]


def test_forms_were_found_with_the_versions_that_measured_the_dataset(
    zoos: Dataset, found: tuple[Provenance, Forms]
) -> None:
    assert found[0] == zoos.provenance


def test_every_form_is_the_dataset_wherever_it_holds(pairs: list[tuple[Entry, Form | Unformed]]) -> None:
    compared = 0
    for entry, form in pairs:
        if isinstance(form, Form):
            inside = [one for one in entry.measurements if not form.domain.objection(one.size)]
            assert all(differing(form, one.size, one.numbers) == {} for one in inside), form.key
            assert len(inside) == form.grid
            compared += len(inside)
    assert compared > len(pairs)


def test_every_form_was_held_against_four_sizes_of_its_domain(
    pairs: list[tuple[Entry, Form | Unformed]],
) -> None:
    for _, form in pairs:
        if isinstance(form, Form):
            assert len(form.held) >= 4
            assert not any(form.domain.objection(size) for size in form.held)


def test_four_of_five_architectures_have_macs_and_activations_in_closed_form(
    pairs: list[tuple[Entry, Form | Unformed]],
) -> None:
    formed = sum(isinstance(form, Form) for _, form in pairs)
    assert 5 * formed >= 4 * len(pairs)
    assert all(form.reason for _, form in pairs if isinstance(form, Unformed))


def test_the_form_of_resnet_50_is_the_arithmetic_of_its_layers(found: tuple[Provenance, Forms]) -> None:
    """A stride of 2 five times, each map half of the one before, rounded up: sums over the layers of the paper."""
    form = found[1]["torchvision/resnet50"]
    assert isinstance(form, Form)
    height, width = 333, 517
    maps = [-(-height // step) * -(-width // step) for step in (2, 4, 8, 16, 32)]
    stem = 64 * 3 * 7 * 7
    macs = stem * maps[0] + 2048 * 1000
    before = 64
    for stage, (planes, blocks) in enumerate(((64, 3), (128, 4), (256, 6), (512, 3)), start=1):
        for block in range(blocks):
            entry = maps[stage] if block or stage == 1 else maps[stage - 1]
            macs += before * planes * entry + (9 * planes * planes + 4 * planes * planes) * maps[stage]
            macs += before * 4 * planes * maps[stage] if block == 0 else 0
            before = 4 * planes
    assert form.at(Size(height, width))["macs"] == macs
