"""What one measurement consists of: every field with its unit and its meaning.

The definitions are those of the published methodology page, which is generated from ``FIELDS``.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.records.field import Field, fields_of
from generator.records.memory import MemoryNumbers


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers(MemoryNumbers):
    """The numbers of one architecture at one size: integers in base units.

    Batch 1, eval mode, float32. Raises nothing; the laws between fields are held by the tests.
    """


FIELDS: tuple[Field, ...] = fields_of(Numbers)

MAC_KINDS: tuple[str, ...] = tuple(
    f"macs_{kind}"
    for kind in (
        "dense_convolution",
        "pointwise_convolution",
        "depthwise_convolution",
        "grouped_convolution",
        "linear",
        "attention",
        "other_product",
    )
)
"""The fields that sum to ``macs``."""
