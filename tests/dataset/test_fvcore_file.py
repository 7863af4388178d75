"""The run of fvcore: strict, whole, and about the models that the dataset measures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.dataset import DatasetError, read_dataset
from generator.dataset.fvcore import FVCORE, decode_fvcore, encode_fvcore, read_fvcore
from generator.records import Size
from generator.records.fvcore import Traced, Tracing


def traced(key: str = "timm/a", **values: Any) -> Traced:
    return Traced(**({"key": key, "size": Size(224, 224), "ours": 7, "theirs": 7} | values))


RUN = Tracing(
    versions=(("fvcore", "0.1.5"), ("torch", "2.14.1")),
    models=(
        traced(),
        traced("timm/b", theirs=8),
        traced("torchvision/c", theirs=None, error="IndexError: 1"),
    ),
)


def test_decoding_an_encoded_run_gives_an_equal_one() -> None:
    assert decode_fvcore(encode_fvcore(RUN), "x") == RUN


def test_a_file_is_read_from_where_it_was_written_and_is_optional(tmp_path: Path) -> None:
    assert read_fvcore(tmp_path / FVCORE) is None
    (tmp_path / FVCORE).write_text(encode_fvcore(RUN), encoding="utf-8")
    assert read_fvcore(tmp_path / FVCORE) == RUN


def test_equal_is_the_same_integer_alone() -> None:
    assert [one.equal for one in RUN.models] == [True, False, False]


@pytest.mark.parametrize(
    ("models", "message"),
    [
        ((traced(), traced()), "expected each model once, found timm/a twice"),
        ((traced(error="IndexError: 1"),), "expected a number of fvcore or an error, and not both"),
        ((traced(theirs=None),), "expected a number of fvcore or an error, and not both"),
        ((traced(ours=-1),), "expected a non-negative integer, found -1"),
    ],
)
def test_a_run_that_is_not_whole_is_not_written(models: tuple[Traced, ...], message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        encode_fvcore(Tracing(versions=RUN.versions, models=models))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda file: file | {"schema": 0}, "expected 1, found 0"),
        (lambda file: file | {"more": 1}, 'no key that the schema does not have, found "more"'),
        (lambda file: file | {"versions": {"torch": "2", "fvcore": "0"}}, "packages in ascending order"),
        (lambda file: file | {"models": [{"key": "timm/a"}]}, 'expected the key "size", found no such key'),
    ],
)
def test_another_layout_is_refused(change: Any, message: str) -> None:
    text = json.dumps(change(json.loads(encode_fvcore(RUN))))
    with pytest.raises(DatasetError, match=message):
        decode_fvcore(text, "x")


def test_the_committed_run_is_of_the_committed_dataset(root: Path) -> None:
    data = root / "docs/data"
    dataset, run = read_dataset(data), read_fvcore(data / FVCORE)
    assert run is not None
    measured = {
        (entry.architecture.key, one.size): one.numbers.macs_fvcore
        for entry in dataset.entries
        for one in entry.measurements
    }
    for one in run.models:
        assert measured[one.key, one.size] == one.ours, one.key
    versions = dict(run.versions)
    assert [versions[name] for name in ("torch", "torchvision", "timm")] == [
        dataset.provenance.torch, dataset.provenance.torchvision, dataset.provenance.timm,
    ]  # fmt: skip
