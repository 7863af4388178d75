"""The weights that the installed libraries describe, held against the libraries themselves."""

from __future__ import annotations

from importlib import import_module
from math import isnan
from pathlib import Path

import pytest
import timm
import torch
from timm.models import get_pretrained_cfg
from torch import nn
from torchvision.models import get_model_weights, list_models

from generator.dataset.weights import WEIGHTS, encode_weights
from generator.records.weights import Library, Shelf
from generator.survey.weights import collect


@pytest.fixture(scope="module")
def library() -> Library:
    """Collected where a model cannot be made and nothing can be fetched."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a model was built or a file was asked for")

    import_module("generator.zoo.weights")  # before models are forbidden
    with pytest.MonkeyPatch.context() as patch:
        for layer in (nn.Conv2d, nn.Conv3d, nn.Linear):
            patch.setattr(layer, "__init__", refuse)
        patch.setattr(torch.hub, "load_state_dict_from_url", refuse)
        patch.setattr("socket.create_connection", refuse)
        return collect()


@pytest.fixture(scope="module")
def shelves(library: Library) -> dict[str, Shelf]:
    return library.by_key()


def test_every_pretrained_tag_of_timm_has_a_record(shelves: dict[str, Shelf]) -> None:
    found = {
        f"{shelf.name}.{one.tag}" if one.tag else shelf.name
        for shelf in shelves.values()
        if shelf.zoo == "timm"
        for one in shelf.weights
    }
    assert found == set(timm.list_pretrained())


def test_a_record_says_what_timm_s_configuration_says(shelves: dict[str, Shelf]) -> None:
    for shelf in shelves.values():
        if shelf.zoo != "timm":
            continue
        for one in shelf.weights:
            settings = get_pretrained_cfg(f"{shelf.name}.{one.tag}")
            assert settings is not None
            assert one.size is not None
            assert (one.size.height_px, one.size.width_px) == settings.input_size[1:]
            assert (one.crop, one.interpolation) == (settings.crop_pct, settings.interpolation)
            assert (one.license, one.hub) == (settings.license or "", settings.hf_hub_id or "")
            assert one.classes == settings.num_classes
            ids = [settings.paper_ids] if settings.paper_ids else []
            assert [f"arXiv:{paper.arxiv}" for paper in one.papers] == [id_.partition("v4")[0] for id_ in ids]


def test_every_weights_entry_of_torchvision_has_a_record_with_its_metrics(shelves: dict[str, Shelf]) -> None:
    for name in list_models():
        entries = {entry.name: entry for entry in get_model_weights(name)}
        found = {one.tag: one for one in shelves[f"torchvision/{name}"].weights}
        assert found.keys() == entries.keys()
        for tag, entry in entries.items():
            one, meta = found[tag], entry.meta
            assert one.url == entry.url
            assert one.parameters == meta["num_params"]
            published = {
                (dataset, metric): value
                for dataset, values in meta["_metrics"].items()
                for metric, value in values.items()
                if not isnan(value)
            }
            assert {(m.dataset, m.name): m.value for m in one.metrics} == published


def test_every_architecture_has_a_paper_but_those_whose_source_names_none(library: Library) -> None:
    families = library.by_family()
    without = [
        shelf.key
        for shelf in library.shelves
        if not shelf.papers and not families.get((shelf.zoo, shelf.family))
    ]
    assert without == ["timm/csatv2", "timm/csatv2_21m"]


def test_the_committed_file_is_what_the_pinned_libraries_say(root: Path, library: Library) -> None:
    assert (root / "docs/data" / WEIGHTS).read_text(encoding="utf-8") == encode_weights(library)
