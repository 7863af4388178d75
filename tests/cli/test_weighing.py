"""``netweight weigh``: a reader's own model, counted as the zoos' are."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.dataset import decode_entry

NETS = "tests.cli.nets"


@pytest.fixture
def weigh(root: Path):
    """Runs the command against the committed dataset."""

    def run(*words: str):
        return CliRunner().invoke(main, ["weigh", *words, "--data", str(root / "docs" / "data")])

    return run


def line_of(path: Path):
    return decode_entry(path.read_text(encoding="utf-8").strip(), str(path))


@pytest.mark.parametrize(("width", "px"), [(8, 32), (5, 17)])
def test_a_convolution_and_a_linear_layer_have_their_closed_forms(weigh, tmp_path, width, px):
    out = tmp_path / "plain.json"
    done = weigh(f"{NETS}:plain", "--input", f"3x{px}x{px}", "--arg", f"width={width}", "--out", str(out))
    assert done.exit_code == 0, done.output
    numbers = line_of(out).native.numbers
    assert numbers.parameters == width * 3 * 3 * 3 + width * 10 + 10
    assert numbers.macs == px * px * width * 3 * 3 * 3 + width * 10
    assert numbers.activations == px * px * width + 10


def test_each_size_is_measured_and_the_one_of_the_input_is_native(weigh, tmp_path):
    out = tmp_path / "plain.json"
    weigh(f"{NETS}:plain", "--input", "3x32x32", "--px", "16x48", "--px", "32", "--out", str(out))
    entry = line_of(out)
    assert [str(one.size) for one in entry.measurements] == ["16x48", "32"]
    assert str(entry.architecture.native) == "32"


@pytest.mark.parametrize(
    ("maker", "argument", "sizes"),
    [
        ("placed_by_side", "side", {"8": 64, "16": 256}),
        ("placed_by_either", "size", {"8": 64, "8x16": 128}),
        ("placed_by_both", "size", {"8": 64, "8x16": 128}),
    ],
)
def test_a_model_that_is_made_for_a_size_takes_it_as_its_argument_does(
    weigh, tmp_path, maker, argument, sizes
):
    out = tmp_path / "placed.json"
    words = [word for size in sizes for word in ("--px", size)]
    done = weigh(f"{NETS}:{maker}", "--input", "3x8x8", "--size-arg", argument, *words, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert {str(one.size): one.numbers.parameters for one in line_of(out).measurements} == sizes


def test_a_size_that_is_no_square_is_refused_where_the_argument_is_a_side(weigh):
    done = weigh(f"{NETS}:placed_by_side", "--input", "3x8x16", "--size-arg", "side")
    assert done.exit_code == 2
    assert "construction: expected a square, since side takes one side; found 8x16 px" in done.output


def test_a_finished_module_weighs_what_its_maker_makes(weigh, tmp_path):
    weigh(f"{NETS}:plain", "--input", "3x32x32", "--out", str(tmp_path / "made.json"))
    weigh(f"{NETS}:finished", "--input", "3x32x32", "--out", str(tmp_path / "finished.json"))
    made, finished = line_of(tmp_path / "made.json"), line_of(tmp_path / "finished.json")
    assert made.native == finished.native


@pytest.mark.parametrize("name", ["Tied", "tied"])
def test_a_tensor_under_two_names_counts_once_also_in_a_finished_module(weigh, tmp_path, name):
    out = tmp_path / "tied.json"
    weigh(f"{NETS}:{name}", "--input", "3x8x8", "--out", str(out))
    numbers = line_of(out).native.numbers
    assert (numbers.parameters, numbers.parameters_tied, numbers.buffers) == (8 * 8, 8 * 8, 5)


def test_where_fused_attention_spans_a_batch_that_and_training_are_gaps_and_no_numbers(weigh, tmp_path):
    out = tmp_path / "meeting.json"
    words = ("--px", "16x8", "--out", str(out))
    done = weigh(f"{NETS}:Meeting", "--input", "1x8x8", *words)
    assert done.exit_code == 0, done.output
    entry = line_of(out)
    assert entry.native.numbers.macs == 8 * 8 * 8 + 2 * 8 * 8 * 8
    assert entry.native.numbers.macs_backward is None
    assert {(str(gap.size), gap.stage) for gap in entry.gaps} == {
        ("8", "batch"),
        ("8", "training"),
        ("16x8", "training"),
    }
    assert all("the samples of a batch meet in aten." in gap.message for gap in entry.gaps)


def test_a_model_of_a_library_weighs_what_the_zoo_says_and_is_its_own_neighbour(weigh, tmp_path, root):
    out = tmp_path / "resnet.json"
    done = weigh(
        "timm:create_model", "--arg", "model_name=resnet18", "--input", "3x224x224", "--out", str(out)
    )
    lines = (root / "docs" / "data" / "timm.jsonl").read_text(encoding="utf-8").splitlines()
    stored = next(json.loads(line) for line in lines if '"name":"resnet18"' in line)
    place = stored["sizes"].index("224")
    assert line_of(out).native.numbers.macs == stored["numbers"]["macs"][place]
    nearest = done.output.partition("Nearest in the zoos")[2].splitlines()[2].split()
    assert nearest[2:4] == [f"{stored['numbers']['parameters']:,}", f"{stored['numbers']['macs'][place]:,}"]


@pytest.mark.parametrize("ending", ["html", "md"])
def test_the_page_stands_alone_and_has_the_headline_the_layers_and_the_neighbours(weigh, tmp_path, ending):
    out = tmp_path / f"plain.{ending}"
    assert weigh(f"{NETS}:plain", "--input", "3x32x32", "--out", str(out)).exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert f"{32 * 32 * 8 * 27 + 80:,}" in text
    assert "Nearest in the zoos" in text
    for asks in ('href="..', "src=", "<script", "](", "href=.."):
        assert asks not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere:make", "--input", "3x32x32"), "cannot import nowhere: No module named 'nowhere'"),
        (
            (NETS, "--input", "3x32x32"),
            f"expected package.module:callable or file.py:callable, found '{NETS}'",
        ),
        ((f"{NETS}:plian", "--input", "3x32x32"), f"{NETS} has no 'plian'; close to it: plain"),
        (
            (f"{NETS}:FIVE", "--input", "3x32x32"),
            f"{NETS}:FIVE is neither callable nor a torch.nn.Module, but <class 'int'>",
        ),
        (
            (f"{NETS}:number", "--input", "3x32x32"),
            "expected a callable that returns a torch.nn.Module, found one that returns <class 'int'>",
        ),
        (
            (f"{NETS}:demanding", "--input", "3x32x32"),
            f"{NETS}:demanding needs depth: give them as --arg depth=VALUE",
        ),
        (
            (f"{NETS}:plain", "--input", "3x32x32", "--arg", "widht=3"),
            f"{NETS}:plain takes no argument 'widht'; it takes width, size",
        ),
        (
            (f"{NETS}:plain", "--input", "3x32x32", "--arg", "width"),
            "--arg takes NAME=VALUE, such as depth=18; found 'width'",
        ),
        (
            (f"{NETS}:plain", "--input", "3x32x32", "--arg", "width=1", "--arg", "width=2"),
            "--arg width is given twice",
        ),
        (
            (f"{NETS}:finished", "--input", "3x32x32", "--arg", "width=3"),
            f"{NETS}:finished is a module that is made already and takes no arguments",
        ),
        ((f"{NETS}:plain", "--input", "3x32"), "one sample is CHANNELSxHEIGHTxWIDTH, such as 3x224x224"),
        ((f"{NETS}:plain", "--input", "3x0x32"), "found '3x0x32'"),
        ((f"{NETS}:plain", "--input", "1x32x32"), f"{NETS}:plain cannot be measured at 32 px: forward: "),
        (
            (f"{NETS}:Outer.Inner", "--input", "3x32x32"),
            f"{NETS}:Outer.Inner cannot be measured at 32 px: forward: ",
        ),
        (
            (f"{NETS}:plain", "--input", "3x32x32", "--out", "plain.pdf"),
            "plain.pdf: expected a file that ends in .html, .md, .json, found '.pdf'",
        ),
        (
            (f"{NETS}:Leaving", "--input", "3x8x8"),
            f"{NETS}:Leaving cannot be measured at 8 px: forward: it exits, with status 0",
        ),
        (
            (f"{NETS}:leaving", "--input", "3x8x8"),
            f"{NETS}:leaving cannot be measured at 8 px: construction: it exits, with status 0",
        ),
        (
            ("torch.nn:Identity", "--input", "3x8x8"),
            "torch.nn:Identity cannot be measured at 8 px: forward: the forward calls no operator: there is nothing to count",
        ),
        (("nowhere.py:make", "--input", "3x32x32"), "cannot read nowhere.py: No such file or directory"),
    ],
)
def test_what_cannot_be_weighed_is_told_with_status_2(weigh, words, said):
    done = weigh(*words)
    assert done.exit_code == 2
    assert said in done.output


def test_a_file_is_a_module_too(weigh, tmp_path):
    source = tmp_path / "mine.py"
    source.write_text("from torch import nn\n\ndef make():\n    return nn.Conv2d(3, 4, 1, bias=False)\n")
    out = tmp_path / "mine.json"
    done = weigh(f"{source}:make", "--input", "3x6x7", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert line_of(out).native.numbers.macs == 6 * 7 * 3 * 4


@pytest.fixture(scope="module")
def third_party(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which the worked example of a zoo is installed, from a wheel built here."""
    place = tmp_path_factory.mktemp("zoo")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    source = place / "source"
    source.mkdir()
    for path in (root / "docs" / "examples" / "netweight-transformers").iterdir():
        if path.is_file():
            (source / path.name).write_bytes(path.read_bytes())
    building = ["wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*pip, *building, "--wheel-dir", str(place), str(source)], check=True)
    (wheel,) = place.glob("*.whl")
    installing = ["install", "--quiet", "--no-deps", "--no-index", "--target", str(place / "installed")]
    subprocess.run([*pip, *installing, str(wheel)], check=True)
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(root), str(place / "installed")])}


def test_a_zoo_from_a_wheel_is_surveyed_and_agrees_with_torchvision(third_party, tmp_path, root):
    """transformers' ResNet-50 and ViT-B/16 are the papers', as torchvision's are."""
    pairs = {"resnet-50": "resnet50", "vit-base-patch16-224": "vit_b_16"}
    words = ["survey", *(f"transformers/{name}" for name in pairs), "--px", "224", "--out", str(tmp_path)]
    command = [sys.executable, "-m", "generator", *words]
    done = subprocess.run(command, env=third_party, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    theirs = {one.architecture.name: one for one in _entries(root / "docs" / "data" / "torchvision.jsonl")}
    ours = {one.architecture.name: one for one in _entries(tmp_path / "transformers.jsonl")}
    for name, there in pairs.items():
        assert ours[name].verified
        for field in ("parameters", "buffers", "macs", "activations"):
            found = getattr(ours[name].native.numbers, field)
            assert found == getattr(theirs[there].native.numbers, field), (name, field)


def _entries(path: Path):
    return [decode_entry(line, str(path)) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_file_that_exits_is_told_with_status_2(weigh, tmp_path):
    source = tmp_path / "exits.py"
    source.write_text("raise SystemExit(0)\n", encoding="utf-8")
    done = weigh(f"{source}:make", "--input", "3x8x8")
    assert done.exit_code == 2
    assert f"importing {source} failed: SystemExit: 0" in done.output
