"""What a result depends on, as one hash: it is reused exactly where the hash is the same."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Sequence
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import TYPE_CHECKING

from generator import dataset
from generator.records import Architecture, Provenance, Size
from generator.survey.closure import Sources
from generator.survey.imports import READER, Facts, Import

if TYPE_CHECKING:
    from generator.zoo import Zoo

_COUNTING = (
    "records/**/*.py",
    "trace/**/*.py",
    "account/**/*.py",
    "zoo/**/*.py",
    "survey/measuring.py",
    "survey/stepping.py",
    "survey/watching.py",
    "survey/refusing.py",
    "dataset/columns.py",
    "dataset/entries.py",
    "dataset/layers.py",
    "dataset/node.py",
    "dataset/schema.py",
)
"""The code that numbers, reasons and stored lines come from."""

_APART = (
    "account/shares/**/*.py",
    "account/forms/**/*.py",
    "account/torchstat.py",
    "records/changes.py",
    "records/counters.py",
    "records/dictionary.py",
    "records/examples.py",
    "records/forms.py",
    "records/fvcore.py",
    "records/history.py",
    "records/release.py",
    "records/weights.py",
    "trace/step.py",
    "zoo/claims*.py",
    "zoo/examples.py",
    "zoo/papers.py",
    "zoo/weights*.py",
)
"""Files among them that no stored line comes from, or, as what others publish, only through the description."""


class Fingerprints:
    """Fingerprints of architectures under one set of installed versions.

    A fingerprint covers the versions of Python (major and minor) and torch, the counting code, the
    schema, the sizes, what the zoo says of the architecture, and the library's source files that the
    architecture depends on. The library's own version is not part of it.
    """

    def __init__(self, provenance: Provenance, sources: Sources | None = None) -> None:
        """Without ``sources``, every file is parsed anew."""
        self._provenance = provenance
        self._sources = sources or Sources()
        python = ".".join(provenance.python.split(".")[:2])
        self._base = [python, provenance.torch, dataset.SCHEMA_VERSION, counting_digest()]

    def of(self, zoo: Zoo, architecture: Architecture, sizes: Sequence[Size]) -> str:
        """The fingerprint of a result of ``architecture`` at ``sizes``."""
        return self.with_library(
            library(zoo, architecture, self._provenance, self._sources), architecture, sizes
        )

    def with_library(self, depends: Sequence[str], architecture: Architecture, sizes: Sequence[Size]) -> str:
        """:meth:`of` where it is known already what :func:`library` says."""
        parts = [*self._base, repr(architecture), [str(size) for size in sizes], list(depends)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def library(zoo: Zoo, architecture: Architecture, versions: Provenance, sources: Sources) -> list[str]:
    """What a result depends on of the zoo that the architecture is from."""
    from generator.zoo import Sourced

    if not isinstance(zoo, Sourced):
        return [_distribution(type(zoo))]
    closure = sources.closure(zoo.sources(architecture.name))
    known = {"torchvision": versions.torchvision, "timm": versions.timm}
    return [closure.digest, *(known[name] for name in closure.packages if name in known)]


@cache
def counting_digest() -> str:
    """Digest of the code that numbers, reasons and stored lines come from."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    counting, apart = (
        {file for pattern in patterns for file in root.glob(pattern)} for patterns in (_COUNTING, _APART)
    )
    for file in sorted(counting - apart):
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


@cache
def _distribution(kind: type) -> str:
    """Name and version of what a zoo was installed from; of one that was not installed, its source."""
    package = kind.__module__.partition(".")[0]
    names = sorted(set(packages_distributions().get(package, ())))
    if names:
        return " ".join(f"{name} {version(name)}" for name in names)
    return hashlib.sha256(Path(inspect.getfile(kind)).read_bytes()).hexdigest()


def encode_facts(sources: Sources) -> str:
    """The facts of all files by digest, as JSON."""
    files = {
        digest: [facts.imports, sorted(facts.defines), facts.body]
        for digest, facts in sorted(sources.facts.items())
    }
    return json.dumps({"reader": READER, "files": files}, separators=(",", ":"))


def decode_facts(text: str) -> dict[str, Facts]:
    """What :func:`encode_facts` wrote; nothing if it is of another reader or damaged: it costs a parse."""
    try:
        stored = json.loads(text)
        if stored["reader"] != READER:
            return {}
        return {
            digest: Facts(
                imports=tuple(
                    Import(level, module, tuple((name, alias) for name, alias in names))
                    for level, module, names in imports
                ),
                defines=frozenset(defines),
                body=str(body),
            )
            for digest, (imports, defines, body) in stored["files"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
