"""Reading a file of the dataset as text."""

from __future__ import annotations

from pathlib import Path

from generator.dataset.errors import DatasetError


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        FileNotFoundError: there is no such file.
        DatasetError: it is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise DatasetError(str(path), "UTF-8", f"another encoding at byte {error.start}") from None


def read_optional(path: Path) -> str | None:
    """The text of a file that need not be there, None where it is not.

    Raises:
        DatasetError: it is not UTF-8.
    """
    try:
        return read_text(path)
    except FileNotFoundError:
        return None
