"""The scripts of the site keep the bounds of the Python beside them: files of 250 lines, functions of 40."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder, pattern in (("docs/assets", "*.js"), ("benchmarks", "*.js"), (".ci", "*.mjs"))
    for path in (ROOT / folder).rglob(pattern)
)
"""Every script of ours; what others wrote stands in a folder ``vendor``, elsewhere."""

FILE_LINES, FUNCTION_LINES = 250, 40
FUNCTIONS = {
    "arrow_function",
    "function_declaration",
    "function_expression",
    "generator_function",
    "generator_function_declaration",
    "method_definition",
}
PARSER = Parser(Language(tree_sitter_javascript.language()))


def nodes(node: Node) -> Iterator[Node]:
    """A node of a tree and all below it, in the order of the source."""
    yield node
    for child in node.children:
        yield from nodes(child)


def is_scope(function: Node) -> bool:
    """Whether it is called where it stands, in a statement of its own at the top: the scope of a script that is no module."""
    above = function.parent
    while above is not None and above.type in {
        "parenthesized_expression",
        "call_expression",
        "assignment_expression",
    }:
        above = above.parent
    called = function.parent is not None and function.parent.type == "parenthesized_expression"
    statement = above is not None and above.type == "expression_statement"
    return called and statement and above.parent is not None and above.parent.type == "program"


def name_of(function: Node) -> str:
    """What a function is called, by itself or by what it is given to."""
    above = function.parent
    named = function.child_by_field_name("name") or (above and above.child_by_field_name("name"))
    return named.text.decode() if named and named.text else "(without a name)"


def functions(source: bytes) -> list[tuple[str, int]]:
    """Name and lines of every function of a script."""
    found = (node for node in nodes(PARSER.parse(source).root_node) if node.type in FUNCTIONS)
    return [(name_of(one), one.end_point.row - one.start_point.row + 1) for one in found if not is_scope(one)]


def test_functions_of_every_kind_are_seen_with_their_lines() -> None:
    source = b"""
function plain() {
  return () => 1
}
async function* asynchronous() {}
const arrow = async value => {
  await value

}
const named = { method() {
  return function inner() {} }, get value() { return 1 } }
class Made { #hidden() {} }
;(scope => {
  function inside() {
  }
})(globalThis)
"""
    assert functions(source) == [
        ("plain", 3), ("(without a name)", 1), ("asynchronous", 1), ("arrow", 4), ("method", 2), ("inner", 1),
        ("value", 1), ("#hidden", 1), ("inside", 2),
    ]  # fmt: skip


def test_a_function_that_is_called_inside_of_another_counts() -> None:
    assert functions(b"function outer() {\n  (() => {\n  })()\n}") == [("outer", 4), ("(without a name)", 2)]


def test_every_script_is_found() -> None:
    written = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*/*.js")}
    assert {"docs/assets/browse.js", "docs/assets/search-ranking.js"} <= written <= set(SCRIPTS)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_parses_and_neither_it_nor_a_function_in_it_is_long(name: str) -> None:
    source = (ROOT / name).read_bytes()
    assert not PARSER.parse(source).root_node.has_error
    assert len(source.splitlines()) <= FILE_LINES
    assert {one: lines for one, lines in functions(source) if lines > FUNCTION_LINES} == {}
