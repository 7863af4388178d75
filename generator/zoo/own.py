"""A zoo of one model: the reader's own, named as ``package.module:callable``."""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import nn

from generator.records import Architecture, Size
from generator.zoo.construct import construct, to_meta
from generator.zoo.protocol import Answer, UnknownArchitecture


class NoModel(ValueError):
    """What was named is no model; the message says what was expected and what was found."""


class OwnZoo:
    """One model that a callable makes; the zoo is named after the module that it is imported from."""

    def __init__(
        self,
        target: str,
        shape: tuple[int, ...],
        arguments: Mapping[str, Any] | None = None,
        size_argument: str = "",
    ) -> None:
        """Imports the callable; builds nothing.

        Args:
            target: ``package.module:callable`` or ``path/to/file.py:callable``; dots after the colon
                lead into classes and modules. A finished ``nn.Module`` will do as well.
            shape: of one sample: (channels, height, width), or with frames second.
            arguments: keyword arguments of the callable.
            size_argument: the one among its parameters that takes the size, if it is made for one: as (height, width), or
                as one side where it is annotated as ``int`` or has such a default.

        Raises:
            NoModel: there is no such callable, or it cannot be called with these arguments.
        """
        self._made = _find(target)
        self._arguments = dict(arguments or {})
        self._size_argument = size_argument
        given = {*self._arguments, *([size_argument] if size_argument else [])}
        _require_callable_with(self._made, target, given)
        self._side = _side(self._made, size_argument)
        module, _, path = target.rpartition(":")
        self.name = Path(module).stem if module.endswith(".py") else module
        self._architecture = Architecture(
            zoo=self.name,
            name=path.rpartition(".")[2],
            task="custom",
            family=self.name,
            native=Size(*shape[-2:]),
            fixed_size=bool(size_argument),
            channels=shape[0],
            frames=shape[1] if len(shape) == 4 else 0,
        )

    def names(self) -> tuple[str, ...]:
        """The one name: the last part of the target."""
        return (self._architecture.name,)

    def describe(self, name: str) -> Architecture:
        """What the target and the shape say.

        Raises:
            UnknownArchitecture: it is not the model's name.
        """
        if name != self._architecture.name:
            raise UnknownArchitecture(self.name, name, self.names())
        return self._architecture

    def build(self, name: str, size: Size) -> nn.Module:
        """What the callable makes, on meta and in eval mode.

        Raises:
            UnknownArchitecture: it is not the model's name.
            NoModel: the callable returns something else.
            Exception: whatever it raises.
        """
        self.describe(name)
        if isinstance(self._made, nn.Module):
            return to_meta(self._made).eval()
        arguments = dict(self._arguments)
        if self._size_argument:
            arguments[self._size_argument] = self._as_argument(size)
        return construct(lambda: _module(self._made(**arguments)))

    def _as_argument(self, size: Size) -> int | tuple[int, int]:
        square = size.height_px == size.width_px
        if self._side and square:
            return size.height_px
        if self._side == "only":
            raise ValueError(
                f"expected a square, since {self._size_argument} takes one side; found {size} px"
            )
        return (size.height_px, size.width_px)

    def sample(self, name: str, size: Size) -> tuple[Any, ...]:
        """One tensor, (1, channels, H, W) or (1, channels, frames, H, W).

        Raises:
            UnknownArchitecture: it is not the model's name.
        """
        return (torch.empty((1, *self.describe(name).sample_shape(size)), device="meta"),)

    def ceilings(self, name: str) -> Mapping[str, Answer]:
        """None: what depends on pixels is refused by the operator that asks for them.

        Raises:
            UnknownArchitecture: it is not the model's name.
        """
        self.describe(name)
        return {}


def _side(made: Any, name: str) -> str:
    """Whether a parameter takes one side: ``only`` by its annotation, ``too`` by its default, empty if nothing says so."""
    try:
        parameter = inspect.signature(made).parameters.get(name)
    except (TypeError, ValueError):
        return ""
    if parameter is None:
        return ""
    if parameter.annotation in (int, "int"):
        return "only"
    return "too" if type(parameter.default) is int else ""


def _module(made: object) -> nn.Module:
    if not isinstance(made, nn.Module):
        raise NoModel(
            f"expected a callable that returns a torch.nn.Module, found one that returns {type(made)}"
        )
    return made


def _find(target: str) -> Any:
    """The object behind ``module:path``."""
    module_name, colon, path = target.rpartition(":")
    if not (module_name and colon and path):
        raise NoModel(f"expected package.module:callable or file.py:callable, found {target!r}")
    found: Any = _import(module_name)
    for part in path.split("."):
        if not hasattr(found, part):
            near = difflib.get_close_matches(part, dir(found), n=3)
            offer = f"; close to it: {', '.join(near)}" if near else ""
            raise NoModel(f"{module_name} has no {path!r}{offer}")
        found = getattr(found, part)
    if not isinstance(found, nn.Module) and not callable(found):
        raise NoModel(f"{target} is neither callable nor a torch.nn.Module, but {type(found)}")
    return found


def _import(name: str) -> ModuleType:
    """A module by name, the current directory first, or a source file by path."""
    try:
        if name.endswith(".py"):
            return _from_file(Path(name))
        if str(Path.cwd()) not in sys.path:
            sys.path.insert(0, str(Path.cwd()))
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise NoModel(f"cannot import {name}: {error}") from error
    except OSError as error:
        raise NoModel(f"cannot read {name}: {error.strerror}") from error
    except (Exception, SystemExit) as error:  # one that exits would end the program without a word
        raise NoModel(f"importing {name} failed: {type(error).__name__}: {error}") from error


def _from_file(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(path.stem, path)
    if specification is None or specification.loader is None:
        raise NoModel(f"{path} is no Python file")
    sys.path.insert(0, str(path.resolve().parent))
    module = importlib.util.module_from_spec(specification)
    sys.modules[path.stem] = module  # dataclasses and pickling look a class's module up by name
    specification.loader.exec_module(module)
    return module


def _require_callable_with(made: Any, target: str, given: set[str]) -> None:
    """Check that the arguments are what the callable takes; one whose signature cannot be read passes.

    Raises:
        NoModel: it takes others; the message names them.
    """
    if isinstance(made, nn.Module):
        if given:
            raise NoModel(f"{target} is a module that is made already and takes no arguments")
        return
    try:
        parameters = inspect.signature(made).parameters.values()
    except ValueError:
        return
    named = [one for one in parameters if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)]
    positional = [one for one in parameters if one.kind == one.POSITIONAL_ONLY]
    missing = [
        one.name for one in (*positional, *named) if one.default is one.empty and one.name not in given
    ]
    if missing:
        raise NoModel(f"{target} needs {', '.join(missing)}: give them as --arg {missing[0]}=VALUE")
    unknown = sorted(given - {one.name for one in named})
    if unknown and not any(one.kind == one.VAR_KEYWORD for one in parameters):
        takes = ", ".join(one.name for one in named) or "none"
        raise NoModel(f"{target} takes no argument {unknown[0]!r}; it takes {takes}")
