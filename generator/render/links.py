"""Relative addresses between generated pages, and the order in which readers expect names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.records import Architecture
from generator.render.environment import slug

RELEASES = "r"
"""The directory of everything that is kept for good: short, since it is printed."""

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


def release_path(release: str) -> str:
    """``r/2026.11.22``: the page of a release, below the site's root."""
    return f"{RELEASES}/{slug(release)}"


def permalink(release: str, architecture: Architecture, site: str = "") -> str:
    """``r/2026.11.22/timm/resnet50d/``: what a citation names. It answers for as long as the site does.

    Args:
        release: the name of the release; without one there is no permalink, and the text is empty.
        architecture: the release has it.
        site: the address of the site, empty for a path below its root.
    """
    return f"{site}{release_path(release)}/{model_path(architecture)}/" if release else ""


def root(path: str) -> str:
    """The way from a page up to the site's root: ``../../`` for ``timm/resnet50d``."""
    return "../" * (path.count("/") + 1)


def beside(here: Architecture, there: Architecture) -> str:
    """The way from one architecture's page to another's: ``../resnet50/``, ``../../torchvision/resnet50/``."""
    above = "../" if here.zoo == there.zoo else f"../../{slug(there.zoo)}/"
    return f"{above}{slug(there.name)}/"


def by_name(architectures: Iterable[Architecture]) -> list[Architecture]:
    """Architectures in natural order of their names, then of their zoos."""
    return sorted(architectures, key=lambda one: (natural(one.name), one.name, one.zoo))
