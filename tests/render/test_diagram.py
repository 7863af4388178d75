"""The drawing of the stages."""

from __future__ import annotations

import re
from dataclasses import replace

from generator.records import Entry, Stage
from generator.render.diagram import HEIGHT, diagram
from tests import factories


def stage(name: str, macs: int, output: tuple[int, ...] = (64, 8, 8), blocks: int = 0) -> Stage:
    zero = dict.fromkeys(("layers", "parameters", "buffers", "activations", "output_bytes"), 0)
    return Stage(name=name, path="", output_shape=output, blocks=blocks, macs=macs, **zero)


def drawn_of(*stages: Stage) -> Entry:
    macs = sum(one.macs for one in stages)
    return replace(factories.entry(replaced={"macs": macs}), stages=stages)


def bars(path: str) -> list[tuple[int, int]]:
    """Foot and height of each bar."""
    return [(int(foot), int(height)) for foot, height in re.findall(r"M\d+ (\d+)v-(\d+)", path)]


def test_each_stage_has_its_output_blocks_and_share() -> None:
    entry = drawn_of(stage("stem", 10), stage("stage 1", 60, (256, 56, 56), 3), stage("head", 30, (1000,)))
    drawn = diagram(entry)
    assert drawn is not None
    assert [(box.above, box.name, box.below) for box in drawn.boxes] == [
        ("64\u00d78\u00d78", "stem", "10.0\u00a0%"),
        ("256\u00d756\u00d756", "stage 1\u00a0\u00d7\u00a03", "60.0\u00a0%"),
        ("1000", "head", "30.0\u00a0%"),
    ]
    assert drawn.arrows.count("M") == 2


def test_a_box_is_filled_to_its_share_of_the_macs() -> None:
    drawn = diagram(drawn_of(stage("stem", 25), stage("stage 1", 75)))
    assert drawn is not None
    frames, fills = bars(drawn.frames), bars(drawn.fills)
    assert [foot for foot, _ in fills] == [foot for foot, _ in frames]
    assert [4 * fill for _, fill in fills] == [frames[0][1], 3 * frames[1][1]]


def test_a_box_with_four_times_the_output_is_twice_as_high() -> None:
    drawn = diagram(drawn_of(stage("stem", 1, (64, 32, 32)), stage("stage 1", 1, (64, 16, 16))))
    assert drawn is not None
    (_, first), (_, second) = bars(drawn.frames)
    assert first == 2 * second


def test_odd_stages_are_drawn_without_a_share_or_a_shape_and_what_does_not_run_is_not() -> None:
    drawn = diagram(drawn_of(stage("stem", 0, ()), stage("head", 0, (2, 3, 4, 5)), stage("not run", 0)))
    assert drawn is not None
    assert [box.above for box in drawn.boxes] == ["\u2013", "2\u00d73\u00d74\u00d75"]
    assert drawn.fills == ""
    assert all(height <= HEIGHT for _, height in bars(drawn.frames))


def test_one_stage_is_no_drawing() -> None:
    assert diagram(drawn_of(stage("stage 1", 1))) is None
