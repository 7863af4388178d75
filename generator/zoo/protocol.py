"""What every zoo offers, and the one error that all of them raise for a name they do not have."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from torch import nn

from generator.records import Architecture, Size

Answer = Callable[[Any, tuple[Any, ...], Mapping[str, Any]], Any]
"""``answer(operator, args, kwargs)``: what to return in place of ``operator(*args, **kwargs)``."""


class Zoo(Protocol):
    """A library of architectures, built on the meta device: no weight is downloaded or allocated."""

    name: str
    """The first half of every key, ``zoo/name``."""

    def names(self) -> tuple[str, ...]:
        """All architectures, sorted."""
        ...

    def describe(self, name: str) -> Architecture:
        """What is known before anything is built.

        Raises:
            UnknownArchitecture: the zoo has no such name.
        """
        ...

    def build(self, name: str, size: Size) -> nn.Module:
        """A new model on meta, in eval mode, in the shape its published weights have.

        Where :attr:`Architecture.fixed_size` holds, the model is made for ``size`` and no other;
        where it does not, ``size`` is ignored.

        Raises:
            UnknownArchitecture: the zoo has no such name.
            Exception: whatever the library raises where it cannot make the model for ``size``.
        """
        ...

    def sample(self, name: str, size: Size) -> tuple[Any, ...]:
        """Positional arguments of ``forward``: float32 meta tensors, batch 1.

        Raises:
            UnknownArchitecture: the zoo has no such name.
        """
        ...

    def ceilings(self, name: str) -> Mapping[str, Answer]:
        """Answers to the operators whose result depends on pixels, by operator name.

        A meta tensor has no pixels, so that such an operator is answered at the configured
        ceiling instead of being run. Names are those of ``str(operator)``, such as
        ``aten.nonzero.default``. An answer holds for this one call and must not be remembered.

        Raises:
            UnknownArchitecture: the zoo has no such name.
        """
        ...


@runtime_checkable
class Sourced(Protocol):
    """What a zoo may offer besides, so that an upgrade re-measures only what it touched.

    A result of a zoo without it holds for one version of the zoo's distribution.
    """

    def sources(self, name: str) -> tuple[Path, ...]:
        """The files of the library that the imports of an architecture start from.

        The file that defines it, and those that every construction goes through; what they import
        is found by reading them.

        Raises:
            UnknownArchitecture: the zoo has no such name.
        """
        ...


@runtime_checkable
class Reparameterised(Protocol):
    """What a zoo may offer besides: the deploy form of its models, as its library makes it.

    For models whose parallel branches a library merges into one layer after training. A zoo without it has
    none; folding of BatchNorm into the layer before it is not its business.
    """

    def deploy(self, model: nn.Module) -> nn.Module | None:
        """The model re-parameterised, a new one on meta in eval mode; None where that changes nothing.

        Args:
            model: one that :meth:`Zoo.build` made; it stays as it was.

        Raises:
            Exception: whatever the library raises.
        """
        ...


@runtime_checkable
class Targeted(Protocol):
    """What a zoo may offer besides: the arguments that only a training forward takes."""

    def targets(self, name: str, size: Size, batch: int) -> tuple[Any, ...]:
        """Positional arguments behind the sample, meta tensors; none where a model takes none.

        Raises:
            UnknownArchitecture: the zoo has no such name.
            ValueError: what a training forward costs depends on their values; the message says how.
        """
        ...


class UnknownArchitecture(KeyError):
    """A zoo has no architecture of this name; ``close`` holds the names most like it."""

    def __init__(self, zoo: str, name: str, known: Iterable[str]) -> None:
        self.zoo = zoo
        self.name = name
        self.close = tuple(difflib.get_close_matches(name, sorted(known), n=5, cutoff=0.6))
        super().__init__(name)

    def __str__(self) -> str:
        """One sentence, with the close matches if there are any."""
        sentence = f"{self.zoo} has no architecture {self.name!r}"
        return f"{sentence}; close to it: {', '.join(self.close)}" if self.close else sentence
