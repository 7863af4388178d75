"""One measurement at a time in a process, undisturbed by its garbage collector."""

from __future__ import annotations

import gc
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from generator.records import Architecture, Entry, Refusal, Size, Weighing
from generator.survey.measuring import TIME_LIMIT_S, Measuring
from generator.survey.refusing import reason
from generator.survey.watching import Shortcuts

if TYPE_CHECKING:
    from generator.zoo import Zoo

_ONE_AT_A_TIME = threading.Lock()
"""A construction changes torch for as long as it lasts, and threads share torch."""


def measure_alone(
    zoo: Zoo,
    architecture: Architecture,
    sizes: Sequence[Size],
    shortcuts: Shortcuts | None = None,
    seconds: float = TIME_LIMIT_S,
) -> Weighing:
    """One architecture at the given sizes, its native size among them; what fails, or takes too long, is refused."""
    with _ONE_AT_A_TIME:
        collecting = gc.isenabled()
        gc.disable()  # it would walk a million live objects of torch again and again
        try:
            return Measuring(zoo, architecture, shortcuts, seconds).run(sizes)
        finally:
            if collecting:
                gc.enable()


def lost(architecture: Architecture, sizes: Sequence[Size], error: BaseException) -> Weighing:
    """What is left of an architecture whose process died: refusals at all its sizes."""
    from generator.account import reconcile

    refusals = tuple(Refusal(size=one, stage="process", message=reason(error)) for one in sizes)
    # Without a tape there is nothing to hold a published number against, and that is said of each.
    reconciled = tuple(
        reconcile(one, measured={}, layers=(), native=architecture.native) for one in architecture.published
    )
    return Weighing(entry=Entry(architecture=architecture, refusals=refusals, reconciled=reconciled))


def weigh(
    target: str,
    shape: tuple[int, ...],
    sizes: Sequence[Size] = (),
    arguments: dict[str, object] | None = None,
    size_argument: str = "",
) -> Weighing:
    """Measures a model of the reader's own; see :class:`generator.zoo.own.OwnZoo` for the arguments.

    Args:
        target: ``package.module:callable`` or ``file.py:callable``.
        shape: of one sample: (channels, height, width), or with frames second.
        sizes: besides the one of ``shape``, which is the native one.
        arguments: keyword arguments of the callable.
        size_argument: its parameter that takes the size.

    Raises:
        NoModel: there is no such callable, or it cannot be called so.
    """
    from generator.zoo.own import OwnZoo

    zoo = OwnZoo(target, shape, arguments, size_argument)
    architecture = zoo.describe(zoo.names()[0])
    return measure_alone(zoo, architecture, sorted({architecture.native, *sizes}))
