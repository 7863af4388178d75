"""Citations: what a library names, nothing invented, and text that LaTeX and BibTeX can read."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from generator.records import Size
from generator.records.release import Edition
from generator.records.weights import Paper, Shelf
from generator.render import citing
from generator.render.references import Reference, papers_of, references
from tests import factories

RESNET = factories.paper()
FLEXI = Paper(title="FlexiViT: One Model for All Patch Sizes", url="https://arxiv.org/abs/2212.08013")
VIT = Paper(title="An Image is Worth 16x16 Words", url="https://arxiv.org/abs/2010.11929")
MOBILE = Paper(title="MobileNetV4 -- Universal Models", url="https://arxiv.org/abs/2404.10518")
MIXER = Paper(url="https://arxiv.org/abs/2105.01601")
DIGEST = "0123456789abcdef" * 4
RELEASED = Edition(release="2026.11.22", site="https://example.org/nw/", digests={"timm/resnet50": DIGEST})


def reference(**values: object) -> Reference:
    """ResNet-50 with its paper."""
    made = Reference(entry=factories.entry(), provenance=factories.provenance(), papers=(RESNET,))
    return replace(made, **values)


def fields(text: str) -> dict[str, dict[str, str]]:
    """The entries of a BibTeX text by key; every brace is closed."""
    found = {}
    for key, body in re.findall(r"^@misc\{([^,\s{}]+),\n(.*?)\n\}$", text, re.MULTILINE | re.DOTALL):
        pairs = re.findall(r"^  ([A-Za-z]+) += \{(.*)\},?$", body, re.MULTILINE)
        assert len(pairs) == len(body.splitlines())
        assert len(dict(pairs)) == len(pairs)
        assert key not in found
        found[key] = dict(pairs)
    assert len(found) == text.count("@")
    plain = re.sub(r"\\[{}]", "", text)
    assert plain.count("{") == plain.count("}")
    return found


def shelf(name: str, *papers: Paper) -> Shelf:
    return Shelf(zoo="timm", name=name, family="x", papers=papers)


@pytest.mark.parametrize(
    ("one", "family", "elsewhere", "expected"),
    [
        (shelf("vit_base", VIT), (FLEXI, MOBILE), (), ((VIT,), False)),
        (shelf("vit_base"), (FLEXI,), (), ((FLEXI,), False)),
        (shelf("vit_base"), (), (), ((), False)),
        (shelf("flexivit_base"), (VIT, FLEXI), (), ((FLEXI,), False)),
        (shelf("mobilenetv4_conv_small"), (VIT, MOBILE), (), ((MOBILE,), False)),
        (shelf("tf_mobilenetv4_conv_small"), (VIT, MOBILE), (), ((MOBILE,), False)),
        (shelf("mobilenetv4"), (MOBILE, replace(MOBILE, url="https://arxiv.org/abs/0000.00000")), (),
         ((MOBILE, replace(MOBILE, url="https://arxiv.org/abs/0000.00000")), True)),
        (shelf("vit_base"), (VIT, FLEXI), (), ((VIT, FLEXI), True)),
        (shelf("vit_base"), (VIT, FLEXI), (VIT.url, RESNET.url), ((VIT,), False)),
    ],
)  # fmt: skip
def test_a_paper_is_an_architecture_s_own_or_is_said_to_be_its_family_s(
    one: Shelf, family: tuple[Paper, ...], elsewhere: tuple[str, ...], expected: object
) -> None:
    assert papers_of(one, family, elsewhere) == expected


def test_the_entries_are_the_paper_the_library_with_its_version_and_the_dataset() -> None:
    found = fields(citing.bibtex(reference(edition=RELEASED)))
    assert list(found) == ["arXiv:1512.03385", "rw2019timm", "netweight-timm-resnet50"]
    paper, library, ours = found.values()
    assert paper == {
        "title": "{Deep Residual Learning for Image Recognition}",
        "year": "2015",
        "eprint": "1512.03385",
        "archivePrefix": "arXiv",
        "url": "https://arxiv.org/abs/1512.03385",
    }
    assert library["version"] == factories.provenance().timm
    assert (ours["version"], ours["year"]) == ("2026.11.22", "2026")
    assert ours["url"] == "https://example.org/nw/r/2026.11.22/timm/resnet50/"
    assert ours["note"].startswith("timm/resnet50; torch ")
    assert ours["note"].endswith(f"; sha256 {DIGEST[:16]}")


def test_no_entry_of_a_paper_has_authors_and_one_without_a_title_has_none() -> None:
    found = fields(citing.bibtex(reference(papers=(MIXER,))))["arXiv:2105.01601"]
    assert found.keys() == {"year", "eprint", "archivePrefix", "url"}


def test_a_state_that_is_no_release_has_no_permalink_and_names_the_program_s_version() -> None:
    ours = fields(citing.bibtex(reference()))["netweight-timm-resnet50"]
    assert ours["version"] == factories.provenance().netweight
    assert ours.keys() == {"author", "title", "version", "note"}
    assert citing.plain(reference())["permalink"] == ""


def test_papers_that_are_only_the_family_s_are_said_to_be_that() -> None:
    three, four = (VIT, FLEXI, MIXER), (VIT, FLEXI, MIXER, RESNET)
    said = "% timm names these papers for resnet, not which one is whose."
    assert citing.bibtex(reference(papers=three, unsure=True)).startswith(f"{said}\n@misc{{arXiv:2010.11929,")
    assert citing.bibtex(reference(papers=four, unsure=True)).splitlines()[0] == (
        "% timm names these papers on arXiv for resnet, not which one is whose: "
        "2010.11929, 2212.08013, 2105.01601, 1512.03385"
    )
    assert citing.bibtex(reference(papers=())).startswith(
        "% timm names no paper for resnet50.\n@misc{rw2019timm"
    )


def test_what_latex_reads_as_commands_is_escaped_in_titles_and_names() -> None:
    title = r"50% of A & B_1 #2 ~$x^2$ {C} \D"
    entry = factories.entry("a_b")
    found = fields(citing.bibtex(reference(entry=entry, papers=(replace(RESNET, title=title),))))
    assert found["arXiv:1512.03385"]["title"] == (
        r"{50\% of A \& B\_1 \#2 \~{}\$x\^{}2\$ \{C\} \textbackslash{}D}"
    )
    assert found["netweight-timm-a_b"]["note"].startswith(r"timm/a\_b; ")
    assert citing.latex(reference(entry=entry)).splitlines()[1].startswith(r"a\_b & 224 & 25.56 & 4.09 & ")


def test_the_latex_row_ends_as_a_row_and_a_refused_architecture_has_none() -> None:
    assert citing.latex(reference()).endswith(r" \\")
    refused = factories.entry(refused=(Size(224, 224),))
    assert citing.latex(reference(entry=refused)) == ""
    assert "not measured at 224 px" in citing.markdown(reference(entry=refused))


def test_the_badge_is_the_site_s_own_where_its_address_is_known() -> None:
    text = "25.56 M parameters, 4.089 GMACs at 224 px"
    assert citing.badge(reference(edition=RELEASED)) == (
        f"[![{text}](https://example.org/nw/api/v1/badge/timm/resnet50.svg)]"
        "(https://example.org/nw/r/2026.11.22/timm/resnet50/)"
    )
    assert citing.badge(reference(entry=factories.entry("a-b_c"))) == (
        f"![{text}](https://img.shields.io/badge/a--b__c-25.56_M_parameters%2C_4.089_GMACs_at_224_px-informational)"
    )


def test_every_architecture_of_a_dataset_has_a_reference_with_or_without_weights() -> None:
    dataset = factories.dataset()
    keys = [entry.architecture.key for entry in dataset.entries]
    assert list(references(dataset)) == keys
    cited = references(dataset, factories.library(dataset), RELEASED)
    assert [one.papers for one in cited.values()] == [(RESNET,)] * len(keys)
    assert cited["timm/resnet50"].digest == DIGEST
