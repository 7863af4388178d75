"""A disk that is full, and files that are not what they were: nothing is lost, and the message says where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.dataset import DatasetError, read_dataset, remove_leftovers, write_dataset
from tests import factories

FULL = (
    "import resource, sys\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
    "from generator.cli import main\n"
    "main()\n"
)
"""The command with a limit that makes the system refuse to write further, as a full disk does."""


def run(words: list[str], root: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", FULL, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def snapshot(place: Path) -> dict[str, bytes]:
    return {
        path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()
    }


def test_a_page_that_cannot_be_written_is_named_and_leaves_no_part_of_it(root, tmp_path):
    write_dataset(factories.dataset(), tmp_path / "data")
    done = run(["render", "--data", str(tmp_path / "data"), "--docs", str(tmp_path / "docs")], root)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    name, said = line.removeprefix("Error: ").split(": ", 1)
    assert Path(name).is_relative_to(tmp_path / "docs")
    assert said == "File too large"
    assert not Path(name).exists()
    assert not list((tmp_path / "docs").rglob("*.partial"))


def test_an_export_that_cannot_be_written_leaves_the_old_one(root, tmp_path):
    write_dataset(factories.dataset(), tmp_path / "data")
    out = tmp_path / "rows.csv"
    out.write_text("old\n")
    done = run(["export", "--data", str(tmp_path / "data"), "--format", "csv", "--output", str(out)], root)
    assert (done.returncode, out.read_text()) == (2, "old\n")
    assert str(out) in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("show", "resnet50"),
        ("export", "--format", "csv"),
        ("cite", "resnet50"),
        ("--help",),
        ("--version",),
    ],
    ids=" ".join,
)
def test_output_to_a_disk_that_is_full_is_one_line(root, tmp_path, words):
    """``/dev/full`` answers as a full disk does, to anybody and without a mount."""
    write_dataset(factories.dataset(), tmp_path)
    data = () if words[0].startswith("-") else ("--data", str(tmp_path))
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "generator", *words, *data],
            env=os.environ | {"PYTHONPATH": str(root)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "Error: standard output: No space left on device\n")


def test_a_result_that_cannot_be_kept_ends_the_survey_with_its_file(root, tmp_path):
    words = ["torchvision/alexnet", "--px", "64", "--jobs", "1", "--out", "data"]
    script = tmp_path / "limited.py"
    script.write_text(f"if __name__ == '__main__':\n    {FULL.strip().replace(chr(10), chr(10) + '    ')}\n")
    done = subprocess.run(
        [sys.executable, str(script), "survey", *words],
        env=os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    said = done.stderr.splitlines()[-1]
    assert said.startswith("Error: .netweight/store/")
    assert said.endswith(".json: File too large")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [script]


def test_a_number_that_was_changed_by_hand_is_refused(tmp_path):
    write_dataset(factories.dataset(), tmp_path)
    path = tmp_path / "timm.jsonl"
    digits = next(iter(json.loads(path.read_text().splitlines()[0])["numbers"]["macs"]))
    path.write_text(path.read_text().replace(str(digits), str(digits + 1), 1))
    with pytest.raises(
        DatasetError, match=r"timm\.jsonl: expected the bytes that dataset\.json was written for"
    ):
        read_dataset(tmp_path)


def test_files_of_two_runs_are_no_dataset(tmp_path):
    """What a kill between two files leaves: the zoo of the new run under the manifest of the old one."""
    write_dataset(factories.dataset(), tmp_path / "old")
    write_dataset(factories.dataset(40), tmp_path / "new")
    for place in ("old", "new"):
        read_dataset(tmp_path / place)
    (tmp_path / "old" / "timm.jsonl").write_bytes((tmp_path / "new" / "timm.jsonl").read_bytes())
    with pytest.raises(DatasetError, match=r"timm\.jsonl: expected"):
        read_dataset(tmp_path / "old")


def test_what_a_killed_process_left_goes_after_an_hour_and_not_before(tmp_path):
    old, new, other = (
        tmp_path / ".a.json.x.partial",
        tmp_path / "b" / ".b.json.y.partial",
        tmp_path / "c.partial",
    )
    new.parent.mkdir()
    for path in (old, new, other):
        path.write_text("{")
    hour = time.time() - 3601
    for path in (old, other):
        os.utime(path, (hour, hour))
    before = snapshot(tmp_path)
    assert remove_leftovers(tmp_path) == 1
    assert snapshot(tmp_path) == {name: text for name, text in before.items() if name != old.name}
