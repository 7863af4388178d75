"""Badges: two endpoints for shields.io and one drawing of our own for each architecture.

The drawing needs nobody else: what a README shows is a file of this site. The endpoints follow
https://shields.io/badges/endpoint-badge.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from generator.records import Entry
from generator.render.citing import badge_path
from generator.render.environment import drawing
from generator.render.references import Reference
from generator.render.units import NBSP, pixels, rounded

FIELDS = ("macs", "parameters")
"""The fields that have an endpoint, ``api/v1/badge/<zoo>/<name>/<field>.json``."""

_COLOUR = "informational"
_WIDTH = 6
"""Units that a letter is given at a height of 11: the text is set to fill the sum of them."""


def files(cited: Mapping[str, Reference]) -> dict[str, str]:
    """Both endpoints and the drawing of every architecture, by path below docs/."""
    written = {}
    for reference in cited.values():
        place = badge_path(reference.architecture)
        written[place] = svg(reference.entry)
        for field in FIELDS:
            written[f"{place.removesuffix('.svg')}/{field}.json"] = endpoint(reference.entry, field)
    return written


def endpoint(entry: Entry, field: str) -> str:
    """What shields.io reads: the label with the size, and the number."""
    size = pixels(entry.architecture.native).replace(NBSP, " ")
    label = "parameters" if field == "parameters" else f"MACs at {size}"
    message = _message(entry, field)
    return json.dumps({"schemaVersion": 1, "label": label, "message": message, "color": _COLOUR}) + "\n"


def svg(entry: Entry) -> str:
    """Parameters and MACs at the native size, as wide as their letters."""
    size = pixels(entry.architecture.native).replace(NBSP, " ")
    label = f"{_message(entry, 'parameters')} parameters" if entry.native else "Netweight"
    message = f"{_message(entry, 'macs', 'MACs')} at {size}" if entry.native else f"not measured at {size}"
    left, right = (_WIDTH * len(text) + 2 * _WIDTH for text in (label, message))
    values = {"label": label, "message": message, "left": left, "right": right, "pad": _WIDTH}
    return drawing("badge.svg", **values)


def _message(entry: Entry, field: str, unit: str = "") -> str:
    """A count with three digits, its prefix and its unit."""
    if entry.native is None:
        return "not measured"
    value: int = getattr(entry.native.numbers, field)
    return rounded(value, unit, digits=3).replace(NBSP, " ")
