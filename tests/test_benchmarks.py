"""The benchmarks: their tables add up, what they measure is what they say, and the committed results name versions."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from statistics import median
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from benchmarks import browser, machine, serving, site, survey
from benchmarks.serving import Weight
from benchmarks.workspace import CommandFailed, Cost
from generator.dataset import diff
from tests.factories import architecture, dataset

TABLES = ("survey", "site", "browser")


def cells(text: str, first: str) -> list[str]:
    """The cells after the first one, of the only line whose first cell that is."""
    found = [line for line in text.splitlines() if line.startswith(f"| {first} |")]
    assert len(found) == 1, f"{first!r} begins {len(found)} lines of\n{text}"
    return [cell.strip() for cell in found[0].strip("|").split("|")[1:]]


def well_formed(text: str) -> bool:
    """Whether the lines of every table have as many cells as its head."""
    tables = re.findall(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE)
    widths = [{line.count("|") for line in one.strip().splitlines()} for one in tables]
    return bool(tables) and all(len(width) == 1 for width in widths)


def cost(wall: float, cpu: float, megabytes: int, said: str = "") -> Cost:
    return Cost(wall=wall, cpu=cpu, peak_bytes=megabytes * 1_000_000, said=said)


def test_the_survey_table_sums_phases_and_divides_by_the_whole_floor() -> None:
    clock = survey.Clock()
    clock.seconds = defaultdict(float)
    clock.seconds["floor", "build", "timm/a"] = 3.0
    clock.seconds["floor", "eval pass", "timm/a"] = 1.0
    clock.seconds["floor", "eval pass", "timm/b"] = 4.0
    clock.seconds["survey", "build", "timm/a"] = 0.5
    clock.seconds["survey", "accounting", "timm/b"] = 1.5
    text = survey.table([architecture("a"), architecture("b")], clock)
    assert well_formed(text)
    assert cells(text, "build") == ["3.0", "0.5", "0.062"]
    assert cells(text, "eval pass") == ["5.0", "0.0", "0.000"]
    assert cells(text, "**all**") == ["**8.0**", "**2.0**", "**0.250**"]
    assert cells(text, "timm/b") == ["4.00", "1.50", "0.38"]


def test_the_site_table_compares_growth_of_seconds_with_growth_of_pages() -> None:
    rows = [
        site.Row(pages=1_500, step="render", cost=cost(4.0, 3.0, 120), written=3_283),
        site.Row(pages=500, step="render", cost=cost(2.5, 2.0, 100), written=1_100),
        site.Row(pages=1_500, step="mkdocs build", cost=cost(8.5, 6.0, 501)),
    ]
    text = site.table(rows, "footer")
    assert well_formed(text)
    lines = [line for line in text.splitlines() if line.startswith("| render | ")]
    assert lines[0] == "| render | 500 | 1,100 | 2.50 | 2.00 | 100 |  |"
    assert lines[1] == "| render | 1,500 | 3,283 | 4.00 | 3.00 | 120 | 0.50 |", (
        "1.5 times the seconds for 3 times"
    )
    assert "| render | 10 s | 4.00 s, of which CPU 3.00 s | met |" in lines
    assert "| mkdocs build | 8 s | 8.50 s, of which CPU 6.00 s | missed |" in text
    assert "| peak memory of either | 500 MB | 501 MB | missed |" in text
    assert text.endswith("\n\nfooter")


def test_the_best_round_has_the_least_of_each_cost() -> None:
    rounds = [
        site.Row(pages=5, step="render", cost=cost(2.0, 1.5, 90), written=7),
        site.Row(pages=5, step="render", cost=cost(3.0, 1.0, 80), written=7),
    ]
    assert site.best(rounds) == replace(rounds[0], cost=cost(2.0, 1.0, 80))


def test_what_rendering_says_is_read_and_silence_is_an_error() -> None:
    said = "3,283 written, 1 unchanged, 0 removed in docs"
    assert site.written(cost(1, 1, 1, said), "render") == 3_283
    assert site.written(cost(1, 1, 1), "mkdocs build") is None
    with pytest.raises(CommandFailed, match="expected a number of files written, found ''"):
        site.written(cost(1, 1, 1), "render")


@pytest.mark.parametrize("pages", [3, 20, 25, 47])
def test_a_dataset_of_any_size_has_distinct_sorted_names_and_known_layers(pages: int) -> None:
    committed = dataset(20)
    made, originals = site.of_size(committed, pages)
    keys = [(entry.architecture.zoo, entry.architecture.name) for entry in made.entries]
    assert len(keys) == len(originals) == pages
    assert keys == sorted(set(keys))
    known = {entry.architecture.key: entry for entry in committed.entries}
    for entry, original in zip(made.entries, originals, strict=True):
        assert replace(entry, architecture=known[original].architecture) == known[original]
        assert re.fullmatch(re.escape(original) + r"(_copy\d*)?", entry.architecture.key)


def test_one_changed_changes_the_macs_of_one_measurement_by_one() -> None:
    before = dataset(20)
    after = site.one_changed(before)
    changed = [(old, new) for old, new in zip(before.entries, after.entries, strict=True) if old != new]
    assert len(changed) == 1
    old, new = changed[0]
    assert old.native is not None
    assert new.native is not None
    assert new.native.numbers == replace(old.native.numbers, macs=old.native.numbers.macs + 1)
    assert len(diff(before, after)) == 1


def test_the_browser_table_has_medians_beside_targets_and_sums_of_bytes() -> None:
    readings = [
        browser.Reading(what="quick", target=20.0, milliseconds=(30.0, 10.0, 20.0)),
        browser.Reading(what="slow", target=10.0, milliseconds=(10.1, 10.2, 10.3)),
    ]
    kinds = dict.fromkeys(serving.KINDS, Weight())
    kinds |= {
        "documents": Weight(plain=3_000, compressed=1_000),
        "scripts": Weight(plain=900, compressed=500),
    }
    text = browser.table(readings, {"home": kinds}, "footer")
    assert well_formed(text)
    assert cells(text, "quick") == ["20", "20.0", "10.0 to 30.0", "met"]
    assert cells(text, "slow") == ["10", "10.2", "10.1 to 10.3", "missed"]
    assert cells(text, "home") == ["1.0 (3.0)", "0.5 (0.9)", "0", "0", "0", "1.5 (3.9)"]


def test_the_slowest_keystroke_is_the_one_with_the_longest_median() -> None:
    texts = browser.keystrokes(["a b", "c"])
    assert texts == ["a", "a b", "c"]
    rounds = [[1.0, 9.0, 3.0], [1.0, 2.0, 4.0], [2.0, 2.0, 5.0]]
    middle, slowest = browser.summarised(texts, rounds)
    assert middle.milliseconds == (3.0, 2.0, 2.0)
    assert "`c`" in slowest.what
    assert median(slowest.milliseconds) == 4.0


def test_weights_are_summed_by_kind_of_file() -> None:
    page, script = b"<p>" * 400, b"let a = 1\n" * 100
    found = serving.weights([("index.html", page), ("a.js", script), ("b.js", script), ("favicon.svg", b"x")])
    assert found["documents"].plain == 1_200
    assert found["scripts"].plain == 2_000
    assert found["scripts"].compressed == 2 * serving.weight(script).compressed < 2_000
    assert found["data"] == Weight()
    assert found["other"].plain == 1


def test_the_server_remembers_the_files_that_it_sent_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "page/index.html").write_bytes(b"<p>")
    (tmp_path / "unasked.js").write_bytes(b"let a")
    with serving.served(tmp_path) as served:
        for path in ("page/", "page/?query=1"):
            assert urlopen(served.address + path).read() == b"<p>"
        with pytest.raises(HTTPError, match="404"):
            urlopen(served.address + "nothing.css")
        assert {kind: one.plain for kind, one in served.weights().items() if one.plain} == {"documents": 3}


def test_the_machine_line_names_the_version_of_what_it_is_given() -> None:
    assert re.match(
        r"Python 3\.\d+\.\d+, mkdocs 1\.\d+\.\d+, Chromium 1;", machine.machine(["mkdocs"], "Chromium 1")
    )


@pytest.mark.parametrize("name", TABLES)
def test_a_committed_table_is_whole_and_names_its_versions(root: Path, name: str) -> None:
    text = (root / f"docs/benchmarks/{name}.md").read_text(encoding="utf-8")
    assert well_formed(text)
    footer = text.strip().splitlines()[-1]
    assert re.search(r"Python 3\.\d+\.\d+, [\w-]+ \d+\.\d+", footer), footer


def test_the_page_includes_every_committed_table(root: Path) -> None:
    page = (root / "docs/performance.md").read_text(encoding="utf-8")
    included = re.findall(r'^--8<-- "docs/benchmarks/(\w+)\.md"$', page, re.MULTILINE)
    committed = {path.stem for path in (root / "docs/benchmarks").glob("*.md")}
    elsewhere = {
        "memory": "docs/crosscheck/memory.md",
        "release": "docs/citing.md",
        **dict.fromkeys(("faults", "disk"), "docs/scaling.md"),
    }
    assert set(included) == committed - set(elsewhere) == set(TABLES)
    for name, path in elsewhere.items():
        text = (root / path).read_text(encoding="utf-8")
        assert f'--8<-- "docs/benchmarks/{name}.md"' in text
    for name in TABLES:
        assert f"python -m benchmarks.{name}" in page
