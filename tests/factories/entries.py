"""Synthetic architectures, entries and datasets of six kinds."""

from __future__ import annotations

from typing import Any

from generator.records import (
    Architecture,
    Dataset,
    Entry,
    Measurement,
    Provenance,
    Published,
    Reconciled,
    Refusal,
    Size,
    Use,
    Weighing,
)
from tests.factories.measured import GRID, numbers
from tests.factories.parts import layers, operators, peak, stages


def architecture(name: str = "resnet50", zoo: str = "timm", **overrides: Any) -> Architecture:
    """ResNet-50 as a zoo describes it, with fields replaced by name."""
    values: dict[str, Any] = {
        "task": "classification",
        "family": "resnet",
        "native": Size(224, 224),
        "test": Size(288, 288),
        "classes": 1000,
        "weights": "a1_in1k",
        "tags": ("a1_in1k", "tv_in1k"),
    }
    return Architecture(zoo=zoo, name=name, **(values | overrides))


def published(**overrides: Any) -> Published:
    """torchvision's ``_ops`` of ResNet-50, 4.089 in units of 10^9, to three decimals."""
    values: dict[str, Any] = {
        "source": "torchvision _ops",
        "field": "macs",
        "value": 4_089_000_000,
        "rounded_to": 1_000_000,
        "size": Size(224, 224),
    }
    return Published(**(values | overrides))


def refusal(size: Size = Size(160, 160), **overrides: Any) -> Refusal:
    """A size that a window grid does not divide."""
    values: dict[str, Any] = {
        "stage": "construction",
        "message": "AssertionError: Input height (160) should be divisible by window size (7).",
    }
    return Refusal(size=size, **(values | overrides))


def entry(
    name: str = "resnet50",
    zoo: str = "timm",
    *,
    sizes: tuple[Size, ...] = GRID,
    refused: tuple[Size, ...] = (),
    replaced: dict[str, Any] | None = None,
    reconciled: tuple[Reconciled, ...] | None = None,
    gaps: tuple[Refusal, ...] = (),
    uses: tuple[Use, ...] = (),
    **overrides: Any,
) -> Entry:
    """An architecture measured at ``sizes`` (its native and test size always), refused at ``refused``.

    Args:
        name: the architecture's name.
        zoo: the zoo's name.
        sizes: what is measured, in any order, unless it is in ``refused``.
        refused: what is refused; with the native size among them there are no stages and operators.
        replaced: fields of every size's :class:`Numbers` replaced by name.
        reconciled: what gives each published number; else whether it is ours.
        gaps: what failed beside a measurement.
        uses: parameters that are not simply read once.
        overrides: fields of :class:`Architecture` replaced by name.
    """
    described = architecture(name, zoo, **overrides)
    asked = {*sizes, described.native, *([described.test] if described.test else [])}
    measured = tuple(
        Measurement(size=size, numbers=numbers(size, **(replaced or {})))
        for size in sorted(asked - set(refused))
    )
    native = next((m.numbers for m in measured if m.size == described.native), None)
    return Entry(
        architecture=described,
        measurements=measured,
        refusals=tuple(refusal(size) for size in sorted(refused)),
        stages=() if native is None else stages(native),
        operators=() if native is None else operators(native),
        gaps=gaps,
        uses=uses,
        reconciled=reconcile(described, measured) if reconciled is None else reconciled,
        peak=None if native is None else peak(native),
        second_macs=None if native is None else native.macs,
    )


def reconcile(described: Architecture, measured: tuple[Measurement, ...]) -> tuple[Reconciled, ...]:
    """For each published number whether it is ours to its digits."""
    numbers_at = {one.size: one.numbers for one in measured}
    rows = []
    for one in described.published:
        ours = getattr(numbers_at[one.size], one.field) if one.size in numbers_at else None
        if ours is None:
            rows.append(Reconciled(cause="not measured"))
        else:
            equal = 2 * abs(ours - one.value) <= one.rounded_to
            rows.append(Reconciled(cause="equal" if equal else "unexplained", value=ours))
    return tuple(rows)


def position_embedded(name: str = "vit_base_patch16_224", zoo: str = "timm", **overrides: Any) -> Entry:
    """A ViT-B/16 shape: parameters grow with the number of patches, sizes not of 16 are refused.

    The position embedding has 768 x (patches + 1) elements: 151,296 at 224, 443,136 at 384.
    """
    values: dict[str, Any] = {"family": "vit", "test": None, "fixed_size": True}
    described = architecture(name, zoo, **(values | overrides))
    refused = (refusal(Size(150, 150), message="AssertionError: 150 is not divisible by patch size 16"),)
    measured = tuple(
        Measurement(
            size=size,
            numbers=numbers(
                size,
                parameters_embedding=768 * (size.pixels // 256 + 1),
                macs_attention=12 * 2 * 768 * (size.pixels // 256 + 1) ** 2,
                batch_norm_layers=0,
                batch_norm_channels=0,
                uncounted=(("aten._weird.default", 3),),
            ),
        )
        for size in sorted({*GRID, described.native})
    )
    native = next(m.numbers for m in measured if m.size == described.native)
    return Entry(
        architecture=described,
        measurements=measured,
        refusals=refused,
        stages=stages(native),
        operators=operators(native),
    )


def weighing(weighed: Entry | None = None) -> Weighing:
    """An entry with the layer rows of its native size, none where that was refused."""
    weighed = entry() if weighed is None else weighed
    native = weighed.native
    return Weighing(entry=weighed, layers=layers(native.numbers) if native else ())


def provenance(**overrides: Any) -> Provenance:
    """The versions that made a dataset, replaced by name."""
    values = {
        "python": "3.12.3",
        "torch": "2.14.1",
        "torchvision": "0.29.1",
        "timm": "1.0.31",
        "netweight": "0.1.0",
    }
    return Provenance(**(values | overrides))


def _special(number: int) -> Entry:
    """Six kinds of entries by turns, numbered so that no two have the same name."""
    tail = f"_{number // 6}" if number >= 6 else ""
    match number % 6:
        case 0:
            return entry(f"resnet50{tail}", "timm")
        case 1:
            return entry(f"resnet50{tail}", "torchvision", test=None, published=(published(),))
        case 2:
            return position_embedded(f"vit_base_patch16_224{tail}")
        case 3:
            native = Size(520, 520)
            return entry(
                f"raft_large{tail}",
                "torchvision",
                task="optical flow",
                family="raft",
                images=2,
                classes=0,
                native=native,
                test=None,
                refused=(Size(128, 128), native),
                weights="",
                tags=(),
            )
        case 4:
            return entry(
                f"r3d_18{tail}",
                "torchvision",
                task="video",
                family="r3d",
                frames=16,
                classes=400,
                native=Size(112, 112),
                test=Size(112, 144),
                notes=("The clip length of its weights is 16.",),
            )
        case _:
            return entry(
                f"efficientnet_b0{tail}",
                "timm",
                family="efficientnet",
                replaced={"parameters": 5_288_548, "macs_depthwise_convolution": 28_000_000},
            )


def dataset(count: int = 6, **overrides: Any) -> Dataset:
    """``count`` entries of both zoos, sorted by (zoo, name); the first six are of six kinds.

    Kinds: a convolutional network in both zoos under one name, a ViT whose parameters depend on the
    size, one whose native size is refused, a video model with a non-square test size, a small one.
    """
    entries = sorted(
        (_special(number) for number in range(count)),
        key=lambda one: (one.architecture.zoo, one.architecture.name),
    )
    return Dataset(provenance=provenance(**overrides), entries=tuple(entries))
