"""Remembers what a meta kernel answered, so that each question is asked once in a process.

A kernel on the meta device is a pure function of the operator, of the shapes, strides and data
types of its tensors and of its scalars. Asking it costs up to a millisecond, since most are
written in Python; a zoo asks the same few thousand questions millions of times. What makes
remembering safe:

- only questions whose tensors all lie on the meta device are remembered;
- an answer is replayed only if every result has a storage of its own (a fresh tensor), or is the
  first argument itself, unchanged in shape and strides (an in-place operator); a view is always
  made by the real kernel, so that aliasing stays true;
- a question that raised is not remembered.

The kernels whose answer is a rule of shapes are not even asked once (``kernels``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor

from generator.records import Signature, Spec
from generator.trace.convolutions import ask_kernel
from generator.trace.kernels import ITS_ARGUMENT, foretell

RUN, FRESH, IN_PLACE = 0, 1, 2
_LIMIT = 300_000
"""Answers kept before all are dropped: a few hundred megabytes."""


class Answer(NamedTuple):
    """A remembered answer: how to replay it, and the signature that goes on the tape."""

    how: int
    signature: Signature
    plan: tuple[tuple[tuple[int, ...], tuple[int, ...], torch.dtype] | None, ...]
    sequence: type | None
    """``tuple`` or ``list`` where the operator returns several tensors."""


class Memory:
    """Answers by question. One a process; may be emptied at any moment."""

    def __init__(self) -> None:
        """Starts with no answers."""
        self.answers: dict[Any, Answer] = {}

    def ask(
        self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], tensors: list[Tensor]
    ) -> tuple[Answer, Any]:
        """The answer of a kernel and its result, replayed where that can be; ``tensors`` gets the arguments."""
        question = (func, key_of(args, tensors), key_of(tuple(kwargs.items()), tensors) if kwargs else None)
        answer = self.answers.get(question) or self._foretold(question, func, args, kwargs)
        if answer is None:
            result = ask_kernel(func, args, kwargs)
            answer = self._keep(question, study(func, args, kwargs, tensors, result))
        elif answer.how == FRESH:
            result = replay(answer)
        elif answer.how == IN_PLACE:
            result = args[0]
        else:
            result = func(*args, **kwargs)
        return answer, result

    def _foretold(self, question: Any, func: Any, args: Any, kwargs: Any) -> Answer | None:
        """The answer by a rule, kept like another; None where there is none."""
        answer = by_rule(func, args, kwargs)
        return self._keep(question, answer) if answer else None

    def _keep(self, question: Any, answer: Answer) -> Answer:
        """Stores an answer, dropping all others first where there are too many."""
        if len(self.answers) >= _LIMIT:
            self.answers.clear()
        self.answers[question] = answer
        return answer


class Oblivion(Memory):
    """Remembers and foretells nothing: each question goes to the kernel."""

    def _foretold(self, question: Any, func: Any, args: Any, kwargs: Any) -> Answer | None:
        return None

    def _keep(self, question: Any, answer: Answer) -> Answer:
        return answer


REMEMBERED = Memory()
"""What the kernels answered in this process."""


def key_of(value: Any, tensors: list[Tensor]) -> Any:
    """A hashable stand-in for an argument; tensors are appended to ``tensors`` in order.

    1, 1.0 and True are equal in Python but not to a kernel, so the type of a scalar is part of it.
    """
    if isinstance(value, Tensor):
        tensors.append(value)
        return (value.shape, value.stride(), value.dtype, value.is_meta)
    kind = type(value)
    if kind is int or kind is str or value is None:
        return value
    if kind is list or kind is tuple:
        return tuple([key_of(item, tensors) for item in value])
    if isinstance(value, list | tuple):
        return tuple([key_of(item, tensors) for item in value])
    return (kind, value)


def spec_of(tensor: Tensor) -> Spec:
    """Shape, strides and data type of a tensor, as the tape holds them."""
    return Spec(tuple(tensor.shape), tensor.stride(), str(tensor.dtype)[6:], tensor.itemsize)


def plain(value: Any) -> Any:
    """An argument as the tape holds it: specs, tuples, numbers and strings."""
    if isinstance(value, Tensor):
        return spec_of(value)
    if isinstance(value, list | tuple):
        return tuple(plain(item) for item in value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def by_rule(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Answer | None:
    """What :func:`study` would find out, without the kernel; None where no rule knows."""
    foretold = foretell(func, args, kwargs)
    if foretold is None:
        return None
    if foretold is ITS_ARGUMENT:
        return Answer(IN_PLACE, _signature(func, args, kwargs, (spec_of(args[0]),)), (), None)
    results = tuple(
        [Spec(shape, strides, str(dtype)[6:], dtype.itemsize) for shape, strides, dtype in foretold]
    )
    return Answer(
        FRESH, _signature(func, args, kwargs, results), foretold, tuple if len(results) > 1 else None
    )


def _signature(func: Any, args: Any, kwargs: dict[str, Any], results: tuple[Spec, ...]) -> Signature:
    arguments = tuple([plain(arg) for arg in args])
    return Signature(
        str(func), arguments, tuple([(key, plain(value)) for key, value in kwargs.items()]), results
    )


def study(
    func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], inputs: list[Tensor], result: Any
) -> Answer:
    """Finds out how the answer that a kernel just gave can be replayed."""
    results = tensors_in(result)
    signature = _signature(func, args, kwargs, tuple([spec_of(tensor) for tensor in results]))
    items = result if isinstance(result, list | tuple) else (result,)
    replayable = all(item is None or (isinstance(item, Tensor) and item.is_meta) for item in items)
    if not replayable or not results or not all(tensor.is_meta for tensor in inputs):
        return Answer(RUN, signature, (), None)
    mutates = func._schema.is_mutable
    if mutates:
        first = args[0] if args else None
        same = result is first and isinstance(first, Tensor) and _is_pointwise(func)
        return Answer(IN_PLACE if same else RUN, signature, (), None)
    given = {tensor.untyped_storage()._cdata for tensor in inputs}
    made = [tensor.untyped_storage()._cdata for tensor in results]
    if len(set(made)) < len(made) or given & set(made) or any(tensor.storage_offset() for tensor in results):
        return Answer(RUN, signature, (), None)
    plan = tuple(None if item is None else (tuple(item.shape), item.stride(), item.dtype) for item in items)
    return Answer(FRESH, signature, plan, type(result) if isinstance(result, list | tuple) else None)


def replay(answer: Answer) -> Any:
    """Fresh meta tensors in the shape of a remembered answer."""
    made = [
        None if item is None else torch.empty_strided(item[0], item[1], dtype=item[2], device="meta")
        for item in answer.plan
    ]
    return made[0] if answer.sequence is None else answer.sequence(made)


def tensors_in(result: Any) -> list[Tensor]:
    """The tensors of an operator's result, in order."""
    if isinstance(result, Tensor):
        return [result]
    if isinstance(result, list | tuple):
        return [item for item in result if isinstance(item, Tensor)]
    return []


_RESHAPING = frozenset(
    "resize_ resize_as_ as_strided_ set_ t_ transpose_ squeeze_ unsqueeze_ swapaxes_ swapdims_ detach_".split()
)


def _is_pointwise(func: Any) -> bool:
    """Whether an in-place operator leaves the shape and strides of its argument as they are."""
    name = func._schema.name.removeprefix("aten::")
    return name.endswith("_") and name not in _RESHAPING
