"""Pretrained weights as their library describes them, read without a model and without a download."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import Any

from generator.records.entry import Size

_ARXIV = re.compile(r"https?://arxiv\.org/abs/([0-9]{4}\.[0-9]{4,5})")


def plain(record: Any) -> dict[str, Any]:
    """A record of this module as JSON has it: fields that say nothing have no key, a size is its text."""
    values = ((field, getattr(record, field.name)) for field in dataclasses.fields(record))
    return {field.name: _plain(value) for field, value in values if value != field.default}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [one if isinstance(one, str) else plain(one) for one in value]
    return str(value) if isinstance(value, Size) else value


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A paper that a library names; ``title`` is empty where it gives the address alone."""

    title: str = ""
    url: str

    @property
    def arxiv(self) -> str:
        """The identifier on arXiv, such as ``1512.03385``; empty where the paper lies elsewhere."""
        match = _ARXIV.fullmatch(self.url)
        return match[1] if match else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """A figure that a library publishes for weights, under its own name: ``acc@1`` on ``ImageNet-1K``.

    ``value`` has the digits that the library prints. Accuracies are percent, ``epe`` is pixels. ``size`` is the
    one it was measured at, None for that of the weights; ``source`` a file that says so, empty for the library itself.
    """

    dataset: str
    name: str
    value: float
    size: Size | None = None
    source: str = ""


IMAGENET, TOP1, TOP5 = "ImageNet-1K", "acc@1", "acc@5"
"""The names that torchvision has for the accuracies of classifiers, in percent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """One tag. What its library does not say is None, empty or, for ``classes``, 0.

    ``size`` is what the preprocessing makes of an image; ``test_size`` the one that timm evaluates at besides;
    ``least_size`` the smallest that the model takes. ``resize`` comes before the crop: one number is the
    shorter side, two are height and width. ``crop`` and ``test_crop`` are the part of a side that stays,
    ``crop_mode`` which one. ``license`` is an SPDX identifier, a name, or the address of a text, as the library
    has it. ``url`` is the file, ``hub`` the repository on the Hugging Face hub, ``origin`` where the weights came
    from, ``recipe`` how they were trained. ``backend`` is that of quantized weights: their accuracy is that of the
    int8 model. ``file_mib`` is in units of 1,048,576 bytes. ``parameters`` [elements] and ``macs`` are the
    library's own numbers, in base units.
    """

    tag: str
    size: Size | None = None
    test_size: Size | None = None
    least_size: Size | None = None
    resize: Size | None = None
    crop: float | None = None
    test_crop: float | None = None
    crop_mode: str = ""
    interpolation: str = ""
    classes: int = 0
    license: str = ""
    papers: tuple[Paper, ...] = ()
    url: str = ""
    hub: str = ""
    origin: str = ""
    recipe: str = ""
    backend: str = ""
    file_mib: float | None = None
    parameters: int | None = None
    macs: int | None = None
    metrics: tuple[Metric, ...] = ()
    notes: tuple[str, ...] = ()

    def metric(self, dataset: str, name: str) -> float | None:
        """A published figure, or None."""
        return next((one.value for one in self.metrics if (one.dataset, one.name) == (dataset, name)), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One line of a file of accuracies on ImageNet-1K's validation set, in percent: of ``name.tag`` at a size."""

    name: str
    tag: str
    size: Size
    top1: float
    top5: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """All weights of one architecture, by tag in ascending order, and the papers its library names for it alone."""

    zoo: str
    name: str
    family: str
    papers: tuple[Paper, ...] = ()
    weights: tuple[Weights, ...] = ()

    @property
    def key(self) -> str:
        """``zoo/name``."""
        return f"{self.zoo}/{self.name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Literature:
    """The papers that a library names for all architectures of a family; which one is whose, it does not say."""

    zoo: str
    family: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Library:
    """A shelf for every architecture, sorted by (zoo, name), and the literature by (zoo, family).

    ``versions`` of the libraries are sorted by name. ``families`` are those with an architecture that has no
    papers of its own.
    """

    versions: tuple[tuple[str, str], ...]
    families: tuple[Literature, ...]
    shelves: tuple[Shelf, ...]

    def by_key(self) -> dict[str, Shelf]:
        """Every shelf by ``zoo/name``."""
        return {shelf.key: shelf for shelf in self.shelves}

    def by_family(self) -> dict[tuple[str, str], tuple[Paper, ...]]:
        """The literature by zoo and family."""
        return {(one.zoo, one.family): one.papers for one in self.families}
