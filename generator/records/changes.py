"""What moved between two states of the dataset, gathered by architecture and field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.records.entry import Provenance, Size

KINDS = ("removed", "added", "changed")
"""What can happen to an architecture or a field, in the order in which readers care."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One field of one architecture that is not what it was, at all sizes at which it differs.

    Attributes:
        key: ``zoo/name``.
        field: as :class:`generator.dataset.Difference` names it; ``architecture`` where all of it is in one only.
        kind: one of ``KINDS``.
        native: the native size, by which a change over sizes is told first.
        sizes: the sizes at which it differs, ascending; empty for what has no size.
        old: the values before, one for each size, or one; plain JSON, None where there was nothing.
        new: the values after, likewise.
        causes: which of the versions can be behind it, as ``Provenance`` names them, or a zoo that it does not
            name; empty where none differs.
    """

    key: str
    field: str
    kind: str
    native: Size
    sizes: tuple[Size, ...]
    old: tuple[Any, ...]
    new: tuple[Any, ...]
    causes: tuple[str, ...]

    @property
    def told(self) -> int:
        """Which of the values stands for all: that of the native size, else the first."""
        return self.sizes.index(self.native) if self.native in self.sizes else 0

    @property
    def group(self) -> str:
        """The field without its row: ``stages`` for ``stages[1].blocks``."""
        return self.field.partition("[")[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """All that moved between two states, the most important first.

    ``old_name`` and ``new_name`` are releases or directories. ``common`` counts the architectures that both have.
    ``not_compared`` are fields, sorted, in which their schemas differ.
    """

    old_name: str
    new_name: str
    old: Provenance
    new: Provenance
    common: int
    changes: tuple[Change, ...]
    not_compared: tuple[str, ...] = ()

    def architectures(self, kind: str) -> tuple[Change, ...]:
        """Those that are in one state only: ``added`` or ``removed``."""
        return tuple(one for one in self.changes if one.field == "architecture" and one.kind == kind)

    @property
    def fields(self) -> tuple[Change, ...]:
        """What differs of architectures that both have."""
        return tuple(one for one in self.changes if one.field != "architecture")

    @property
    def changed(self) -> int:
        """How many of the architectures that both have differ in anything."""
        return len({one.key for one in self.fields})
