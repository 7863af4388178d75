"""Build hook: the search worker speaks Material's internal protocol, so hold Material to the version it was read in.

``assets/early.js``, which every page runs first, points the theme's settings at ``assets/search-worker.js``. Another
version of Material may send other messages or name the file otherwise, and search would then stop working without
a word. Either fails the build here.
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
SETTINGS = "assets/early.js"


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
    """Every page runs the script that asks for our worker, and none asks for the theme's.

    Raises:
        PluginError: the page does not, or the script does not.
    """
    if SETTINGS not in output or THEIRS in output:
        raise PluginError(
            f"{page.file.src_uri}: expected the page to run {SETTINGS}; see overrides/base.html"
        )
    if OURS not in (Path(config.docs_dir) / SETTINGS).read_text(encoding="utf-8"):
        raise PluginError(f"{SETTINGS}: expected the settings to name {OURS}")
    return output


_ADVICE = (
    "read the new worker's messages, compare docs/assets/search-worker.js, early.js and header.js with the theme, then "
    "update overrides/base.html and overrides/hooks/search_worker.py"
)


def _find(directories: list[str], name: str) -> Path | None:
    """The first of the theme's directories that has the file, as the theme itself looks it up."""
    return next((path for path in (Path(one) / name for one in directories) if path.is_file()), None)
