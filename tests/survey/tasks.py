"""Functions that processes run in the tests of the pool: importable by name."""

from __future__ import annotations

import os


def square(value: int) -> int:
    return value * value


def dies_at_three(value: int) -> int:
    if value == 3:
        os._exit(9)
    return value * value


def raises_at_three(value: int) -> int:
    if value == 3:
        raise ValueError("three")
    return value * value


def process(value):
    """The process that it runs in."""
    return os.getpid()
