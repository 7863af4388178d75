"""The modules that a page asks for at once are those that it imports: one that is missing is fetched a round trip later."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ENTRIES = {"browse": "browse", "compare": "compare", "scatter": "scatter-page"}
"""The module that a page begins with."""
LISTED = dict(
    re.findall(
        r'page\.url == "(\w+)/" %}(?:(?!page\.url).)*?for name in \[([^\]]*)\]',
        (ROOT / "overrides/main.html").read_text(encoding="utf-8"),
        re.DOTALL,
    )
)


def imported(module: str) -> set[str]:
    """The names of a module and of all that it imports, itself or through others, before it runs."""
    found: set[str] = set()
    left = [module]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            text = (ROOT / f"docs/assets/{name}.js").read_text(encoding="utf-8")
            left += re.findall(r'^(?:import|export|}).* from "\./([\w-]+)\.js"$', text, re.MULTILINE)
    return found


def test_the_list_of_pages_is_whole() -> None:
    assert LISTED.keys() == ENTRIES.keys()


@pytest.mark.parametrize("page", ENTRIES)
def test_a_page_asks_at_once_for_every_module_that_it_imports_and_for_no_other(page: str) -> None:
    names = re.findall(r'"([\w-]+)"', LISTED[page])
    assert len(names) == len(set(names))
    assert set(names) == imported(ENTRIES[page])
