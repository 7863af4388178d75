"""timm's pretrained configurations as records; nothing is built and nothing is loaded."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache

import timm
from timm.models import PretrainedCfg, get_pretrained_cfg, model_entrypoint

from generator.records import Architecture, Size
from generator.records.weights import Paper, Shelf, Weights
from generator.zoo.papers import address, papers_in, titles_in


def shelf(one: Architecture) -> Shelf:
    """Every pretrained tag of an architecture, and the papers that the function of its entry point names."""
    return Shelf(
        zoo="timm",
        name=one.name,
        family=one.family,
        papers=papers_in(model_entrypoint(one.name).__doc__ or "", _titles()),
        weights=tuple(_weights(f"{one.name}.{tag}", tag) for tag in one.tags),
    )


def literature(name: str) -> tuple[Paper, ...]:
    """The papers that the module of an architecture names."""
    return papers_in(sys.modules[model_entrypoint(name).__module__].__doc__ or "", _titles())


@cache
def _titles() -> Mapping[str, str]:
    """Titles of papers by address, from the modules of all architectures."""
    modules = sorted({model_entrypoint(name).__module__ for name in timm.list_models()})
    return titles_in(sys.modules[module].__doc__ or "" for module in modules)


def _weights(full: str, tag: str) -> Weights:
    settings = get_pretrained_cfg(full)
    if settings is None:
        raise LookupError(f"timm lists the weights {full} and has no configuration of them")
    return Weights(
        tag=tag,
        size=_size(settings.input_size),
        test_size=_size(settings.test_input_size),
        least_size=_size(settings.min_input_size),
        crop=settings.crop_pct,
        test_crop=settings.test_crop_pct,
        crop_mode=settings.crop_mode or "",
        interpolation=settings.interpolation or "",
        classes=max(settings.num_classes or 0, 0),
        license=settings.license or "",
        papers=_papers(settings),
        url=settings.url if isinstance(settings.url, str) else "",
        hub=settings.hf_hub_id or "",
        origin=settings.origin_url or "",
        notes=tuple(settings.notes or ()),
    )


def _papers(settings: PretrainedCfg) -> tuple[Paper, ...]:
    """``paper_ids`` is one identifier such as ``arXiv:2110.00476``, or several; ``paper_name`` the first's title."""
    ids = [settings.paper_ids] if isinstance(settings.paper_ids, str) else list(settings.paper_ids or ())
    urls = [address(f"https://arxiv.org/abs/{one.removeprefix('arXiv:')}") for one in ids]
    for given, url in zip(ids, urls, strict=True):
        if not url:
            raise ValueError(f"expected a paper such as arXiv:2110.00476, found {given!r}")
    first = {urls[0]: settings.paper_name or ""} if urls else {}
    return tuple(Paper(title=first.get(url) or _titles().get(url, ""), url=url) for url in urls)


def _size(sides: tuple[int, int, int] | None) -> Size | None:
    """Height and width of (channels, height, width)."""
    return Size(sides[1], sides[2]) if sides else None
