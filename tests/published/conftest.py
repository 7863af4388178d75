"""The committed dataset, which holds the numbers that need the whole zoo."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.dataset import read_dataset
from generator.records import Dataset, Entry

DATA = Path(__file__).parents[2] / "docs" / "data"


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return read_dataset(DATA)


@pytest.fixture(scope="session")
def entries(dataset: Dataset) -> dict[str, Entry]:
    return {entry.architecture.key: entry for entry in dataset.entries}
