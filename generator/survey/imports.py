"""What one source file imports and defines, read without running it."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from typing import NamedTuple

READER = 1
"""Raised when :func:`read` finds other facts in the same file, so that remembered ones are dropped."""


class Import(NamedTuple):
    """``from <level dots><module> import <names as aliases>``; without names, ``import <module>``."""

    level: int
    module: str
    names: tuple[tuple[str, str], ...]


class Facts(NamedTuple):
    """What a file imports anywhere, what it defines at its top, and what it holds besides imports."""

    imports: tuple[Import, ...]
    defines: frozenset[str]
    body: str
    """Digest of the statements that are neither imports nor docstrings nor ``__all__`` nor ``__version__``."""


def read(content: bytes) -> Facts:
    """The facts of one file.

    Raises:
        SyntaxError: the file is no Python.
    """
    tree = ast.parse(content)
    body = [node for node in tree.body if not _is_passing(node)]
    return Facts(
        imports=tuple(dict.fromkeys(_imports(tree))),
        defines=frozenset(_defined(body)),
        body=hashlib.sha256("\n".join(map(ast.unparse, body)).encode()).hexdigest(),
    )


def _imports(tree: ast.AST) -> Iterator[Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(0, alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = tuple((alias.name, alias.asname or alias.name) for alias in node.names)
            yield Import(node.level, node.module or "", names)


def _is_passing(node: ast.stmt) -> bool:
    """Whether a statement only passes names on or describes the file."""
    if isinstance(node, ast.Assign):
        names = [target.id if isinstance(target, ast.Name) else "" for target in node.targets]
        return all(name in ("__all__", "__version__") for name in names)
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_text or isinstance(node, ast.Import | ast.ImportFrom)


def _defined(body: list[ast.stmt]) -> Iterator[str]:
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
