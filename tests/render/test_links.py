"""Addresses that stay."""

from __future__ import annotations

import pytest

from generator.render.links import permalink, release_path
from tests import factories


def test_a_permalink_names_release_zoo_and_architecture() -> None:
    one = factories.architecture("vit_base_patch16_siglip_224.v2_webli")
    assert permalink("2026.11.22", one) == "r/2026.11.22/timm/vit_base_patch16_siglip_224.v2_webli/"
    assert (
        permalink("2026.11.22", one, "https://example.org/")
        == f"https://example.org/{permalink('2026.11.22', one)}"
    )
    assert permalink("2026.11.22", one).startswith(f"{release_path('2026.11.22')}/")


def test_what_is_not_released_has_no_permalink() -> None:
    assert permalink("", factories.architecture(), "https://example.org/") == ""


@pytest.mark.parametrize("name", ["..", ".hidden", "a/b", "a b", "<script>"])
def test_a_name_is_one_segment_and_leads_nowhere_else(name: str) -> None:
    path = permalink("2026.11.22", factories.architecture(name))
    assert path.count("/") == 4
    assert "/." not in path
    assert not set(path) & set(" <>")
