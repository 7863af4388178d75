"""Another version of timm beside the committed dataset: what moved between the two, published as data.

``python -m benchmarks.versions --timm 1.0.22 --work DIR`` installs that timm into DIR, measures with it every second of
the two architectures of each family with the fewest MACs at their native size, compares with the committed numbers of the same
architectures and of all that one of the two versions alone has, and writes docs/data/changes/timm-<old>-<new>.json.

The counting code is that of the committed dataset and so is torch: timm alone differs. Before 1.0.31 timm had
``reparameterize_model`` in ``timm.utils`` only; a sitecustomize module gives it its later name as well.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from generator.dataset import encode_entry, read_dataset, write_atomically
from generator.dataset.changes import CHANGES, changes, encode_changes
from generator.dataset.files import write_lines
from generator.records import Dataset, Entry

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "docs" / "data"
SHIM = """\
import timm.models
import timm.utils
if not hasattr(timm.models, "reparameterize_model"):
    timm.models.reparameterize_model = timm.utils.reparameterize_model
"""


def cheap(entries: Iterable[Entry], known: frozenset[str]) -> list[str]:
    """Of the two architectures of each family with the fewest MACs at their native size, every second, in order of family.

    Only those that are ``known`` take part.
    """
    families: dict[str, list[tuple[int, str]]] = {}
    for entry in entries:
        one = entry.architecture
        if one.key in known and entry.native is not None:
            families.setdefault(one.family, []).append((entry.native.numbers.macs, one.key))
    cheapest = [key for family in sorted(families) for _, key in sorted(families[family])[:2]]
    return cheapest[::2]


def restricted(dataset: Dataset, keys: frozenset[str]) -> Dataset:
    """The dataset without what is not among the keys."""
    kept = tuple(entry for entry in dataset.entries if entry.architecture.key in keys)
    return dataclasses.replace(dataset, entries=kept)


def install(version: str, target: Path) -> dict[str, str]:
    """That timm in a directory of its own; the environment of processes that find it first."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target)]
    subprocess.run([*command, "--upgrade", f"timm=={version}"], check=True)
    (target / "sitecustomize.py").write_text(SHIM, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(target), str(ROOT)))}


def names(environment: dict[str, str]) -> frozenset[str]:
    """``timm/name`` of everything that the timm of an environment lists."""
    code = "import timm; print('\\n'.join(timm.list_models()))"
    listed = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return frozenset(f"timm/{name}" for name in listed.stdout.split())


def main() -> None:
    """Install, measure, compare, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--timm", default="1.0.22", help="the other version")
    parser.add_argument(
        "--work", type=Path, required=True, help="directory for that timm, its survey and its store"
    )
    parser.add_argument("--jobs", default="1", help="processes that measure")
    asked = parser.parse_args()
    work = asked.work.resolve()
    environment = install(asked.timm, work / f"timm-{asked.timm}" / "site-packages")
    committed = read_dataset(DATA)
    old_names = names(environment)
    new_names = frozenset(e.architecture.key for e in committed.entries if e.architecture.zoo == "timm")
    sample = cheap(committed.entries, old_names)
    gone = sorted(old_names - new_names)
    survey = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "generator",
        "survey",
        *sample,
        *gone,
        "--jobs",
        asked.jobs,
    ]
    subprocess.run([*survey, "--out", str(work / "data")], env=environment, cwd=work, check=True)
    old = read_dataset(work / "data")
    new = restricted(committed, frozenset(sample) | (new_names - old_names))
    name = f"timm-{old.provenance.timm}-{new.provenance.timm}"
    found = changes(old, new, f"timm {old.provenance.timm}", f"timm {new.provenance.timm}")
    write_atomically(DATA / CHANGES / f"{name}.json", encode_changes(found).encode())
    # The compared part of the committed dataset, so that `netweight diff` can be run on the two directories.
    write_lines({e.architecture.key: encode_entry(e) for e in new.entries}, new.provenance, work / "new")
    print(f"{name}: {found.common} in both, {found.changed} changed; {len(found.changes)} changes")


if __name__ == "__main__":
    main()
