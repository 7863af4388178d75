"""The committed dataset, read once, and the table of cases that the page is tested with too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.dataset import read_dataset
from generator.records import Dataset

CASES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "cases.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="session")
def committed(root: Path) -> Dataset:
    """Every architecture of both zoos."""
    return read_dataset(root / "docs" / "data")
