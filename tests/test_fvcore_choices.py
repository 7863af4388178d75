"""Which models fvcore is run on, and what it is given."""

from __future__ import annotations

import pytest
import torch

from benchmarks.memory_check.models import Choice
from generator.records import Dataset, Entry, Size
from tests import factories

fvcore = pytest.importorskip("fvcore") and pytest.importorskip("benchmarks.fvcore")


def chosen(*entries: Entry) -> list[Choice]:
    return fvcore.choices(Dataset(provenance=factories.provenance(), entries=entries))


def test_the_smallest_measured_model_of_each_family_of_each_zoo_is_chosen() -> None:
    small = {"replaced": {"parameters": 1_000}}
    found = chosen(
        factories.entry("large"),
        factories.entry("small", **small),
        factories.entry("refused", refused=(Size(224, 224),), replaced={"parameters": 1}),
        factories.entry("other", family="b"),
        factories.entry("large", "torchvision"),
    )
    assert {choice.key for choice in found} == {"timm/small", "timm/other", "torchvision/large"}
    assert {choice.size for choice in found} == {Size(224, 224)}


def test_of_equal_ones_the_quantizable_is_not_chosen() -> None:
    (found,) = chosen(factories.entry("a", task="quantizable"), factories.entry("b"))
    assert found.key == "timm/b"


def test_fewest_macs_come_first() -> None:
    found = chosen(
        factories.entry("a", family="a"), factories.entry("b", family="b", native=Size(128, 128), test=None)
    )
    assert [choice.key for choice in found] == ["timm/b", "timm/a"]


def test_a_sample_becomes_real_in_the_lists_that_hold_it() -> None:
    ((image,),) = fvcore.real(([torch.empty(3, 8, 4, device="meta")],))
    assert image.shape == (3, 8, 4)
    assert image.device.type == "cpu"
    assert 0 <= image.min() < image.max() <= 1
