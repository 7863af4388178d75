"""The same observation on a GPU, by the caching allocator's own history and its own counters.

The history (``torch.cuda.memory._record_memory_history``) has every request with its address and its bytes as
they were asked for, so that peaks without gradients follow from it as on the CPU. The counters
(``max_memory_allocated`` after ``reset_peak_memory_stats``) are a second witness: they include the gradients,
and each request is rounded up to 512 bytes. Operators are not in the history, so that workspaces (cuDNN's, and
what kernels ask for) stay in the peak. The context and what cuDNN and NCCL allocate themselves are in neither.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch

from benchmarks.memory_check.observer import Allocation, Observation, lives_of

ENTRIES = 1_000_000
"""Of the history; a run of more would lose its beginning."""


class HistoryTooShort(RuntimeError):
    """The run had more events than the history keeps."""


def prepare() -> None:
    """Asks cuBLAS for its workspace, which it keeps for the whole process, before anything is observed."""
    one = torch.ones((64, 64), device="cuda")
    (one @ one).sum()
    torch.addmm(one, one, one).sum()
    torch.cuda.synchronize()


def observe_cuda(run: Callable[[], Any], given: int) -> tuple[Observation, Any]:
    """As :func:`benchmarks.memory_check.observer.observe_cpu`, on the current CUDA device.

    Raises:
        HistoryTooShort: more than ``ENTRIES`` events.
    """
    gc.collect()
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    gc.disable()
    torch.cuda.memory._record_memory_history(context=None, max_entries=ENTRIES, clear_history=True)
    try:
        result = run()
        torch.cuda.synchronize()
        history = torch.cuda.memory._snapshot()["device_traces"][torch.cuda.current_device()]
    finally:
        torch.cuda.memory._record_memory_history(enabled=None)
        gc.enable()
    counted = torch.cuda.max_memory_allocated() - before + given
    return observation_of(history, given, counted), result


def observation_of(history: Iterable[Mapping[str, Any]], given: int, counted: int) -> Observation:
    """An observation from entries of the history, of which requests and their frees count.

    Memory is free for others from ``free_requested`` on, unless another stream still uses it, which no model
    of the list has.

    Raises:
        HistoryTooShort: as many entries as the history keeps.
    """
    entries = list(history)
    if len(entries) >= ENTRIES:
        raise HistoryTooShort(f"expected fewer than {ENTRIES:,} allocator events, found {len(entries):,}")
    signs = {"alloc": 1, "free_requested": -1}
    allocations = [
        Allocation(signs[entry["action"]] * entry["size"], entry["addr"])
        for entry in entries
        if entry["action"] in signs
    ]
    return Observation(given=given, events=len(allocations), lives=lives_of(allocations), counted=counted)
