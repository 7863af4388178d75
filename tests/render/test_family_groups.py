"""Families of many members: every member is in one group, and the family's page names all."""

from __future__ import annotations

from dataclasses import replace

from generator.records import Dataset, Entry
from generator.render.families import family_pages
from generator.render.family_groups import MOST, groups
from tests import factories
from tests.render.markup import read


def sized(name: str, parameters: int) -> Entry:
    one = factories.entry(name)
    return replace(
        one,
        measurements=tuple(
            replace(held, numbers=replace(held.numbers, parameters=parameters)) for held in one.measurements
        ),
    )


def test_a_family_that_fits_one_page_has_no_groups() -> None:
    assert groups([factories.entry(f"a{place}") for place in range(MOST)]) == ()


def test_every_member_of_a_large_family_is_in_the_group_of_its_parameters() -> None:
    entries = [factories.entry(f"a{place}") for place in range(MOST + 1)]
    # ResNet-50's 25.6 M parameters.
    (group,) = groups(entries)
    assert (group.name, group.title) == ("10M-30M", "10\u00a0M to 30\u00a0M parameters")
    assert list(group.entries) == entries


def test_a_group_is_named_by_its_bounds() -> None:
    sizes = (4_999_999, 5_000_000, 299_999_999, 300_000_000, 1_000_000_000)
    few = [sized(f"a{size}", size) for size in sizes]
    entries = few + [factories.entry(f"b{place}") for place in range(MOST)]
    assert [(one.name, one.title.replace("\u00a0", " ")) for one in groups(entries)] == [
        ("under-5M", "under 5 M parameters"),
        ("5M-10M", "5 M to 10 M parameters"),
        ("10M-30M", "10 M to 30 M parameters"),
        ("100M-300M", "100 M to 300 M parameters"),
        ("300M-1G", "300 M to 1 G parameters"),
        ("over-1G", "1 G parameters and more"),
    ]


def test_the_page_of_a_large_family_leads_to_every_member_and_to_its_group() -> None:
    entries = tuple(factories.entry(f"a{place}") for place in range(MOST + 1))
    written = family_pages(Dataset(provenance=factories.provenance(), entries=entries))
    one = entries[0].architecture
    path = f"families/{one.zoo}/{one.family}"
    whole, part = (read(written[f".fragments/{name}.html"]) for name in (path, f"{path}/10M-30M"))
    assert "10M-30M/" in whole.values("href")
    for entry in entries:
        assert f"../../../{entry.architecture.key}/" in whole.values("href")
        assert f"../../../../{entry.architecture.key}/" in part.values("href")
    assert "../" in part.values("href")
