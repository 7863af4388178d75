"""``netweight render``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import click

from generator.cli import options
from generator.cli.failures import Failure, nonempty
from generator.cli.surveying import versions
from generator.cli.text import counted, grouped
from generator.dataset import read_dataset, remove_leftovers, write_atomically
from generator.dataset.accuracy import attach, read_results
from generator.dataset.changes import read_changes
from generator.dataset.counters import COUNTERS, read_counters
from generator.dataset.examples import read_examples
from generator.dataset.forms import FORMS, read_forms
from generator.dataset.fvcore import FVCORE, read_fvcore
from generator.dataset.keeping import read_kept
from generator.dataset.releases import read_edition, read_releases
from generator.dataset.weights import WEIGHTS, read_weights
from generator.records import Provenance
from generator.records.forms import Forms
from generator.records.history import History
from generator.records.weights import Library


class Synchronised(NamedTuple):
    """How many files were written, left alone and removed."""

    written: int
    unchanged: int
    removed: int


@click.command()
@options.data
@click.option(
    "--docs",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("docs"),
    show_default=True,
    metavar="DIR",
    help="Directory that the pages are written to.",
)
@click.option(
    "--accuracy",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="File results-imagenet.csv of timm: the accuracies of its weights, for the table and the plots.",
)
def render(data: Path, docs: Path, accuracy: Path | None) -> None:
    """Write the pages of the site from the dataset.

    Only files whose text changed are written. In the directories that hold generated pages alone,
    files that are no longer generated are removed.
    """
    from generator.render import GENERATED_DIRECTORIES, pages

    dataset = nonempty(read_dataset(data), data)
    weights = read_weights(data / WEIGHTS)
    if accuracy is not None:
        weights = measured(weights, accuracy, data)
    written = pages(
        dataset,
        read_examples(data),
        read_counters(data / COUNTERS),
        read_fvcore(data / FVCORE),
        weights,
        read_edition(data),
        history(data),
        _forms(data, dataset.provenance),
    )
    result = synchronise(docs, written, GENERATED_DIRECTORIES)
    click.echo(
        f"{grouped(result.written)} written, {grouped(result.unchanged)} unchanged, "
        f"{grouped(result.removed)} removed in {docs}"
    )


def measured(weights: Library | None, accuracy: Path, data: Path) -> Library:
    """The weights with the accuracies of a file; what it has of weights that are not there is said, not hidden.

    Raises:
        DatasetError: the file is not in timm's format.
        Failure: there are no weights to which accuracies belong.
    """
    if weights is None:
        raise Failure(
            f"{data / WEIGHTS}: no such file, so that no weights are known; `netweight weights` writes it"
        )
    results = read_results(accuracy)
    enriched, unknown = attach(weights, results, accuracy.name)
    said = f"{accuracy}: {counted(len(results), 'line')}"
    if unknown:
        said += (
            f", {grouped(len(unknown))} of weights that {data / WEIGHTS} does not have, such as {unknown[0]}"
        )
    click.echo(said, err=True)
    return enriched


def history(data: Path) -> History:
    """What is kept beside the dataset: its releases, and published comparisons."""
    releases = read_releases(data)
    kept = tuple(read_kept(data, one) for one in releases.releases)
    return History(releases=releases, kept=kept, comparisons=read_changes(data))


def _forms(data: Path, provenance: Provenance) -> Forms | None:
    """The closed forms, where they are of the versions that measured the dataset; else none, which is said."""
    found = read_forms(data)
    if found is not None and found[0] != provenance:
        difference = versions(found[0], provenance)
        click.echo(f"{data / FORMS} was made with {difference}; `netweight forms` makes it anew", err=True)
        return None
    return found[1] if found else None


def synchronise(docs: Path, pages: Mapping[str, str], owned: Iterable[str]) -> Synchronised:
    """Make ``docs`` hold the pages, and its ``owned`` directories nothing else.

    Args:
        docs: the directory the pages' paths are relative to.
        pages: text by relative path.
        owned: directories relative to ``docs`` in which a file without a page is removed.

    Raises:
        ValueError: a path leads out of ``docs``.
    """
    for path in (*pages, *owned):
        if not path or Path(path).is_absolute() or ".." in Path(path).parts or Path(path) == Path():
            raise ValueError(f"expected a path inside {docs}, found {path!r}")
    written = 0
    remove_leftovers(docs)
    for path, text in sorted(pages.items()):
        content = text.encode()
        target = docs / path
        if not target.is_file() or target.read_bytes() != content:
            write_atomically(target, content)
            written += 1
    removed = sum(_remove_strays(docs / directory, docs, pages) for directory in owned)
    return Synchronised(written, len(pages) - written, removed)


def _remove_strays(directory: Path, docs: Path, pages: Mapping[str, str]) -> int:
    removed = 0
    for path in sorted(directory.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(docs).as_posix() not in pages:
            path.unlink()
            removed += 1
    return removed
