"""The tables of every model on the pages of the memory check."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.memory_check.rows import Compared, Row, decode
from benchmarks.memory_check.tables import tables


def test_the_committed_tables_of_every_model_are_those_of_the_committed_figures(root: Path) -> None:
    made = root / "docs/benchmarks"
    rows = [decode(one) for one in json.loads((made / "memory.json").read_text(encoding="utf-8"))["models"]]
    for name, text in tables(rows).items():
        assert (made / name).read_text(encoding="utf-8") == text
        assert text.count("<tr><th>") == (
            len(rows) if name == "memory-inference.html" else sum(row.training is not None for row in rows)
        )


def test_an_equal_integer_is_a_sign_and_another_one_is_printed() -> None:
    one = Compared(
        computed=100, observed=250, without_workspaces=100, kept=0, counted=None, workspaces=(), apart=()
    )
    (inference, _) = tables([Row(key="timm/a", size="224", inference=one)]).values()
    assert "<td>100</td><td>=</td><td>250</td><td>0</td><td>1.000</td><td>0.400</td>" in inference
