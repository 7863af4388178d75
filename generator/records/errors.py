"""Errors that are raised where torch is and told where it is not."""

from __future__ import annotations


class BrokenZoo(ValueError):
    """A zoo that cannot be used; the message says whose it is, and what to do."""
