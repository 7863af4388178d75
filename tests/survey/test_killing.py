"""A survey that is killed leaves whole results, and the next one goes on where it was."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from generator import survey
from generator.records import Size
from generator.survey import Outcome
from tests.cli.conftest import Runner

NAMES = ("alexnet", "resnet18", "squeezenet1_0", "squeezenet1_1", "vgg11", "vgg13")
KEYS = [f"torchvision/{name}" for name in NAMES]
SLOW = ("torchvision/maxvit_t", "torchvision/swin3d_b", "torchvision/swin_v2_b")
"""Seconds each at all sizes: whatever the machine, a survey is not over when the first of them is."""
OPTIONS = ("survey", *KEYS, "--px", "224", "--out", "data")

IN_WORKERS = ("-m", "generator", *OPTIONS, "--jobs", "1")
IN_A_THREAD = (
    "-c",
    "import sys\n"
    "from concurrent.futures import ThreadPoolExecutor\n"
    "from pathlib import Path\n"
    "from generator import survey\n"
    "from generator.records import Size\n"
    "with ThreadPoolExecutor(1) as executor:\n"
    "    for _ in survey.survey(sys.argv[1:], sizes=(Size(224, 224),), store=Path('.netweight/store'),\n"
    "                           executor=executor):\n"
    "        pass\n",
    *KEYS,
)


def stored(folder: Path) -> list[Path]:
    return sorted((folder / ".netweight/store/torchvision").glob("[a-z]*.json"))


@contextmanager
def started(
    folder: Path, arguments: tuple[str, ...], errors: IO[str] | int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """The survey in a group of processes of its own, none of which outlives the block."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(survey.__file__).parents[2])},
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,
        # Where the tests run in the background of a script, they and what they start would ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what}: not in {seconds} s"
        time.sleep(0.01)


def is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_survey_that_is_killed_goes_on_where_it_was_and_ends_in_the_same_bytes(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(3)
    monkeypatch.chdir(tmp_path)
    for arguments, wanted in ((IN_WORKERS, 1), (IN_A_THREAD, 3)):
        with started(tmp_path, arguments) as process:
            wait_until(lambda wanted=wanted: len(stored(tmp_path)) >= wanted, "a result")
            time.sleep(chance.uniform(0.0, 0.1))
            process.kill()  # the survey alone: a worker has to notice
            process.wait()
            wait_until(lambda group=process.pid: is_gone(group), "the end of its workers")
        assert not (tmp_path / "data/dataset.json").exists()

    kept = {path.stem: path.read_bytes() for path in stored(tmp_path)}
    assert len(kept) >= 3
    result = run(*OPTIONS, "--jobs", "1")
    assert (result.exit_code, result.stdout) == (0, "")
    assert f" {len(kept)} reused, " in result.stderr
    assert {
        name: path.read_bytes() for name in kept for path in stored(tmp_path) if path.stem == name
    } == kept

    expected = [survey.finish(key, (Size(224, 224),)) for key in KEYS]
    assert (tmp_path / "data/torchvision.jsonl").read_text().splitlines() == [one.line for one in expected]
    for one in expected:
        assert (tmp_path / f"data/layers/{one.key}.json").read_text() == f"{one.layers}\n"


def test_ctrl_c_to_all_its_processes_ends_a_survey_with_one_line_and_the_next_run_goes_on(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ("survey", *SLOW, KEYS[0], "--out", "data", "--jobs", "1")
    with (
        (tmp_path / "said").open("w") as said,
        started(tmp_path, ("-m", "generator", *words), said) as process,
    ):
        wait_until(lambda: len(stored(tmp_path)) >= 1, "a result")
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=120) == 130
    kept = len(stored(tmp_path))
    last = (tmp_path / "said").read_text().splitlines()[-1]
    assert last == (
        f"interrupted: {kept} of 4 architectures measured and kept in .netweight/store; the same command goes on from there"
    )
    assert not (tmp_path / "data/dataset.json").exists()
    result = run(*words)
    assert result.exit_code == 0
    assert f" {kept} reused, " in result.stderr


def test_a_stored_result_that_was_cut_short_is_measured_again(tmp_path: Path) -> None:
    def outcome() -> Outcome:
        with ThreadPoolExecutor(1) as executor:
            (found,) = survey.survey(KEYS[:1], sizes=(Size(224, 224),), store=tmp_path, executor=executor)
        return found

    first, again = outcome(), outcome()
    assert (first.reused, again.reused, again.finished) == (False, True, first.finished)
    path = tmp_path / f"{KEYS[0]}.json"
    path.write_bytes(path.read_bytes()[:-100])
    repaired = outcome()
    assert (repaired.reused, repaired.finished) == (False, first.finished)
