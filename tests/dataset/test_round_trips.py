"""Every file beside the dataset gives back what was written to it, whatever stands in its texts."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.dataset import DatasetError, decode_entry, encode_entry
from generator.dataset.changes import decode_changes, encode_changes
from generator.dataset.counters import decode_counters, encode_counters
from generator.dataset.forms import decode_form, encode_form
from generator.dataset.fvcore import decode_fvcore, encode_fvcore
from generator.dataset.releases import decode_releases, encode_releases
from generator.dataset.rows import encode_csv, encode_jsonl
from generator.dataset.weights import decode_weights, encode_weights
from generator.lookup import markdown
from generator.records import Provenance
from generator.records.changes import KINDS, Change, Changes
from generator.records.counters import Comparison, Counter, Outcome, Residue, Specimen, Trap
from generator.records.forms import FORM_FIELDS, REQUIRED_FIELDS, Domain, Form, Unformed, Whole
from generator.records.fvcore import Traced, Tracing
from generator.records.release import Release, Releases, release_order
from generator.records.weights import Library, Literature, Metric, Paper, Shelf, Weights
from generator.render.bibtex import escaped
from generator.render.changes.markdown import code
from tests.dataset.strategies import COUNTS, LABELS, NAMES, SHAPES, SIZES, TEXTS
from tests.factories import dataset

FEW = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
PROVENANCES = st.builds(
    Provenance, **dict.fromkeys(("python", "torch", "torchvision", "timm", "netweight"), LABELS)
)
VERSIONS = st.dictionaries(LABELS, LABELS, min_size=1, max_size=3).map(
    lambda found: tuple(sorted(found.items()))
)
ADDRESSES = st.from_regex(r"https://[^\s]{1,20}", fullmatch=True).filter(
    lambda one: not any(c.isspace() for c in one)
)
DECIMALS = st.floats(0, 1e9, allow_nan=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)


CELLS = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=20)
"""Texts without a carriage return, which no message and no description may have: csv quotes it from Python 3.13 on."""


def unique(strategy: st.SearchStrategy[Any], by: Any, most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """Some records, sorted and unique by what a file sorts them by."""
    return st.lists(strategy, max_size=most, unique_by=by).map(lambda found: tuple(sorted(found, key=by)))


@st.composite
def releases(draw: st.DrawFn) -> Releases:
    days = draw(st.lists(st.dates(), max_size=3, unique=True).map(sorted))
    second = draw(st.sampled_from(["", ".2", ".99"]))
    names = [f"{day.year:04}.{day.month:02}.{day.day:02}{second}" for day in days]
    site = draw(st.sampled_from(["", "https://example.org/", "http://localhost:8000/a/b/"]))
    made = [
        Release(
            name=name,
            digest=draw(st.from_regex(r"[0-9a-f]{64}", fullmatch=True)),
            schema=draw(st.integers(1, 99)),
            provenance=draw(PROVENANCES),
            zoos=tuple(sorted(draw(st.dictionaries(NAMES, st.integers(1, 9_999), max_size=3)).items())),
        )
        for name in sorted(names, key=release_order)
    ]
    return Releases(site=site, releases=tuple(made))


@st.composite
def moved(draw: st.DrawFn) -> Change:
    sizes = tuple(sorted(draw(st.lists(SIZES, max_size=3, unique=True))))
    values = st.lists(JSON, min_size=max(1, len(sizes)), max_size=max(1, len(sizes))).map(tuple)
    return Change(
        key=draw(LABELS),
        field=draw(LABELS),
        kind=draw(st.sampled_from(KINDS)),
        native=draw(SIZES),
        sizes=sizes,
        old=draw(values),
        new=draw(values),
        causes=tuple(draw(st.lists(LABELS, max_size=2))),
    )


CHANGES = st.builds(
    Changes,
    old_name=LABELS,
    new_name=LABELS,
    old=PROVENANCES,
    new=PROVENANCES,
    common=COUNTS,
    changes=st.lists(moved(), max_size=4).map(tuple),
    not_compared=st.lists(LABELS, max_size=3, unique=True).map(lambda names: tuple(sorted(names))),
)
PAPERS = st.lists(st.builds(Paper, title=TEXTS, url=ADDRESSES), max_size=2).map(tuple)
METRICS = st.lists(
    st.builds(Metric, dataset=LABELS, name=LABELS, value=DECIMALS, size=st.none() | SIZES, source=TEXTS),
    max_size=2,
).map(tuple)
WEIGHTS = st.builds(
    Weights,
    tag=LABELS,
    **dict.fromkeys(("size", "test_size", "least_size", "resize"), st.none() | SIZES),
    **dict.fromkeys(("crop", "test_crop"), st.none() | st.floats(0.01, 10)),
    **dict.fromkeys(("crop_mode", "interpolation", "license", "hub", "backend"), TEXTS),
    **dict.fromkeys(("url", "origin", "recipe"), st.just("") | ADDRESSES),
    classes=st.integers(0, 22_000),
    papers=PAPERS,
    file_mib=st.none() | DECIMALS,
    **dict.fromkeys(("parameters", "macs"), st.none() | COUNTS),
    metrics=METRICS,
    notes=st.lists(LABELS, max_size=2).map(tuple),
)
LIBRARIES = st.builds(
    Library,
    versions=VERSIONS,
    families=unique(
        st.builds(Literature, zoo=NAMES, family=NAMES, papers=PAPERS), lambda one: (one.zoo, one.family)
    ),
    shelves=unique(
        st.builds(
            Shelf,
            zoo=NAMES,
            name=NAMES,
            family=NAMES,
            papers=PAPERS,
            weights=unique(WEIGHTS, lambda one: one.tag),
        ),
        lambda one: (one.zoo, one.name),
    ),
)
TRACED = st.builds(Traced, key=LABELS, size=SIZES, ours=COUNTS, theirs=COUNTS) | st.builds(
    Traced, key=LABELS, size=SIZES, ours=COUNTS, error=LABELS
)
TRACINGS = st.builds(
    Tracing, versions=VERSIONS, models=st.lists(TRACED, max_size=3, unique_by=lambda one: one.key).map(tuple)
)
ANSWERS = st.one_of(
    st.fixed_dictionaries({"parameters": st.none() | COUNTS, "macs": COUNTS, "partial": st.booleans()}),
    st.fixed_dictionaries({"parameters": st.none() | COUNTS}),
    st.fixed_dictionaries({"error": LABELS}),
)


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    versions = draw(VERSIONS)
    packages = st.sampled_from([name for name, _ in versions])
    counter = st.builds(Counter, name=LABELS, package=packages, call=LABELS, reading=LABELS)
    trap = st.builds(Trap, name=NAMES, meaning=LABELS, shape=SHAPES, parameters=COUNTS, macs=COUNTS)
    counters = draw(st.lists(counter, max_size=2, unique_by=lambda one: one.name))
    traps = draw(st.lists(trap, max_size=2, unique_by=lambda one: one.name))
    specimens = draw(
        st.lists(
            st.builds(Specimen, key=NAMES.map(lambda name: f"timm/{name}"), size=SIZES),
            max_size=2,
            unique_by=lambda one: one.key,
        )
    )
    cases = [*(one.name for one in traps), *(one.key for one in specimens)]
    return Comparison(
        versions=versions,
        counters=tuple(counters),
        traps=tuple(traps),
        specimens=tuple(specimens),
        outcomes=tuple(
            Outcome(counter=one.name, case=case, **draw(ANSWERS)) for one in counters for case in cases
        ),
        residues=tuple(Residue(counter=one.name, hooks=draw(COUNTS), error=draw(TEXTS)) for one in counters),
    )


@st.composite
def formed(draw: st.DrawFn) -> Form:
    square = draw(st.booleans())
    letters = 1 if square else 2
    factor = st.integers(-(2**40), 2**40)
    wholes: list[Whole] = []
    for place in range(draw(st.integers(0, 2))):
        atoms = st.lists(st.integers(0, letters + place - 1), max_size=2).map(sorted)
        terms = st.lists(
            st.tuples(factor.filter(bool), atoms).map(lambda one: (one[0], *one[1])), min_size=1, max_size=2
        )
        wholes.append(Whole(terms=tuple(draw(terms)), divisor=draw(st.integers(2, 64))))
    inside = st.lists(st.integers(0, letters + len(wholes) - 1), min_size=1, max_size=3).map(
        lambda one: tuple(sorted(one))
    )
    monomials = ((), *draw(st.lists(inside, max_size=3, unique=True)))
    row = st.lists(factor, min_size=len(monomials), max_size=len(monomials)).map(tuple)
    rows = (
        st.lists(row, min_size=1, max_size=2, unique=True)
        .map(tuple)
        .filter(
            lambda found: len(found) > 1 or any(found[0][1:]) or found[0][0] >= 0
        )  # a constant is a count
    )
    least = draw(st.integers(1, 999))
    return Form(
        key=f"{draw(NAMES)}/{draw(NAMES)}",
        domain=Domain(
            step=draw(st.integers(1, 64)),
            square=square,
            least_px=least,
            most_px=draw(st.integers(least, 9_999)),
        ),
        wholes=tuple(wholes),
        monomials=monomials,
        fields=(("macs", draw(rows)), ("activations", draw(rows))),
        held=tuple(draw(st.lists(SIZES, max_size=2))),
        grid=draw(COUNTS),
        missing=tuple((name, draw(LABELS)) for name in FORM_FIELDS if name not in REQUIRED_FIELDS),
    )


@FEW
@given(releases())
def test_releases_are_read_back(found: Releases) -> None:
    assert decode_releases(encode_releases(found), "text") == found


@FEW
@given(CHANGES)
def test_changes_are_read_back(found: Changes) -> None:
    assert decode_changes(encode_changes(found), "text") == found


@FEW
@given(LIBRARIES)
def test_weights_are_read_back(found: Library) -> None:
    assert decode_weights(encode_weights(found), "text") == found


@FEW
@given(TRACINGS)
def test_runs_of_fvcore_are_read_back(found: Tracing) -> None:
    assert decode_fvcore(encode_fvcore(found), "text") == found


@FEW
@given(comparisons())
def test_comparisons_of_counters_are_read_back(found: Comparison) -> None:
    assert decode_counters(encode_counters(found), "text") == found


@FEW
@given(formed() | st.builds(Unformed, key=st.just("timm/a"), reason=LABELS))
def test_closed_forms_are_read_back(found: Form | Unformed) -> None:
    assert decode_form(encode_form(found), "text") == found


LINE = json.loads(encode_entry(dataset().entries[0]))


@FEW
@given(st.sampled_from(sorted(LINE)), JSON)
def test_a_line_with_any_value_in_place_of_another_is_read_as_it_stands_or_refused(
    key: str, value: Any
) -> None:
    """Nothing but a :class:`DatasetError`, which names the line, comes out of a line that is no entry."""
    text = json.dumps(LINE | {key: value})
    try:
        found = encode_entry(decode_entry(text, "timm.jsonl:7"))
    except DatasetError as error:
        found = str(error)
    assert found.startswith("timm.jsonl:7: $") or json.loads(found) == json.loads(text)


@FEW
@given(st.lists(st.dictionaries(st.sampled_from(["a", "b"]), CELLS, min_size=2), max_size=4))
def test_rows_with_any_text_are_read_back_from_csv_and_from_lines_of_json(rows: list[dict[str, str]]) -> None:
    written = b"".join(encode_csv(rows, ("a", "b"))).decode()
    assert list(csv.DictReader(io.StringIO(written, newline=""))) == rows
    lines = b"".join(encode_jsonl(rows)).decode().split("\n")
    assert [json.loads(line) for line in lines[:-1]] == rows


ESCAPES = re.compile(r"\\textbackslash\{\}|\\([~^])\{\}|\\([&%$#_{}])")


@given(st.text())
def test_latex_prints_the_text_that_was_escaped_and_no_sign_of_it_is_a_command(text: str) -> None:
    written = escaped(text)
    assert ESCAPES.sub(lambda match: match[1] or match[2] or "\\", written) == text
    assert not re.search(r"[\\&%$#_{}~^]", ESCAPES.sub("", written))


@given(st.text(), st.text())
def test_no_text_in_a_code_span_ends_its_cell_or_its_row(one: str, other: str) -> None:
    row = f"| {code(one)} | {code(other)} | end |"
    table = f"| a | b | c |\n| --- | --- | --- |\n{row}\n"
    (found,) = markdown.tables(table)
    assert [len(line.cells) for line in found.rows] == [3]
    assert found.rows[0].cells[2] == "end"
    assert row.count("`") in (0, 2, 4)


@pytest.mark.parametrize("kind", [Releases, Changes, Library, Tracing, Comparison])
def test_a_file_that_is_cut_short_anywhere_is_refused(kind: type[Any]) -> None:
    """Each as the smallest of its kind: any beginning of its text is no such file."""
    provenance = Provenance(python="3", torch="2", torchvision="0", timm="1", netweight="0")
    text, decode = {
        Releases: (encode_releases(Releases()), decode_releases),
        Changes: (
            encode_changes(
                Changes(old_name="a", new_name="b", old=provenance, new=provenance, common=0, changes=())
            ),
            decode_changes,
        ),
        Library: (encode_weights(Library(versions=(), families=(), shelves=())), decode_weights),
        Tracing: (encode_fvcore(Tracing(versions=(), models=())), decode_fvcore),
        Comparison: (
            encode_counters(
                Comparison(versions=(), counters=(), traps=(), specimens=(), outcomes=(), residues=())
            ),
            decode_counters,
        ),
    }[kind]
    whole = text if kind is Library else text.rstrip("\n")
    for length in range(len(whole)):
        with pytest.raises(DatasetError):
            decode(text[:length], "text")
