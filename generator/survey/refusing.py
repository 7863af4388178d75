"""From an exception to a reason that a reader can act on, the same on every machine."""

from __future__ import annotations

import re
import signal
import threading
import time
import traceback
from collections.abc import Sequence
from pathlib import Path, PurePath
from traceback import FrameSummary
from types import FrameType, TracebackType
from typing import Any

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST = 400
_MOST_READ = 100_000
_FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula; a class name goes before it."""
_OURS = Path(__file__).resolve().parents[1]
_SPEAKING = (AssertionError, RuntimeError, ValueError, TimeoutError)
"""Errors whose text says what is wrong without the name of the class before it."""


def reason(error: BaseException) -> str:
    """One line: the library's own message; where it has none, the line of it that failed.

    An assertion without a text, and what torch raises when shapes do not fit, do not say what was asked
    too much of. They get the place and source line of the library's innermost call:
    ``AssertionError in timm/layers/halo_attn.py: _assert(H % self.block_size == 0, '')``.
    Memory addresses and control characters are taken out; above 400 characters the end is cut.

    Raises:
        TimeoutError: a :class:`TimeLimit` is over while the error tells its text, which may be code that is not ours.
    """
    text = " ".join(_CONTROL.sub(" ", _ADDRESS.sub("0x...", _text(error)[:_MOST_READ])).split())
    speaks = isinstance(error, _SPEAKING) and not text.startswith(_FORMULA)
    told = text if text and speaks else _with_class(error, text)
    frames = traceback.extract_tb(error.__traceback__)
    if not text or (_raised_by_torch(frames) and not isinstance(error, AssertionError)):
        told = _with_class(error, text) + _library_line(frames)
    return told if len(told) <= _LONGEST else told[: _LONGEST - 3].rstrip() + "..."


def _text(error: BaseException) -> str:
    """What an error says of itself, or why it does not: its text is made by code of its library."""
    try:
        return str(error)
    except TimeoutError:
        raise
    except Exception as worse:
        return f"(its own text ends in {type(worse).__name__})"


def _with_class(error: BaseException, text: str) -> str:
    name = type(error).__name__
    return f"{name}: {text}" if text else name


def _raised_by_torch(frames: Sequence[FrameSummary]) -> bool:
    """Whether torch's own Python raised, or a kernel that the recorder called."""
    if not frames:
        return False
    last = frames[-1].filename
    return _place(last).startswith("torch/") or _is_ours(last, "trace")


def _library_line(frames: Sequence[FrameSummary]) -> str:
    """Place and source of the innermost call that is neither torch's nor ours; empty if there is none."""
    for frame in reversed(frames):
        place = _place(frame.filename)
        if not place.startswith("torch/") and not _is_ours(frame.filename):
            return f" in {place}: {frame.line}"
    return ""


def _is_ours(filename: str, part: str = "") -> bool:
    return Path(filename).resolve().is_relative_to(_OURS / part)


def _place(filename: str) -> str:
    """The path below the folder that packages are installed in, the same on every machine."""
    parts = PurePath(filename).parts
    for folder in ("site-packages", "dist-packages"):
        if folder in parts:
            last = len(parts) - 1 - parts[::-1].index(folder)
            return "/".join(parts[last + 1 :])
    return parts[-1] if parts else filename


class TimeLimit:
    """Raises TimeoutError inside the block once its seconds are over, also in the middle of a loop.

    In a thread other than the main one no signal can be had; then the time is only looked at by
    :meth:`check`, between two sizes.
    """

    def __init__(self, seconds: float, work: str = "all sizes together") -> None:
        """The limit starts with the block; ``work`` is what it is for."""
        self._seconds = seconds
        self._work = work
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
            raise TimeoutError(f"no result after {self._seconds:.0f} s for {self._work}")

    def _ring(self, signum: int, frame: FrameType | None) -> None:
        self.check()

    @staticmethod
    def _has_signal() -> bool:
        return hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()
