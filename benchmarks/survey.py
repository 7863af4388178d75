"""What a survey costs, against the bare floor F, in CPU seconds of one process and one run.

F is: for each (architecture, size), build the model on the meta device as its library does and run one
plain eval forward, nothing watched. Sizes that a library refuses are tried by both and paid by both.
Detectors are left out: they cannot run on meta without answers at their ceilings.

``python -m benchmarks.survey``: one architecture of each family, the first by name.
``python -m benchmarks.survey --all``: everything; about an hour.
"""

from __future__ import annotations

import argparse
import gc
import resource
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from benchmarks.machine import processor
from generator import dataset, survey
from generator.records import Architecture
from generator.survey.measuring import Measuring
from generator.zoo import initial_values, zoos

PHASES = (
    "build",
    "eval pass",
    "deploy form",
    "second count",
    "batch",
    "bfloat16",
    "training",
    "mixed precision",
    "accounting",
    "encoding",
)


class Clock:
    """CPU seconds by (side, phase, architecture); sides are ``floor`` and ``survey``."""

    def __init__(self) -> None:
        self.seconds: dict[tuple[str, str, str], float] = defaultdict(float)

    @contextmanager
    def running(self, side: str, phase: str, key: str) -> Iterator[None]:
        """Adds the CPU seconds of the block, also of one that raises."""
        began = time.process_time()
        try:
            yield
        finally:
            self.seconds[side, phase, key] += time.process_time() - began

    def total(self, side: str, phase: str | None = None, key: str | None = None) -> float:
        """The sum over what is not given."""
        return sum(
            seconds
            for (s, p, k), seconds in self.seconds.items()
            if s == side and phase in (None, p) and key in (None, k)
        )


class Timed(Measuring):
    """A measurement whose steps are timed."""

    clock: Clock

    def _timed(self, phase: str, step: Callable[..., Any], *args: Any) -> Any:
        with self.clock.running("survey", phase, self._architecture.key):
            return step(*args)

    def _build(self, size: Any) -> Any:
        return self._timed("build", super()._build, size)

    def _forward(self, watching: Any, size: Any) -> Any:
        return self._timed("eval pass", super()._forward, watching, size)

    def _unless_it_fails(self, size: Any, stage: str, step: Any, *args: Any) -> Any:
        return self._timed(stage, super()._unless_it_fails, size, stage, step, *args)

    def _account(self, size: Any, tapes: Any) -> Any:
        return self._timed("accounting", super()._account, size, tapes)


def run_survey(architecture: Architecture, clock: Clock) -> None:
    """Measures and encodes one architecture at every size, as ``netweight survey`` does."""
    timed = Timed(zoos()[architecture.zoo], architecture)
    timed.clock = clock
    weighing = timed.run(survey.sizes_of(architecture))
    with clock.running("survey", "encoding", architecture.key):
        dataset.encode_entry(weighing.entry)
        dataset.encode_layers(weighing.layers)


def run_floor(architecture: Architecture, clock: Clock) -> None:
    """Builds and runs one architecture at every size, nothing watched and nothing left out."""
    zoo, name, key = zoos()[architecture.zoo], architecture.name, architecture.key
    for size in survey.sizes_of(architecture):
        try:
            with clock.running("floor", "build", key), initial_values():
                model = zoo.build(name, size)
            sample = zoo.sample(name, size)
            with clock.running("floor", "eval pass", key), torch.no_grad():
                model(*sample)
        except (ArithmeticError, AssertionError, LookupError, RuntimeError, TypeError, ValueError):
            continue  # a refusal: the survey pays for it as well


def choose(everything: bool) -> list[Architecture]:
    """All architectures that run on meta unaided, or the first of each family of each zoo."""
    found = [a for a in survey.catalogue() if a.task != "detection"]
    if everything:
        return found
    first: dict[tuple[str, str], Architecture] = {}
    for architecture in found:
        first.setdefault((architecture.zoo, architecture.family), architecture)
    return list(first.values())


def table(architectures: Sequence[Architecture], clock: Clock) -> str:
    """The result in Markdown."""
    floor = clock.total("floor")
    lines = [
        f"{len(architectures):,} architectures at every size of the grid, native and test; one process, one thread.",
        "",
        "| phase | floor F, CPU s | survey, CPU s | ratio to all of F |",
        "| --- | ---: | ---: | ---: |",
    ]
    for phase in PHASES:
        theirs, ours = clock.total("floor", phase), clock.total("survey", phase)
        lines.append(f"| {phase} | {theirs:.1f} | {ours:.1f} | {ours / floor:.3f} |")
    ours = clock.total("survey")
    lines += [f"| **all** | **{floor:.1f}** | **{ours:.1f}** | **{ours / floor:.3f}** |", ""]
    lines += ["| slowest ten | floor, CPU s | survey, CPU s | ratio |", "| --- | ---: | ---: | ---: |"]
    costs = {a.key: clock.total("survey", key=a.key) for a in architectures}
    for key in sorted(costs, key=lambda key: -costs[key])[:10]:
        theirs = clock.total("floor", key=key)
        lines.append(f"| {key} | {theirs:.2f} | {costs[key]:.2f} | {costs[key] / theirs:.2f} |")
    versions = survey.provenance()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    lines += [
        "",
        f"Python {versions.python}, torch {versions.torch}, torchvision {versions.torchvision}, timm {versions.timm}; "
        f"{processor()}; peak memory of the process, which ran both sides, {peak:.2f} GB.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Runs both sides over the same architectures, alternating, and prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--all", action="store_true", help="every architecture instead of one a family")
    parser.add_argument("--out", type=Path, help="also write the table to this file")
    options = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    architectures = choose(options.all)
    clock, warm = Clock(), Clock()
    for side in (run_floor, run_survey):  # imports and torch's own tables are nobody's cost
        side(zoos()["torchvision"].describe("alexnet"), warm)
    gc.disable()
    for number, architecture in enumerate(architectures, 1):
        run_floor(architecture, clock)
        run_survey(architecture, clock)
        gc.collect()
        print(
            f"\r{number}/{len(architectures)} ratio so far {clock.total('survey') / clock.total('floor'):.3f}",
            end="",
        )
    text = table(architectures, clock)
    print("\r" + text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
