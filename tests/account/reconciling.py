"""A published number, and what reconciles it with ResNet-50 of the factories."""

from __future__ import annotations

from typing import Any

from generator.account.reconcile import reconcile
from generator.records import Layer, Numbers, Published, Reconciled, Size
from tests import factories

NATIVE = Size(224, 224)


def layer(path: str, class_name: str = "Conv2d", **overrides: Any) -> Layer:
    values: dict[str, Any] = {
        "stage": "stem",
        "input_shape": (8, 4, 4),
        "output_shape": (8, 4, 4),
        "parameters": 0,
        "buffers": 0,
        "macs": 0,
        "activations": 0,
        "output_bytes": 0,
        "read_bytes": 0,
        "written_bytes": 0,
        "calls": 1,
    }
    return Layer(path=path, class_name=class_name, **(values | overrides))


FC = layer("fc", "Linear", input_shape=(2048,), output_shape=(1000,), parameters=2_049_000, macs=2_048_000)
"""The classifier of ResNet-50: 2048 x 1000 weights and 1000 biases."""


def numbers(size: Size = NATIVE, **overrides: Any) -> Numbers:
    """ResNet-50 by the factory, with a deploy form of other numbers than its own unless replaced."""
    return factories.numbers(size, **({"macs": 4_089_184_256, "macs_fvcore": 4_111_514_624} | overrides))


def told(
    value: int,
    rounded_to: int,
    field: str = "macs",
    *,
    layers: tuple[Layer, ...] = (FC,),
    size: Size = NATIVE,
    others: dict[Size, Numbers] | None = None,
    **overrides: Any,
) -> Reconciled:
    """What reconciles a published number with the numbers of one model."""
    published = Published(source="test", field=field, value=value, rounded_to=rounded_to, size=size)
    measured = {NATIVE: numbers(**overrides)} | (others or {})
    return reconcile(published, measured=measured, layers=layers, native=NATIVE)


def region_heads(regions: int) -> tuple[Layer, ...]:
    """A mask head and its predictor of 700,000 MACs a region."""
    return (
        layer("roi_heads", "RoIHeads"),
        layer("roi_heads.mask_head.0", parameters=9, macs=500_000 * regions, output_shape=(regions, 8, 4, 4)),
        layer(
            "roi_heads.mask_predictor.x",
            parameters=9,
            macs=200_000 * regions,
            output_shape=(regions, 9, 4, 4),
        ),
    )
