"""Which architectures a pattern means."""

from __future__ import annotations

import pytest

from generator.cli.failures import Failure
from generator.cli.patterns import require, select

KEYS = ["torchvision/resnet50", "timm/vit_tiny", "timm/resnet50", "timm/resnet50d", "timm/convit_tiny"]


@pytest.mark.parametrize(
    ("patterns", "chosen"),
    [
        (["resnet50"], ["timm/resnet50", "torchvision/resnet50"]),
        (["timm/resnet50"], ["timm/resnet50"]),
        (["timm/resnet*"], ["timm/resnet50", "timm/resnet50d"]),
        (["*vit*"], ["timm/convit_tiny", "timm/vit_tiny"]),
        (["vit*"], ["timm/vit_tiny"]),
        (["*/resnet50"], ["timm/resnet50", "torchvision/resnet50"]),
        (["resnet50?"], ["timm/resnet50d"]),
        (["resnet50[a-d]"], ["timm/resnet50d"]),
        (
            ["vit_tiny", "resnet50", "timm/resnet50"],
            ["timm/resnet50", "timm/vit_tiny", "torchvision/resnet50"],
        ),
        ([], sorted(KEYS)),
    ],
)
def test_a_pattern_is_a_name_a_key_or_a_glob_and_each_match_comes_once_in_order(
    patterns: list[str], chosen: list[str]
) -> None:
    assert select(KEYS, patterns) == chosen


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (
            "resnet5O",
            "no architecture matches 'resnet5O'; did you mean timm/resnet50, torchvision/resnet50, timm/resnet50d?",
        ),
        (
            "timm/vittiny",
            "no architecture matches 'timm/vittiny'; did you mean timm/vit_tiny, timm/convit_tiny?",
        ),
        ("vit_tinny*", "no architecture matches 'vit_tinny*'; did you mean timm/vit_tiny, timm/convit_tiny?"),
        ("zzz", "no architecture matches 'zzz'"),
    ],
)
def test_a_pattern_without_a_match_offers_close_ones(pattern: str, message: str) -> None:
    with pytest.raises(Failure) as caught:
        select(KEYS, ["resnet50", pattern])
    assert (caught.value.message, caught.value.exit_code) == (message, 2)


def test_a_pattern_with_a_slash_is_never_matched_by_a_name() -> None:
    with pytest.raises(Failure, match="no architecture matches 'keras/resnet50'; did you mean "):
        select(KEYS, ["keras/resnet50"])


def test_an_unknown_zoo_lists_the_few_there_are() -> None:
    require("zoo", "timm", ["torchvision", "timm"])
    with pytest.raises(Failure, match=r"^no zoo is called 'tim'; there are timm, torchvision$"):
        require("zoo", "tim", ["torchvision", "timm"])


def test_an_unknown_family_among_many_offers_close_ones() -> None:
    with pytest.raises(Failure, match=r"^no family is called 'resnett'; did you mean resnet, resnest\?$"):
        require("family", "resnett", [*"abcdefgh", "resnet", "resnest"])
