"""What the zoo of another package says of itself, asked in a process of its own: its import and its names are its code too.

All that it says is written to a file as text, a line at a time, so that whoever asked knows where the process ended, and
that no object of its own reaches another process.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from generator.dataset import encode_entry
from generator.dataset.weights import encode_weights
from generator.records.weights import Library
from generator.survey.admission import objection, printable
from generator.survey.alone import lost
from generator.survey.closure import Sources
from generator.survey.fingerprint import library
from generator.survey.refusing import TimeLimit, reason

if TYPE_CHECKING:
    from generator.zoo import Zoo

LOAD_S, NAME_S = 120.0, 20.0
"""Seconds that the import of a zoo may take, and each of its further answers."""

MOST_NAMES = 100_000
"""Architectures that one zoo may list."""

Answer = TypeVar("Answer")


def tell(point: str, path: str, first: int) -> None:
    """Adds to the file at ``path`` what the zoo of an entry point says, from its ``first`` name on.

    A line is a JSON object of one key: ``zoo``, its name; ``broken``, why it cannot be loaded; ``begins``, a name;
    ``rejected``, why the architecture that was begun is not taken; ``taken``, its line of a dataset, what its results
    depend on, and the text of its weights; ``unlisted``, why there are no further names.
    """
    with Path(path).open("a", encoding="utf-8") as file:
        for key, value in _told(point, first):
            file.write(json.dumps({key: value}) + "\n")
            file.flush()


def _told(point: str, first: int) -> Iterator[tuple[str, Any]]:
    from generator.zoo import load

    try:
        zoo = _within(LOAD_S, lambda: load(point))
        name = _within(NAME_S, lambda: zoo.name)
    except BaseException as error:  # an import that exits is no reason to end without a word
        yield "broken", _why(error)
        return
    yield "zoo", name if type(name) is str else ""
    try:
        names = _within(NAME_S, lambda: list(islice(zoo.names(), MOST_NAMES + 1)))
    except BaseException as error:
        yield "unlisted", f"its names cannot be listed: {_why(error)}"
        return
    sources = Sources()
    for name in names[first:MOST_NAMES]:
        yield "begins", _within(NAME_S, partial(printable, name))
        try:
            yield _within(NAME_S, partial(_described, zoo, name, sources))
        except BaseException as error:
            yield "rejected", f"it cannot be described: {_why(error)}"
    if len(names) > MOST_NAMES:
        yield "unlisted", f"it lists more than {MOST_NAMES:,} architectures"


def _described(zoo: Zoo, name: str, sources: Sources) -> tuple[str, Any]:
    from generator.survey import provenance
    from generator.zoo.weights import shelf

    one = zoo.describe(name)
    why = objection(zoo, name, one)
    if why:
        return "rejected", why
    # A line of a dataset is of something measured or refused: here its own size, which has no meaning further on.
    line = encode_entry(lost(one, (one.native,), LookupError("not measured yet")).entry)
    weights = Library(versions=(), families=(), shelves=(shelf(zoo, one),))
    return "taken", [line, library(zoo, one, provenance(), sources), encode_weights(weights)]


def _within(seconds: float, ask: Callable[[], Answer]) -> Answer:
    """An answer, unless it takes too long."""
    with TimeLimit(seconds, "one answer"):
        return ask()


def _why(error: BaseException) -> str:
    """:func:`reason`, in time."""
    try:
        return _within(NAME_S, lambda: reason(error))
    except TimeoutError as late:
        return f"{type(error).__name__}, whose own text has {late}"
