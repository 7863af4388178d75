"""Reads parsed JSON strictly: a value that knows where it stands and says what it should be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from generator.dataset.errors import DatasetError
from generator.dataset.schema import NAME
from generator.records import Size

_NAME = re.compile(NAME)
_LONGEST = 60
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""The escape of half a character; one that follows the other is whole."""

T = TypeVar("T")


class Node:
    """A JSON value and the path that leads to it; every method returns the value or raises."""

    __slots__ = ("path", "value")

    def __init__(self, value: Any, path: str) -> None:
        """``path`` is where the value stands: ``docs/data/timm.jsonl:12: $.numbers``."""
        self.value = value
        self.path = path

    def error(self, expected: str, found: str | None = None) -> DatasetError:
        """The error to raise here; without ``found``, the value itself, shortened."""
        return DatasetError(self.path, expected, quote(self.value) if found is None else found)

    def integer(self, minimum: int = 0) -> int:
        """An int of at least ``minimum``; a bool is not an int, nor is 1.0."""
        if type(self.value) is not int or self.value < minimum:
            what = "a non-negative integer" if minimum == 0 else f"an integer of at least {minimum}"
            raise self.error(what)
        return self.value

    def boolean(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.error("true or false")
        return self.value

    def text(self) -> str:
        """A string, possibly empty."""
        if not isinstance(self.value, str):
            raise self.error("a string")
        return self.value

    def label(self) -> str:
        """A string that is not empty."""
        if not isinstance(self.value, str) or not self.value:
            raise self.error("a string that is not empty")
        return self.value

    def name(self) -> str:
        """A name that is safe as a file name."""
        if not isinstance(self.value, str) or not _NAME.fullmatch(self.value):
            raise self.error("a name of letters, digits, '.', '_' and '-' that does not start with a dot")
        return self.value

    def choice(self, choices: tuple[str, ...]) -> str:
        """One of a few strings."""
        if not isinstance(self.value, str) or self.value not in choices:
            raise self.error(f"one of {', '.join(choices)}")
        return self.value

    def size(self) -> Size:
        """A size in the shortest text of :meth:`Size.parse`."""
        expected = 'a size such as "224" or "224x320"'
        if not isinstance(self.value, str):
            raise self.error(expected)
        try:
            size = Size.parse(self.value)
        except ValueError:
            raise self.error(expected) from None
        if str(size) != self.value:
            raise self.error(f'"{size}"')
        return size

    def optional_integer(self) -> int | None:
        """A non-negative integer, or null."""
        return None if self.value is None else self.integer()

    def signed(self) -> int:
        """Any integer."""
        if type(self.value) is not int:
            raise self.error("an integer")
        return self.value

    def optional_signed(self) -> int | None:
        """Any integer, or null."""
        return None if self.value is None else self.signed()

    def integers(self) -> tuple[int, ...]:
        """An array of non-negative integers."""
        values = self._array()
        if not all(type(value) is int and value >= 0 for value in values):
            for item in self.items():
                item.integer()
        return tuple(values)

    def items(self) -> list[Node]:
        """The values of an array, each with its index in its path."""
        return [Node(value, f"{self.path}[{index}]") for index, value in enumerate(self._array())]

    def each(self, read: Callable[[Node], T]) -> tuple[T, ...]:
        """Every value of an array, read by one of the other methods."""
        return tuple(read(item) for item in self.items())

    def members(self) -> dict[str, Node]:
        """The values of an object, whatever its keys."""
        if not isinstance(self.value, dict):
            raise self.error("an object")
        return {key: Node(value, f"{self.path}.{key}") for key, value in self.value.items()}

    def keys(self, required: Collection[str]) -> dict[str, Node]:
        """The values of an object that has exactly the ``required`` keys, in any order."""
        members = self.members()
        for key in required:
            if key not in members:
                raise self.error(f"the key {quote(key)}", "no such key")
        for key in members:
            if key not in required:
                raise self.error("no key that the schema does not have", quote(key))
        return members

    def _array(self) -> list[Any]:
        if not isinstance(self.value, list):
            raise self.error("an array")
        return self.value


def parse(text: str, where: str) -> Node:
    """The JSON value of a text, its path starting at ``$``; a key that appears twice is an error.

    Args:
        text: one JSON document.
        where: the file, or ``file:line``, that errors name.
    """

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise DatasetError(where, "each key of an object once", f"{quote(twice)} twice")
        return value

    try:
        value = json.loads(text, object_pairs_hook=unique)
        if _HALF.search(text):  # rare, and the only way to a text that no file can hold
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise DatasetError(where, "JSON", f"{error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise DatasetError(where, "a few levels of lists and objects", "very many") from None
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])[1:-1]
        raise DatasetError(where, "whole characters", f"half of one, {half}") from None
    except DatasetError:
        raise
    except ValueError:
        raise DatasetError(where, "integers of fewer digits", "one of thousands of digits") from None
    return Node(value, f"{where}: $")


def dump(value: Any, where: str) -> str:
    """Compact JSON on one line, keys in the order given; only what :func:`parse` reads back."""

    def refuse(other: Any) -> Any:
        raise DatasetError(where, "a value that JSON has", f"{other!r} of type {type(other).__name__}")

    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=refuse)


def quote(value: Any) -> str:
    """A value as JSON, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
