"""The comparison of counters: whole, strict, and true where truth is arithmetic."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from generator.dataset import DatasetError
from generator.dataset.counters import (
    COUNTERS,
    OWN_PACKAGE,
    decode_counters,
    encode_counters,
    read_counters,
)
from generator.records.counters import Comparison, Outcome
from tests.factories.comparison import KEY, comparison

PACKAGES = {
    "torchinfo", "torchsummary", "torchstat", "thop", "ptflops", "fvcore", "calflops", "torchscan", "torch",
}  # fmt: skip

# Kernel x channels in x channels out, plus a bias; times positions or tokens. 16 x 16 images, 16 tokens of 32.
CONTROL = (9 * 3 * 8 + 8, 9 * 3 * 8 * 256)
TRUTHS = {
    "one convolution": CONTROL,
    "batch norm": (216 + 8 + 8, 55_296),
    "called twice": (224 + 584, (216 + 576 + 576) * 256),
    "never called": (224 + 584 + 584, (216 + 576) * 256),
    "tied weight": (1_024, 16 * 1_024 * 2),
    "transposed": (8 * 8 * 4 * 4 + 8, 8 * 8 * 4 * 4 * 8 * 8),
    "grouped": (4 * (9 * 2 * 4), 4 * (9 * 2 * 4) * 64),
    "LSTM": (4 * 32 * 16 + 4 * 32 * 32 + 2 * 4 * 32, 10 * (4 * 32 * 16 + 4 * 32 * 32)),
    "MultiheadAttention": (3 * 32 * 32 + 3 * 32 + 32 * 32 + 32, 16 * 4 * 32 * 32 + 4 * 2 * 16 * 16 * 8),
    "fused attention": (33 * 96, 16 * 32 * 96 + 4 * 2 * 16 * 16 * 8),
    "operator @": (32 * 32 + 32 * 32, 16 * 32 * 64 + 16 * 32 * 16),
    "einsum": (128, 128 * 64),
    "F.linear": (1_024, 16 * 1_024),
    "dict output": CONTROL,
    "list output": CONTROL,
    "none output": CONTROL,
}


@pytest.fixture(scope="module")
def committed(root: Path) -> Comparison:
    found = read_counters(root / "docs/data" / COUNTERS)
    assert found is not None
    return found


def test_decoding_an_encoded_comparison_gives_an_equal_one() -> None:
    one = comparison()
    assert decode_counters(encode_counters(one), "x") == one
    assert encode_counters(decode_counters(encode_counters(one), "x")) == encode_counters(one)


def test_a_file_that_is_not_there_is_no_comparison(tmp_path: Path) -> None:
    assert read_counters(tmp_path / COUNTERS) is None


def test_a_file_is_read_from_where_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / COUNTERS
    path.write_text(encode_counters(comparison()), encoding="utf-8")
    assert read_counters(path) == comparison()


@pytest.mark.parametrize(
    ("outcomes", "message"),
    [
        (lambda all_: all_[:-1], f'expected "broken: {KEY}" once, found 0 times'),
        (lambda all_: (*all_, all_[0]), 'expected "Netweight: plain" once, found 2 times'),
        (
            lambda all_: (*all_, Outcome(counter="Netweight", case=KEY, macs=1)),
            f'expected names that were asked for, found "Netweight: {KEY}"',
        ),
        (
            lambda all_: (*all_[:-1], replace(all_[-1], error="KeyError: 1")),
            "expected numbers or an error, not both",
        ),
        (lambda all_: (*all_[:-1], replace(all_[-1], macs=None)), "expected MACs that are partial"),
        (
            lambda all_: (*all_[:-1], replace(all_[-1], macs=-1)),
            "expected a non-negative integer, found -1",
        ),
    ],
)
def test_every_counter_and_case_has_exactly_one_outcome_or_is_refused(outcomes: Any, message: str) -> None:
    with pytest.raises(DatasetError, match=re.escape(message)):
        encode_counters(comparison(outcomes=outcomes(comparison().outcomes)))


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("schema", 2, "$.schema: expected 1, found 2"),
        ("versions", {"broken": "0.1", "netweight": "0.1.0"}, "expected a version of doubler, found none"),
        ("versions", {"netweight": "1", "broken": "1", "doubler": "1"}, "packages in ascending order"),
        ("residues", [], 'expected "Netweight" once, found 0 times'),
        ("when", "today", 'expected no key that the schema does not have, found "when"'),
    ],
)
def test_another_layout_is_refused_by_its_place(key: str, value: Any, message: str) -> None:
    text = json.dumps(json.loads(encode_counters(comparison())) | {key: value})
    with pytest.raises(DatasetError, match=re.escape(message)):
        decode_counters(text, "x")


def test_the_committed_comparison_has_every_counter_at_the_versions_that_are_pinned(
    root: Path, committed: Comparison
) -> None:
    assert {one.package for one in committed.counters} >= PACKAGES
    assert [one.package for one in committed.counters].count(OWN_PACKAGE) == 1
    text = (root / "benchmarks/peers/requirements.txt").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+)$", text, re.MULTILINE))
    found = dict(committed.versions)
    for name, pin in pinned.items():
        assert Version(found[name]) == Version(pin), name
    assert set(found) == {*pinned, "python", OWN_PACKAGE}


def test_the_committed_truths_are_arithmetic(committed: Comparison) -> None:
    assert {one.name: (one.parameters, one.macs) for one in committed.traps} == TRUTHS


def test_the_committed_comparison_has_each_counter_against_each_case(committed: Comparison) -> None:
    others = len(committed.counters) - 1
    assert len(committed.traps) == 16
    assert len(committed.specimens) == 12
    assert len(committed.outcomes) == others * (16 + 12) + 16


def test_netweight_has_every_trap_right_and_leaves_nothing_behind(committed: Comparison) -> None:
    for name, truth in TRUTHS.items():
        found = committed.outcome("Netweight", name)
        assert found is not None
        assert (found.parameters, found.macs, found.error) == (*truth, "")
    (residue,) = (one for one in committed.residues if one.counter == "Netweight")
    assert residue == type(residue)(counter="Netweight")


def test_an_error_names_no_directory_and_no_address_of_the_machine(committed: Comparison) -> None:
    errors = [one.error for one in (*committed.outcomes, *committed.residues) if one.error]
    assert errors
    for error in errors:
        assert re.match(r"[A-Za-z]+\b", error)
        assert not re.search(r"/\w+/|0x[0-9a-f]{4}|site-packages", error), error
