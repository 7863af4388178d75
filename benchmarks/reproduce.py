"""Two surveys from nothing that share no state: other numbers of workers, other orders of hashing, the same bytes.

The first has one worker and ``PYTHONHASHSEED=1``, the second two workers and ``PYTHONHASHSEED=2``; each in a directory of its
own, with a store of its own. Both render their pages and build their site. Every file is then compared.

``python -m benchmarks.reproduce 'torchvision/*'``; without a pattern the whole of both zoos, which takes three times
what a survey takes. The exit status is 1 where a byte differs.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.machine import machine

ROOT = Path(__file__).resolve().parents[1]
RUNS = (("1", "1"), ("2", "2"))
"""Workers and PYTHONHASHSEED of each run."""
SOURCES = ("mkdocs.yml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "CITATION.cff", "overrides")
"""What a site is built from besides docs/."""


def run(place: Path, jobs: str, seed: str, words: tuple[str, ...]) -> None:
    """Survey, pages and site in a directory of their own.

    Raises:
        CalledProcessError: a command failed.
    """
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "NO_MKDOCS_2_WARNING": "1"}
    for name in SOURCES:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, place / name)
    tracked = subprocess.run(
        ["git", "ls-files", "docs"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    for name in tracked:
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    commands = (
        ("generator", "survey", *words, "--jobs", jobs, "--out", "measured"),
        ("generator", "render", "--data", "measured"),
        ("mkdocs", "build", "--quiet"),
    )
    for command in commands:
        subprocess.run([sys.executable, "-m", *command], cwd=place, env=environment, check=True)


def differing(one: Path, other: Path) -> tuple[int, list[str]]:
    """How many files there are, and which of them one side lacks or has with other bytes."""
    names = {
        path.relative_to(place).as_posix()
        for place in (one, other)
        for path in place.rglob("*")
        if path.is_file()
    }
    found = [
        name
        for name in sorted(names)
        if not ((one / name).is_file() and (other / name).is_file())
        or not filecmp.cmp(one / name, other / name, shallow=False)
    ]
    return len(names), found


def main() -> None:
    """Runs both and prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("patterns", nargs="*", metavar="PATTERN", help="names as netweight survey takes them")
    parser.add_argument(
        "--px", action="append", default=[], metavar="SIZE", help="these sizes instead of the grid"
    )
    parser.add_argument("--out", type=Path, help="also write the table to this file")
    options = parser.parse_args()
    words = (*options.patterns, *(word for size in options.px for word in ("--px", size)))
    with tempfile.TemporaryDirectory() as name:
        places = [Path(name) / seed for _, seed in RUNS]
        for place, (jobs, seed) in zip(places, RUNS, strict=True):
            place.mkdir()
            run(place, jobs, seed, words)
        counted = {
            part: differing(*(place / part for place in places)) for part in ("measured", "docs", "site")
        }
        size = len([line for path in (places[0] / "measured").glob("*.jsonl") for line in path.open()])
    rows = [f"| {part} | {files:,} | {len(found)} |" for part, (files, found) in counted.items()]
    what = f"`{' '.join(words)}`" if words else "both zoos"
    lines = [
        f"{what}: one worker and PYTHONHASHSEED 1 against two workers and PYTHONHASHSEED 2, {size:,} lines of dataset and weights.",
        "",
        "| directory | files | that differ |",
        "| --- | ---: | ---: |",
        *rows,
        "",
        machine(["torch", "torchvision", "timm"]),
    ]
    print("\n".join(lines))
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    different = [f"{part}/{name}" for part, (_, found) in counted.items() for name in found]
    for name in different[:20]:
        print(f"differs: {name}", file=sys.stderr)
    sys.exit(bool(different))


if __name__ == "__main__":
    main()
