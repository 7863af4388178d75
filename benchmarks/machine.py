"""What a table of results says of the machine and the versions it was made with."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path


def processor() -> str:
    """Cores and name of the processor, as far as the system gives them."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else platform.processor() or platform.machine()


def machine(packages: Sequence[str], *further: str) -> str:
    """The line below a table: versions, the processor, and how busy it was.

    Args:
        packages: distributions whose versions matter.
        further: other versions, such as a browser's.
    """
    versions = [
        f"Python {platform.python_version()}",
        *(f"{one} {version(one)}" for one in packages),
        *further,
    ]
    return f"{', '.join(versions)}; {processor()}; {load()}."


def load() -> str:
    """Processes that wanted to run during the last minute, on average: the benchmark and everything else."""
    return f"load {os.getloadavg()[0]:.1f} when this was written"
