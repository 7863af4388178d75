"""From an exception to a reason that a reader can act on, the same on every machine."""

from __future__ import annotations

import re
import signal
import threading
import time
import traceback
from types import FrameType, TracebackType
from typing import Any

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST = 400


def reason(error: BaseException) -> str:
    """One line: the library's own message, or, where it has none, the check that failed.

    Memory addresses and control characters are taken out; above 400 characters the end is cut.
    """
    text = _CONTROL.sub(" ", _ADDRESS.sub("0x...", str(error))).strip()
    if not text:
        text = _failed_check(error)
    elif not isinstance(error, AssertionError | RuntimeError | ValueError | TimeoutError):
        text = f"{type(error).__name__}: {text}"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3].rstrip() + "..."


def _failed_check(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    return f"{type(error).__name__} in {frames[-1].name}: {frames[-1].line}"


class TimeLimit:
    """Raises TimeoutError inside the block once its seconds are over, also in the middle of a loop.

    In a thread other than the main one no signal can be had; then the time is only looked at by
    :meth:`check`, between two sizes.
    """

    def __init__(self, seconds: float) -> None:
        """The limit starts with the block."""
        self._seconds = seconds
        self._end = 0.0
        self._previous: Any = None

    def __enter__(self) -> TimeLimit:
        """Starts the time."""
        self._end = time.monotonic() + self._seconds
        if self._has_signal():
            self._previous = signal.signal(signal.SIGALRM, self._ring)
            signal.setitimer(signal.ITIMER_REAL, self._seconds)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the time and gives the signal back."""
        if self._has_signal():
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._previous)

    def check(self) -> None:
        """Raises TimeoutError if the seconds are over."""
        if time.monotonic() >= self._end:
            raise TimeoutError(f"no result after {self._seconds:.0f} s for all sizes together")

    def _ring(self, signum: int, frame: FrameType | None) -> None:
        self.check()

    @staticmethod
    def _has_signal() -> bool:
        return hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()
