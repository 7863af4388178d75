"""Which architectures a user means: names, zoo/name, globs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from generator.cli.failures import Failure

_GLOB = re.compile(r"[*?\[]")


def select(keys: Iterable[str], patterns: Sequence[str]) -> list[str]:
    """The keys that any pattern matches, sorted by (zoo, name), each once; all without a pattern.

    Args:
        keys: ``zoo/name`` of everything there is.
        patterns: ``name``, ``zoo/name``, or a glob over the name or, with a slash, over the key.

    Raises:
        Failure: a pattern matches nothing; the message offers close matches.
    """
    everything = sorted(set(keys), key=lambda key: tuple(key.split("/", 1)))
    if not patterns:
        return everything
    chosen: set[str] = set()
    for pattern in patterns:
        matches = [key for key in everything if _matches(key, pattern)]
        if not matches:
            raise Failure(f"no architecture matches {pattern!r}{suggest(pattern, everything)}")
        chosen.update(matches)
    return [key for key in everything if key in chosen]


def require(kind: str, value: str, known: Iterable[str]) -> None:
    """Check that a zoo, task or family exists.

    Raises:
        Failure: it does not; the message offers close matches, or lists them where they are few.
    """
    there = sorted(set(known))
    if value in there:
        return
    few = f"; there are {', '.join(there)}" if 0 < len(there) <= 8 else suggest(value, there)
    raise Failure(f"no {kind} is called {value!r}{few}")


def suggest(text: str, known: Sequence[str]) -> str:
    """``; did you mean ...?`` with up to five names that look alike, or nothing."""
    wanted = _GLOB.sub("", text).lower()
    by_name: dict[str, list[str]] = {}
    for key in known:
        by_name.setdefault(key if "/" in wanted else key.rpartition("/")[2], []).append(key)
    close = get_close_matches(wanted, by_name, n=5, cutoff=0.6)
    if not close and "/" in wanted:
        return suggest(wanted.rpartition("/")[2], known)
    offers = [key for name in close for key in by_name[name]][:5]
    return f"; did you mean {', '.join(offers)}?" if offers else ""


def _matches(key: str, pattern: str) -> bool:
    text = key if "/" in pattern else key.partition("/")[2]
    return fnmatchcase(text, pattern) if _GLOB.search(pattern) else text == pattern
