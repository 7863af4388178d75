"""A table is read as its reader sees it: markup goes, text stays, every row keeps its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.lookup import latex, markdown
from generator.lookup.columns import columns
from generator.lookup.tables import Table

words = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789.", min_size=1, max_size=8)
grids = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(words, min_size=width, max_size=width), min_size=2, max_size=6)
)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        (r"\textbf{ResNet-50}~\citep[see][p.~3]{he2016,he2015}", "ResNet-50"),
        (r"ResNeXt-101 (32$\times$8d)", "ResNeXt-101 (32×8d)"),
        (r"$224^2$", "224²"),
        (r"224$^2$", "224²"),
        (r"$224 \times 224$", "224 × 224"),
        (r"25{,}557{,}032", "25,557,032"),
        (r"25\,557\,032", "25557032"),
        (r"\underline{\textit{4.1}}$^{\dagger}$", "4.1"),
        (r"4.1\textsuperscript{a}", "4.1"),
        (r"4.1$^*$", "4.1"),
        (r"DeiT-S\footnotemark[2]", "DeiT-S"),
        (r"DeiT-S\footnote{with \texttt{cls} token}", "DeiT-S"),
        (r"DeiT-B$\uparrow$384", "DeiT-B↑384"),
        (r"\textcolor{red}{4.1}\,G", "4.1 G"),
        (r"vit\_b\_16", "vit_b_16"),
        (r"\cellcolor{gray!10} 86.6", "86.6"),
        (r"\makecell{FLOPs \\ (G)}", "FLOPs (G)"),
        (r"\begin{tabular}[c]{@{}c@{}}\#Params \\ (M)\end{tabular}", "#Params (M)"),
        (r"\num{25557032}", "25557032"),
        (r"$\sim$4.1", "4.1"),
    ],
)  # fmt: skip
def test_a_cell_of_latex_is_its_text(written: str, seen: str) -> None:
    assert latex.plain(written) == seen


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("**ResNet-50**", "ResNet-50"),
        ("[ResNet-50](https://arxiv.org/abs/1512.03385)", "ResNet-50"),
        ("`vit_b_16`", "vit_b_16"),
        ("vit_base_patch16_224", "vit_base_patch16_224"),
        ("4.1[^1]", "4.1"),
        ("224<sup>2</sup>", "224²"),
        ("4.1<sup>a</sup>", "4.1"),
        ("32 &times; 8d", "32 × 8d"),
        ("FLOPs<br>(G)", "FLOPs (G)"),
        ("4.1*", "4.1"),
        (r"a \| b", "a | b"),
    ],
)  # fmt: skip
def test_a_cell_of_markdown_is_its_text(written: str, seen: str) -> None:
    assert markdown.plain(written) == seen


@given(grids)
def test_what_is_written_as_a_table_is_read_back(grid: list[list[str]]) -> None:
    bars = "\n".join("| " + " | ".join(row) + " |" for row in [grid[0], ["---"] * len(grid[0]), *grid[1:]])
    body = " \\\\\n".join(" & ".join(row) for row in grid[1:])
    rows = f"\\begin{{tabular}}{{lcr}}\n\\toprule\n{' & '.join(grid[0])} \\\\\n\\midrule\n{body} \\\\\n\\bottomrule\n\\end{{tabular}}"
    for tables in (markdown.tables(bars), latex.tables(rows)) if len(grid[0]) > 1 else (latex.tables(rows),):
        (table,) = tables
        assert list(table.header) == grid[0]
        assert [list(row.cells) for row in table.rows] == grid[1:]


def read(text: str) -> Table:
    (table,) = latex.tables(text)
    return table


def test_every_row_has_the_line_it_stands_in_and_comments_are_none() -> None:
    table = read(
        "a\n\\begin{tabular}{ll}\n\\hline\nModel & FLOPs \\\\ % head & of a table \\\\\n\\hline\n% x & 1 \\\\\nA & 1 \\\\\n\n\\midrule\nB & 2 \\\\[2pt]\n\\end{tabular}"
    )
    assert (table.line, table.header) == (2, ("Model", "FLOPs"))
    assert [(row.line, row.cells) for row in table.rows] == [(7, ("A", "1")), (10, ("B", "2"))]


def test_a_head_of_two_rows_is_joined_and_wide_cells_stand_over_all_their_columns() -> None:
    table = read(
        "\\begin{tabular*}{\\linewidth}{@{}l|rr@{}}\\toprule\n\\multirow{2}{*}{Model} & \\multicolumn{2}{c}{Cost} \\\\ \\cmidrule(lr){2-3}\n"
        " & Params (M) & FLOPs (G) \\\\ \\midrule\nA & 1 & 2 \\\\ \\bottomrule\\end{tabular*}"
    )
    assert table.header == ("Model", "Cost Params (M)", "Cost FLOPs (G)")
    assert [row.cells for row in table.rows] == [("A", "1", "2")]


def test_a_tall_cell_stands_in_each_of_its_rows() -> None:
    table = read(
        "\\begin{tabular}{lll}\nModel & Res. & FLOPs \\\\\n\\midrule\n\\multirow{2}{*}{A} & 224 & 1 \\\\\n & 384 & 3 \\\\\nB & 224 & 1 \\\\\n\\end{tabular}"
    )
    assert [row.cell(0) for row in table.rows] == ["A", "A", "B"]


def test_an_environment_without_an_end_is_named_by_its_line() -> None:
    with pytest.raises(ValueError, match=r"line 2: expected \\end\{tabular\}, found the end of the file"):
        latex.tables("\n\\begin{tabular}{l}\nA & B \\\\")


def test_code_in_markdown_is_no_table() -> None:
    assert markdown.tables("```\n| a | b |\n| - | - |\n| 1 | 2 |\n```\n") == ()


@pytest.mark.parametrize(
    ("header", "kind", "prefix", "macs"),
    [
        ("#Params", "parameters", None, False),
        ("#P (M)", "parameters", 6, False),
        ("Params (M)", "parameters", 6, False),
        ("Param. [10^6]", "parameters", 6, False),
        ("FLOPs (G)", "operations", 9, False),
        ("GFLOPs", "operations", 9, False),
        ("GMACs", "operations", 9, True),
        ("MAdds (M)", "operations", 6, True),
        ("Mult-Adds", "operations", None, True),
        ("Activations (M)", "activations", 6, False),
        ("Input", "size", None, False),
        ("Res.", "size", None, False),
        ("image size", "size", None, False),
        ("Backbone", "name", None, False),
    ],
)  # fmt: skip
def test_a_head_tells_what_its_column_counts_and_in_what(
    header: str, kind: str, prefix: int | None, macs: bool
) -> None:
    (found,) = [one for one in columns(Table(line=1, header=(header,), rows=())) if one.header == header]
    assert (found.kind, found.prefix, found.says_macs) == (kind, prefix, macs)


@pytest.mark.parametrize("header", ["top-1 acc.", "throughput (image / s)", "FLOPs reduction", "mAP", ""])
def test_other_columns_are_left_alone(header: str) -> None:
    assert columns(Table(line=1, header=(header,), rows=())) == ()
