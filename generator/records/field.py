"""How a field of a measurement is declared: its unit, its group and its meaning stand beside its name."""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple, TypeAlias

Tally: TypeAlias = tuple[tuple[str, int], ...]
"""Counts by name, sorted by name, without zeros: ``(("float32", 1024), ("int64", 8))``."""


class Field(NamedTuple):
    """One field of :class:`generator.records.Numbers` as the data dictionary prints it."""

    name: str
    unit: str
    group: str
    meaning: str
    is_tally: bool
    is_optional: bool
    """None where it is not measured: at other sizes than the native one, or refused there."""
    is_signed: bool
    """May be below zero, as where a line over the batch meets a batch of none."""


def define(group: str, unit: str, meaning: str, *, signed: bool = False) -> Any:
    """A dataclass field that carries its description."""
    return dataclasses.field(metadata={"group": group, "unit": unit, "meaning": meaning, "signed": signed})


def fields_of(record: type) -> tuple[Field, ...]:
    """The described fields of a dataclass, in the order of their declaration."""
    return tuple(
        Field(
            name=field.name,
            unit=field.metadata["unit"],
            group=field.metadata["group"],
            meaning=field.metadata["meaning"],
            is_tally=field.type == "Tally",
            is_optional=field.type == "int | None",
            is_signed=field.metadata["signed"],
        )
        for field in dataclasses.fields(record)
    )
