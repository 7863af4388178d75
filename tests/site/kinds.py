"""Pages of one kind, by path, for the tests that visit every kind."""

from __future__ import annotations

METHODOLOGY = (
    "methodology/",
    "parameters/",
    "buffers/",
    "operations/",
    "conventions/",
    "memory/",
    "verification/",
    "forms/",
    "words/",
)
CROSSCHECK = (
    "crosscheck/sources/",
    "crosscheck/sources/facebookresearch/",
    "crosscheck/sources/libraries/",
    "crosscheck/sources/unexplained/",
    "crosscheck/counters/",
    "crosscheck/counters-traps/",
    "crosscheck/counters-architectures/",
    "crosscheck/fvcore/",
    "crosscheck/memory/",
    "crosscheck/memory-inference/",
    "crosscheck/memory-training/",
    "crosscheck/parameters/",
    "crosscheck/tutorials/",
    "crosscheck/tutorials-parameters/",
    "crosscheck/tutorials-operations/",
    "crosscheck/tutorials-memory/",
    "crosscheck/torchstat/",
    "crosscheck/torchstat-mobilenet_v2/",
)

__all__ = ["CROSSCHECK", "METHODOLOGY"]
