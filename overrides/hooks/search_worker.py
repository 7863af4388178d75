"""Build hook: the search worker speaks Material's internal protocol, so hold Material to the version it was read in.

The theme's override points the page's configuration at ``assets/search-worker.js``. Another version of Material may
send other messages or name the file otherwise, and search would then stop working without a word. Either
fails the build here.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError

THEIRS = "assets/javascripts/workers/search.a7633da7.min.js"
THEIR_SHA256 = "da1b3df5e5f00cc73083c9e21ff0ec28bde85cd247057bdd05b7a167e5903bd4"
THEIR_BUNDLE = "assets/javascripts/bundle.a5f9d56c.min.js"
OURS = "assets/search-worker.js"


def on_env(env: Any, config: Any, files: Any) -> Any:
    """The theme has the worker and the bundle whose messages ours was written against.

    Raises:
        PluginError: one is missing or is another file.
    """
    found = {name: _find(config.theme.dirs, name) for name in (THEIRS, THEIR_BUNDLE)}
    missing = sorted(name for name, path in found.items() if path is None)
    if missing:
        raise PluginError(
            f"the search worker is written for a Material that has {', '.join(missing)}; {_ADVICE}"
        )
    digest = hashlib.sha256(Path(str(found[THEIRS])).read_bytes()).hexdigest()
    if digest != THEIR_SHA256:
        raise PluginError(f"{THEIRS}: expected the SHA-256 {THEIR_SHA256}, found {digest}; {_ADVICE}")
    return env


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Every page asks for our worker.

    Raises:
        PluginError: the page's configuration names another.
    """
    if OURS not in output or THEIRS in output:
        raise PluginError(
            f"{page.file.src_uri}: expected the page to ask for {OURS}; see overrides/main.html"
        )
    return output


_ADVICE = (
    "read the new worker's messages, compare docs/assets/search-worker.js, then update overrides/main.html and "
    "overrides/hooks/search_worker.py"
)


def _find(directories: list[str], name: str) -> Path | None:
    """The first of the theme's directories that has the file, as the theme itself looks it up."""
    return next((path for path in (Path(one) / name for one in directories) if path.is_file()), None)
