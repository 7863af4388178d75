"""Lets the theme find the generated fragments, and leaves out what makes its pages long and says nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

_VERBATIM = re.compile(r"(<(pre|script|textarea)\b.*?</\2>)", re.DOTALL)
_INDENTATION = re.compile(r"\s*\n\s*")
_IMPLIED = re.compile(r"</t[dhr]>\s*(?=<t[dhr][\s>]|</t(?:r|head|body|foot)>)")
"""Ends of cells and rows that HTML lets a writer leave out, since the next tag says the same."""

_BLOCK = re.compile(
    r"\s*(</?(?:div|nav|ul|li|main|article|header|h[1-6]|table|thead|tbody|tfoot|dl|link|meta)(?:\s[^>]*)?>)\s*"
)
"""Tags around which white space means nothing."""

_UNUSED = re.compile(
    r'<meta name="generator"[^>]*>\n?|<script>var target=document\.getElementById[^<]*__tabbed_[^<]*</script>\n?'
)
"""What the theme writes for tabs inside pages, of which there are none, and about itself."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add docs/.fragments to the directories that ``include`` looks in, after the overrides."""
    config.theme.dirs.insert(1, str(Path(config.docs_dir) / ".fragments"))
    return config


def on_post_page(output: str, **_: Any) -> str:
    """Collapse line breaks with the spaces around them, a third of what the theme writes, and drop what is implied."""
    parts = _VERBATIM.split(_UNUSED.sub("", output))
    parts[2::3] = [""] * len(parts[2::3])
    parts[::3] = [_IMPLIED.sub("", _BLOCK.sub(r"\1", _INDENTATION.sub("\n", part))) for part in parts[::3]]
    return "".join(parts).replace(' xmlns="http://www.w3.org/2000/svg"', "")
