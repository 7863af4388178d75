"""The same bytes whatever the number of workers and the order of hashing: dataset, pages and site."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

KEYS = (
    "torchvision/alexnet",
    "torchvision/squeezenet1_1",
    "timm/test_vit",
    "timm/test_convnext",
    "timm/test_nfnet",
)


def test_two_runs_that_share_nothing_end_in_the_same_bytes(root: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "benchmarks.reproduce",
        *KEYS,
        "--px",
        "96",
        "--out",
        str(tmp_path / "table.md"),
    ]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = [
        line.split(" | ")
        for line in (tmp_path / "table.md").read_text().splitlines()
        if line.startswith("| ")
    ]
    counts = {row[0].removeprefix("| "): (int(row[1].replace(",", "")), row[2]) for row in rows[2:]}
    assert set(counts) == {"measured", "docs", "site"}
    for files, differing in counts.values():
        assert files > len(KEYS)
        assert differing == "0 |"
