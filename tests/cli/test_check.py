"""``netweight check``: 0 and one line where all is equal, 1 and one line a field where not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from generator.cli.checking import plan
from generator.dataset import write_dataset
from generator.records import Dataset, Size
from tests import factories
from tests.cli.conftest import Runner, StandIn


def test_equal_numbers_are_one_line_and_exit_status_zero(run: Runner, data: Path, installed: StandIn) -> None:
    result = run("check", "--data", data)
    assert result.exit_code == 0
    assert result.stdout == f"equal to {data}: 6 architectures, 61 measurements, 3 refusals\n"


def test_nothing_stored_is_reused(run: Runner, data: Path, installed: StandIn) -> None:
    run("check", "--data", data, "--jobs", "2")
    assert {(asked["fresh"], asked["store"], asked["jobs"]) for asked in installed.asked} == {(True, None, 2)}


def test_a_field_that_differs_is_a_line_and_exit_status_one(
    run: Runner, data: Path, installed: StandIn
) -> None:
    old = factories.entry()
    native = dataclasses.replace(factories.numbers(), activations=7, uncounted=(("aten.sort.default", 2),))
    measurements = tuple(
        dataclasses.replace(one, numbers=native) if one.size == Size(224, 224) else one
        for one in old.measurements
    )
    installed.put(dataclasses.replace(old, measurements=measurements))
    result = run("check", "--data", data, "resnet50")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"timm/resnet50 at 224: activations: {226_752 * 49 + 1000:,} -> 7",
        "timm/resnet50 at 224: uncounted: none -> aten.sort.default 2",
    ]
    assert result.stderr.endswith("2 differences in 1 architecture\n")


def test_a_size_that_is_refused_now_is_a_line(run: Runner, data: Path, installed: StandIn) -> None:
    installed.put(factories.entry(refused=(Size(128, 128),)))
    result = run("check", "--data", data, "timm/resnet50")
    assert result.exit_code == 1
    assert result.stdout == (
        "timm/resnet50 at 128: outcome: measured -> refused at construction: AssertionError: "
        "Input height (160) should be divisible by window size (7).\n"
    )


def test_px_compares_that_size_and_the_native_one_alone(run: Runner, data: Path, installed: StandIn) -> None:
    installed.put(factories.entry(refused=(Size(128, 128),)))
    result = run("check", "--data", data, "--px", "160", "timm/resnet50")
    assert result.stdout == f"equal to {data}: 1 architecture, 2 measurements, 0 refusals\n"
    assert installed.asked[0]["sizes"] == (Size(160, 160),)


def test_architectures_that_one_side_alone_has_are_differences(
    run: Runner, data: Path, installed: StandIn
) -> None:
    entries = [entry for entry in factories.dataset().entries if entry.architecture.name != "raft_large"]
    installed.dataset = Dataset(provenance=factories.provenance(), entries=tuple(entries))
    installed.put(factories.entry("new"))
    result = run("check", "--data", data)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == ["timm/new: added", "torchvision/raft_large: removed"]


def test_other_versions_are_noted_on_standard_error(run: Runner, tmp_path: Path, installed: StandIn) -> None:
    write_dataset(factories.dataset(timm="1.0.30"), tmp_path)
    result = run("check", "--data", tmp_path)
    assert result.exit_code == 0
    assert f"note: {tmp_path} was measured with timm 1.0.30 instead of 1.0.31\n" in result.stderr


def test_each_entry_is_measured_where_it_was_surveyed() -> None:
    usual = factories.entry("a")
    small = factories.entry("b", sizes=(Size(64, 64),), test=None)
    assert plan([usual, small], (), factories.GRID) == [
        (None, ["timm/a"]),
        ((Size(64, 64), Size(224, 224)), ["timm/b"]),
    ]
    asked = (Size(96, 96),)
    assert plan([usual, small], asked, factories.GRID) == [(asked, ["timm/a", "timm/b"])]


def test_an_unknown_name_is_an_error(run: Runner, data: Path, installed: StandIn) -> None:
    result = run("check", "--data", data, "resnet51")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: no architecture matches 'resnet51'; did you mean timm/resnet50, torchvision/resnet50?\n"
    )
