"""Papers are read from documentation strings as their libraries write them."""

from __future__ import annotations

import pytest

from generator.records.weights import Paper
from generator.zoo.papers import address, papers_in, titles_in

RESNET = Paper(title="Deep Residual Learning for Image Recognition", url="https://arxiv.org/abs/1512.03385")


@pytest.mark.parametrize(
    "text",
    [
        "`Deep Residual Learning for Image Recognition <https://arxiv.org/abs/1512.03385>`__.",
        '`"Deep Residual Learning for Image Recognition" <https://arxiv.org/pdf/1512.03385.pdf>`_',
        "`Deep Residual Learning for\n    Image Recognition <http://arxiv.org/abs/1512.03385>`_",
        "  * `Deep Residual Learning for Image Recognition` - https://arxiv.org/abs/1512.03385 (first)",
        "Paper: 'Deep Residual Learning for Image Recognition' - https://arxiv.org/abs/1512.03385v1",
        "`Deep Residual Learning for Image Recognition` - https://arxiv.org/abs/1512.03385, and again "
        "https://arxiv.org/abs/1512.03385.",
    ],
)
def test_a_title_and_an_address_in_any_notation_are_one_paper(text: str) -> None:
    assert papers_in(text) == (RESNET,)


def test_papers_keep_their_order_and_code_is_no_paper() -> None:
    text = (
        "`Source <https://github.com/pytorch/vision>`_ of `B <https://arxiv.org/abs/2001.00002>`_ and "
        "`A` - https://arxiv.org/abs/2001.00001"
    )
    assert [paper.title for paper in papers_in(text)] == ["B", "A"]


def test_a_paper_named_by_its_address_alone_has_the_title_that_is_known_elsewhere() -> None:
    text = "EVA02 Tiny https://arxiv.org/abs/2303.11331"
    titles = titles_in(["", "`EVA-02: A Visual Representation` - https://arxiv.org/abs/2303.11331"])
    assert [paper.title for paper in papers_in(text)] == [""]
    assert [paper.title for paper in papers_in(text, titles)] == ["EVA-02: A Visual Representation"]


def test_the_identifier_is_that_of_arxiv_or_nothing() -> None:
    assert RESNET.arxiv == "1512.03385"
    assert Paper(url="https://papers.nips.cc/paper/2012/hash/c3-Abstract.html").arxiv == ""


@pytest.mark.parametrize(
    "url", ["https://github.com/x/y", "https://arxiv.org/list/cs", "ftp://arxiv.org/abs/1512.03385"]
)
def test_other_addresses_are_no_papers(url: str) -> None:
    assert address(url) == ""
