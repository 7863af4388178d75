"""Causes that are read off the layer rows: what a count leaves out, and what hooks on modules see."""

from __future__ import annotations

from generator.account.module_hooks import module_hooks
from generator.records import Reconciled, Size
from tests.account.reconciling import FC, layer, numbers, region_heads, told


def test_auxiliary_and_distilled_heads_are_left_out() -> None:
    for path, detail in (("AuxLogits.fc", "AuxLogits"), ("head_dist.linear", "head_dist")):
        rows = (layer("conv"), layer(path, "Linear", parameters=500_000))
        assert told(25_057_032, 1, "parameters", layers=rows) == Reconciled(
            cause="without", detail=detail, value=25_057_032
        )


def test_a_head_of_regions_is_left_out_for_all_of_them_or_for_all_but_one() -> None:
    ours = 4_089_184_256
    rows = region_heads(100)
    assert told(ours - 70_000_000, 1, layers=rows) == Reconciled(
        cause="without", detail="roi_heads.mask_head, roi_heads.mask_predictor", value=ours - 70_000_000
    )
    assert told(ours - 69_300_000, 1, layers=rows) == Reconciled(
        cause="without",
        detail="roi_heads.mask_head, roi_heads.mask_predictor; 99 of 100",
        value=ours - 69_300_000,
    )
    assert told(ours - 35_000_000, 1, layers=rows).cause == "unexplained"


def test_attention_modules_are_left_out_with_their_linear_layers() -> None:
    rows = (
        layer("blocks.0.attn.qkv", "Linear", macs=1_000_000_000),
        layer("blocks.0.attn", "Attention", macs=500_000_000),
        layer("blocks.0.mlp.fc1", "Linear", macs=2_589_184_256),
    )
    assert told(2_589_184_256, 1, layers=rows, macs_attention=500_000_000, macs=4_089_184_256) == Reconciled(
        cause="without", detail="attention modules", value=2_589_184_256
    )


def test_the_module_of_a_position_bias_is_left_out() -> None:
    rows = (
        layer("blocks.0.attn.cpb_mlp.0", "Linear", macs=89_184_256),
        layer("blocks.0.attn.qkv", "Linear", macs=1_000_000_000),
        layer("stem", macs=3_000_000_000),
    )
    assert told(4_000_000_000, 1, layers=rows).detail == "cpb_mlp"


def test_layer_rows_say_nothing_of_another_size() -> None:
    larger = {Size(256, 256): numbers(Size(256, 256), macs=5_000_000_000)}
    rows = (FC, layer("aux.0", macs=1_000_000_000))
    assert told(4_000_000_000, 1, layers=rows, size=Size(256, 256), others=larger).cause == "unexplained"


def test_module_hooks_see_what_arithmetic_says() -> None:
    rows = (
        # 3x3, 3 -> 8 channels, 4x4 outputs: 9 * 3 * 8 * 16 = 3,456 MACs; with 8 biases 128 additions more.
        layer("conv", parameters=9 * 3 * 8 + 8, macs=3456),
        layer("plain", parameters=9 * 3 * 8, macs=3456),
        layer("bn", "BatchNorm2d", parameters=16),
        layer("frozen", "BatchNorm2d"),
        layer("act", "ReLU", calls=3, written_bytes=4 * (128 + 128 + 512)),
        layer("gelu", "GELU"),
        layer("pool", "MaxPool2d", output_shape=(8, 2, 2)),
        layer("fc", "Linear", parameters=85, macs=80, output_shape=(5,)),
        layer("attn", "Attention", macs=1_000_000),
        layer("unused", parameters=9, calls=0, input_shape=(), output_shape=()),
    )
    elements = 8 * 4 * 4
    assert module_hooks(rows) == 3456 + 128 + 3456 + 2 * elements + (128 + 128 + 512) + elements + 80


def test_module_hooks_are_a_cause() -> None:
    rows = (layer("conv", parameters=9 * 3 * 8 + 8, macs=3456), layer("act", "ReLU", written_bytes=512))
    assert told(3456 + 128 + 128, 1, layers=rows).detail == "module_hooks"
    attended = told(3712 + 300, 1, layers=rows, macs_attention=300, macs=4000)
    assert attended.detail == "module_hooks+macs_attention"
