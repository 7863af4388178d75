"""The command line: observe, compare, print, and with ``--out`` write ``memory.md``, two tables and ``memory.json``."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import warnings
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

import torch

from benchmarks import memory_check
from benchmarks.machine import processor
from benchmarks.memory_check.cuda import observe_cuda, prepare
from benchmarks.memory_check.models import Choice, choices
from benchmarks.memory_check.observer import observe_cpu
from benchmarks.memory_check.report import report
from benchmarks.memory_check.rows import Row, compare, computed_anew, decode, encode, observe
from benchmarks.memory_check.tables import tables
from generator import survey


def check(choice: Choice, device: str) -> tuple[Row, int]:
    """One model; also the most resident bytes of the process that ran it."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    if device == "cuda":
        prepare()
    row = compare(observe(choice, observe_cuda if device == "cuda" else observe_cpu, device), device)
    return row, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def footer(device: str) -> str:
    """Versions and the processor, or the GPU."""
    versions = survey.provenance()
    name = torch.cuda.get_device_name() if device == "cuda" else f"{processor()}, one thread"
    return (
        f"Python {versions.python}, torch {versions.torch}, torchvision {versions.torchvision}, "
        f"timm {versions.timm}; {name}."
    )


def main() -> None:
    """Checks and prints."""
    parser = argparse.ArgumentParser(
        description=memory_check.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--only", default="*", help="pattern of keys, such as 'timm/resnet*'")
    parser.add_argument(
        "--out", type=Path, help="also write memory.md, memory-*.html and memory.json into this directory"
    )
    parser.add_argument(
        "--observed", type=Path, help="take what was observed from this memory.json and compute our side anew"
    )
    options = parser.parse_args()
    if options.observed:
        values = json.loads(options.observed.read_text(encoding="utf-8"))
        made_with = values["made_with"]
        torch.set_num_threads(1)
        rows = [
            computed_anew(decode(one)) for one in values["models"] if fnmatchcase(one["key"], options.only)
        ]
    else:
        rows, made_with = check_all(parser, options), footer(options.device)
    text = report(rows, made_with)
    print(text)
    if options.out:
        values = {"made_with": made_with, "models": [encode(row) for row in rows]}
        for name, table in {"memory.md": text + "\n", **tables(rows)}.items():
            (options.out / name).write_text(table, encoding="utf-8")
        (options.out / "memory.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def check_all(parser: argparse.ArgumentParser, options: argparse.Namespace) -> list[Row]:
    """Each model of the list in a process of its own, one after the other."""
    chosen = [choice for choice in choices() if fnmatchcase(choice.key, options.only)]
    if not chosen:
        parser.error(f"no model of the list matches {options.only!r}")
    rows: list[Row] = []
    # Forked before any kernel has run: a child starts with the libraries loaded and nothing allocated.
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        checked = pool.imap(partial(check, device=options.device), chosen, chunksize=1)
        for number, (row, resident) in enumerate(checked, 1):
            rows.append(row)
            print(f"{number}/{len(chosen)} {row.key} {resident / 1e9:.1f} GB", file=sys.stderr)
    return rows


if __name__ == "__main__":
    main()
