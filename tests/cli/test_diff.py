"""``netweight diff``: 0 where nothing differs, 1 where something does, 2 where an input cannot be read."""

from __future__ import annotations

import dataclasses
import gzip
import json
from pathlib import Path

import pytest

from generator.dataset import write_dataset
from generator.dataset.changes import changes, decode_changes
from generator.records import Dataset, Entry, Size
from tests import factories
from tests.cli.conftest import Runner


def without_activations(entry: Entry) -> Entry:
    """The entry with 7 activations at every size."""
    measurements = tuple(
        dataclasses.replace(one, numbers=dataclasses.replace(one.numbers, activations=7))
        for one in entry.measurements
    )
    return dataclasses.replace(entry, measurements=measurements)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The six synthetic entries under a newer timm: one gone, one new, one with other numbers, one refused at 128."""
    entries = {entry.architecture.key: entry for entry in factories.dataset().entries}
    del entries["torchvision/raft_large"]
    entries["timm/new"] = factories.entry("new")
    entries["timm/resnet50"] = without_activations(factories.entry(refused=(Size(128, 128),)))
    dataset = dataclasses.replace(
        factories.dataset(timm="1.0.32"), entries=tuple(entries[key] for key in sorted(entries))
    )
    write_dataset(dataset, tmp_path / "other")
    return tmp_path / "other"


def test_a_dataset_does_not_differ_from_itself(run: Runner, data: Path) -> None:
    result = run("diff", data, data)
    assert result.exit_code == 0
    assert result.stdout == (
        f"{data} -> {data}: no version differs\n\n"
        "0 removed, 0 added, 0 changed, 6 equal of 6 architectures that both have\n"
    )


def test_differences_stand_under_their_cause(run: Runner, data: Path, other: Path) -> None:
    result = run("diff", data, other, "--names", "2026.10.01,2026.11.22")
    assert result.exit_code == 1
    assert result.stdout.replace("\u00a0", " ").splitlines() == [
        "2026.10.01 -> 2026.11.22: timm 1.0.31 -> 1.0.32",
        "torchvision/raft_large: removed: refused at its native size",
        "timm/new: added: 25.56 M parameters, 4.089 GMACs at 224 px",
        "",
        "the model changed (timm 1.0.31 \u2192 1.0.32):",
        "timm/resnet50 at 128 px: outcome: measured -> refused at construction: AssertionError: Input height (160) "
        "should be divisible by window size (7).",
        f"timm/resnet50 at 224 px and 8 other sizes: activations: {226_752 * 49 + 1000:,} -> 7 (\u2212100.0 %)",
        "",
        "1 removed, 1 added, 1 changed, 4 equal of 5 architectures that both have",
    ]


@pytest.mark.parametrize(
    ("gate", "status"),
    [
        ("removed", 1),
        ("added", 1),
        ("changed", 1),
        ("refused", 1),
        ("activations", 1),
        ("outcome", 1),
        ("macs", 0),
        ("macs,parameters", 0),
        ("macs, removed", 1),
        ("tags,family", 0),
        ("none", 0),
    ],
)
def test_a_gate_fails_on_what_it_names_alone(
    run: Runner, data: Path, other: Path, gate: str, status: int
) -> None:
    assert run("diff", data, other, "--fail-on", gate).exit_code == status


def test_an_architecture_that_is_gone_is_no_field_that_changed(run: Runner, data: Path, other: Path) -> None:
    for pattern, gate, status in (
        ("raft_large", "changed", 0),
        ("raft_large", "removed", 1),
        ("new", "removed", 0),
    ):
        assert run("diff", data, other, pattern, "--fail-on", gate).exit_code == status


def test_patterns_restrict_both_sides(run: Runner, data: Path, other: Path) -> None:
    result = run("diff", data, other, "torchvision/resnet50", "vit_*")
    assert result.exit_code == 0
    assert result.stdout.endswith("0 changed, 2 equal of 2 architectures that both have\n")


def test_json_holds_every_value_before_and_after(run: Runner, data: Path, other: Path) -> None:
    result = run("diff", data, other, "--json")
    assert result.exit_code == 1
    found = decode_changes(result.stdout, "stdout")
    old = factories.dataset()
    assert (found.old_name, found.new_name, found.common) == (str(data), str(other), 5)
    assert found.old == old.provenance
    assert json.loads(result.stdout)["schema"] == 2
    activations = next(one for one in found.changes if one.field == "activations")
    assert len(activations.sizes) == len(activations.old) == 9  # of ten, one is refused


def test_markdown_is_for_a_pull_request(run: Runner, data: Path, other: Path) -> None:
    result = run("diff", data, other, "--markdown", "--fail-on", "none")
    assert result.exit_code == 0
    assert "<details><summary>activations: 1 in 1 architectures</summary>" in result.stdout


def test_a_release_that_is_kept_is_named_by_its_date(run: Runner, data: Path, other: Path) -> None:
    kept = data / "releases" / "2026.10.01"
    write_dataset(factories.dataset(), kept)
    for path in kept.glob("*.jsonl"):
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert run("diff", "2026.10.01", data, "--data", data).exit_code == 0
    assert run("diff", "2026.10.01", other, "--data", data).stdout.startswith(f"2026.10.01 -> {other}: timm")
    damaged = kept / "timm.jsonl.gz"
    damaged.write_bytes(damaged.read_bytes()[:-9])
    result = run("diff", "2026.10.01", data, "--data", data)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {damaged}: expected a whole file that gzip made, found ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere",), "nowhere: expected a directory, or a release that is kept in {data}/releases, found neither"),
        (("{data}", "--fail-on", "parametres"), "'parametres' is no kind of difference and no field; did you mean "
         "parameters"),
        (("{data}", "--names", "one"), "--names: expected two names with a comma between them, found 'one'"),
        (("{data}", "resnet51"), "no architecture matches 'resnet51'; did you mean timm/resnet50"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_and_exit_status_two(
    run: Runner, data: Path, arguments: tuple[str, ...], message: str
) -> None:
    filled = [one.format(data=data) for one in arguments]
    result = run("diff", data, *filled, "--data", data)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")
    assert message.format(data=data) in result.stderr


def test_the_text_and_the_json_are_of_the_same_changes(run: Runner, data: Path, other: Path) -> None:
    old, new = factories.dataset(), Dataset(provenance=factories.provenance(timm="1.0.32"))
    found = changes(old, new, "a", "b")
    assert len(found.architectures("removed")) == 6
    text = run("diff", data, other).stdout.splitlines()
    told = decode_changes(run("diff", data, other, "--json").stdout, "stdout")
    assert sum(": " in line and not line.endswith(":") for line in text[1:-1]) == len(told.changes)
