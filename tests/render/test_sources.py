"""The page of published numbers, and the sentences for their causes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.account.rules import Case, rules
from generator.records import CAUSES, Dataset, Entry, Layer, Published, Reconciled, Size
from generator.render import sources
from generator.render.proof import published_rows
from generator.render.sources import rows, tally
from generator.render.units import printed
from generator.render.verdicts import verdict
from tests import factories
from tests.render.markup import Markup, read

NBSP = "\u00a0"


def claimed(reconciled: Reconciled, **overrides: Any) -> tuple[Entry, Published, Reconciled]:
    one = factories.published(**overrides)
    return factories.entry(published=(one,), reconciled=(reconciled,)), one, reconciled


def page(*entries: Entry) -> Markup:
    dataset = Dataset(provenance=factories.provenance(), entries=entries)
    return read("".join(text for path, text in sources.files(dataset).items() if path.endswith(".html")))


@pytest.mark.parametrize(
    ("value", "rounded_to", "text"),
    [
        (4_500_000_000, 100_000_000, f"4.5{NBSP}G"),
        (101_000_000_000, 100_000_000, f"101.0{NBSP}G"),
        (550_000_000, 10_000_000, f"0.55{NBSP}G"),
        (569_000_000, 1_000_000, f"569{NBSP}M"),
        (4_089_000_000, 1_000_000, f"4.089{NBSP}G"),
        (140_770_000, 10_000, f"140.77{NBSP}M"),
        (25_557_032, 1, f"25.557032{NBSP}M"),
        (7, 1, "7"),
    ],
)
def test_a_published_number_shows_the_digits_that_its_source_prints(
    value: int, rounded_to: int, text: str
) -> None:
    assert printed(value, rounded_to) == text


@pytest.mark.parametrize("rounded_to", [3, 20, 10**19])
def test_a_rounding_that_is_no_power_of_ten_is_refused(rounded_to: int) -> None:
    with pytest.raises(ValueError, match="expected a power of ten"):
        printed(100, rounded_to)


@pytest.mark.parametrize(
    ("cause", "detail", "sentence"),
    [
        ("equal", "", "agrees"),
        ("equal", "cut off", "agrees, cut off"),
        ("convention", "macs_fvcore; cut off", "as fvcore counts, cut off"),
        ("convention", "something_new", "another field: something_new"),
        ("form", "deploy_parameters", "the deploy form"),
        ("size", "384", f"ours at 384{NBSP}px"),
        ("without", "AuxLogits", "without AuxLogits"),
        ("without", "roi_heads.mask_head; 99 of 100", "without roi_heads.mask_head for 99 of 100 regions"),
        (
            "without",
            "attention modules; module_hooks",
            "as ptflops and mmcv count, without attention modules",
        ),
        ("classes", "21841", "with 21,841 classes"),
        ("factor", "2", "twice ours"),
        ("factor", "1000000000/1073741824", "G stands for 2^30"),
        ("unexplained", "", "differs; not explained"),
        ("not measured", "", "not measured at this size"),
    ],
)
def test_a_cause_is_said_in_a_few_words(cause: str, detail: str, sentence: str) -> None:
    assert verdict(Reconciled(cause=cause, detail=detail)) == sentence


def test_every_cause_and_every_rule_has_a_sentence_without_field_names() -> None:
    layer = Layer(
        path="blocks.0.attn.cpb_mlp",
        class_name="Linear",
        stage="",
        input_shape=(4,),
        output_shape=(5,),
        parameters=25,
        buffers=0,
        macs=20,
        activations=5,
        output_bytes=20,
        read_bytes=116,
        written_bytes=20,
        calls=1,
    )
    numbers, size = factories.numbers(), Size(224, 224)
    seen = {"unexplained", "not measured"}
    for field in ("parameters", "macs", "activations"):
        published = factories.published(field=field)
        measured = {size: numbers, Size(384, 384): numbers}
        for rule in rules(Case(published, numbers, measured, (layer, replace(layer, path="aux")), size)):
            sentence = verdict(Reconciled(cause=rule.cause, detail=rule.detail))
            seen.add(rule.cause)
            assert "another field" not in sentence
            assert "ours times" not in sentence
            assert len(sentence) < 80
    assert seen == set(CAUSES)


def test_a_row_has_the_ratio_under_the_definition_and_the_number_under_the_rule() -> None:
    found = Reconciled(cause="factor", detail="2", value=8_178_368_512)
    (row,) = rows([claimed(found, value=8_178_000_000)])
    assert (row.theirs.text, row.ours and row.ours.text) == (f"8.178{NBSP}G", f"4.089{NBSP}G")
    assert row.ratio == "0.5000"
    assert row.under is not None
    assert row.under.exact == 8_178_368_512
    assert row.explained


def test_a_number_under_the_definition_is_not_repeated() -> None:
    ours = factories.entry().at(Size(224, 224))
    assert ours is not None
    (row,) = rows([claimed(Reconciled(cause="equal", value=ours.numbers.macs))])
    assert row.under is None


def test_numbers_are_counted_by_cause_in_the_order_of_the_causes() -> None:
    equal, unexplained = Reconciled(cause="equal", value=1), Reconciled(cause="unexplained", value=1)
    counted = tally([claimed(unexplained, url="https://b.example"), claimed(equal), claimed(equal)])
    assert (counted.total, counted.architectures, counted.families, counted.sources) == ("3", "1", "1", "2")
    assert [number for number, _ in counted.causes] == ["2", "1"]
    assert counted.causes[0][1].startswith("are ours")


def test_one_number_of_a_cause_is_told_in_the_singular() -> None:
    for cause, told in (
        ("equal", "is ours"),
        ("convention", "counts by another convention"),
        ("without", "leaves out"),
        ("classes", "has a head"),
    ):
        counted = tally([claimed(Reconciled(cause=cause, value=1))])
        assert counted.causes[0][1].startswith(told)


def test_a_library_s_own_numbers_and_those_of_others_are_in_two_tables() -> None:
    others = (factories.published(url="https://example.org/paper", source="A paper, table 1"),)
    first = factories.entry("a", published=others)
    second = factories.entry("b", published=(factories.published(),))
    markup = page(first, second)
    assert "1 numbers for 1 architectures of 1 families, read at 1 addresses" in markup.text
    assert "https://example.org/paper" in markup.values("href")
    assert "../../../timm/a/" in markup.values("href")
    assert markup.text.index("A paper, table 1") < markup.text.index("What the libraries say themselves")


def test_a_number_without_a_cause_stands_out() -> None:
    wrong = factories.published(value=5_000_000_000)
    markup = page(factories.entry(published=(wrong,)))
    assert "differs; not explained" in markup.text
    assert any(tag == "b" for tag, _ in markup.tags)


def test_a_dataset_without_published_numbers_says_so() -> None:
    assert page(factories.entry()).text.count("None: no") == 2


def test_the_page_of_an_architecture_links_a_source_only_where_it_has_an_address() -> None:
    linked = factories.published(source="owner/name, README.md", url="https://example.org")
    entry = factories.entry(published=(factories.published(source="torchvision, resnet50 x"), linked))
    first, second = published_rows(entry)
    assert (first.source, first.key, first.url) == ("torchvision", "x", "")
    assert (second.source, second.key, second.url) == ("owner/name", "", "https://example.org")


def test_the_handwritten_page_includes_the_fragment() -> None:
    text = (Path(__file__).parents[2] / "docs" / "crosscheck" / "sources.md").read_text(encoding="utf-8")
    assert f'--8<-- "docs/{sources.PATH}"' in text
