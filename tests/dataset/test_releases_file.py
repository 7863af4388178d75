"""Releases: their names are dates, their order that of time, their digests what ``sha256sum`` says."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from generator.dataset import DatasetError, encode_entry, write_dataset
from generator.dataset.digests import dataset_digest, digests, listing, record_digest
from generator.dataset.releases import (
    RELEASES,
    decode_releases,
    encode_releases,
    read_edition,
    read_releases,
)
from generator.records.release import Releases, release_order
from tests import factories
from tests.factories.releases import release

TWO = Releases(
    site="https://example.org/netweight/",
    releases=(release("2026.11.22", digest="1" * 64), release("2026.11.22.2", digest="2" * 64)),
)


def test_decoding_encoded_releases_gives_equal_ones() -> None:
    assert decode_releases(encode_releases(TWO), "x") == TWO


def test_without_a_file_there_is_no_release(tmp_path: Path) -> None:
    assert read_releases(tmp_path) == Releases()


def test_names_sort_by_day_then_by_number_within_the_day() -> None:
    names = ["2027.01.03", "2026.11.22.10", "2026.11.22", "2026.11.22.2", "2026.09.30"]
    assert sorted(names, key=release_order) == [
        "2026.09.30", "2026.11.22", "2026.11.22.2", "2026.11.22.10", "2027.01.03",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["2026.11.31", "2026.1.2", "2026-11-22", "2026.11.22.1", "2026.11.22.02", "v1", "", "2026.11.22/.."],
)
def test_what_is_no_day_of_the_calendar_is_no_release(name: str) -> None:
    with pytest.raises(ValueError, match="a release is named by its date, such as 2026"):
        release_order(name)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda file: file | {"schema": 2}, r"\$.schema: expected 1, found 2"),
        (lambda file: file | {"site": "netweight"}, "an address that ends in a slash, or an empty string"),
        (lambda file: file | {"site": "https://example.org/a"}, "an address that ends in a slash"),
        (lambda file: file | {"releases": file["releases"][::-1]}, "expected releases in ascending order"),
        (lambda file: file | {"releases": file["releases"][:1] * 2}, "found 2026.11.22 after 2026.11.22"),
        (lambda file: changed(file, name="2026.13.01"), "expected a release is named by its date"),
        (
            lambda file: changed(file, digest="f" * 63),
            r"\$.releases\[0\].digest: expected 64 hexadecimal digits",
        ),
        (lambda file: changed(file, zoos={"torchvision": 1, "timm": 1}), "zoos in ascending order"),
    ],
)
def test_what_is_no_list_of_releases_is_refused(change: Any, message: str) -> None:
    text = json.dumps(change(json.loads(encode_releases(TWO))))
    with pytest.raises(DatasetError, match=message):
        decode_releases(text, "x")


def changed(file: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The file with the first release's values replaced."""
    first, *others = file["releases"]
    return file | {"releases": [first | values, *others]}


def test_a_record_s_digest_is_that_of_its_line_in_the_file(tmp_path: Path) -> None:
    dataset = factories.dataset()
    write_dataset(dataset, tmp_path)
    found = digests(tmp_path)
    for zoo in ("timm", "torchvision"):
        for line in (tmp_path / f"{zoo}.jsonl").read_bytes().splitlines(keepends=True):
            key = f"{zoo}/{json.loads(line)['name']}"
            assert found[key] == hashlib.sha256(line).hexdigest()
    assert list(found) == [entry.architecture.key for entry in dataset.entries]
    assert [record_digest(encode_entry(entry)) for entry in dataset.entries] == list(found.values())


def test_a_separator_within_a_line_ends_no_record(tmp_path: Path) -> None:
    odd = factories.entry(notes=("before\u2028after\x85",))
    write_dataset(dataclasses.replace(factories.dataset(), entries=(odd,)), tmp_path)
    assert digests(tmp_path) == {"timm/resnet50": record_digest(encode_entry(odd))}


def test_the_dataset_s_digest_is_that_of_the_listing_of_its_records() -> None:
    found = {"torchvision/a": "1" * 64, "timm/b": "2" * 64, "timm-x/c": "3" * 64}
    text = f"{'2' * 64}  timm/b\n{'3' * 64}  timm-x/c\n{'1' * 64}  torchvision/a\n"
    assert listing(found) == text
    assert dataset_digest(found) == hashlib.sha256(text.encode()).hexdigest()


def test_a_dataset_is_the_release_whose_digest_it_has_and_else_none(tmp_path: Path) -> None:
    write_dataset(factories.dataset(), tmp_path)
    assert read_edition(tmp_path).release == ""
    digest = dataset_digest(digests(tmp_path))
    releases = Releases(
        site=TWO.site, releases=(release("2026.11.01", digest=digest), release("2026.11.22", digest="1" * 64))
    )
    (tmp_path / RELEASES).write_text(encode_releases(releases), encoding="utf-8")
    edition = read_edition(tmp_path)
    assert (edition.release, edition.site, edition.digests) == ("2026.11.01", TWO.site, digests(tmp_path))
    write_dataset(factories.dataset(5), tmp_path)
    assert read_edition(tmp_path).release == ""


def test_a_line_without_a_name_is_refused(tmp_path: Path) -> None:
    write_dataset(factories.dataset(), tmp_path)
    (tmp_path / "timm.jsonl").write_text('{"zoo":"timm"}\n')
    with pytest.raises(DatasetError, match=r'timm.jsonl:1: \$: expected the key "name", found no such key'):
        digests(tmp_path)
