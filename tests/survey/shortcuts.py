"""One architecture with all shortcuts, and without each in turn. Importable by name, for processes."""

from __future__ import annotations

import dataclasses

from generator import survey
from generator.records import Size, Weighing
from generator.survey.watching import Shortcuts

SIZES = (Size(256, 256),)
"""The native size comes on top, so that every architecture is compared at two sizes."""


def differences(key: str) -> list[str]:
    """What leaving out a shortcut changes: nothing, if the shortcuts are sound."""
    base = survey.measure(key, SIZES, Shortcuts())
    found = []
    for shortcut in dataclasses.fields(Shortcuts):
        without = survey.measure(key, SIZES, Shortcuts(**{shortcut.name: False}))
        found += [f"{key} without {shortcut.name}: {what}" for what in _compare(base, without)]
    return found


def _compare(one: Weighing, other: Weighing) -> list[str]:
    fields = [field.name for field in dataclasses.fields(one.entry)]
    found = [name for name in fields if getattr(one.entry, name) != getattr(other.entry, name)]
    return [*found, "layer rows"] if one.layers != other.layers else found
