"""The vocabulary: frozen dataclasses, standard library only.

``numbers`` holds what one measurement consists of, ``entry`` what is stored of an architecture,
``tape`` what the instrument writes down while a model runs.
"""

from generator.records.entry import (
    CAUSES,
    Architecture,
    Dataset,
    Entry,
    Measurement,
    Provenance,
    Published,
    Reconciled,
    Refusal,
    Size,
    Weighing,
)
from generator.records.errors import BrokenZoo
from generator.records.field import Field, Tally
from generator.records.numbers import FIELDS, MAC_KINDS, Numbers
from generator.records.rows import USES, Alive, Layer, OperatorShare, Peak, Stage, Use
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
    TrainingTape,
)

__all__ = [
    "CAUSES",
    "FIELDS",
    "MAC_KINDS",
    "USES",
    "Alive",
    "Architecture",
    "BrokenZoo",
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
    "Peak",
    "Provenance",
    "Published",
    "Reconciled",
    "Refusal",
    "Signature",
    "Size",
    "Spec",
    "Stage",
    "Tally",
    "Tape",
    "Tensor",
    "TrainingTape",
    "Use",
    "Weighing",
]
