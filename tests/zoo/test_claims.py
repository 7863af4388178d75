"""What sources print is read as printed, and names what a zoo has."""

from __future__ import annotations

from collections import Counter

import pytest

from generator.records import FIELDS
from generator.survey import DEFAULT_SIZES
from generator.zoo import zoos
from generator.zoo.claims import CLAIMS, Printed, claimed, parse


@pytest.mark.parametrize(
    ("printed", "value", "rounded_to"),
    [
        ("4.5G", 4_500_000_000, 100_000_000),
        ("5.6B", 5_600_000_000, 100_000_000),
        ("101.0G", 101_000_000_000, 100_000_000),
        ("660M", 660_000_000, 1_000_000),
        ("0.55 G", 550_000_000, 10_000_000),
        ("140.77M", 140_770_000, 10_000),
        ("12k", 12_000, 1000),
        ("5,288,548", 5_288_548, 1),
        ("5288548", 5_288_548, 1),
    ],
)
def test_a_printed_number_has_the_value_of_its_digits_and_the_unit_of_the_last(
    printed: str, value: int, rounded_to: int
) -> None:
    assert parse(printed) == Printed(value, rounded_to)


@pytest.mark.parametrize("printed", ["", "G", "about 4G", "4.5", "4.5T", "-1M", "4,5.G"])
def test_what_is_no_count_is_refused_with_the_text(printed: str) -> None:
    with pytest.raises(ValueError, match="expected a") as caught:
        parse(printed)
    assert repr(printed) in str(caught.value)


def test_every_claim_is_of_an_architecture_a_field_and_a_size_that_are_measured() -> None:
    fields = {field.name for field in FIELDS}
    for claim in CLAIMS:
        zoo, _, name = claim.key.partition("/")
        described = zoos()[zoo].describe(name)
        assert claim.field in fields, claim
        assert claim.size in {*DEFAULT_SIZES, described.native, described.test}, claim
        assert claim.published() in described.published, claim


def test_every_claim_says_where_it_stands() -> None:
    for claim in CLAIMS:
        assert claim.source, claim
        assert claim.url.startswith("https://"), claim
        assert " " not in claim.url, claim


def test_no_source_is_quoted_twice_for_one_number() -> None:
    counted = Counter((claim.key, claim.field, claim.size, claim.source) for claim in CLAIMS)
    assert [key for key, times in counted.items() if times > 1] == []


def test_at_least_sixty_numbers_over_twenty_families_are_claimed_some_at_two_sizes() -> None:
    keys = {claim.key for claim in CLAIMS}
    families = {zoos()[key.partition("/")[0]].describe(key.partition("/")[2]).family for key in keys}
    sizes = Counter(key for key, _ in {(claim.key, claim.size) for claim in CLAIMS})
    assert len(CLAIMS) >= 60
    assert len(families) >= 20
    assert sum(times > 1 for times in sizes.values()) >= 5


def test_an_architecture_nobody_publishes_a_number_for_has_no_claims() -> None:
    assert claimed("timm/test_vit") == ()
    assert len(claimed("timm/convnext_tiny")) == 4
