"""Where the browser of the browser tests is; run as a module it prints the path or fails."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(Exception):
    """There is no Chromium on this machine, and what to do about it."""


def find_chromium() -> Path:
    """The executable that CHROMIUM names, else one on the PATH, else the one Playwright has fetched.

    Raises:
        NoBrowser: CHROMIUM names no executable, or there is none anywhere.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if found is None:
            raise NoBrowser(f"CHROMIUM is {named!r}, which is no executable")
        return Path(found)
    for name in NAMES:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    if own.is_file():
        return own
    raise NoBrowser(
        f"the browser tests need one of {', '.join(NAMES)} on the PATH, or its path in CHROMIUM; "
        "`make browser` fetches one"
    )


if __name__ == "__main__":
    try:
        print(find_chromium())
    except NoBrowser as missing:
        sys.exit(str(missing))
