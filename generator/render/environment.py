"""The Jinja environment, and the two texts that a generated page consists of.

A page is a Markdown file of front matter alone; the theme includes the fragment it names, which is
HTML already. The theme compiles a fragment as a template once more, so a fragment holds no brace
that opens a Jinja expression.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from generator.render.definitions import definition

FRAGMENTS = ".fragments"
"""Where fragments lie below docs/: a hidden directory, which the site builder does not copy."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def slug(text: str) -> str:
    """A text as one segment of a path: letters, digits, dot, underscore and hyphen are kept.

    A segment never begins with a dot, so that it is neither hidden nor a way up.
    """
    return _UNSAFE.sub("-", text).lstrip(".") or "-"


def _source(name: str) -> str | None:
    template = files(__package__).joinpath("templates", name)
    if not template.is_file():
        return None
    lines = template.read_text(encoding="utf-8").splitlines()
    return "\n".join(line.strip() for line in lines)


@cache
def environment() -> Environment:
    """The one environment: everything is escaped, an unknown name is an error, indentation is dropped."""
    made = Environment(
        autoescape=True,
        loader=FunctionLoader(_source),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters["defined"] = definition
    return made


def drawing(template: str, /, **values: object) -> str:
    """An SVG file: a template with values placed into it, which nothing compiles again."""
    return environment().get_template(template).render(values)


def fragment(template: str, /, **values: object) -> str:
    """A template with values placed into it, safe to be compiled as a template again."""
    return drawing(template, **values).replace("{", "&#123;")


def page(
    path: str, title: str, description: str, body: str, cited: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The two files of a generated page: ``path.md`` and the fragment that the theme includes.

    Args:
        path: where the page lies below docs/, without an ending.
        title: what the browser's tab shows.
        description: one sentence for search engines.
        body: the fragment.
        cited: what reference managers and scholarly search engines read, by the name behind ``citation_``.
    """
    values = {name: value for name, value in (cited or {}).items() if value}
    front = (
        "---",
        f"title: {json.dumps(title)}",
        f"description: {json.dumps(description)}",
        f"fragment: {json.dumps(path + '.html')}",
        *([f"citation: {json.dumps(values)}"] if values else []),
        "search:",
        "  exclude: true",
        "---",
        "",
    )
    return {f"{path}.md": "\n".join(front), f"{FRAGMENTS}/{path}.html": body}
