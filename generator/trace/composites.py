"""Functions that PyTorch takes apart before the dispatcher sees them, noted where Python calls them.

A counter that traces sees ``matmul`` where the dispatcher sees ``expand`` and ``bmm``, and
``adaptive_avg_pool2d`` where it sees ``mean``. The functions of the table are replaced while a model
is recorded and put back afterwards; they do what they did, and leave a note behind their parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
import torch.nn.functional as F
from torch import _VF

from generator.records import Call, Composite, Death, Enter, Exit, Signature
from generator.trace.shapes import plain, spec_of, tensors_in

_PLACES: tuple[tuple[Any, str, str], ...] = (
    (torch, "matmul", "aten.matmul"),
    (torch.Tensor, "matmul", "aten.matmul"),
    (torch.Tensor, "__matmul__", "aten.matmul"),
    (_VF, "einsum", "aten.einsum"),
    (_VF, "tensordot", "aten.tensordot"),
    (_VF, "cdist", "aten.cdist"),
    (_VF, "lstm", "aten.lstm"),
    (_VF, "gru", "aten.gru"),
    (_VF, "rnn_tanh", "aten.rnn_tanh"),
    (_VF, "rnn_relu", "aten.rnn_relu"),
    (torch, "instance_norm", "aten.instance_norm"),
    (torch._C._nn, "adaptive_avg_pool2d", "aten.adaptive_avg_pool2d"),
    (F, "conv1d", "aten._convolution_mode"),
    (F, "conv2d", "aten._convolution_mode"),
    (F, "conv3d", "aten._convolution_mode"),
    (torch, "conv1d", "aten._convolution_mode"),
    (torch, "conv2d", "aten._convolution_mode"),
    (torch, "conv3d", "aten._convolution_mode"),
)
"""Where Python finds a function, and the operator that a trace records for it. ``F.adaptive_avg_pool2d``,
the layers, ``torch.einsum`` and ``torch.cdist`` look these places up at each call. A convolution is
``_convolution_mode`` only where its padding is a word, such as ``same``."""

Events = list[Call | Enter | Exit | Death | Composite]


@contextmanager
def noting_composites(events: Events) -> Iterator[None]:
    """Appends a :class:`Composite` to ``events`` behind the parts of each such call; restores all."""
    held = [(owner, name, vars(owner).get(name)) for owner, name, _ in _PLACES]
    note = _Notes(events)
    try:
        for owner, name, operator in _PLACES:
            setattr(owner, name, note.around(getattr(owner, name), operator))
        yield
    finally:
        for owner, name, function in held:
            if function is None:
                delattr(owner, name)
            else:
                setattr(owner, name, function)


class _Notes:
    def __init__(self, events: Events) -> None:
        self._events = events
        self._inside = False

    def around(self, function: Callable[..., Any], operator: str) -> Callable[..., Any]:
        """A function for the place of another one. A composite inside a composite leaves no note."""
        by_padding = operator == "aten._convolution_mode"

        def noted(*args: Any, **kwargs: Any) -> Any:
            if self._inside or (by_padding and not _has_word(args, kwargs)):
                return function(*args, **kwargs)
            start = len(self._events)
            self._inside = True
            try:
                result = function(*args, **kwargs)
            finally:
                self._inside = False
            self._events.append(Composite(_signature(operator, args, kwargs, result), start))
            return result

        return noted


def _has_word(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether the padding of a convolution, its fifth argument, is a word."""
    return isinstance(args[4] if len(args) > 4 else kwargs.get("padding"), str)


def _signature(operator: str, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> Signature:
    arguments = tuple([plain(argument) for argument in args])
    keywords = tuple([(name, plain(value)) for name, value in kwargs.items()])
    return Signature(operator, arguments, keywords, tuple([spec_of(one) for one in tensors_in(result)]))


__all__ = ["Events", "noting_composites"]
