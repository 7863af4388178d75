"""A zoo re-parameterises as its library does, on meta, and says where that changes nothing."""

from __future__ import annotations

import pytest
import timm
import torch
from timm.models import reparameterize_model
from torch import nn

from generator.account.deploy import deploy_numbers
from generator.account.flow import follow
from generator.records import Size
from generator.trace import record
from generator.zoo import Reparameterised, zoos
from generator.zoo.timm import TimmZoo

ZOO = TimmZoo()


def held(model: nn.Module) -> dict[str, tuple[torch.Size, str]]:
    """Shape and device of every parameter and buffer."""
    tensors = [*model.named_parameters(), *model.named_buffers()]
    return {name: (tensor.shape, tensor.device.type) for name, tensor in tensors}


def deploy(name: str) -> dict[str, int]:
    size = ZOO.describe(name).native
    model = ZOO.deploy(ZOO.build(name, size))
    assert model is not None
    tape = record(model, ZOO.sample(name, size))
    return deploy_numbers(tape, follow(tape))


def test_timm_re_parameterises_and_torchvision_does_not():
    # torchvision's fuse_model of quantizable models is folding of BatchNorm, which needs no method of a zoo
    assert isinstance(zoos()["timm"], Reparameterised)
    assert not isinstance(zoos()["torchvision"], Reparameterised)


@pytest.mark.parametrize("name", ["resnet18", "vit_tiny_patch16_224", "regnetx_002", "ghostnet_050"])
def test_where_no_module_merges_there_is_no_other_form(name):
    assert ZOO.deploy(ZOO.build(name, ZOO.describe(name).native)) is None


def test_what_is_merged_already_has_no_other_form():
    model = ZOO.deploy(ZOO.build("repvgg_a0", Size(64, 64)))
    assert model is not None
    assert ZOO.deploy(model) is None


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("mobileone_s0", RuntimeError, "incompatible tensor type"),
        ("repvgg_a0", RuntimeError, "incompatible tensor type"),
        ("levit_128s", NotImplementedError, "Cannot copy out of meta tensor"),
        ("tiny_vit_5m_224", NotImplementedError, "Cannot copy out of meta tensor"),
    ],
)
def test_blocks_that_make_layers_on_the_cpu_are_merged_on_meta(name, error, message):
    with pytest.raises(error, match=message) as raised:
        reparameterize_model(ZOO.build(name, Size(224, 224)))
    assert raised.type is error
    model = ZOO.deploy(ZOO.build(name, Size(224, 224)))
    real = reparameterize_model(timm.create_model(name).eval())
    assert model is not None
    assert {device for _, device in held(model).values()} == {"meta"}
    assert {key: shape for key, (shape, _) in held(model).items()} == {
        key: shape for key, (shape, _) in held(real).items()
    }
    assert not any(module.training for module in model.modules())


@pytest.mark.parametrize("name", ["mobileone_s0", "efficientvim_m1", "ghostnetv3_050"])
def test_the_given_model_stays_as_it_was(name):
    model = ZOO.build(name, Size(64, 64))
    before = {key: id(value) for key, value in model.state_dict(keep_vars=True).items()}
    classes = [type(module) for module in model.modules()]
    gradients = [parameter.requires_grad for parameter in model.parameters()]
    assert ZOO.deploy(model) is not model
    assert {key: id(value) for key, value in model.state_dict(keep_vars=True).items()} == before
    assert [type(module) for module in model.modules()] == classes
    assert [parameter.requires_grad for parameter in model.parameters()] == gradients


def test_an_error_of_the_library_is_raised():
    class Wrong(nn.Module):
        def reparameterize(self) -> None:
            # a merged kernel that does not have the shape of its layer
            nn.Conv2d(3, 8, 3).weight.data.copy_(torch.empty(8, 3, 5, 5))

    with pytest.raises(RuntimeError, match="must match"):
        ZOO.deploy(nn.Sequential(Wrong()))


@pytest.mark.parametrize(
    ("name", "parameters", "flops", "features"),
    [
        ("repvgg_a0", 8_310_000, 1_360_000_000, 1280),
        ("repvgg_a1", 12_790_000, 2_370_000_000, 1280),
        ("repvgg_b0", 14_340_000, 3_060_000_000, 1280),
        ("repvgg_b1g4", 36_130_000, 7_320_000_000, 2048),
        ("repvgg_b3", 110_960_000, 26_220_000_000, 2560),
    ],
)
def test_repvgg_as_published_in_its_deploy_form(name, parameters, flops, features):
    # open-mmlab/mmpretrain, configs/repvgg/README.md, columns "(deploy)" in M and G at 224 px. FLOPs are those of the
    # backbone, without features x 1000 of the classifier, by mmcv's counter (mmcv/cnn/utils/flops_counter.py), which
    # adds one operation an output element for the bias and one for the ReLU.
    found = deploy(name)
    backbone = found["deploy_macs"] - features * 1000 + 2 * (found["deploy_activations"] - 1000)
    assert abs(found["deploy_parameters"] - parameters) <= 5_000
    assert abs(backbone - flops) <= 5_000_000


@pytest.mark.parametrize(
    ("name", "parameters", "flops", "features"),
    [
        ("mobileone_s0", 2_080_000, 270_000_000, 1024),
        ("mobileone_s1", 4_760_000, 820_000_000, 1280),
        ("mobileone_s2", 7_810_000, 1_300_000_000, 2048),
        ("mobileone_s3", 10_080_000, 1_890_000_000, 2048),
        ("mobileone_s4", 14_840_000, 2_980_000_000, 2048),
    ],
)
def test_mobileone_as_published_in_its_deploy_form(name, parameters, flops, features):
    # open-mmlab/mmpretrain 1.x, configs/mobileone/README.md, in M and G at 224 px; FLOPs are those of the backbone,
    # without features x 1000 of the classifier
    found = deploy(name)
    assert abs(found["deploy_parameters"] - parameters) <= 5_000
    assert abs(found["deploy_macs"] - features * 1000 - flops) <= 5_000_000


@pytest.mark.parametrize(
    ("name", "parameters", "macs"),
    [
        ("repvit_m0_9", 5_100_000, 800_000_000),
        ("repvit_m1_0", 6_800_000, 1_100_000_000),
        ("repvit_m1_1", 8_200_000, 1_300_000_000),
        ("repvit_m1_5", 14_000_000, 2_300_000_000),
        ("repvit_m2_3", 22_900_000, 4_500_000_000),
    ],
)
def test_repvit_as_published_in_its_deploy_form(name, parameters, macs):
    # THU-MIG/RepViT, README.md, table "Models", in M and G at 224 px
    found = deploy(name)
    assert abs(found["deploy_parameters"] - parameters) <= 50_000
    assert abs(found["deploy_macs"] - macs) <= 50_000_000
