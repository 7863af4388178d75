"""``netweight examples``: one file, written where it changed."""

from __future__ import annotations

from pathlib import Path

from generator.dataset.examples import EXAMPLES
from tests.cli.conftest import Runner


def test_the_examples_are_written_beside_a_dataset_and_left_alone_if_equal(
    run: Runner, tmp_path: Path
) -> None:
    path = tmp_path / "new" / EXAMPLES
    assert run("examples", "--out", path.parent).stdout == f"{path}: written\n"
    before = path.read_bytes()
    assert run("examples", "--out", path.parent).stdout == f"{path}: unchanged\n"
    assert path.read_bytes() == before
