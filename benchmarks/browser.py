"""What a reader waits for, in a real Chromium: medians of seven over the whole committed dataset.

The site is rendered and built in a temporary directory and served from the loopback interface, so what
is measured is the work of the browser and not of a network. Every page that is opened, is opened in an empty
profile. Bytes are what the server was asked for until the page fell silent.

``python -m benchmarks.browser``: about two minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.machine import machine
from benchmarks.serving import KINDS, Served, Weight, served
from benchmarks.workspace import DATA, workspace
from generator.dataset import layers_path, read_dataset, read_layers
from generator.records import Dataset
from tests.chromium import FLAGS, find_chromium

ROUNDS = 7
PROBES = Path(__file__).with_name("probes.js")
SORTS = ("Parameters", "MACs", "Family")
FILTERS = (("Name", "resnet*"), ("Zoo", "torchvision"), ("Parameters at most", "30M"))
TYPED = ("resnet50", "vit base 384", "effnet b4", "swni tiny", "r(2+1)d", "methodology")
"""Typed letter by letter: a name, words, an abbreviation, a mistake, signs, a page."""
SILENCE_MS = 2_000
"""The theme starts its search worker some time after a page is there."""
READY_MS, SORT_MS, KEYSTROKE_MS, LAYERS_MS = 300.0, 20.0, 10.0, 50.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Milliseconds of one thing that a reader waits for, one for each round."""

    what: str
    target: float
    milliseconds: tuple[float, ...]


@contextmanager
def opened(browser: Browser, address: str) -> Iterator[Page]:
    """A page in an empty profile, with the probes in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(path=PROBES)
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    yield page
    context.close()


def probed(browser: Browser, address: str, call: str, argument: Any = None) -> list[Any]:
    """The answer of a probe on a page that is opened anew for each round; a first one is not counted."""
    answers = []
    for _ in range(ROUNDS + 1):
        with opened(browser, address) as page:
            answers.append(page.evaluate(f"argument => netweightProbes.{call}", argument))
    return answers[1:]


def browse_readings(browser: Browser, address: str) -> list[Reading]:
    """Ready, sorts and filters of the browse page."""
    page = f"{address}browse/"
    ready = tuple(probed(browser, page, "ready"))
    readings = [
        Reading(what="browse: first rows since navigation began", target=READY_MS, milliseconds=ready)
    ]
    actions = [(f"sort by {label}", "sort(argument)", label) for label in SORTS]
    actions += [
        (f"filter: {label} {value}", "filter(argument)", {"label": label, "value": value})
        for label, value in FILTERS
    ]
    for what, call, argument in actions:
        answers = probed(browser, page, call, argument)
        for state, key in (("rows in the page", "rows"), ("laid out", "laidOut")):
            times = tuple(answer[key] for answer in answers)
            readings.append(Reading(what=f"{what}, {state}", target=SORT_MS, milliseconds=times))
    return readings


def keystrokes(typed: Sequence[str]) -> list[str]:
    """What the search field holds after each letter of each text; ends in a blank are left out."""
    return [text[:end] for text in typed for end in range(1, len(text) + 1) if text[end - 1] != " "]


def search_readings(browser: Browser, address: str) -> list[Reading]:
    """The median over all keystrokes, and the one whose median is the longest."""
    texts = keystrokes(TYPED)
    with opened(browser, address) as page:
        rounds = [page.evaluate("texts => netweightProbes.keystrokes(texts)", texts) for _ in range(ROUNDS)]
    return summarised(texts, rounds)


def summarised(texts: Sequence[str], rounds: Sequence[Sequence[float]]) -> list[Reading]:
    """Two readings from milliseconds by round and keystroke."""
    slowest = max(range(len(texts)), key=lambda place: median(one[place] for one in rounds))
    return [
        Reading(
            what=f"search: median of {len(texts)} keystrokes",
            target=KEYSTROKE_MS,
            milliseconds=tuple(median(one) for one in rounds),
        ),
        Reading(
            what=f"search: the slowest of them, `{texts[slowest]}`",
            target=KEYSTROKE_MS,
            milliseconds=tuple(one[slowest] for one in rounds),
        ),
    ]


def largest_layers(dataset: Dataset) -> str:
    """The key of the architecture whose layer table has the most bytes."""
    sizes = {
        key: path.stat().st_size
        for key in (entry.architecture.key for entry in dataset.entries)
        if (path := layers_path(DATA, key)).is_file()
    }
    if not sizes:
        raise FileNotFoundError(f"expected layer tables below {DATA}, found none: run `make survey` first")
    return max(sizes, key=lambda key: sizes[key])


def layer_readings(browser: Browser, address: str, keys: Sequence[str]) -> list[Reading]:
    """Opening the layers of each architecture."""
    readings = []
    for key in keys:
        times = tuple(probed(browser, f"{address}{key}/", "openLayers()"))
        what = f"layers of {key}, {len(read_layers(DATA, key)):,} rows"
        readings.append(Reading(what=what, target=LAYERS_MS, milliseconds=times))
    return readings


def transferred(browser: Browser, site: Served, pages: Mapping[str, str]) -> dict[str, dict[str, Weight]]:
    """Bytes by kind for each page type, from an empty cache until the page is silent."""
    found = {}
    for name, path in pages.items():
        site.asked.clear()
        with opened(browser, site.address + path) as page:
            if name.endswith("layers open"):
                page.evaluate("netweightProbes.openLayers()")
            until_silent(page, site)
        found[name] = site.weights()
    return found


def until_silent(page: Page, site: Served) -> None:
    """Returns when the server was asked for nothing more during ``SILENCE_MS``."""
    before = -1
    while len(site.asked) != before:
        before = len(site.asked)
        page.wait_for_timeout(SILENCE_MS)


def table(readings: Sequence[Reading], bytes_by_page: Mapping[str, Mapping[str, Weight]], footer: str) -> str:
    """Both results in Markdown."""
    lines = ["| | target, ms | median, ms | fastest to slowest, ms | |", "| --- | ---: | ---: | ---: | --- |"]
    for one in readings:
        middle = median(one.milliseconds)
        verdict = "met" if middle <= one.target else "missed"
        between = f"{min(one.milliseconds):.1f} to {max(one.milliseconds):.1f}"
        times = f"{one.target:.0f} | {middle:.1f} | {between}"
        lines.append(f"| {one.what} | {times} | {verdict} |")
    lines += ["", f"| kB with gzip (without) | {' | '.join(KINDS)} | all |", f"| --- |{' ---: |' * 6}"]
    for page, kinds in bytes_by_page.items():
        cells = [kinds[kind] for kind in KINDS]
        cells.append(sum(cells, Weight()))
        lines.append(f"| {page} | {' | '.join(kilobytes(cell) for cell in cells)} |")
    return "\n".join([*lines, "", footer])


def kilobytes(weight: Weight) -> str:
    """``compressed (plain)`` in kB of 1,000 bytes; 0 where nothing was sent."""
    if weight.plain == 0:
        return "0"
    return f"{weight.compressed / 1e3:.1f} ({weight.plain / 1e3:.1f})"


def page_types(dataset: Dataset) -> dict[str, str]:
    """Path of one page of each type; the family is that of the architecture."""
    key = "timm/resnet50"
    entry = next(one for one in dataset.entries if one.architecture.key == key)
    return {
        "home": "",
        "browse": "browse/",
        "families": "families/",
        f"family {entry.architecture.family}": f"families/timm/{entry.architecture.family}/",
        f"architecture {key}": f"{key}/",
        "the same, layers open": f"{key}/",
        "methodology": "methodology/",
        "table": "table/",
    }


def measured(browser: Browser, site: Served, dataset: Dataset) -> str:
    """Everything, as the table."""
    steps: tuple[Callable[[], list[Reading]], ...] = (
        lambda: browse_readings(browser, site.address),
        lambda: search_readings(browser, site.address),
        lambda: layer_readings(browser, site.address, ("timm/resnet50", largest_layers(dataset))),
    )
    readings = [reading for step in steps for reading in step()]
    by_page = transferred(browser, site, page_types(dataset))
    known = machine(("playwright", "mkdocs-material"), f"Chromium {browser.version}")
    footer = f"{len(dataset.entries):,} architectures, median of {ROUNDS}. {known}"
    return table(readings, by_page, footer)


def main() -> None:
    """Builds the site, measures, prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, help="also write the table to this file")
    options = parser.parse_args()
    dataset = read_dataset(DATA)
    keys = [entry.architecture.key for entry in dataset.entries]
    with workspace(dataset, keys) as work:
        work.render()
        work.build()
        with served(work.place / "site") as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
            text = measured(browser, site, dataset)
            browser.close()
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
