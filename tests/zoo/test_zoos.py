"""Laws that hold for every architecture of every zoo."""

import socket
import sys
import types

import pytest
import timm
import torch
from torchvision.models import get_model

from generator.records import Size
from generator.zoo import zoos

TASKS = {"classification", "segmentation", "detection", "video", "optical flow", "quantizable"}


@pytest.fixture(scope="module")
def architectures():
    return [zoo.describe(name) for zoo in zoos().values() for name in zoo.names()]


def test_there_are_1492_architectures_and_as_many_keys(architectures):
    assert {name: len(zoo.names()) for name, zoo in zoos().items()} == {"timm": 1371, "torchvision": 121}
    assert len({architecture.key for architecture in architectures}) == 1492


def test_35_names_are_in_both_zoos():
    ours = zoos()
    assert len(set(ours["timm"].names()) & set(ours["torchvision"].names())) == 35


def test_every_description_is_complete(architectures):
    for architecture in architectures:
        assert architecture.task in TASKS, architecture.key
        assert architecture.family, architecture.key
        assert architecture.native.height_px > 0, architecture.key
        assert architecture.native.width_px > 0, architecture.key
        assert architecture.test != architecture.native, architecture.key
        assert architecture.channels == 3, architecture.key
        assert (architecture.frames > 0) == (architecture.task == "video"), architecture.key
        assert architecture.weights in (*architecture.tags, ""), architecture.key
        assert list(architecture.tags) == sorted(set(architecture.tags)), architecture.key


def test_names_are_sorted():
    for zoo in zoos().values():
        assert list(zoo.names()) == sorted(zoo.names())


@pytest.mark.parametrize(
    ("zoo", "name", "plain"),
    [
        ("timm", "swinv2_tiny_window8_256", lambda: timm.create_model("swinv2_tiny_window8_256")),
        ("timm", "coat_mini", lambda: timm.create_model("coat_mini")),
        ("torchvision", "ssd300_vgg16", lambda: get_model("ssd300_vgg16", weights_backbone=None)),
        ("torchvision", "raft_small", lambda: get_model("raft_small")),
    ],
)
def test_leaving_out_initial_values_changes_no_tensor(zoo, name, plain):
    def tensors(model):
        return [
            (path, tensor.shape, tensor.stride(), tensor.dtype) for path, tensor in model.state_dict().items()
        ]

    ours = zoos()[zoo]
    with torch.device("meta"):
        expected = tensors(plain())
    assert tensors(ours.build(name, ours.describe(name).native)) == expected


def test_nothing_is_downloaded(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError(f"a connection was tried: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    zoos()["timm"].build("vit_base_patch16_clip_224", Size(224, 224))
    zoos()["torchvision"].build("retinanet_resnet50_fpn", Size(224, 224))
    zoos()["torchvision"].build("deeplabv3_mobilenet_v3_large", Size(224, 224))


def test_a_package_adds_a_zoo_by_entry_point(tmp_path, monkeypatch):
    package = tmp_path / "aviary"
    metadata = tmp_path / "aviary-1.0.dist-info"
    package.mkdir()
    metadata.mkdir()
    (package / "__init__.py").write_text("class Aviary:\n    name = 'aviary'\n")
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: aviary\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[netweight.zoos]\naviary = aviary:Aviary\n")
    monkeypatch.syspath_prepend(tmp_path)
    zoos.cache_clear()
    try:
        assert list(zoos()) == ["aviary", "timm", "torchvision"]
    finally:
        zoos.cache_clear()
        sys.modules.pop("aviary", None)


def test_two_zoos_of_one_name_are_refused(tmp_path, monkeypatch):
    module = types.ModuleType("second_timm")
    module.Second = type("Second", (), {"name": "timm"})
    monkeypatch.setitem(sys.modules, "second_timm", module)
    metadata = tmp_path / "second-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: second\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[netweight.zoos]\nsecond = second_timm:Second\n")
    monkeypatch.syspath_prepend(tmp_path)
    zoos.cache_clear()
    try:
        with pytest.raises(ValueError, match="two zoos are named 'timm'"):
            zoos()
    finally:
        zoos.cache_clear()
