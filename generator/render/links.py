"""Relative addresses between generated pages, and the order in which readers expect names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.records import Architecture
from generator.render.environment import slug

_DIGITS = re.compile(r"([0-9]+)")


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A sort key by which ``resnet18`` comes before ``resnet101``."""
    parts = _DIGITS.split(name.lower())
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def model_path(architecture: Architecture) -> str:
    """``timm/resnet50d``: below docs/ without an ending, and below the site's root."""
    return f"{slug(architecture.zoo)}/{slug(architecture.name)}"


def family_path(architecture: Architecture) -> str:
    """``families/timm/resnet``."""
    return f"families/{slug(architecture.zoo)}/{slug(architecture.family)}"


def root(path: str) -> str:
    """The way from a page up to the site's root: ``../../`` for ``timm/resnet50d``."""
    return "../" * (path.count("/") + 1)


def by_name(architectures: Iterable[Architecture]) -> list[Architecture]:
    """Architectures in natural order of their names, then of their zoos."""
    return sorted(architectures, key=lambda one: (natural(one.name), one.name, one.zoo))
