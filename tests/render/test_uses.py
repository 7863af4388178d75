"""The page of tied, reused, unused and unreachable parameters, and the patterns that stand for many names."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.records import USES, Dataset, Entry, Size, Use
from generator.render.paths import grouped
from generator.render.uses import KINDS, PATH, fragments, rows_of, sections
from tests import factories
from tests.render.markup import Markup, read


def use(kind: str, *names: str, elements: int = 10) -> Use:
    return Use(kind=kind, names=names, elements=elements)


def page(*entries: Entry) -> Markup:
    dataset = Dataset(provenance=factories.provenance(), entries=entries)
    return read(fragments(dataset)[PATH])


def spelled(pattern: str) -> list[str]:
    """The names that a pattern stands for, as its reader spells them out."""
    parts = re.split(r"\{([^}]*)\}", pattern)
    choices = [[part] if place % 2 == 0 else list(words(part)) for place, part in enumerate(parts)]
    return ["".join(chosen) for chosen in product(*choices)]


def words(braced: str) -> list[str]:
    found: list[str] = []
    for word in re.split(r", ?", braced):
        first, dash, last = word.partition("-")
        found += [str(number) for number in range(int(first), int(last) + 1)] if dash else [word]
    return found


@pytest.mark.parametrize(
    ("names", "patterns"),
    [
        (["scale"], ("scale",)),
        (["a.weight", "a.bias"], ("a.{weight, bias}",)),
        ([f"blocks.{n}.attn.scale" for n in range(12)], ("blocks.{0-11}.attn.scale",)),
        ([f"conv.{n}.weight" for n in (0, 1, 3, 4)], ("conv.{0,1,3,4}.weight",)),
        ([f"conv.{n}.weight" for n in (0, 1, 2, 7)], ("conv.{0-2,7}.weight",)),
        (
            [f"stage{s}.{b}.{t}" for s in (1, 2) for b in (0, 1) for t in ("weight", "bias")],
            ("stage{1,2}.{0,1}.{weight, bias}",),
        ),
        (["a.0.weight", "a.0.bias", "a.1.weight"], ("a.0.{weight, bias}", "a.1.weight")),
        (["s.1.0.w", "s.1.1.w", "s.2.0.w"], ("s.1.{0,1}.w", "s.2.0.w")),
        (["a.01.w", "a.1.w", "a.2.w"], ("a.01.w", "a.{1,2}.w")),
        ([], ()),
    ],
)
def test_names_that_differ_in_numbers_are_one_pattern(names: list[str], patterns: tuple[str, ...]) -> None:
    assert grouped(names) == patterns


@given(
    st.lists(
        st.builds(
            "{}.{}.{}{}.{}".format,
            st.sampled_from("ab"),
            st.integers(0, 12),
            st.sampled_from(["conv", "norm"]),
            st.integers(0, 4),
            st.sampled_from(["weight", "bias"]),
        ),
        unique=True,
        max_size=60,
    )
)
def test_patterns_stand_for_exactly_the_names(names: list[str]) -> None:
    assert sorted(name for pattern in grouped(names) for name in spelled(pattern)) == sorted(names)


def test_every_kind_is_told_in_its_order() -> None:
    assert tuple(kind.name for kind in KINDS) == USES


def test_a_kind_that_nobody_has_is_said_and_has_no_table() -> None:
    markup = page(factories.entry(uses=(use("unused", "aux.weight"),)))
    assert "1 has parameters that are unused" in markup.text
    for kind in ("tied", "reused", "unreachable"):
        assert f"None has parameters that are {kind}" in markup.text
        assert f"No architecture of either zoo has parameters that are {kind}" in markup.text
    assert sum(tag == "table" for tag, _ in markup.tags) == 1


def test_architectures_of_a_kind_are_counted_and_linked() -> None:
    entries = [
        factories.entry(name, uses=(use("reused", "head.weight"),)) for name in ("net18", "net101", "net50")
    ]
    markup = page(*entries, factories.entry("plain"))
    assert "3 have parameters that are reused" in markup.text
    assert [link for link in markup.values("href") if link.startswith("../../timm/")] == [
        "../../timm/net18/", "../../timm/net50/", "../../timm/net101/",
    ]  # fmt: skip


def test_the_share_is_of_all_parameters() -> None:
    one = factories.entry(
        uses=(use("unused", "a.weight", elements=2_555_703), use("unused", "a.bias", elements=1))
    )
    (row,) = rows_of([one], "unused")
    # 2,555,704 of 25,557,032, a bit more than a tenth.
    assert (row.tensors, row.elements.exact, row.share) == ("2", 2_555_704, "10.0\u00a0%")
    assert row.which == ("a.{weight, bias}",)


def test_a_tied_tensor_counts_once_for_each_further_name() -> None:
    names = ("embed.weight", "first.weight", "second.weight")
    (row,) = rows_of([factories.entry(uses=(use("tied", *names, elements=10),))], "tied")
    assert row.elements.exact == 20
    assert row.which == ("embed.weight",)
    assert row.again == ("first.weight", "second.weight")
    (again,) = rows_of([factories.entry(uses=(use("reused", *names, elements=10),))], "reused")
    assert (again.elements.exact, again.again) == (10, ())


def unmeasured(value: int | None) -> dict[str, Any]:
    return {"replaced": {"parameters_unreachable": value}}


def test_what_could_not_be_asked_is_not_said_to_be_none() -> None:
    asked, silent = factories.entry("a", **unmeasured(0)), factories.entry("b", **unmeasured(None))
    found = {section.kind.name: section.unknown for section in sections([asked, silent])}
    assert found == {"tied": "", "reused": "", "unused": "", "unreachable": "1"}
    assert "1 cannot be asked, since their training forward is refused" in page(asked, silent).text
    assert "cannot be asked" not in page(asked).text


def test_an_architecture_that_is_refused_at_its_native_size_is_not_counted() -> None:
    refused = factories.entry("b", refused=(Size(224, 224),))
    assert "Of 1 architectures" in page(factories.entry("a"), refused).text
    assert "(1 more are refused there)" in page(factories.entry("a"), refused).text
