"""Which architectures of a zoo can be surveyed: a zoo that is not ours may say anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.dataset.schema import NAME
from generator.records import Architecture
from generator.survey.refusing import reason

if TYPE_CHECKING:
    from generator.zoo import Zoo

LONGEST_NAME, LONGEST_TEXT, MOST_TAGS = 120, 1_000, 500
"""Characters of a name and of any other text, and how many tags there may be."""

TWICE = "the name is listed twice"
"""Why an architecture is not taken, though it is there."""

_NAME = re.compile(NAME)
_TASK = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejected:
    """What a zoo lists and no survey takes; ``name`` as it can be printed. ``broken`` is a zoo that cannot be loaded."""

    zoo: str
    name: str
    why: str
    broken: bool = False

    def __str__(self) -> str:
        """One line."""
        return f"{self.zoo}/{self.name}: {self.why}"


def admit(zoos: Mapping[str, Zoo]) -> tuple[list[Architecture], list[Rejected]]:
    """Every architecture that can be described and named, sorted by key, and what cannot.

    A name ends in addresses, files and tables; other texts in pages. Text that could be taken there for anything
    but text is refused here, so that one architecture costs itself and no other.
    """
    found: dict[str, Architecture] = {}
    rejected: list[Rejected] = []
    for zoo in zoos.values():
        for name, described in _described(zoo):
            why = described if isinstance(described, str) else objection(zoo, name, described)
            if not why and isinstance(described, Architecture) and described.key in found:
                why = TWICE
            if why:
                rejected.append(Rejected(zoo=printable(zoo.name), name=printable(name), why=why))
            elif isinstance(described, Architecture):
                found[described.key] = described
    return sorted(found.values(), key=lambda one: one.key), rejected


def _described(zoo: Zoo) -> Iterator[tuple[object, Architecture | str]]:
    """Each name with its description, or with what went wrong."""
    try:
        names = list(zoo.names())
    except Exception as error:
        yield "*", f"its names cannot be listed: {reason(error)}"
        return
    for name in names:
        try:
            yield name, zoo.describe(name)
        except Exception as error:
            yield name, f"it cannot be described: {reason(error)}"


def objection(zoo: Zoo, name: object, one: object) -> str:
    """What is wrong with a description; empty if nothing is."""
    if not isinstance(one, Architecture):
        return f"expected an Architecture, found {type(one).__name__}"
    if (one.zoo, one.name) != (zoo.name, name):
        return f"its description is of {printable(one.zoo)}/{printable(one.name)}"
    for what, text in (("name", one.name), ("family", one.family), ("zoo", one.zoo)):
        if not is_name(text):
            return (
                f"its {what} is not of letters, digits, '.', '_' and '-', up to {LONGEST_NAME}, "
                "that do not start with a dot"
            )
    if not _is_text(one.task, LONGEST_NAME, _TASK):
        return f"its task is not of letters, digits, spaces, '_' and '-', up to {LONGEST_NAME}"
    if len(one.tags) > MOST_TAGS:
        return f"it has {len(one.tags)} tags, more than {MOST_TAGS}"
    texts = [one.weights, *one.tags, *one.notes, *(text for p in one.published for text in (p.source, p.url))]
    for text in texts:
        if not _is_text(text, LONGEST_TEXT):
            return (
                f"a text of its description is not printable or longer than {LONGEST_TEXT}: {printable(text)}"
            )
    return ""


def is_name(value: object) -> bool:
    """Whether a value can be part of a key, an address and a file's name."""
    return _is_text(value, LONGEST_NAME, _NAME)


def _is_text(value: object, longest: int, pattern: re.Pattern[str] | None = None) -> bool:
    """Whether a value is printable text of one line and of that form; annotations do not bind other people's zoos."""
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        return False
    return pattern is None or pattern.fullmatch(value) is not None


def printable(value: object) -> str:
    """A value as part of a line on a terminal: escaped, and cut; what does not say what it is goes by its class."""
    try:
        text = value if isinstance(value, str) and value.isprintable() else ascii(value)
    except TimeoutError:
        raise
    except Exception as error:
        text = f"a {type(value).__name__}, whose own text ends in {type(error).__name__}"
    return text if len(text) <= 60 else f"{text[:60]}..."
