"""Permalinks: a small page for each architecture of each release, and a page for each release.

The page of a record is a file of its own that no site builder touches: a site of ten releases would else be ten
times as slow to build. It is made from the kept lines alone, read without the layout of today, so that it stays the
same whatever becomes of the dataset. The newest ``RECENT`` releases have a row for each size and the line itself beside
the page; older ones answer with the native size, and the file of the release has the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.records import Size
from generator.records.release import Kept, Record, Releases
from generator.render.environment import drawing, fragment, page, slug
from generator.render.links import RELEASES, release_path
from generator.render.units import exact, pixels

RECENT = 4
"""Releases whose permalinks have every size; see the page on releases for how many fit."""

DIRECTORY = RELEASES
"""Below docs/; nothing but generated files lies in it."""

COLUMNS = (
    ("Parameters", "parameters"),
    ("MACs", "macs"),
    ("Activations", "activations"),
    ("Buffers", "buffers"),
    ("Peak of inference [B]", "peak_activation_bytes"),
    ("Kept for backward [B]", "saved_bytes"),
)
"""What a citation can be about: headings and fields; a release that lacks a field has no column for it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """The numbers at one size."""

    size: str
    native: bool
    cells: tuple[str, ...]


def files(kept: Sequence[Kept], releases: Releases, present: frozenset[str]) -> Mapping[str, str]:
    """The files of all kept releases, by path below docs/.

    Args:
        kept: oldest first.
        releases: all of them.
        present: ``zoo/name`` of the architectures that have a page today.
    """
    written: dict[str, str] = {}
    latest = kept[-1].release.name if kept else ""
    for position, one in enumerate(kept):
        recent = len(kept) - position <= RECENT
        written |= _release(one, latest, releases)
        for record in one.records:
            base = f"{release_path(one.release.name)}/{_path(record)}"
            written[f"{base}/index.html"] = _page(one, record, latest, recent=recent, present=present)
            if recent:
                written[f"{base}/record.json"] = f"{record.line}\n"
    return written


def _path(record: Record) -> str:
    zoo, _, name = record.key.partition("/")
    return f"{slug(zoo)}/{slug(name)}"


def _page(kept: Kept, record: Record, latest: str, *, recent: bool, present: frozenset[str]) -> str:
    release = kept.release
    fields = [(title, name) for title, name in COLUMNS if name in record.numbers]
    return drawing(
        "record.html",
        record=record,
        release=release,
        latest=latest,
        superseded=release.name != latest,
        recent=recent,
        path=_path(record),
        present=record.key in present,
        zoo=record.key.partition("/")[0],
        name=record.key.partition("/")[2],
        titles=[title for title, _ in fields],
        rows=_rows(record, [name for _, name in fields], recent=recent),
    )


def _rows(record: Record, fields: Sequence[str], *, recent: bool) -> list[Row]:
    return [
        Row(
            size=pixels(Size.parse(size)),
            native=size == record.native,
            cells=tuple(_cell(record.numbers[name], place) for name in fields),
        )
        for place, size in enumerate(record.sizes)
        if recent or size == record.native
    ]


def _cell(values: tuple[int | None, ...], place: int) -> str:
    value = values[place] if place < len(values) else None
    return "\u2013" if value is None else exact(value)


def _release(kept: Kept, latest: str, releases: Releases) -> dict[str, str]:
    """The page of a release: what it holds, how to get it, and how to verify it."""
    release = kept.release
    path = release_path(release.name)
    body = fragment(
        "release.html",
        root="../../",
        release=release,
        latest=latest,
        architectures=exact(release.architectures),
        zoos=[(zoo, exact(total)) for zoo, total in release.zoos],
        provenance=release.provenance,
        site=releases.site,
        first=release == releases.releases[0],
        example=kept.records[0] if kept.records else None,
        example_path=_path(kept.records[0]) if kept.records else "",
    )
    description = (
        f"The data of Netweight as of release {release.name}: files, digests, and an address that lasts for each "
        "architecture."
    )
    return page(path, f"Release {release.name} of the data", description, body)
