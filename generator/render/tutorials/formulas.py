"""Formulas with their numbers filled in, as texts; and a sum beside what the dataset holds of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

from generator.records import Dataset, Entry, Numbers, Size
from generator.records.examples import LayerSum
from generator.render.units import exact

TIMES = " \u00b7 "


@dataclass(frozen=True, kw_only=True, slots=True)
class Worked:
    """A formula with its numbers, and the number it gives."""

    formula: str
    value: int

    @property
    def text(self) -> str:
        """The number in groups of three."""
        return exact(self.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """A sum of this page beside the dataset's figure; None where the dataset has none."""

    name: str
    anchor: str
    ours: int
    dataset: int | None

    @property
    def text(self) -> str:
        """The sum in groups of three."""
        return exact(self.ours)

    @property
    def verdict(self) -> str:
        """Equal, or what the dataset has instead."""
        if self.dataset is None:
            return "not in this dataset"
        return "the same in the dataset" if self.dataset == self.ours else f"dataset: {exact(self.dataset)}"


def times(factors: Iterable[int]) -> str:
    """``3 · 3 · 64``; numbers from 1,000 in groups of three."""
    return TIMES.join(exact(factor) for factor in factors)


def product(factors: Iterable[int]) -> Worked:
    """A product and its value."""
    factors = tuple(factors)
    return Worked(formula=times(factors), value=prod(factors))


def parameters_of(row: LayerSum) -> Worked:
    """Parameters: kh · kw · Cin · Cout + Cout of a convolution, Din · Dout + Dout of a linear layer; the value is measured."""
    outputs, inputs, *kernel = row.weight
    formula = times((*kernel, inputs, outputs)) + (f" + {exact(outputs)}" if row.bias else "")
    return Worked(formula=formula, value=row.parameters)


def macs_of(row: LayerSum) -> Worked:
    """MACs: kh · kw · Cin · Cout · Hout · Wout of a convolution, Din · Dout of a linear layer; the value is measured."""
    outputs, inputs, *kernel = row.weight
    return Worked(formula=times((*kernel, inputs, outputs, *row.output_shape[1:])), value=row.macs)


def entry_of(dataset: Dataset, key: str) -> Entry | None:
    """The entry of ``zoo/name``, or None."""
    return next((entry for entry in dataset.entries if entry.architecture.key == key), None)


def numbers_of(dataset: Dataset, key: str, size: Size) -> Numbers | None:
    """The numbers of ``zoo/name`` at a size, or None."""
    entry = entry_of(dataset, key)
    measured = None if entry is None else entry.at(size)
    return None if measured is None else measured.numbers


def field(numbers: Numbers | None, name: str) -> int | None:
    """A field by name; None without numbers, and where this version has no such field or did not measure it."""
    found = getattr(numbers, name, None)
    return found if isinstance(found, int) else None
