"""The commands that measure, on a real architecture."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from generator.dataset import read_dataset, read_layers
from generator.records import Size
from tests.cli.conftest import Runner
from tests.dataset.laws import broken, broken_sums

RESNET18 = {"parameters": 11_689_512, "macs": 1_814_073_344}
"""torchvision publishes 11,689,512 parameters and 1.814 GMACs; the products of the paper's table give the rest."""


def test_explain_agrees_with_the_published_numbers_of_resnet18(run: Runner) -> None:
    result = run("explain", "torchvision/resnet18", "--px", "224")
    assert (result.exit_code, result.stderr) == (0, "")
    heading, _, first, *_, total = result.stdout.splitlines()
    assert heading.startswith(
        f"torchvision/resnet18 at 224 px (3 x 224 x 224): {RESNET18['parameters']:,} parameters, "
        f"{RESNET18['macs']:,} MACs, "
    )
    assert first.split()[:3] == ["aten.convolution.default", "20", f"{RESNET18['macs'] - 512 * 1000:,}"]
    assert total.split()[2:] == [f"{RESNET18['macs']:,}", "100", "%"]


def test_what_is_surveyed_is_shown_exported_reused_and_found_equal(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ("survey", "torchvision/resnet18", "torchvision/vit_b_16", "--px", "150", "--jobs", "1")
    first = run(*arguments, "--out", "data")
    assert (first.exit_code, first.stdout) == (0, "")
    assert "2 architectures, 3 measurements, 1 refusal, 0 reused, " in first.stderr

    entries = read_dataset(Path("data")).entries
    assert [broken(entry) for entry in entries] == [[], []]
    for entry in entries:
        assert broken_sums(entry, read_layers(Path("data"), entry.architecture.key)) == []
    (refusal,) = entries[1].refusals
    assert (refusal.size, refusal.stage) == (Size(150, 150), "construction")
    assert refusal.message == "Input shape indivisible by patch size!"  # torchvision's own words

    rows = [
        json.loads(row) for row in run("export", "--format", "jsonl", "--data", "data").stdout.splitlines()
    ]
    found = {(row["name"], row["height_px"]): row for row in rows}
    assert list(found) == [("resnet18", 150), ("resnet18", 224), ("vit_b_16", 224)]
    assert {name: found["resnet18", 224][name] for name in RESNET18} == RESNET18
    assert "11,689,512  elements" in run("show", "resnet18", "--data", "data").stdout

    before = {path: path.read_bytes() for path in Path("data").rglob("*.json*")}
    again = run(*arguments, "--out", "data")
    assert "2 architectures, 3 measurements, 1 refusal, 2 reused, " in again.stderr
    assert {path: path.read_bytes() for path in Path("data").rglob("*.json*")} == before

    checked = run("check", "torchvision/resnet18", "--data", "data", "--jobs", "1")
    assert (checked.exit_code, checked.stdout) == (
        0,
        "equal to data: 1 architecture, 2 measurements, 0 refusals\n",
    )
    path = Path("data/torchvision.jsonl")
    path.write_text(path.read_text().replace('"parameters":11689512,', '"parameters":11689513,', 1))
    edited = run("check", "torchvision/resnet18", "--data", "data", "--jobs", "1")
    assert (edited.exit_code, "expected the bytes that dataset.json was written for" in edited.stderr) == (
        2,
        True,
    )
    manifest = json.loads(Path("data/dataset.json").read_text())
    manifest["sha256"]["torchvision"] = hashlib.sha256(path.read_bytes()).hexdigest()
    Path("data/dataset.json").write_text(json.dumps(manifest))
    checked = run("check", "torchvision/resnet18", "--data", "data", "--jobs", "1")
    assert checked.exit_code == 1
    assert checked.stdout.splitlines() == [
        "torchvision/resnet18 at 150: parameters: 11,689,513 -> 11,689,512",
        "torchvision/resnet18 at 224: parameters: 11,689,513 -> 11,689,512",
    ]
