"""Which source files an architecture depends on, found by reading imports; nothing is imported for it.

A library's models import each other and its layers by way of packages whose ``__init__`` imports
everything. A name taken from such a package is followed to the file that defines it, so that a file
belongs to an architecture if some chain of imports leads from its roots to that file, and to no other.

What reading cannot see: modules imported under a computed name, and a module that changes another one
when it is imported. Where a name cannot be followed, all that its package imports counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from generator.survey.imports import Facts, Import, read

_INIT = "__init__.py"
_NOTHING = hashlib.sha256(b"").hexdigest()


class Node(NamedTuple):
    """A file; of a package's ``__init__`` that is only passed through, its body alone counts."""

    path: Path
    whole: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Closure:
    """The files that an architecture depends on, with digests, and the packages they import besides."""

    files: tuple[tuple[str, str], ...]
    """(path below the folder that holds the package, digest), sorted."""
    packages: tuple[str, ...]
    """Top-level names of other packages, sorted."""

    @property
    def digest(self) -> str:
        """Changes with any file, and with the set of files."""
        return hashlib.sha256(json.dumps([self.files, self.packages]).encode()).hexdigest()


class Sources:
    """Follows the imports of libraries; every file is read once, and parsed once in its life."""

    def __init__(self, remembered: Mapping[str, Facts] | None = None) -> None:
        """``remembered`` holds facts by the digest of the file they were read from."""
        self.facts: dict[str, Facts] = dict(remembered or {})
        self._digests: dict[Path, str] = {}
        self._next: dict[Node, tuple[frozenset[Node], frozenset[str]]] = {}
        self._closures: dict[tuple[Path, ...], Closure] = {}

    def closure(self, roots: tuple[Path, ...]) -> Closure:
        """All that ``roots``, files of one package, depend on, themselves included.

        Raises:
            OSError: a root cannot be read.
            SyntaxError: a file is no Python.
        """
        if roots not in self._closures:
            self._closures[roots] = self._walk(roots)
        return self._closures[roots]

    def _walk(self, roots: tuple[Path, ...]) -> Closure:
        seen: set[Node] = set()
        packages: set[str] = set()
        todo = [Node(root, whole=True) for root in roots]
        while todo:
            node = todo.pop()
            if node in seen:
                continue
            seen.add(node)
            if node not in self._next:
                self._next[node] = self._follow(node)
            nodes, names = self._next[node]
            todo.extend(nodes)
            packages |= names
        return Closure(
            files=tuple(sorted({self._label(node): self._weigh(node) for node in seen}.items())),
            packages=tuple(sorted(packages)),
        )

    def _label(self, node: Node) -> str:
        name = node.path.relative_to(_folder(node.path)).as_posix()
        return name if node.whole or node.path.name != _INIT else f"{name}, imports apart"

    def _weigh(self, node: Node) -> str:
        facts = self._read(node.path)
        is_version = facts.body == _NOTHING and not facts.imports  # the version of a library is no code
        return self._digest(node.path) if node.whole and not is_version else facts.body

    def _digest(self, path: Path) -> str:
        if path not in self._digests:
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            self._digests[path] = digest
            if digest not in self.facts:
                self.facts[digest] = read(content)
        return self._digests[path]

    def _read(self, path: Path) -> Facts:
        return self.facts[self._digest(path)]

    def _follow(self, node: Node) -> tuple[frozenset[Node], frozenset[str]]:
        """What a node depends on directly: files, and names of other packages."""
        parents = {Node(init, whole=False) for init in _packages(node.path)}
        if not node.whole:
            return frozenset(parents), frozenset()
        nodes: set[Node] = parents
        names: set[str] = set()
        for one in self._read(node.path).imports:
            module = self._module(node.path, one)
            if module is None:
                names.add(one.module.partition(".")[0])
            elif one.names and module.name == _INIT:
                for name, _ in one.names:
                    nodes |= self._named(module, name, frozenset())
            else:
                nodes.add(Node(module, whole=True))
        return frozenset(nodes - {node}), frozenset(names)

    def _module(self, path: Path, one: Import) -> Path | None:
        """The file of an imported module of the same package; None for another package's."""
        folder = _folder(path)
        if one.level:
            base = path.parents[one.level - 1]
        elif one.module.partition(".")[0] == path.relative_to(folder).parts[0]:
            base = folder
        else:
            return None
        for part in one.module.split(".") if one.module else ():
            base /= part
        return _file(base)

    def _named(self, init: Path, name: str, tried: frozenset[tuple[Path, str]]) -> set[Node]:
        """The files that a name imported from a package stands for."""
        if (init, name) in tried:
            return set()
        tried |= {(init, name)}
        facts = self._read(init)
        given = [(one, original) for one in facts.imports for original, alias in one.names if alias == name]
        found = {Node(init, whole=False)}
        followed = False
        for one, original in given:
            followed |= self._take(init, one, original, tried, found)
        if not followed and name not in facts.defines:
            for one in facts.imports:
                if one.names == (("*", "*"),) and self._offers(init, one, name):
                    followed |= self._take(init, one, name, tried, found)
        below = _file(init.parent / name)
        if not followed and name != "*" and below is not None:
            found.add(Node(below, whole=True))
            followed = True
        return found if followed else {Node(init, whole=True)}

    def _take(
        self, init: Path, one: Import, name: str, tried: frozenset[tuple[Path, str]], found: set[Node]
    ) -> bool:
        """Adds what ``from one import name`` inside a package leads to; False if that is outside or nothing."""
        module = self._module(init, one)
        if module is None:
            return False
        if module.name != _INIT:
            found.add(Node(module, whole=True))
            return True
        if module == init:
            below = _file(init.parent / name)
            if below is not None:
                found.add(Node(below, whole=True))
            return below is not None
        nodes = self._named(module, name, tried)
        found |= nodes
        return bool(nodes)

    def _offers(self, init: Path, one: Import, name: str) -> bool:
        """Whether ``from module import *`` may bring in ``name``."""
        module = self._module(init, one)
        if module is None:
            return False
        facts = self._read(module)
        if name in facts.defines or module.name != _INIT:
            return name in facts.defines
        return any(alias in (name, "*") for other in facts.imports for _, alias in other.names)


@cache
def _folder(path: Path) -> Path:
    """The folder that holds the outermost package of a file."""
    folder = path.parent
    while (folder / _INIT).is_file():
        folder = folder.parent
    return folder


@cache
def _packages(path: Path) -> tuple[Path, ...]:
    """The ``__init__`` of every package around a file."""
    folder = _folder(path)
    return tuple(
        parent / _INIT for parent in path.parents if parent != folder and parent.is_relative_to(folder)
    )


@cache
def _file(base: Path) -> Path | None:
    """The file of the module or package at a path without its suffix."""
    for path in (base / _INIT, base.with_name(f"{base.name}.py")):
        if path.is_file():
            return path
    return None
