"""Releases of synthetic datasets."""

from __future__ import annotations

from typing import Any

from generator.records.release import Release
from tests.factories.entries import provenance


def release(name: str = "2026.11.22", **overrides: Any) -> Release:
    """A release of six architectures, its digest 64 times the digit zero."""
    values: dict[str, Any] = {
        "digest": "0" * 64,
        "schema": 3,
        "provenance": provenance(),
        "zoos": (("timm", 3), ("torchvision", 3)),
    }
    return Release(name=name, **(values | overrides))
