"""The one error of this package."""

from __future__ import annotations


class DatasetError(ValueError):
    """Stored data is not what the schema says, or is not there.

    Attributes:
        path: where: a file, for lines ``file:line``, then the JSON path from ``$``.
        expected: what the schema asks for.
        found: what is there.
    """

    def __init__(self, path: str, expected: str, found: str) -> None:
        """All three are texts that read in a sentence."""
        super().__init__(f"{path}: expected {expected}, found {found}")
        self.path = path
        self.expected = expected
        self.found = found
