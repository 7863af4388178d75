"""What a real allocator did during a run on the CPU: every allocation and free, seen by the profiler.

Nothing of the tape is used here. ``torch.profiler`` reports each call of PyTorch's CPU allocator, and the
operators that ran around it; the lives of memory follow from both, and sums of lives are the peaks. Memory
that does not come from that allocator is not seen: BLAS libraries pack their operands in buffers of their own.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.profiler import ProfilerActivity, profile

FUSED = "aten::scaled_dot_product_attention"
"""Taken as one operator, though PyTorch builds it from others."""


BEFORE = -1


class Life(NamedTuple):
    """One allocation: places are those of allocator events, in the order they happened."""

    bytes: int
    birth: int
    """Or ``BEFORE``, for what was there when the run began, and was let go by it."""
    death: int
    """Or the number of events, where it is alive in the end."""
    address: int
    operator: str
    """The innermost operator that asked for it, or empty."""
    inside: str
    """The operator that it never leaves (:func:`_kernel`), or empty: then it is a tensor of the model."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """The allocations of one run; ``given`` bytes were there before it began and are there after it."""

    given: int
    events: int
    lives: tuple[Life, ...]
    counted: int | None = None
    """The peak by a counter of the allocator itself, gradients included, where it has one."""


class Peak(NamedTuple):
    """The most bytes alive at one moment, and what they were."""

    bytes: int
    alive: tuple[Life, ...]
    """The largest first."""


Observer = Callable[[Callable[[], Any], int], tuple[Observation, Any]]
"""``observe(run, given)`` runs once and returns what the allocator did, and what ``run`` returned."""


class UnbalancedFree(RuntimeError):
    """More memory was freed that the run had not allocated than was given to it."""


def observe_cpu(run: Callable[[], Any], given: int) -> tuple[Observation, Any]:
    """Runs once under the profiler; returns the allocations and what ``run`` returned.

    Python's collector of cycles is off meanwhile, so that memory goes when its last reference does.

    Args:
        run: the computation; of memory made before it, it may let go what an observed run has made.
        given: bytes of its input, counted as alive from the first event to the last.
    """
    gc.collect()
    gc.disable()
    try:
        with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
            result = run()
    finally:
        gc.enable()
    roots = profiler.profiler.kineto_results.experimental_event_tree()
    allocations = list(_allocations(roots, ()))
    return Observation(given=given, events=len(allocations), lives=lives_of(allocations)), result


class _Operator(NamedTuple):
    """One call: two calls of one operator differ by ``number``."""

    name: str
    number: int


class Allocation(NamedTuple):
    """One event of an allocator: ``bytes`` above zero are allocated, below zero freed."""

    bytes: int
    address: int
    stack: tuple[_Operator, ...] = ()
    """The operators that ran, outermost first."""


def _allocations(nodes: Any, stack: tuple[_Operator, ...]) -> Iterator[Allocation]:
    """What the allocator did below some nodes of the profiler's tree, in order."""
    for node in nodes:
        if node.name == "[memory]":
            yield Allocation(node.extra_fields.alloc_size, node.extra_fields.ptr, stack)
        elif "::" in node.name and not node.name.startswith("autograd::"):
            yield from _allocations(node.children, (*stack, _Operator(node.name, node.id)))
        else:
            yield from _allocations(node.children, stack)


def lives_of(allocations: list[Allocation]) -> tuple[Life, ...]:
    """Pairs what was allocated with what was freed at the same address, by birth."""
    open_: dict[int, tuple[int, Allocation]] = {}
    lives: list[Life] = []
    for place, one in enumerate(allocations):
        if one.bytes > 0:
            open_[one.address] = (place, one)
        elif one.bytes < 0 and one.address in open_:
            birth, born = open_.pop(one.address)
            lives.append(_life(birth, born, place, _kernel(born.stack, one.stack)))
        elif one.bytes < 0:
            lives.append(Life(-one.bytes, BEFORE, place, one.address, "", ""))
    end = len(allocations)
    lives += [_life(birth, born, end, "") for birth, born in open_.values()]
    return tuple(sorted(lives, key=lambda life: life.birth))


def _life(birth: int, born: Allocation, death: int, inside: str) -> Life:
    operator = born.stack[-1].name if born.stack else ""
    return Life(born.bytes, birth, death, born.address, operator, inside)


def _kernel(born: tuple[_Operator, ...], died: tuple[_Operator, ...]) -> str:
    """The outermost operator with a kernel of its own in which memory was both allocated and freed.

    An operator that PyTorch only composes of others (``aten::linear``, ``aten::matmul``) does not count:
    what passes between its parts are tensors. Fused attention does.
    """
    for one, other in zip(born, died, strict=False):
        if one != other:
            return ""
        if one.name == FUSED or not _is_composite(one.name):
            return one.name
    return ""


@cache
def _is_composite(name: str) -> bool:
    """Whether an operator of any overload is made of others before autograd and dispatch modes see it."""
    overloads = [one for one in torch._C._dispatch_get_all_op_names() if one.partition(".")[0] == name]
    return any(
        torch._C._dispatch_has_kernel_for_dispatch_key(one, "CompositeImplicitAutograd") for one in overloads
    )


def peak(observation: Observation, without: Callable[[Life], bool] = lambda life: False) -> Peak:
    """The first moment with the most bytes alive, the lives for which ``without`` holds left out.

    Raises:
        UnbalancedFree: of what was there before the run more was freed than ``observation.given``.
    """
    counted = [life for life in observation.lives if not without(life)]
    old = sum(life.bytes for life in counted if life.birth == BEFORE)
    if old > observation.given:
        raise UnbalancedFree(
            f"expected at most {observation.given} bytes of before the run to be freed, found {old}"
        )
    change = [0] * (observation.events + 1)
    for life in counted:
        change[life.death] -= life.bytes
        if life.birth != BEFORE:
            change[life.birth] += life.bytes
    now = most = observation.given
    at = -1
    for place, step in enumerate(change[:-1]):
        now += step
        if now > most:
            most, at = now, place
    alive = [life for life in counted if life.birth <= at < life.death]
    return Peak(most, tuple(sorted(alive, key=lambda life: (-life.bytes, life.birth))))


def is_workspace(life: Life) -> bool:
    """Allocated and freed inside one operator: scratch of its kernel, no tensor of the model."""
    return bool(life.inside)


def distinct_bytes(tensors: list[Tensor]) -> int:
    """Bytes of the distinct storages of some tensors, each whole."""
    return sum({t.untyped_storage().data_ptr(): t.untyped_storage().nbytes() for t in tensors}.values())
