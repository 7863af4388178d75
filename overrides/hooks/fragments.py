"""Lets the theme find the generated fragments, and leaves out what makes its pages long and says nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

_VERBATIM = re.compile(r"(<(pre|script|textarea)\b.*?</\2>)", re.DOTALL)
_INDENTATION = re.compile(r"\s*\n\s*")
_BLOCKS = "address article aside blockquote details div dl fieldset figure footer form h[1-6] header hr main nav ol p pre section table ul"
_IMPLIED = re.compile(
    r"</t[dhr]>\s*(?=<t[dhr][\s>]|</t(?:r|head|body|foot)>)|</li>\s*(?=<li[\s>]|</[ou]l>)"
    r"|</thead>\s*(?=<tbody[\s>])|</t(?:body|foot)>\s*(?=<tfoot[\s>]|</table>)"
    r"|</d[dt]>\s*(?=<d[dt][\s>]|</d(?:l|iv)>)"
    rf"|</p>\s*(?=<(?:{_BLOCKS.replace(' ', '|')})[\s>]|</(?:article|blockquote|d[dl]|details|div|li|td)>)"
    r"|</head>\s*(?=<body)|\s*</body>\s*</html>\s*$"
)
"""Ends of cells, rows, items and paragraphs that HTML lets a writer leave out, since what follows says the same."""

_BLOCK = re.compile(
    r"\s*(</?(?:div|nav|ul|li|main|article|header|h[1-6]|table|thead|tbody|tfoot|dl|link|meta)(?:\s[^>]*)?>)\s*"
)
"""Tags around which white space means nothing."""

_UNUSED = re.compile(
    r'<meta name="generator"[^>]*>\n?|<script>var target=document\.getElementById[^<]*__tabbed_[^<]*</script>\n?'
)
"""What the theme writes for tabs inside pages, of which there are none, and about itself."""


_TAG = re.compile(r"<[a-z][^<>]*>")
_QUOTES = re.compile(r'(?<=\s)([a-z-]+=)"([^\s"\'=<>`]+)"(?=[\s>])')
"""Quotes around a value without spaces, which HTML lets a writer leave out."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add docs/.fragments to the directories that ``include`` looks in, after the overrides."""
    config.theme.dirs.insert(1, str(Path(config.docs_dir) / ".fragments"))
    return config


_BARE_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEAD = re.compile(r"<th(?=[ >])")
_EMPTY_HEAD = re.compile(r"<th(?: scope=\"?\w+\"?)?((?:\s[^<>]*)?)>\s*</th>")
"""A head that says nothing, as in the corner of a table: a cell like any other, not a header to be announced."""


def on_page_content(html: str, **_: Any) -> str:
    """A table written in Markdown scrolls in a box of its own, as those of the generator do; its heads are of columns."""
    return _BARE_TABLE.sub(
        lambda table: f'<div class="nw-scroll">{_HEAD.sub("<th scope=col", table[0])}</div>', html
    )


def on_post_page(output: str, **_: Any) -> str:
    """Collapse line breaks with the spaces around them, a third of what the theme writes, and drop what is implied.

    A brace is written as a number in fragments alone, which are compiled as templates once more.
    """
    output = _EMPTY_HEAD.sub(r"<td\1></td>", output.replace(' xmlns="http://www.w3.org/2000/svg"', ""))
    parts = _VERBATIM.split(_UNUSED.sub("", output))
    parts[2::3] = [""] * len(parts[2::3])
    parts[::3] = [_shortened(part) for part in parts[::3]]
    return "".join(parts).replace("&#123;", "{")


def _shortened(part: str) -> str:
    tight = _BLOCK.sub(r"\1", _INDENTATION.sub("\n", part))
    return _TAG.sub(lambda tag: _QUOTES.sub(r"\1\2", tag[0]), _IMPLIED.sub("", tight))
