"""The drawings of MACs and memory over the input size."""

from __future__ import annotations

import re

from generator.records import Size
from generator.render.curve import HEIGHT, WIDTH, curves
from tests import factories
from tests.render.markup import read


def heights(line: str) -> list[int]:
    return [int(y) for _, y in re.findall(r"(\d+) (\d+)", line)]


def test_macs_and_memory_are_drawn_and_rise_with_the_size() -> None:
    macs, memory = curves(factories.entry(test=None))
    assert [line.name for line in (*macs.lines, *memory.lines)] == [
        "MACs",
        "saved for backward",
        "peak of a forward",
    ]
    for line in (*macs.lines, *memory.lines):
        assert heights(line.line) == sorted(heights(line.line), reverse=True)
        assert line.native.removeprefix("M").removesuffix("h0") in line.line
    assert macs.upwards[0].label == "0"
    assert memory.upwards[-1].label.endswith("B")


def test_a_drawing_says_in_words_what_its_ends_are() -> None:
    # 4,089,184,256 MACs at 224 px: a convolution's grow with the pixels.
    (drawn, _) = curves(factories.entry(sizes=(Size(112, 112), Size(448, 448)), test=None))
    assert drawn.title == "MACs of resnet50 over the input size"
    assert re.fullmatch(r"MACs from [0-9.]+\u00a0[MG] at 112 px to 16\.3[0-9]\u00a0G at 448 px\.", drawn.says)


def test_a_quantity_that_was_not_measured_is_not_drawn() -> None:
    entry = factories.entry(replaced={"saved_bytes": None})
    assert [line.name for line in curves(entry)[1].lines] == ["peak of a forward"]


def test_fewer_than_three_sizes_and_no_macs_are_no_drawing() -> None:
    assert curves(factories.entry(sizes=(Size(256, 256),), test=None)) == ()
    (memory,) = curves(factories.entry(replaced={"macs": 0}))
    assert memory.title.startswith("Memory")


def test_nothing_is_drawn_outside_the_drawing() -> None:
    for drawn in curves(factories.entry()):
        for line in drawn.lines:
            places = [(int(x), int(y)) for x, y in re.findall(r"(\d+) (\d+)", line.line)]
            assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in places)
            assert 0 < line.y < HEIGHT


def test_names_of_two_lines_that_end_together_are_apart() -> None:
    entry = factories.entry(replaced={"saved_bytes": 5_000_000, "peak_activation_bytes": 5_000_000})
    first, second = curves(entry)[1].lines
    assert abs(first.y - second.y) >= 14


def test_a_page_has_the_title_and_the_description_of_each_drawing() -> None:
    from generator.render.kin import Kin
    from generator.render.model import model_page

    written = model_page(factories.entry(), Kin(members=1), factories.provenance())
    page = read(next(text for path, text in written.items() if path.endswith(".html")))
    drawn = [tag for tag, attributes in page.tags if tag == "svg" and attributes.get("role") == "img"]
    assert len(drawn) == [tag for tag, _ in page.tags].count("title") + 1
    assert [tag for tag, _ in page.tags].count("desc") == 3
