"""Changes as a page and as Markdown: most important first, the rest counted, nothing in a value is markup."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.records import Size
from generator.records.changes import Change, Changes
from generator.render.changes import EXAMPLE, ROWS, cause, drift, fragments, markdown
from generator.render.changes.view import change_line, text
from tests import factories
from tests.render.markup import Markup, read

NATIVE = Size(224, 224)
HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} `x` | @someone #1 \\| \n\n# title"


def change(key: str = "timm/a", field: str = "macs", old: Any = 100, new: Any = 101, **values: Any) -> Change:
    filled: dict[str, Any] = {"kind": "changed", "native": NATIVE, "sizes": (NATIVE,), "causes": ("timm",)}
    return Change(key=key, field=field, old=(old,), new=(new,), **(filled | values))


def alone(key: str, kind: str = "added") -> Change:
    there, gone = {"parameters": 25_557_032, "macs": 4_089_184_256}, None
    old, new = (gone, there) if kind == "added" else (there, gone)
    return change(key, "architecture", old, new, kind=kind, sizes=())


def moved(*changes: Change, **versions: str) -> Changes:
    return Changes(
        old_name="2026.10.01",
        new_name="2026.11.22",
        old=factories.provenance(),
        new=factories.provenance(**(versions or {"timm": "1.0.32"})),
        common=1000,
        changes=changes,
    )


def page(found: Changes, existing: frozenset[str] = frozenset()) -> Markup:
    written = fragments({"2026.11.22": found}, ["2026.10.01", "2026.11.22"], existing)
    return read(written[".fragments/changes/releases.html"])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (100, 101, "+1.0\u00a0%"),
        (100, 99, "\u22121.0\u00a0%"),
        (10_000, 10_001, "+<0.1\u00a0%"),
        (2, 6, "+200.0\u00a0%"),
        (0, 6, ""),
        (None, 6, ""),
        (6, None, ""),
        (True, False, ""),
        ("a", "b", ""),
    ],
)
def test_a_drift_is_in_percent_of_what_was(old: Any, new: Any, expected: str) -> None:
    assert drift(old, new) == expected


@pytest.mark.parametrize(
    ("causes", "expected"),
    [
        ((), "no version differs"),
        (("timm",), "the model changed (timm 1.0.31 \u2192 1.0.32)"),
        (("torch",), "torch changed (torch 2.14.1 \u2192 3)"),
        (("netweight",), "the counting changed (netweight 0.1.0 \u2192 0.2.0)"),
        (("timm", "torch"), "the model or torch changed (timm 1.0.31 \u2192 1.0.32, torch 2.14.1 \u2192 3)"),
        (
            ("timm", "netweight", "torch"),
            "the model, the counting or torch changed "
            "(timm 1.0.31 \u2192 1.0.32, netweight 0.1.0 \u2192 0.2.0, torch 2.14.1 \u2192 3)",
        ),
        (("mine",), "the model changed (mine)"),
    ],
)
def test_a_cause_names_all_that_can_be_behind_it(causes: tuple[str, ...], expected: str) -> None:
    new = factories.provenance(timm="1.0.32", torch="3", netweight="0.2.0")
    assert cause(causes, factories.provenance(), new) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1_234_567, "1,234,567"),
        (-1234, "\u22121,234"),
        (None, "none"),
        (True, "true"),
        ([], "none"),
        ({"float32": 1024, "int64": 8}, "float32 1,024, int64 8"),
        (["a", "b"], "a, b"),
        ("two\nlines", "two lines"),
    ],
)
def test_values_are_told_in_full(value: Any, expected: str) -> None:
    assert text(value) == expected


def test_a_long_value_is_cut() -> None:
    assert text("x" * 500) == "x" * 120 + "\u2026"


def test_a_line_of_text_tells_place_values_and_drift() -> None:
    assert change_line(change()) == "timm/a at 224\u00a0px: macs: 100 -> 101 (+1.0\u00a0%)"
    assert change_line(alone("timm/b")) == (
        "timm/b: added: 25.56\u00a0M parameters, 4.089\u00a0GMACs at 224\u00a0px"
    )
    many = change(sizes=(Size(128, 128), NATIVE, Size(256, 256)))
    many = dataclasses.replace(many, old=(1, 2, 3), new=(4, 5, 6))
    assert change_line(many).startswith("timm/a at 224\u00a0px and 2 other sizes: macs: 2 -> 5")


def test_markdown_has_counts_versions_and_a_folded_table_for_each_field() -> None:
    found = markdown(moved(alone("timm/gone", "removed"), alone("timm/b"), change(), change(field="buffers")))
    assert found.startswith(
        "`2026.10.01` \u2192 `2026.11.22`: **1 removed, 1 added, 1 changed** of 1,000 architectures that both have.\n"
    )
    assert "| timm | `1.0.31` | `1.0.32` |" in found
    assert "### The model changed (timm 1.0.31 \u2192 1.0.32): 1 architectures" in found
    for summary in ("1 removed", "1 added", "macs: 1 in 1 architectures", "buffers: 1 in 1 architectures"):
        assert f"<details><summary>{summary}</summary>" in found
    assert "| `timm/a` | `224 px` | `100` | `101` | +1.0\u00a0% |" in found
    assert found.index("removed</summary>") < found.index("added</summary>") < found.index("macs: 1")


def test_what_is_not_shown_is_counted() -> None:
    found = markdown(moved(*(change(f"timm/a{number}") for number in range(75))))
    assert found.count("| `timm/a") == 50
    assert "and 25 more" in found


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 90), st.integers(1, 60), st.sampled_from([4000, 20_000, 60_000]))
def test_markdown_is_never_longer_than_a_host_takes(architectures: int, fields: int, longest: int) -> None:
    changes = [alone(f"timm/new{number}") for number in range(architectures)]
    for field in range(fields):
        changes += [
            change(f"timm/{'long_' * 10}{number}", f"field{field}", HOSTILE, HOSTILE)
            for number in range(min(architectures, 20))
        ]
    assert len(markdown(moved(*changes), longest)) <= longest


def test_room_for_less_than_the_counts_is_an_error() -> None:
    with pytest.raises(ValueError, match="expected room for the counts"):
        markdown(moved(change()), 40)


def test_nothing_in_a_value_or_a_name_is_markup() -> None:
    hostile = moved(change(HOSTILE, f"stages[{HOSTILE}]", HOSTILE, HOSTILE), alone(HOSTILE))
    table_row = next(line for line in markdown(hostile).splitlines() if line.startswith("| `<script>"))
    # Five cells, all but the empty change within a code span, none of which ends early.
    cells = table_row.strip("|").split("|")
    assert len(cells) == 5
    assert [cell.count("`") for cell in cells] == [2, 2, 2, 2, 0]
    assert "\n# title" not in markdown(hostile)
    found = page(hostile)
    assert "script" not in {tag for tag, _ in found.tags}
    assert "{{ 7 * 7 }}" in found.text


def test_the_page_of_releases_shows_the_newest_first_and_links_what_has_a_page() -> None:
    older = dataclasses.replace(moved(change("timm/b")), new_name="2026.10.01", old_name="2026.09.01")
    comparisons = {"2026.10.01": older, "2026.11.22": moved(change())}
    written = fragments(comparisons, ["2026.09.01", "2026.10.01", "2026.11.22"], frozenset({"timm/a"}))
    found = read(written[".fragments/changes/releases.html"])
    assert found.values("id") == ["r2026.11.22", "r2026.10.01"]
    links = [link for link in found.values("href") if not link.startswith("../data/")]
    assert links == ["../r/2026.11.22/", "../timm/a/", "../r/2026.10.01/"]


def test_a_comparison_that_leads_to_no_release_has_a_fragment_of_its_own() -> None:
    written = fragments({"timm-1.0.9": moved(change())}, [])
    assert "No release has been made yet" in read(written[".fragments/changes/releases.html"]).text
    assert "timm/a" in read(written[".fragments/changes/timm-1.0.9.html"]).text


def test_an_example_that_is_not_there_says_how_to_make_it() -> None:
    assert "make older" in read(fragments({}, [])[f".fragments/changes/{EXAMPLE}.html"]).text


def test_the_first_release_has_nothing_before_it() -> None:
    written = fragments({}, ["2026.11.22"])
    assert "2026.11.22 is the first release" in read(written[".fragments/changes/releases.html"]).text


def test_a_table_of_the_page_is_cut_and_its_rest_counted() -> None:
    found = page(moved(*(change(f"timm/a{number}") for number in range(ROWS + 3))))
    assert sum(tag == "tr" for tag, _ in found.tags) == ROWS + 1
    assert "and 3 more" in found.text


def test_fields_beyond_the_tenth_are_named_and_counted() -> None:
    found = page(moved(*(change(field=f"field{number}") for number in range(12))))
    assert sum(tag == "table" for tag, _ in found.tags) == 10
    assert "Also field10 of 1, field11 of 1." in found.text
