"""Pages are complete, small, well-formed and the same each time."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import PurePosixPath

import pytest
import yaml

from generator.records import Entry, Reconciled, Size
from generator.records.release import Edition
from generator.render import GENERATED_DIRECTORIES, pages
from generator.render.definitions import CHAPTERS
from generator.render.environment import FRAGMENTS
from generator.render.kin import Kin
from generator.render.model import model_page
from generator.render.nearest import Company
from generator.render.references import Reference
from tests import factories
from tests.render.markup import Markup, read

PAGES = pages(factories.dataset(12))
HTML = sorted(path for path in PAGES if path.endswith(".html"))


def model(entry: Entry) -> Markup:
    """The fragment of one entry, parsed."""
    written = model_page(entry, Kin(members=1), factories.provenance())
    return read(next(text for path, text in written.items() if path.endswith(".html")))


@pytest.mark.parametrize("path", HTML)
def test_every_tag_of_a_fragment_is_closed(path: str) -> None:
    assert read(PAGES[path]).tags or PAGES[path] == ""


@pytest.mark.parametrize("path", HTML)
def test_no_fragment_opens_an_expression_of_the_theme(path: str) -> None:
    assert not re.search(r"\{[{%#]", PAGES[path])


def test_two_runs_give_the_same_files() -> None:
    assert dict(pages(factories.dataset(12))) == dict(PAGES)


def test_every_page_names_a_fragment_that_exists() -> None:
    for path, text in PAGES.items():
        if path.endswith(".md"):
            front = yaml.safe_load(text.split("---\n")[1])
            assert f"{FRAGMENTS}/{front['fragment']}" in PAGES
            assert front["title"]
            assert front["description"]
            assert front["search"] == {"exclude": True}


def test_every_architecture_has_a_page_and_every_path_stays_below_docs() -> None:
    for entry in factories.dataset(12).entries:
        assert f"{entry.architecture.key}.md" in PAGES
    for path in PAGES:
        assert ".." not in PurePosixPath(path).parts
        assert not path.startswith("/")


def test_generated_pages_lie_in_generated_directories() -> None:
    loose = [path for path in PAGES if not path.startswith(tuple(f"{one}/" for one in GENERATED_DIRECTORIES))]
    assert sorted(loose) == ["assets/scatter.svg", "assets/search.json", "assets/whence.json", "table.md"]


def test_relative_links_between_generated_pages_lead_somewhere() -> None:
    handwritten = {"", "methodology", "citing", "data", "browse", "scatter", "refusals", "families", "words"}
    handwritten |= {chapter.name for chapter in CHAPTERS}
    handwritten |= {
        f"crosscheck/{name}"
        for name in (
            "sources",
            "counters",
            "counters-traps",
            "counters-architectures",
            "parameters",
            "fvcore",
            "tutorials",
            "torchstat",
            *(f"torchstat-{name}{size}" for name in ("resnet18", "mobilenet_v2") for size in ("", "-160")),
        )
    }
    for path in HTML:
        page = PurePosixPath(path).relative_to(FRAGMENTS).with_suffix("")
        if page.parts[0] == "overview":
            continue
        here = page.parent if page.name == "index" else page
        for href in read(PAGES[path]).values("href"):
            target = (PurePosixPath("/site") / here / href.split("#")[0].split("?")[0]).as_posix()
            parts: list[str] = []
            for part in target.split("/")[2:]:
                parts = parts[:-1] if part == ".." else [*parts, part]
            name = "/".join(part for part in parts if part)
            assert (
                name in handwritten or {name, f"{name}.md"} & PAGES.keys() or name.startswith("data/layers/")
            ), (
                path,
                href,
            )


def test_a_fragment_with_all_sections_leaves_room_for_the_theme_in_20_kb() -> None:
    entry = factories.entry("resnet50", "torchvision", published=(factories.published(),) * 3)
    written = model_page(entry, Kin(members=1), factories.provenance())
    # The theme adds 1.9 kB, and leaving out implied ends and quotes takes away more.
    assert max(len(text.encode()) for text in written.values()) < 18_000


def test_the_headline_is_a_text_an_exact_integer_and_the_command_that_gives_it() -> None:
    page = model(factories.entry())
    assert "25.56\u00a0M" in "".join(page.texts)
    assert "25,557,032" in page.text
    assert "4.089\u00a0G 4,089,184,256" in "".join(page.texts)
    assert "netweight explain timm/resnet50 --px 224" in page.text


def test_the_layers_are_a_file_that_is_loaded_when_opened() -> None:
    page = model(factories.entry())
    assert "../../data/layers/timm/resnet50.json" in page.values("href")
    assert "layer1.0.conv1" not in page.text


def test_a_refused_size_stands_in_its_place_with_its_reason() -> None:
    text = model(factories.entry(refused=(Size(160, 160),))).text
    before, reason, after = (
        text.index(part) for part in ("128 px", "divisible by window size (7)", "192 px")
    )
    assert before < reason < after


def test_neighbouring_sizes_refused_alike_are_one_row_and_differing_numbers_are_said() -> None:
    entry = factories.entry(refused=(Size(128, 128), Size(160, 160), Size(256, 256)))
    text = model(entry).text
    assert text.count("divisible by window size (7)") == 2
    assert "128, 160 px" in text
    assert "differ in numbers" not in text
    renumbered = tuple(
        replace(one, message=f"height {one.size} is not divisible by 7") for one in entry.refusals
    )
    text = model(replace(entry, refusals=renumbered)).text
    assert "height 128 is not divisible by 7 (this is the message at 128 px; the others differ" in text
    assert "height 160" not in text


def test_a_published_number_names_its_source_without_the_name_of_the_page() -> None:
    source = "torchvision, resnet50 weights.meta['_ops']"
    text = model(factories.entry(published=(factories.published(source=source),))).text
    assert 'torchvision weights.meta["_ops"]' in text


def test_a_page_whose_native_size_is_refused_says_so_and_why() -> None:
    page = model(factories.entry(refused=(Size(224, 224),)))
    assert "Not measured at its native size, 224 px" in page.text
    assert "Refused at construction: AssertionError: Input height (160)" in page.text
    assert "5.340" in page.text


def test_parameters_have_a_column_over_sizes_only_where_they_change() -> None:
    grows = model(factories.position_embedded()).text
    assert "InputParameters [M]MACs" in grows.replace("\u00a0", " ")
    assert "InputMACs [G]FLOPs [G]" in model(factories.entry()).text.replace("\u00a0", " ")


def test_shares_of_the_stages_are_of_the_total() -> None:
    # The factory gives each of six stages a sixth of the MACs: in the drawing and in the table.
    assert model(factories.entry()).text.count("16.7 %") == 12


def test_the_table_over_sizes_has_every_count_and_byte_that_grows_with_the_input() -> None:
    table = next(
        fields for fields in model(factories.entry()).values("data-fields") if "macs_fvcore" in fields
    )
    assert table.split() == [
        "macs",
        "flops",
        "elementwise_flops",
        "macs_fvcore",
        "activations",
        "feature_bytes",
        "peak_activation_bytes",
        "saved_bytes",
    ]


def test_neighbours_and_twins_stand_on_the_page_with_their_numbers() -> None:
    entry = factories.entry()
    near = Company(nearest=(factories.entry("b", "torchvision"),), twins=(factories.entry("c"),))
    written = model_page(entry, Kin(members=1), factories.provenance(), near)
    page = read(next(text for path, text in written.items() if path.endswith(".html")))
    assert "torchvision/b224 px25.56\u00a0M4.089\u00a0G" in "".join(page.texts).replace("\n", "").replace(
        "224\u00a0px", "224 px"
    )
    assert {"../../torchvision/b/", "../c/"} <= set(page.values("href"))


def test_a_page_is_titled_with_its_numbers_and_cited_with_its_release() -> None:
    entry = factories.entry()
    edition = Edition(release="2026.11.22", site="https://example.org/")
    reference = Reference(entry=entry, provenance=factories.provenance(), edition=edition)
    written = model_page(entry, Kin(members=1), factories.provenance(), reference=reference)
    front = yaml.safe_load(written["timm/resnet50.md"].split("---\n")[1])
    assert front["title"] == "resnet50 (timm): 25.56\u00a0M parameters, 4.089\u00a0GMACs"
    assert front["citation"] == {
        "title": front["title"],
        "author": "Netweight contributors",
        "publication_date": "2026/11/22",
        "public_url": reference.address,
    }
    plain = model_page(entry, Kin(members=1), factories.provenance())["timm/resnet50.md"]
    assert yaml.safe_load(plain.split("---\n")[1])["citation"].keys() == {"title", "author"}


def test_uncounted_operators_are_named_with_their_calls() -> None:
    assert "aten._weird.default (3)" in model(factories.position_embedded()).text
    assert "Nothing is uncounted" in model(factories.entry()).text


def test_a_published_number_agrees_has_a_cause_or_is_called_unexplained() -> None:
    def verdict(found: tuple[Reconciled, ...] | None = None, **replaced: object) -> str:
        return model(factories.entry(published=(factories.published(**replaced),), reconciled=found)).text

    assert "agrees" in verdict()
    assert "without aux" in verdict((Reconciled(cause="without", detail="aux", value=1),))
    assert "differs; not explained" in verdict(value=5_000_000_000)
    assert "not measured at this size" in verdict(size=Size(999, 999))


def test_hostile_text_is_escaped_everywhere() -> None:
    evil = "<script>alert('{{ config }}{% raw %}\"&amp;')</script>"
    entry = factories.entry(notes=(evil,), task=evil, family=evil, weights=evil, refused=(Size(160, 160),))
    refused = factories.refusal(message=evil)
    hostile = Entry(
        architecture=entry.architecture,
        measurements=entry.measurements,
        refusals=(refused,),
        stages=entry.stages,
        operators=entry.operators,
    )
    written = model_page(hostile, Kin(members=1), factories.provenance())
    body = next(text for path, text in written.items() if path.endswith(".html"))
    assert "<script" not in body
    assert "{" not in body
    assert read(body).text.count(evil) >= 4


def test_rendering_needs_no_torch() -> None:
    code = (
        "import sys, generator.render; sys.exit(any(m in sys.modules for m in ('torch', 'timm', 'mkdocs')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
