"""``netweight export``: the contract that others build on."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from generator.cli import main
from tests.cli.conftest import Runner


def exported(run: Runner, data: Path, *arguments: object) -> list[dict[str, Any]]:
    result = run("export", "--format", "jsonl", "--data", data, *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_row_begins_with_seven_keys_and_ends_with_three_derived_ones(run: Runner, data: Path) -> None:
    rows = exported(run, data)
    assert len(rows) == 10 + 10 + 10 + 12 + 9 + 10
    for row in rows:
        assert list(row)[:7] == ["zoo", "name", "task", "family", "height_px", "width_px", "native"]
        assert list(row)[-3:] == ["flops", "parameter_bytes_bfloat16", "parameter_bytes_int8"]
        assert row["flops"] == 2 * row["macs"]


def test_zoo_sizes_and_patterns_choose_rows(run: Runner, data: Path) -> None:
    rows = exported(run, data, "--zoo", "torchvision", "--px", "224", "--px", "112x144", "r*")
    assert [(row["name"], row["height_px"], row["width_px"], row["native"]) for row in rows] == [
        ("r3d_18", 112, 144, False),
        ("r3d_18", 224, 224, False),
        ("raft_large", 224, 224, False),
        ("resnet50", 224, 224, True),
    ]


def test_refusals_have_rows_of_six_keys(run: Runner, data: Path) -> None:
    rows = exported(run, data, "--refusals", "--zoo", "torchvision")
    message = "AssertionError: Input height (160) should be divisible by window size (7)."
    assert rows == [
        {
            "zoo": "torchvision",
            "name": "raft_large",
            "height_px": px,
            "width_px": px,
            "stage": "construction",
            "message": message,
        }
        for px in (128, 520)
    ]


def test_a_size_that_only_refusals_have_gives_no_row_and_no_error(run: Runner, data: Path) -> None:
    assert exported(run, data, "--px", "520") == []


@pytest.mark.parametrize("format_", ["jsonl", "csv", "parquet"])
def test_a_file_holds_the_bytes_of_standard_output(
    run: Runner, data: Path, tmp_path: Path, format_: str
) -> None:
    target = tmp_path / "out"
    result = run("export", "--format", format_, "--data", data, "-o", target)
    assert (result.exit_code, result.stdout) == (0, "")
    printed = run("export", "--format", format_, "--data", data)
    assert printed.stdout_bytes == target.read_bytes()


def test_the_formats_agree(run: Runner, data: Path) -> None:
    rows = exported(run, data, "--px", "224")
    text = run("export", "--format", "csv", "--data", data, "--px", "224").stdout
    binary = run("export", "--format", "parquet", "--data", data, "--px", "224").stdout_bytes
    assert [row["macs"] for row in csv.DictReader(io.StringIO(text))] == [str(row["macs"]) for row in rows]
    table = pq.read_table(pa.BufferReader(binary))
    assert table.column_names == list(rows[0])
    assert table["macs"].to_pylist() == [row["macs"] for row in rows]


def test_parquet_without_a_row_keeps_its_schema(run: Runner, data: Path) -> None:
    arguments = ("export", "--format", "parquet", "--data", data, "--refusals", "resnet50")
    table = pq.read_table(pa.BufferReader(run(*arguments).stdout_bytes))
    assert table.num_rows == 0
    assert table.schema.field("height_px").type == pa.int64()


def test_parquet_is_not_written_to_a_terminal(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = CliRunner()
    with runner.isolation() as streams:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        with pytest.raises(SystemExit) as caught:
            main(["export", "--format", "parquet", "--data", str(data)])
        assert caught.value.code == 2
        assert streams[0].getvalue() == b""
        assert streams[1].getvalue().decode() == (
            "Error: parquet is binary and is not written to a terminal; use -o FILE or redirect the output\n"
        )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--px", "225", "timm/resnet50"], "nothing was surveyed at 225 px; there is 128, 160, 192, 224, 256, 288, "
         "320, 384, 448, 512"),
        (["--zoo", "keras"], "no zoo is called 'keras'; there are timm, torchvision"),
        (["resnet51"], "no architecture matches 'resnet51'; did you mean timm/resnet50, torchvision/resnet50?"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_an_error(run: Runner, data: Path, arguments: list[str], message: str) -> None:
    result = run("export", "--format", "csv", "--data", data, *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: {message}\n")
