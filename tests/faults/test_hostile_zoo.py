"""An architecture that raises, loops, eats, dies or has a wicked name costs itself, and the run says so."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator import survey
from generator.dataset import encode_entry, read_dataset
from generator.records import Size
from generator.render import pages
from tests.faults import hostile

UNIMPORTABLE = (
    "the zoo 'unimportable' of hostile-zoo 1.0 cannot be loaded: ModuleNotFoundError: No module named 'no_such_module'; "
    "repair or uninstall that package"
)

HEAD = (
    "from generator import survey\n"
    "from generator.cli import main\n"
    "from generator.survey import processes\n"
    "processes.share_of_memory = lambda jobs: 3 * 2**29\n"
    "survey.GRACE_S = 12\n"
    "main()\n"
)
"""The command with less memory and less patience than a real survey has."""


@pytest.fixture(scope="module")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the hostile zoo is a package with an entry point."""
    points = (
        "hostile = tests.faults.hostile:HostileZoo\n"
        "overflowing = tests.faults.hostile:OverflowingZoo\n"
        "unimportable = no_such_module:Zoo\n"
        "unloadable = tests.faults.unloadable:Zoo\n"
        "unlisted = tests.faults.hostile:UnlistedZoo\n"
    )
    place = hostile.install(tmp_path_factory.mktemp("hostile"), points)
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(root), str(place)])}


@pytest.fixture(scope="module")
def surveyed(installed: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The directory of a survey of the hostile zoo and of one of torchvision's, and what it said."""
    place = tmp_path_factory.mktemp("surveyed")
    words = ["survey", "hostile/*", "torchvision/alexnet", "--px", "64", "--jobs", "2", "--time-limit", "8"]
    command = [sys.executable, "-c", HEAD, *words, "--out", "data"]
    done = subprocess.run(command, cwd=place, env=installed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    return place / "data", done.stderr


@pytest.fixture(scope="module")
def entries(surveyed: tuple[Path, str]):
    return {entry.architecture.key: entry for entry in read_dataset(surveyed[0]).entries}


def test_the_harmless_and_the_other_zoo_are_measured(entries):
    assert entries["torchvision/alexnet"].native is not None
    assert entries["hostile/fine"].native.numbers.parameters == 3 * 2 + 2


def test_what_a_zoo_does_to_its_process_changes_no_number_of_another_architecture(entries):
    """Among the harms are a linear layer that runs twice and another data type for every new tensor."""
    alone = survey.finish("torchvision/alexnet", (Size(64, 64),))
    assert encode_entry(entries["torchvision/alexnet"]) == alone.line
    for name in (hostile.LAST, hostile.HARMLESS):
        numbers = entries[f"hostile/{name}"].native.numbers
        assert (numbers.parameters, numbers.macs) == (3 * 2 + 2, 3 * 2)
        assert numbers.peak_activation_bytes == 4 * (3 * 8 * 8 + 3 + 2)


def working_in(place: Path) -> list[str]:
    """The numbers of the processes whose directory it is."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            here = os.fsencode((process / "cwd").readlink())
        except OSError:  # gone meanwhile, or nobody's
            continue
        if here == str(place).encode():
            found.append(process.name)
    return found


def test_what_a_zoo_starts_ends_with_it(surveyed):
    """No process is left that works in the directory of the survey: a child that was forked, for one."""
    end = time.monotonic() + 20  # what waits for the end of the survey to end itself
    while working_in(surveyed[0].parent) and time.monotonic() < end:
        time.sleep(0.1)
    assert working_in(surveyed[0].parent) == []


@pytest.mark.parametrize(
    ("harm", "stage", "said"),
    [
        ("raises", "forward", "no such luck"),
        ("loops", "process", "no result after 8 s"),
        ("loops_uninterrupted", "process", "no result after 20 s, in code that cannot be interrupted"),
        ("eats", "forward", "MemoryError"),
        ("dies", "process", "ended without an answer (it exits, with status 9)"),
        ("kills", "process", "ended without an answer (killed by SIGKILL"),
        ("recurses", "forward", "maximum recursion depth exceeded"),
        ("recurses_deep", "forward", "maximum recursion depth exceeded"),
        (
            "overflows",
            "process",
            "killed by SIGSEGV: a stack overflow, as of a recursion without end, is a likely cause",
        ),
        ("stammers", "forward", "Unspeakable: (its own text ends in RecursionError)"),
        ("babbles", "process", "no result after 8 s"),
        ("interrupts", "process", "KeyboardInterrupt"),
        ("nests", "forward", "maximum recursion depth exceeded"),
    ],
)
def test_each_harm_is_a_refusal_with_its_cause_at_every_size(entries, harm, stage, said):
    entry = entries[f"hostile/{harm}"]
    assert entry.measurements == ()
    assert [str(one.size) for one in entry.refusals] == ["8", "64"]
    for one in entry.refusals:
        assert one.stage == stage
        assert said in one.message


def test_no_name_or_text_that_could_be_more_than_text_is_in_the_dataset(entries):
    admitted = {
        f"hostile/{name}" for name in (hostile.HARMLESS, *hostile.HARMS, *hostile.QUIET, hostile.LAST)
    }
    assert set(entries) == admitted | {"torchvision/alexnet"}


def test_the_summary_names_what_was_not_measured_and_what_was_not_admitted(surveyed):
    lines = [line for line in surveyed[1].splitlines() if line.startswith("not measured: ")]
    told = [line.removeprefix("not measured: ") for line in lines]
    for name in (*hostile.HARMS, *hostile.TEXTS):
        assert sum(line.startswith(f"hostile/{name}: ") for line in told) == 1, name
    assert "hostile/fine: the name is listed twice" in told
    assert "hostile/: it cannot be described: LookupError: it has no name" in told
    overflown = "a stack overflow, as of a recursion without end, is a likely cause"
    for start, said in (
        ("hostile/a Nameless, whose own text ends in RecursionError: its name is not of ", ""),
        ("hostile/untold: it cannot be described: Unspeakable", "RecursionError)"),
        ("hostile/untold_deep: it cannot be described: ", overflown),
        ("unlisted/*: its names cannot be listed: maximum recursion depth exceeded", ""),
        ("overflowing/*: its names cannot be listed: ", overflown),
        ("unloadable/*: the zoo 'unloadable' of hostile-zoo 1.0 cannot be loaded: ", overflown),
        (f"unimportable/*: {UNIMPORTABLE}", ""),
    ):
        assert sum(line.startswith(start) and said in line for line in told) == 1, start
    admitted_not = (
        len(hostile.TEXTS) + len(hostile.NAMES) + len(hostile.UNDESCRIBED) + len(("twice", "nameless"))
    )
    assert len(told) == len(hostile.HARMS) + admitted_not + 4
    assert all(line.isprintable() and len(line) < 700 for line in lines)
    assert (
        surveyed[1]
        .splitlines()[-1]
        .startswith(f"{3 + len(hostile.HARMS) + len(hostile.QUIET)} architectures, ")
    )


def test_a_message_reaches_pages_escaped_in_one_line_and_cut(surveyed, entries):
    message = entries["hostile/mutters"].refusals[0].message
    assert len(message) <= 400
    assert message.isprintable()
    for path, text in pages(read_dataset(surveyed[0])).items():
        assert ".." not in Path(path).parts
        if path.endswith((".html", ".md")):
            assert "<script>alert" not in text, path
            assert "{{" not in text, path
            assert "{%" not in text, path


def test_no_cell_of_a_table_begins_with_a_formula(surveyed, installed):
    command = [
        sys.executable,
        "-m",
        "generator",
        "export",
        "--format",
        "csv",
        "--refusals",
        "--data",
        str(surveyed[0]),
    ]
    done = subprocess.run(command, env=installed, capture_output=True, text=True, check=True)
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert len(rows) == 1 + 2 * len(hostile.HARMS)
    for row in rows:
        assert len(row) == len(rows[0])
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_what_the_process_ended_is_tried_again_and_the_rest_is_not(surveyed, installed):
    command = [sys.executable, "-c", HEAD, "survey", "hostile/dies", "hostile/fine", "torchvision/alexnet"]
    place = surveyed[0].parent
    words = ["--px", "64", "--jobs", "1", "--out", "again"]
    done = subprocess.run(
        [*command, *words], cwd=place, env=installed, capture_output=True, text=True, check=True
    )
    assert " 2 reused, " in done.stderr.splitlines()[-1]


def test_a_dataset_is_not_replaced_by_one_without_a_zoo_that_cannot_be_loaded(installed, tmp_path):
    (tmp_path / "unimportable.jsonl").write_text("{}\n")
    command = [sys.executable, "-m", "generator", "survey", "--out", str(tmp_path)]
    done = subprocess.run(command, env=installed, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"Error: {tmp_path / 'unimportable.jsonl'} would go: {UNIMPORTABLE}\n"
