"""``netweight release``."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli import options
from generator.cli.failures import Failure
from generator.cli.text import counted
from generator.dataset import write_atomically
from generator.dataset.changes import CHANGES, changes, encode_changes
from generator.dataset.digests import dataset_digest, digests
from generator.dataset.earlier import read_comparable
from generator.dataset.keeping import freeze, verify
from generator.dataset.releases import kept_release, read_releases
from generator.records.release import Release


@click.command()
@click.argument("version", metavar="VERSION")
@click.option(
    "--site", default="", metavar="URL", help="Address of the published site, which citations name."
)
@options.data
def release(version: str, site: str, data: Path) -> None:
    """Keep the dataset for good, under the date VERSION, such as 2026.11.22.

    Writes the compressed data with the digests of all records to releases/VERSION beside the dataset, what moved
    since the release before to changes/VERSION.json, and the release to releases.json. What was released before
    is left as it is.
    """
    made = _begun(data, version) or freeze(data, version, site)
    verify(data, made)
    click.echo(f"{version}: {counted(made.architectures, 'architecture')}, SHA-256 {made.digest}")
    earlier = read_releases(data).releases[:-1]
    if earlier:
        click.echo(_moved(data, earlier[-1], made))


def _begun(data: Path, name: str) -> Release | None:
    """The release of this name, where it was kept and the command ended before what moved was written down."""
    releases = read_releases(data)
    *earlier, latest = releases.releases or (None,)
    if latest is None or not earlier or latest.name != name or (data / CHANGES / f"{name}.json").exists():
        return None
    return latest if latest == releases.holding(dataset_digest(digests(data))) else None


def _moved(data: Path, before: Release, made: Release) -> str:
    """Write what moved since the release before, in what the schemas of both have."""
    (old, unsaid), (new, also) = (read_comparable(kept_release(data, one.name)) for one in (before, made))
    found = changes(old, new, before.name, made.name, without=unsaid | also)
    write_atomically(data / CHANGES / f"{made.name}.json", encode_changes(found).encode())
    removed, added = (len(found.architectures(kind)) for kind in ("removed", "added"))
    less = f"; {counted(len(found.not_compared), 'field')} not compared" if found.not_compared else ""
    return f"since {before.name}: {removed} removed, {added} added, {found.changed} changed{less}"


def check_release(data: Path, name: str) -> str:
    """Hold a kept release, or ``all`` of them, against the digests that were written down; what was found, in a line.

    Raises:
        Failure: there is no such release.
        DatasetError: a digest is another.
    """
    releases = read_releases(data)
    chosen = (
        releases.releases if name == "all" else tuple(one for one in releases.releases if one.name == name)
    )
    if not chosen:
        there = ", ".join(one.name for one in releases.releases) or "none"
        raise Failure(f"no release is called {name!r} in {data}; there are: {there}")
    for one in chosen:
        verify(data, one)
    total = sum(one.architectures for one in chosen)
    return f"intact: {counted(len(chosen), 'release')}, {counted(total, 'record')}"
