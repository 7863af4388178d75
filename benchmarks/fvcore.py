"""fvcore itself beside ``macs_fvcore``: the smallest model of each family of both zoos, at its native size.

Each model is built with random weights on the CPU as its zoo ships it, fused attention included, and counted with
``FlopCountAnalysis(model.eval(), sample).total()``, gradients enabled, in a process of its own. Ours is the
record of the same model on meta. The file is written after every model; a further run with the same versions goes on
behind those that it holds.

``python -m benchmarks.fvcore --out docs/data/fvcore.json``: ``--minutes`` ends it early, the smallest models come first.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import platform
import sys
import time
import warnings
from collections import defaultdict
from fnmatch import fnmatchcase
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import torch
from fvcore.nn import FlopCountAnalysis

from benchmarks.memory_check.models import Choice, build
from benchmarks.peers.processes import Caught, said
from generator import __version__
from generator.account import count
from generator.dataset import read_dataset, write_if_changed
from generator.dataset.fvcore import encode_fvcore, read_fvcore
from generator.records import Dataset, Entry
from generator.records.fvcore import Traced, Tracing
from generator.trace import record
from generator.zoo import zoos

LIMIT_S = 600
"""Seconds that fvcore may take for one model."""


def choices(dataset: Dataset) -> list[Choice]:
    """The measured architecture with the fewest parameters of each family of each zoo; the fewest MACs first.

    Of equal ones the first by name, quantizable ones last.
    """
    families: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in dataset.entries:
        if entry.native is not None:
            families[entry.architecture.zoo, entry.architecture.family].append(entry)
    chosen = [min(members, key=_size) for members in families.values()]
    chosen.sort(key=lambda entry: (_macs(entry), entry.architecture.key))
    return [Choice(entry.architecture.key, entry.architecture.native, False) for entry in chosen]


def _size(entry: Entry) -> tuple[int, bool, str]:
    one = entry.architecture
    return (entry.native.numbers.parameters if entry.native else 0, one.task == "quantizable", one.name)


def _macs(entry: Entry) -> int:
    return entry.native.numbers.macs if entry.native else 0


def real(sample: Any) -> Any:
    """Uniform random values in the shapes of meta tensors, in the lists and tuples that hold them."""
    if isinstance(sample, torch.Tensor):
        return torch.rand(sample.shape)
    return type(sample)(real(one) for one in sample)


def ours(choice: Choice) -> int:
    """``macs_fvcore`` of the record of the model on meta."""
    zoo, _, name = choice.key.partition("/")
    made = zoos()[zoo]
    sample = made.sample(name, choice.size)
    return count(record(made.build(name, choice.size), sample, ceilings=made.ceilings(name))).macs_fvcore


def theirs(choice: Choice) -> int:
    """The number fvcore gives for the model on the CPU.

    Raises:
        Exception: whatever fvcore, or torch's tracer under it, raises.
    """
    zoo, _, name = choice.key.partition("/")
    model = build(choice)
    analysis = FlopCountAnalysis(model, real(zoos()[zoo].sample(name, choice.size)))
    total = analysis.unsupported_ops_warnings(False).uncalled_modules_warnings(False).total()
    if total != int(total):
        raise ValueError(f"expected a whole number of MACs, found {total}")
    return int(total)


def _answer(sending: Connection, choice: Choice) -> None:
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    with Caught() as caught:
        sending.send({"theirs": theirs(choice)})
        return
    sending.send({"error": said(caught.error)})


def ask(choice: Choice) -> dict[str, Any]:
    """The number or the error of fvcore, from a fork of this process, which has run no kernel yet."""
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(sending, choice))
    child.start()
    sending.close()
    try:
        answer = receiving.recv() if receiving.poll(LIMIT_S) else None
    except EOFError:
        child.join()
        return {"error": f"the process ended with code {child.exitcode}"}
    if answer is None:
        child.kill()
        answer = {"error": f"no answer within {LIMIT_S} seconds"}
    child.join()
    return answer


def traced(choice: Choice) -> Traced:
    """Both numbers of one model."""
    return Traced(key=choice.key, size=choice.size, ours=ours(choice), **ask(choice))


def versions() -> tuple[tuple[str, str], ...]:
    """Of Python, Netweight and the libraries, without build tags."""
    found = {
        name: version(name).partition("+")[0] for name in ("fvcore", "numpy", "timm", "torch", "torchvision")
    }
    found |= {"python": platform.python_version(), "netweight": __version__}
    return tuple(sorted(found.items()))


def main() -> None:
    """Runs fvcore and writes what it says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("docs/data"), help="the dataset to choose from")
    parser.add_argument("--only", default="*", help="pattern of keys, such as 'torchvision/*'")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no model after so long")
    options = parser.parse_args()
    chosen = [one for one in choices(read_dataset(options.data)) if fnmatchcase(one.key, options.only)]
    if not chosen:
        parser.error(f"no chosen model matches {options.only!r}")
    run(chosen, options.out, options.minutes)


def run(chosen: list[Choice], out: Path, minutes: float) -> None:
    """Asks for each model that the file does not hold yet, and writes it anew after each."""
    began = time.monotonic()
    before = read_fvcore(out)
    models = [] if before is None or before.versions != versions() else list(before.models)
    done = {one.key for one in models}
    for choice in chosen:
        if choice.key in done:
            continue
        if time.monotonic() - began > 60 * minutes:
            break
        one = traced(choice)
        models.append(one)
        print(f"{len(models)} {one.key} {one.theirs} {one.ours} {one.error}", file=sys.stderr)
        write_if_changed(out, encode_fvcore(Tracing(versions=versions(), models=tuple(models))).encode())


if __name__ == "__main__":
    main()
