"""Where a term is defined: its chapter of the methodology, and the place in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator.records import FIELDS

_SECOND = re.compile(r"[;:] ")
OVERVIEW = "methodology"
"""The page that the chapters hang under; it names every term once more, with one sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chapter:
    """A page of the methodology at the root of the site, so that its address is short."""

    name: str
    """Its address, and the group of the fields that it defines."""
    title: str
    places: Mapping[str, str]
    """The places in it that are no field of a measurement, each in a few words."""

    @property
    def terms(self) -> Mapping[str, str]:
        """Every place in it, fields first, in a few words: a meaning up to its first colon or semicolon."""
        fields = {one.name: one.meaning for one in FIELDS if one.group == self.name}
        return {name: _SECOND.split(said)[0] for name, said in {**fields, **self.places}.items()}


CHAPTERS = (
    Chapter(
        name="parameters",
        title="Parameters",
        places={
            "parameter-fields": "all fields of parameters, by use and by role",
            "parameters_frozen": "elements of distinct parameters without requires_grad",
        },
    ),
    Chapter(
        name="buffers",
        title="Buffers and BatchNorm",
        places={
            "buffer-fields": "all fields of buffers, and what BatchNorm learns and estimates",
            "deploy-form": "the model re-parameterised, with every foldable BatchNorm folded",
        },
    ),
    Chapter(
        name="operations",
        title="Operations",
        places={
            "operation-fields": "all fields of operations",
            "flops": "2 \u00b7 macs: a multiplication and an addition each",
        },
    ),
    Chapter(
        name="conventions",
        title="Other conventions",
        places={
            "fvcore": "the rules behind macs_fvcore",
            "elementwise": "the weight of every operator in elementwise_flops",
        },
    ),
    Chapter(
        name="memory",
        title="Memory",
        places={
            "byte-fields": "bytes of parameters, buffers, checkpoints and features",
            "parameter_bytes_bfloat16": "bytes of the parameters at two bytes an element",
            "parameter_bytes_int8": "bytes of the parameters at one byte an element, without scales",
            "memory": "peaks, found from the lives of tensors",
            "inference_bytes": "bytes that a batch needs in inference",
            "training_bytes": "bytes that a batch needs in training, with an optimizer",
            "mixed-precision": "autocast to bfloat16, and what it does to data types",
            "memory-left-out": "workspaces, rounding, the context of a GPU",
            "memory-check": "the figures beside what a real allocator gives out",
            "traffic": "bytes read and written, and arithmetic intensity",
        },
    ),
    Chapter(
        name="verification",
        title="Tables and checks",
        places={
            "layers": "rows of layers and stages, which sum to the totals",
            "twins": "neighbours, and architectures that are equal in every count",
            "refusals": "sizes that cannot be measured, and where measuring ended",
            "verified": "two counters that give the same integer",
            "published": "numbers of papers and model zoos beside ours",
        },
    ),
    Chapter(
        name="forms",
        title="Closed forms",
        places={"forms": "formulas in height and width, and how they are proven"},
    ),
)
"""In the order of reading."""

_PLACES = {
    "specimen": OVERVIEW,
    "dictionary": OVERVIEW,
    **{place: chapter.name for chapter in CHAPTERS for place in chapter.terms},
}


def definition(anchor: str) -> str:
    """``operations/#macs``: where a term is defined, below the site's root.

    Raises:
        KeyError: no chapter defines it.
    """
    return f"{_PLACES[anchor]}/#{anchor}"
