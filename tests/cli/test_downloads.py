"""``netweight downloads``, and the examples of the data page, run on what it writes."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import mlcroissant
import pyarrow.parquet
import pytest

from generator.dataset import ROW_COLUMNS, read_dataset
from generator.dataset.releases import read_edition
from generator.dataset.weights import WEIGHTS, read_weights
from generator.render import api
from generator.render.references import references
from tests import factories
from tests.cli.conftest import Runner

PAGE = Path(__file__).parents[2] / "docs" / "data.md"
PYTHON = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
CONSOLE = re.findall(r"^\$ ((?:curl|netweight export) .*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a request is no news."""


@pytest.fixture(scope="module")
def published(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory as a reader has it: the downloads of the committed dataset, and the dataset below docs/data."""
    place = tmp_path_factory.mktemp("published")
    data = place / "docs" / "data"
    data.mkdir(parents=True)
    for path in (root / "docs" / "data").iterdir():
        if path.suffix in {".json", ".jsonl"} and path.name != "croissant.json":
            shutil.copy(path, data)
    assert Runner()("downloads", "--data", data).exit_code == 0
    for name in ("netweight.csv", "netweight.parquet", "croissant.json"):
        shutil.copy(data / name, place)
    return place


@pytest.fixture(scope="module")
def host(published: Path) -> Iterator[str]:
    """The address of a server that has the downloads and the API where the site has them."""
    data = published / "docs" / "data"
    cited = references(read_dataset(data), read_weights(data / WEIGHTS), read_edition(data))
    for path, text in api.files({"torchvision/resnet50": cited["torchvision/resnet50"]}).items():
        (published / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (published / "docs" / path).write_text(text, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(published / "docs")))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def printed(command: list[str], where: Path) -> str:
    done = subprocess.run(command, cwd=where, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_both_files_hold_the_same_rows_and_the_digests_are_those_of_sha256sum(
    run: Runner, data: Path
) -> None:
    first = run("downloads", "--data", data)
    rows = sum(len(entry.measurements) for entry in factories.dataset().entries)
    assert first.stdout == f"{rows} rows in {data}: 4 files written, 0 unchanged\n"
    table = pyarrow.parquet.read_table(data / "netweight.parquet")
    with (data / "netweight.csv").open(newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    assert tuple(table.column_names) == tuple(found[0]) == ROW_COLUMNS
    assert [str(value) for value in table.column("macs").to_pylist()] == [row["macs"] for row in found]
    assert len(found) == rows
    for line in (data / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((data / name).read_bytes()).hexdigest() == digest, name
    assert run("downloads", "--data", data).stdout.endswith(": 0 files written, 4 unchanged\n")


def test_a_copy_of_a_release_is_downloaded_under_its_name_with_the_digests_of_all_its_files(
    run: Runner, data: Path, tmp_path: Path
) -> None:
    run("release", "2026.11.22.2", "--data", data)
    run("downloads", "--data", data)
    copy = tmp_path / "copy"
    shutil.copytree(data / "releases" / "2026.11.22.2", copy)
    shutil.copy(data / "releases.json", copy)
    assert run("downloads", "--data", copy).exit_code == 0
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=copy, check=True)
    listed = {line.split("  ")[1] for line in (copy / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    assert listed == {path.name for path in copy.iterdir()} - {"SHA256SUMS"}
    for name in ("netweight.csv", "netweight.parquet", "croissant.json"):
        assert (copy / name).read_bytes() == (data / name).read_bytes()
    assert json.loads((copy / "croissant.json").read_text(encoding="utf-8"))["version"] == "2026.11.22"


def test_mlcroissant_loads_the_metadata_and_the_rows(run: Runner, data: Path) -> None:
    run("downloads", "--data", data)
    dataset = mlcroissant.Dataset(data / "croissant.json")
    assert not dataset.metadata.ctx.issues.errors
    native = [row for row in dataset.records("rows") if row["rows/native"]]
    expected = {
        (entry.architecture.zoo, entry.architecture.name): entry.native.numbers.macs
        for entry in factories.dataset().entries
        if entry.native
    }
    found = {(row["rows/zoo"].decode(), row["rows/name"].decode()): row["rows/macs"] for row in native}
    assert found == expected


def test_the_metadata_names_a_release_and_absolute_addresses_where_there_are_any(data: Path) -> None:
    from generator.records.release import Edition
    from generator.render.croissant import Download, croissant

    files = [Download("netweight.parquet", 7, "0" * 64, "application/x-parquet")]
    edition = Edition(release="2026.11.22.2", site="https://example.org/nw/")
    found = json.loads(croissant(factories.dataset(), files, "netweight.parquet", edition))
    assert (found["version"], found["datePublished"]) == ("2026.11.22", "2026-11-22")
    assert found["distribution"][0]["contentUrl"] == "https://example.org/nw/data/netweight.parquet"


@pytest.mark.parametrize("block", PYTHON, ids=lambda block: block.split()[1])
def test_every_python_example_of_the_page_runs(published: Path, block: str) -> None:
    said = printed([sys.executable, "-c", block], published)
    entries = read_dataset(published / "docs" / "data").entries
    if "mlcroissant" in block:
        assert int(said) == min(
            (one.architecture.zoo, one.architecture.name, measured.size, measured.numbers.macs)
            for one in entries
            for measured in one.measurements
        )[3]  # fmt: skip
        return
    light = [
        one.native.numbers.parameters
        for one in entries
        if one.native
        and one.architecture.task == "classification"
        and one.native.numbers.macs <= 5_000_000_000
    ]
    for parameters in sorted(light, reverse=True)[:5]:
        assert str(parameters) in said.replace(",", "").replace("_", "")


def test_the_page_has_examples_with_each_library() -> None:
    assert [block.split()[1] for block in PYTHON] == ["pandas", "polars", "duckdb", "mlcroissant"]
    assert sum(line.startswith("curl ") for line in CONSOLE) == 2


@pytest.mark.parametrize("line", CONSOLE, ids=lambda line: line[:40])
def test_every_command_of_the_page_runs(published: Path, host: str, tmp_path: Path, line: str) -> None:
    (tmp_path / "docs").symlink_to(published / "docs")
    root = Path(__file__).parents[2]
    shell = line.replace("$SITE", host.rstrip("/")).replace("python -m", f"{sys.executable} -m")
    shell = shell.replace("netweight export", f"PYTHONPATH={root} {sys.executable} -m generator export")
    said = printed(["bash", "-c", f"set -o pipefail; {shell}"], tmp_path)
    made = [path for path in tmp_path.iterdir() if path.name != "docs"]
    assert said or all(path.stat().st_size > 1000 for path in made)
    assert said or made
    if "resnet50.json" in line:
        assert json.loads(said)["key"] == "torchvision/resnet50"
