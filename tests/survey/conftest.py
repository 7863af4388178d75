"""Fixtures of the command line, for tests of a survey that is started by its command."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Runner


@pytest.fixture
def run() -> Runner:
    """The command line."""
    return Runner()
