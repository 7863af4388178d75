"""What moved between two states of the dataset: as a page, and as Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.records.changes import Changes
from generator.render.changes.markdown import markdown
from generator.render.changes.view import cause, change_line, drift, folded, incomparable, sections, versions
from generator.render.environment import FRAGMENTS, fragment
from generator.render.units import exact

__all__ = ["cause", "change_line", "drift", "fragments", "incomparable", "markdown", "sections", "versions"]

ROWS = 6
"""Rows of a table on the page; the file behind it has all."""

EXAMPLE = "timm-1.0.22-1.0.31"
"""The comparison that the handwritten page shows; where it is not there, the page says how to make it."""

NAMES = 50
"""Names of new or removed architectures on the page."""


def fragments(
    comparisons: Mapping[str, Changes], releases: Sequence[str], existing: frozenset[str] = frozenset()
) -> Mapping[str, str]:
    """A fragment for each comparison, and one for all that lead to a release, the newest first.

    Args:
        comparisons: by the name of the file, without its ending.
        releases: the names of all releases, oldest first.
        existing: ``zoo/name`` of the architectures that have a page.
    """
    values = {name: _values(name, one, existing) for name, one in comparisons.items()}
    newest = [values[name] | {"release": name} for name in reversed(releases) if name in values]
    first = releases[0] if releases else ""
    missing = fragment("changes.html", root="../", shown=[], first=None)
    return {
        f"{FRAGMENTS}/changes/{EXAMPLE}.html": missing,
        f"{FRAGMENTS}/changes/releases.html": fragment("changes.html", root="../", shown=newest, first=first),
        **{
            f"{FRAGMENTS}/changes/{name}.html": fragment(
                "changes.html", root="../", shown=[values[name]], first=None
            )
            for name in values
            if name not in releases
        },
    }


def _values(name: str, found: Changes, existing: frozenset[str]) -> dict[str, object]:
    """What the template places of one comparison."""
    return {
        "name": name,
        "release": "",
        "old_name": found.old_name,
        "new_name": found.new_name,
        "versions": versions(found.old, found.new),
        "common": exact(found.common),
        "incomparable": incomparable(found),
        "equal": exact(found.common - found.changed),
        "changed": exact(found.changed),
        "alone": [folded(found, kind, NAMES, existing) for kind in ("removed", "added")],
        "sections": sections(found, ROWS, existing),
    }
