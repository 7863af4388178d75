"""A static server on the loopback interface that remembers what was asked, and what files weigh."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

KINDS = ("documents", "scripts", "style sheets", "data", "other")
_BY_ENDING = {".html": "documents", ".js": "scripts", ".css": "style sheets", ".json": "data"}
_GZIP_LEVEL = 6
"""What servers use by default."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Weight:
    """Bytes of a file or of several: as they lie on disk, and compressed one by one."""

    plain: int = 0
    compressed: int = 0

    def __add__(self, other: Weight) -> Weight:
        """Sums of both."""
        return Weight(plain=self.plain + other.plain, compressed=self.compressed + other.compressed)


def weight(content: bytes) -> Weight:
    """Of one file, with gzip at level 6."""
    return Weight(plain=len(content), compressed=len(gzip.compress(content, _GZIP_LEVEL, mtime=0)))


def weights(files: Iterable[tuple[str, bytes]]) -> dict[str, Weight]:
    """Sums by kind, from (name, content); every kind of ``KINDS`` is there."""
    sums = dict.fromkeys(KINDS, Weight())
    for name, content in files:
        kind = _BY_ENDING.get(Path(name).suffix, "other")
        sums[kind] += weight(content)
    return sums


class Served:
    """A directory behind an address; ``asked`` holds the files that were sent since it was last emptied."""

    def __init__(self, directory: Path, address: str, asked: list[Path]) -> None:
        self.directory = directory
        self.address = address
        self.asked = asked

    def weights(self) -> dict[str, Weight]:
        """Of what was sent, each file once."""
        return weights((path.name, path.read_bytes()) for path in sorted(set(self.asked)))


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, *arguments: Any, asked: list[Path], **options: Any) -> None:
        self._asked = asked
        super().__init__(*arguments, **options)

    def send_head(self) -> Any:
        """As the base class does; what is found is remembered."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.is_file():
            self._asked.append(path)
        return super().send_head()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the table is what is printed."""


@contextmanager
def served(directory: Path) -> Iterator[Served]:
    """The directory at a free port of the loopback interface."""
    asked: list[Path] = []
    handler = partial(_Handler, directory=str(directory), asked=asked)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(directory, f"http://127.0.0.1:{server.server_port}/", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
