"""Realistic synthetic records, so that a test needs neither torch nor a survey.

Everything is deterministic: the same call gives equal records, and no test may depend on chance.
The default architecture is ResNet-50, whose numbers are arithmetic over its published table
(He et al. 2015, table 1): 25,557,032 parameters and 4,089,184,256 MACs at 224x224. The records keep the
laws of real ones: roles sum to ``parameters``, kinds sum to ``macs``, stages, operators and layers
sum to the totals at the native size, sizes ascend and are measured or refused, never both.
"""

from tests.factories.entries import (
    architecture,
    dataset,
    entry,
    position_embedded,
    provenance,
    published,
    refusal,
    weighing,
)
from tests.factories.measured import GRID, numbers
from tests.factories.parts import layers, operators, stages
from tests.factories.weights import library, paper, shelf, weights

__all__ = [
    "GRID",
    "architecture",
    "dataset",
    "entry",
    "layers",
    "library",
    "numbers",
    "operators",
    "paper",
    "position_embedded",
    "provenance",
    "published",
    "refusal",
    "shelf",
    "stages",
    "weighing",
    "weights",
]
