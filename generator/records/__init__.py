"""The vocabulary: frozen dataclasses, standard library only.

``numbers`` holds what one measurement consists of, ``entry`` what is stored of an architecture,
``tape`` what the instrument writes down while a model runs.
"""

from generator.records.entry import (
    Architecture,
    Dataset,
    Entry,
    Layer,
    Measurement,
    OperatorShare,
    Provenance,
    Published,
    Refusal,
    Size,
    Stage,
    Weighing,
)
from generator.records.numbers import FIELDS, MAC_KINDS, Field, Numbers, Tally
from generator.records.tape import (
    Call,
    Composite,
    Death,
    Enter,
    Exit,
    Inventory,
    Module,
    Signature,
    Spec,
    Tape,
    Tensor,
)

__all__ = [
    "FIELDS",
    "MAC_KINDS",
    "Architecture",
    "Call",
    "Composite",
    "Dataset",
    "Death",
    "Enter",
    "Entry",
    "Exit",
    "Field",
    "Inventory",
    "Layer",
    "Measurement",
    "Module",
    "Numbers",
    "OperatorShare",
    "Provenance",
    "Published",
    "Refusal",
    "Signature",
    "Size",
    "Spec",
    "Stage",
    "Tally",
    "Tape",
    "Tensor",
    "Weighing",
]
