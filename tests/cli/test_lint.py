"""``netweight lint``: lines as compilers print them, and an exit status for scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.dataset import write_dataset
from generator.records import Dataset
from tests.cli.conftest import Runner
from tests.factories import entry, provenance

HEAD = "| Model | Params (M) | GMACs |\n| --- | --- | --- |\n"
RIGHT = HEAD + "| ResNet-50 | 25.6 | 4.09 |\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset of ResNet-50 alone."""
    write_dataset(Dataset(provenance=provenance(), entries=(entry(),)), tmp_path / "data")
    return tmp_path / "data"


def written(tmp_path: Path, text: str, name: str = "table.md") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_that_is_right_ends_with_status_zero(run: Runner, data: Path, tmp_path: Path) -> None:
    file = written(tmp_path, RIGHT)
    result = run("lint", file, "--data", data)
    assert result.exit_code == 0
    first, second, summary = result.stdout.splitlines()
    assert (
        first
        == f"{file}:3: ResNet-50, Params (M): 25.6 is right: parameters, 25,557,032 by timm/resnet50 at 224 px"
    )
    assert second.startswith(f"{file}:3: ResNet-50, GMACs: 4.09 is right: macs, 4,089,184,256 ")
    assert summary == "2 cells: 2 right"


def test_a_cell_that_is_off_is_told_by_how_much_and_ends_with_status_one(
    run: Runner, data: Path, tmp_path: Path
) -> None:
    file = written(tmp_path, HEAD + "| ResNet-50 | 28.0 | 8.18 |\n| ResNet-49 | 1 | 2 |\n")
    result = run("lint", file, "--quiet", "--data", data)
    assert result.exit_code == 1
    off, unknown, summary = result.stdout.splitlines()
    # 28.0 / 25.557032 - 1 = 9.6 %
    assert off.startswith(
        f"{file}:3: ResNet-50, Params (M): 28.0 is off by +9.6 % from parameters, 25,557,032"
    )
    assert unknown == (
        f"{file}:4: ResNet-49: no architecture of the zoos answers to this name; the nearest are timm/resnet50"
    )
    assert summary == "2 cells: 1 right under another convention, 1 off; 1 name unresolved"


def test_latex_is_read_by_its_ending_or_by_what_it_holds(run: Runner, data: Path, tmp_path: Path) -> None:
    text = "\\begin{tabular}{lr}\nModel & Params (M) \\\\\n\\midrule\nResNet-50 & 25.6 \\\\\n\\end{tabular}\n"
    for name in ("table.tex", "table.txt"):
        result = run("lint", written(tmp_path, text, name), "--data", data)
        assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "1 cell: 1 right")


def test_a_column_of_several_conventions_is_told(run: Runner, data: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "| Model | FLOPs (G) |\n| - | - |\n| ResNet-50 | 4.09 |\n| resnet50 | 8.18 |\n")
    assert run("lint", file, "--data", data).stdout.splitlines()[-1] == (
        "column FLOPs (G) mixes conventions: macs in 1, flops = 2 × macs in 1"
    )


def test_json_has_a_document_for_every_cell(run: Runner, data: Path, tmp_path: Path) -> None:
    found = json.loads(run("lint", written(tmp_path, RIGHT), "--json", "--data", data).stdout)
    assert [(one["line"], one["status"], one["value"]) for one in found] == [
        (3, "right", 25_557_032),
        (3, "right", 4_089_184_256),
    ]


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("nothing", "a.md", "expected a table with a column of names and one of parameters, FLOPs, MACs or activations; found no table"),
        ("| Model | Top-1 |\n| - | - |\n| A | 1 |\n", "a.md", "expected a table with a column of names and one of parameters, "
         "FLOPs, MACs or activations; found Model, Top-1"),
        ("\\begin{tabular}{l}\n", "a.tex", "line 1: expected \\end{tabular}, found the end of the file"),
    ],
)  # fmt: skip
def test_input_without_a_table_is_an_error_that_names_the_file(
    run: Runner, data: Path, tmp_path: Path, text: str, name: str, message: str
) -> None:
    file = written(tmp_path, text, name)
    result = run("lint", file, "--data", data)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: {file}: {message}\n")


def test_what_is_no_text_or_not_there_is_an_error(run: Runner, data: Path, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"| \xff |")
    result = run("lint", tmp_path / "a.md", "--data", data)
    assert (result.exit_code, result.stderr) == (
        2,
        f"Error: {tmp_path / 'a.md'}: expected text in UTF-8; found byte 0xff\n",
    )
    assert run("lint", tmp_path / "b.md", "--data", data).exit_code == 2
