"""``netweight forms``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from generator.cli import options
from generator.cli.failures import Failure, nonempty, writable
from generator.cli.patterns import select
from generator.cli.surveying import LOG_SECONDS, STORE, versions
from generator.cli.text import counted
from generator.dataset import read_dataset
from generator.dataset.forms import FORMS, encode_form, read_forms, write_forms
from generator.records.forms import Form

if TYPE_CHECKING:
    from generator.survey.form_search import Found


@click.command()
@options.patterns
@options.data
@options.jobs
@click.option("--fresh", is_flag=True, help="Look for every form anew and reuse nothing stored.")
@click.option("--missing", is_flag=True, help="Look only for architectures that the file does not have yet.")
def forms(patterns: tuple[str, ...], data: Path, jobs: int, fresh: bool, missing: bool) -> None:
    """Find closed forms in height and width, and write them beside the dataset.

    Each architecture is recorded at a few sizes that tell its extents apart; the form is then held against every
    measurement in the dataset and against sizes recorded for that alone. With PATTERN or --missing the others stay as
    they are. `netweight form` evaluates a form, `netweight render` puts it on the pages.
    """
    from generator import survey
    from generator.survey.form_search import find_forms

    dataset = nonempty(read_dataset(data), data)
    here = survey.provenance()
    difference = versions(dataset.provenance, here)
    if difference:
        raise Failure(f"{data} was measured with {difference}; run `netweight survey` first")
    entries = {entry.architecture.key: entry for entry in dataset.entries}
    kept = read_forms(writable(data)) if patterns or missing else None
    lines = {key: encode_form(form) for key, form in (kept[1] if kept and kept[0] == here else {}).items()}
    keys = [key for key in select(list(entries), patterns) if not (missing and key in lines)]
    store = None if fresh else STORE
    found = list(_progress(find_forms([entries[key] for key in keys], jobs=jobs, store=store), len(keys)))
    lines |= {one.form.key: one.line for one in found}
    written = write_forms({key: line for key, line in lines.items() if key in entries}, here, data)
    click.echo(f"{data / FORMS}: {'written' if written else 'unchanged'}, {_summary(found)}", err=True)


def _progress(found: Iterable[Found], total: int) -> Iterator[Found]:
    """What is found, with a bar on standard error."""
    interval = 0.2 if sys.stderr.isatty() else LOG_SECONDS
    none = 0
    with tqdm(total=total, unit=" models", dynamic_ncols=True, mininterval=interval, file=sys.stderr) as bar:
        for one in found:
            yield one
            none += not isinstance(one.form, Form)
            bar.set_postfix_str(f"{none} without a form", refresh=False)
            bar.update()


def _summary(found: Iterable[Found]) -> str:
    """``3 forms: 2 of all sizes, 1 of multiples of 32 px; 1 architecture without``."""
    domains = Counter(one.form.domain.step for one in found if isinstance(one.form, Form))
    parts = [f"{number} {_multiples(step)}" for step, number in sorted(domains.items())]
    total = sum(domains.values())
    without = sum(not isinstance(one.form, Form) for one in found)
    told = f"{counted(total, 'form')}{': ' if parts else ''}{', '.join(parts)}"
    return f"{told}; {counted(without, 'architecture')} without"


def _multiples(step: int) -> str:
    return "of all sizes" if step == 1 else f"of multiples of {step} px"
