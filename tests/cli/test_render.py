"""``netweight render``: files are written where they changed, and strays are removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.cli.rendering import synchronise
from generator.dataset.weights import write_weights
from tests import factories
from tests.cli.conftest import Runner

PAGES = {"timm/a.md": "a", "timm/b.md": "b", "index-counts.md": "2"}


def files(directory: Path) -> dict[str, str]:
    paths = sorted(path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_text() for path in paths}


def test_pages_are_written_and_a_second_run_writes_none(tmp_path: Path) -> None:
    assert synchronise(tmp_path, PAGES, ("timm",)) == (3, 0, 0)
    stamp = (tmp_path / "timm/a.md").stat().st_mtime_ns
    assert synchronise(tmp_path, PAGES, ("timm",)) == (0, 3, 0)
    assert files(tmp_path) == PAGES
    assert (tmp_path / "timm/a.md").stat().st_mtime_ns == stamp


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    synchronise(tmp_path, PAGES, ("timm",))
    assert synchronise(tmp_path, PAGES | {"timm/a.md": "new"}, ("timm",)) == (1, 2, 0)
    assert files(tmp_path) == PAGES | {"timm/a.md": "new"}


def test_strays_are_removed_from_owned_directories_alone(tmp_path: Path) -> None:
    for path in ("timm/old.md", "timm/deep/er/old.md", "methodology.md", "data/timm.jsonl"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("by hand")
    assert synchronise(tmp_path, PAGES, ("timm", "families")) == (3, 0, 2)
    assert files(tmp_path) == PAGES | {"methodology.md": "by hand", "data/timm.jsonl": "by hand"}
    assert not (tmp_path / "timm/deep").exists()


@pytest.mark.parametrize("path", ["../x.md", "/x.md", "timm/../../x.md", "", "."])
def test_a_path_outside_the_docs_is_refused_before_anything_is_written(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="expected a path inside"):
        synchronise(tmp_path, PAGES | {path: "x"}, ("timm",))
    with pytest.raises(ValueError, match="expected a path inside"):
        synchronise(tmp_path, PAGES, (path,))
    assert list(tmp_path.iterdir()) == []


def test_render_says_how_many_files_it_wrote_left_and_removed(
    run: Runner, data: Path, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    first = run("render", "--data", data, "--docs", docs)
    assert first.exit_code == 0
    count = len(files(docs))
    assert count >= 6
    assert first.stdout == f"{count} written, 0 unchanged, 0 removed in {docs}\n"
    (docs / "timm" / "stray.md").write_text("x")
    second = run("render", "--data", data, "--docs", docs)
    assert second.stdout == f"0 written, {count} unchanged, 1 removed in {docs}\n"


def test_render_without_a_dataset_is_an_error(run: Runner, tmp_path: Path) -> None:
    result = run("render", "--data", tmp_path, "--docs", tmp_path / "docs")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "expected a file that `netweight survey` writes, found no such file" in result.stderr
    assert not (tmp_path / "docs").exists()


CSV = "model,top1,top1_err,top5,top5_err,param_count,img_size,crop_pct,interpolation\n"


def test_a_file_of_accuracies_reaches_the_table_and_what_it_names_besides_is_said(
    run: Runner, data: Path, tmp_path: Path
) -> None:
    write_weights(factories.library(factories.dataset()), data)
    results = tmp_path / "results-imagenet.csv"
    results.write_text(
        CSV + "resnet50.a1_in1k,81.5,18.5,95.1,4.9,25.56,288,1.000,bicubic\n"
        "gone.x,70.5,29.5,90.1,9.9,1.00,224,0.875,bicubic\n"
    )
    result = run("render", "--data", data, "--docs", tmp_path / "docs", "--accuracy", results)
    assert result.exit_code == 0
    assert result.stderr == (
        f"{results}: 2 lines, 1 of weights that {data / 'weights.jsonl'} does not have, such as gone.x\n"
    )
    read = {
        name: json.loads((tmp_path / f"docs/assets/browse/{name}.json").read_text())
        for name in ("index", "288")
    }
    place = next(
        place
        for place, (name, zoo) in enumerate(
            zip(read["index"]["name"], read["index"]["zoo"]["rows"], strict=True)
        )
        if (name, read["index"]["zoo"]["names"][zoo]) == ("resnet50", "timm")
    )
    assert read["288"]["top1"][str(place)] == [81.5, "a1_in1k"]
    assert "results-imagenet.csv" in read["index"]["accuracy"]["timm"]


def test_a_damaged_file_of_accuracies_or_none_of_weights_is_an_error(
    run: Runner, data: Path, tmp_path: Path
) -> None:
    results = tmp_path / "results.csv"
    results.write_text(CSV + "resnet50.a1_in1k,high,18.5,95.1,4.9,25.56,288,1.000,bicubic\n")
    arguments = ("render", "--data", data, "--docs", tmp_path / "docs", "--accuracy", results)
    missing = run(*arguments)
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "`netweight weights` writes it" in missing.stderr
    write_weights(factories.library(factories.dataset()), data)
    damaged = run(*arguments)
    assert (damaged.exit_code, damaged.stdout) == (2, "")
    assert damaged.stderr == (
        f"Error: {results}:2: column top1: expected percent from 0 to 100 such as 80.858, found 'high'\n"
    )
    assert not (tmp_path / "docs").exists()
