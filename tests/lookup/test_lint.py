"""Published tables are judged as a reader with a pocket calculator would, and names as their authors mean them."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.lookup import latex, markdown
from generator.lookup.lint import Finding, lint
from generator.lookup.names import Names
from generator.records import Dataset
from tests.site.queries import QUERIES
from tests.site.queries_blind import BLIND, SECOND

TABLES = Path(__file__).parent / "tables"


@pytest.fixture(scope="module")
def names(committed: Dataset) -> Names:
    return Names(committed.entries)


def judged(names: Names, file: str) -> list[Finding]:
    text = (TABLES / file).read_text(encoding="utf-8")
    read = latex.tables if file.endswith(".tex") else markdown.tables
    return [finding for table in read(text) for finding in lint(table, names)]


def checked(names: Names, header: str, *rows: str) -> list[Finding]:
    text = "\n".join([header, "|".join(["-"] * (header.count("|") + 1)), *rows])
    return [finding for table in markdown.tables(text) for finding in lint(table, names)]


def test_no_spelling_that_resolves_is_taken_for_another_architecture(names: Names) -> None:
    meant = {**QUERIES, **BLIND, **SECOND}
    found = {text: [one.architecture.key for one in names.resolve(text).entries] for text in meant}
    assert {text: keys for text, keys in found.items() if keys and meant[text] not in keys} == {}
    assert sum(bool(keys) for keys in found.values()) > 0.75 * len(meant)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ResNet-50", {"timm/resnet50", "torchvision/resnet50"}),
        ("Swin-T", {"torchvision/swin_t", "timm/swin_tiny_patch4_window7_224"}),
        ("ViT-B/16", {"torchvision/vit_b_16", "timm/vit_base_patch16_224"}),
        ("DeiT-S", {"timm/deit_small_patch16_224"}),
        ("ConvNeXt-T", {"timm/convnext_tiny", "torchvision/convnext_tiny"}),
        ("RegNetY-4G", {"timm/regnety_040"}),
        ("RegNetX-400MF", {"timm/regnetx_004", "torchvision/regnet_x_400mf"}),
        ("EffNet-B3", {"timm/efficientnet_b3", "torchvision/efficientnet_b3"}),
    ],
)
def test_a_name_of_a_paper_is_the_best_of_each_zoo(names: Names, name: str, meant: set[str]) -> None:
    assert {one.architecture.key for one in names.resolve(name).entries} == meant


def test_a_name_with_more_to_it_is_not_taken_for_the_plain_one(names: Names) -> None:
    for name in ("ResNet-50 (ours)", "MyNet-50", "ConvNeXt-T + FooBar"):
        assert names.resolve(name).entries == ()
    assert "torchvision/resnet50" in names.resolve("ResNet-50 (ours)").nearest


def test_the_table_of_convnext_is_in_macs_and_its_rows_are_right(names: Names) -> None:
    found = judged(names, "convnext.tex")
    assert len(found) == 15 * 2
    ours = [one for one in found if "ConvNeXt" in one.name]
    assert {one.status for one in ours if "param" in one.header} == {"right"}
    operations = [one for one in ours if one.header == "FLOPs"]
    # At 384 px they print 45.0 G for ConvNeXt-B; (384 / 224)^2 x 15,354,729,472, the head apart, is 45.12 G.
    assert [one.line for one in operations if one.status == "off"] == [25]
    assert {one.convention for one in operations} == {"macs"}


def test_a_network_that_is_another_at_another_size_is_held_against_that_one(names: Names) -> None:
    (found,) = [one for one in judged(names, "convnext.tex") if (one.line, one.header) == (24, "FLOPs")]
    # Swin-B at 384 px has windows of 12, which torchvision's swin_b has not: 47.08 G against 50.02 G.
    assert (found.architecture, found.status) == ("timm/swin_base_patch4_window12_384", "convention")


def test_the_table_of_swin_transformer_cuts_digits_off(names: Names) -> None:
    found = {(one.line, one.header): one for one in judged(names, "swin.md")}
    assert len(found) == 14 * 2
    # 86,567,656 and 17,563,828,224 are printed as 86M and 17.5G.
    assert [(found[13, head].status, found[13, head].cut) for head in ("#param.", "FLOPs")] == [
        ("off", True)
    ] * 2
    # 28,288,354 is printed as 29M.
    assert (found[15, "#param."].status, found[15, "#param."].cut) == ("off", False)
    assert found[15, "#param."].difference == pytest.approx(29e6 / 28_288_354 - 1)


def test_the_table_of_deit_names_its_size_beside_the_name(names: Names) -> None:
    found = judged(names, "deit.tex")
    assert [one.size for one in found] == ["224", "224", "224", "384", "224"]
    assert [one.status for one in found] == ["off", "right", "off", "off", "right"]
    assert all(one.cut for one in found if one.status == "off")


def test_a_head_of_macs_means_macs_and_one_of_flops_two_for_each(names: Names) -> None:
    for head, cell, status, convention in (
        ("GMACs", "4.09", "right", "macs"),
        ("GMACs", "8.18", "convention", "flops"),
        ("FLOPs (G)", "4.09", "convention", "macs"),
        ("FLOPs (G)", "8.18", "right", "flops"),
        ("FLOPs", "8.18 G", "right", "flops"),
        ("FLOPs (M)", "4089", "convention", "macs"),
        ("FLOPs", "4,089,184,256", "convention", "macs"),
    ):
        (found,) = checked(names, f"Model | {head}", f"ResNet-50 | {cell}")
        assert (found.status, found.convention) == (status, convention), (head, cell)


def test_what_is_right_at_another_size_only_is_told_with_that_size(names: Names) -> None:
    # (288 / 224)^2 x (4,089,184,256 - 2,048,000) + 2,048,000 = 6.76 G
    (found,) = checked(names, "Model | GMACs", "ResNet-50 | 6.76")
    assert (found.status, found.size) == ("size", "288")
    (found,) = checked(names, "Model | Input | GMACs", "ResNet-50 | 224 | 6.76")
    assert found.status == "off"


def test_how_far_a_cell_is_off_is_told_from_ours(names: Names) -> None:
    (found,) = checked(names, "Model | Params (M)", "ResNet-50 | 28.0")
    assert (found.status, found.value) == ("off", 25_557_032)
    assert found.difference == pytest.approx(28.0e6 / 25_557_032 - 1)


def test_an_unlikely_convention_needs_three_digits(names: Names) -> None:
    # 28,288,354 parameters and 249,704 buffers are 28,538,058.
    (coarse,) = checked(names, "Model | Params (M)", "Swin-T | 29")
    (fine,) = checked(names, "Model | Params (M)", "timm/swin_tiny_patch4_window7_224 | 28.5")
    assert (coarse.status, fine.status, fine.convention) == ("off", "convention", "parameters_and_buffers")


def test_what_cannot_be_checked_is_told_and_never_right(names: Names) -> None:
    unknown, unread, unmeasured = checked(
        names, "Model | Input | Params (M)", "FooNet-50 | 224 | 25.6", "ResNet-50 | 224 | many", "ResNet-50 | 200 | 25.6",
        "ResNet-50 | 224 | -",
    )  # fmt: skip
    assert (unknown.status, unread.status, unmeasured.status) == ("unresolved", "unread", "unmeasured")


def test_a_table_without_names_or_counts_has_no_findings(names: Names) -> None:
    assert checked(names, "Model | Top-1", "ResNet-50 | 76.1") == []
    assert checked(names, "Params (M) | FLOPs (G)", "25.6 | 4.1") == []
