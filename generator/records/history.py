"""What is kept beside the dataset of today: its releases, and what moved between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.records.changes import Changes
from generator.records.release import Kept, Releases


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """Every release with its records, oldest first, and the comparisons that are published, by name."""

    releases: Releases = field(default_factory=Releases)
    kept: tuple[Kept, ...] = ()
    comparisons: Mapping[str, Changes] = field(default_factory=dict)
