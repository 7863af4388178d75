"""Accuracy stands beside the costs of the size it was measured at, and nowhere else."""

from __future__ import annotations

import json

from generator.records import Dataset, Size
from generator.records.weights import IMAGENET, TOP1, Library, Metric
from generator.render import browse
from generator.render.accuracy import Top1, accuracies, sources
from tests import factories

S224, S288 = Size(224, 224), Size(288, 288)


def measured(value: float, size: Size | None = None, source: str = "") -> Metric:
    return Metric(dataset=IMAGENET, name=TOP1, value=value, size=size, source=source)


def library(*weights: object) -> Library:
    return Library(versions=(("timm", "1.0.31"),), families=(), shelves=(factories.shelf(weights=weights),))


def test_the_best_weights_at_each_size_are_named() -> None:
    found = accuracies(
        library(
            factories.weights("a", metrics=(measured(79.0), measured(80.0, S288))),
            factories.weights("b", metrics=(measured(78.0), measured(81.0, S288))),
        )
    )
    assert found == {("timm/resnet50", S224): Top1(79.0, "a"), ("timm/resnet50", S288): Top1(81.0, "b")}


def test_quantized_weights_and_other_data_are_no_accuracy_of_the_model() -> None:
    kinetics = Metric(dataset="Kinetics-400", name=TOP1, value=77.7)
    five = Metric(dataset=IMAGENET, name="acc@5", value=95.4)
    assert accuracies(library(factories.weights(metrics=(kinetics, five)))) == {}
    assert accuracies(library(factories.weights(backend="fbgemm"))) == {}
    assert accuracies(None) == {}


def test_the_source_is_the_library_with_its_version_or_the_file() -> None:
    assert sources(library(factories.weights())) == {"timm": "timm 1.0.31"}
    assert sources(library(factories.weights(metrics=(measured(1.0, S288, "x.csv"),)))) == {"timm": "x.csv"}
    assert sources(library(factories.weights(metrics=()))) == sources(None) == {}


def test_the_browse_data_has_it_at_its_size_alone() -> None:
    entry = factories.entry(sizes=(S224, S288))
    dataset = Dataset(provenance=factories.provenance(), entries=(factories.entry("a"), entry))
    files = browse.files(dataset, library(factories.weights("x", metrics=(measured(80.858, S288, "f.csv"),))))
    read = {
        name: json.loads(files[f"assets/browse/{name}.json"]) for name in ("index", "native", "224", "288")
    }
    assert read["index"]["accuracy"] == {"timm": "f.csv"}
    assert [read[name]["top1"] for name in ("native", "224", "288")] == [{}, {}, {"1": [80.858, "x"]}]
    assert "80.858" not in files[".fragments/table.html"]


def test_the_plain_table_has_it_at_the_native_size_with_its_source() -> None:
    dataset = Dataset(provenance=factories.provenance(), entries=(factories.entry(),))
    table = browse.files(dataset, library(factories.weights()))[".fragments/table.html"]
    assert '<td class="nwt-num">80.858\u00a0%</td>' in table
    assert "for timm by timm 1.0.31" in table
