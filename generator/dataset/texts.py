"""Reading a file of the dataset as text."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from generator.dataset.errors import DatasetError

PACKED = ".gz"
"""How the name of a file ends that gzip made."""


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


def read_packed(path: Path) -> str:
    """The text of a file, or where there is none, of the one beside it that gzip made: ``timm.jsonl.gz``.

    Raises:
        FileNotFoundError: there is neither.
        DatasetError: it is not UTF-8, cut short or damaged.
    """
    packed = path.with_name(path.name + PACKED)
    if path.exists() or not packed.exists():
        return read_text(path)
    try:
        return gzip.decompress(packed.read_bytes()).decode("utf-8")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DatasetError(str(packed), "a whole file that gzip made", str(error)) from None
    except UnicodeDecodeError as error:
        raise DatasetError(str(packed), "UTF-8", f"another encoding at byte {error.start}") from None


def read_optional(path: Path) -> str | None:
    """The text of a file that need not be there, None where it is not.

    Raises:
        DatasetError: it is not UTF-8.
    """
    try:
        return read_text(path)
    except FileNotFoundError:
        return None
