"""timm's zoo: rebuilt where the size is part of the construction, built once where it is not."""

import pytest
import torch

from generator.records import Size
from generator.zoo import UnknownArchitecture
from generator.zoo.timm import TimmZoo
from tests.zoo.answering import forward

ZOO = TimmZoo()


def elements(tensors):
    return sum(tensor.numel() for tensor in tensors)


def built(name, px):
    model = ZOO.build(name, Size(px, px))
    return elements(model.parameters()), elements(model.buffers())


def test_a_vit_gains_291_840_parameters_from_224_to_384():
    # (24 * 24 - 14 * 14) positions of 768 channels
    assert ZOO.describe("vit_base_patch16_224").fixed_size
    assert (
        built("vit_base_patch16_384", 384)[0] - built("vit_base_patch16_224", 224)[0] == 380 * 768 == 291_840
    )
    assert built("vit_base_patch16_224", 384)[0] - built("vit_base_patch16_224", 224)[0] == 291_840


def test_swin_keeps_its_parameters_and_triples_its_buffers():
    small, large = built("swin_tiny_patch4_window7_224", 224), built("swin_tiny_patch4_window7_224", 384)
    assert small[0] == large[0]
    assert small[1] == 249_704
    assert large[1] > 2.5 * small[1]


def test_resnet_ignores_the_size():
    assert not ZOO.describe("resnet50").fixed_size
    assert built("resnet50", 128) == built("resnet50", 512)
    assert built("resnet50", 224)[0] == 25_557_032


def test_a_test_size_is_named_only_where_it_differs():
    assert str(ZOO.describe("resnet50").native) == "224"
    assert str(ZOO.describe("resnet50").test) == "288"
    assert ZOO.describe("vit_base_patch16_224").test is None


def test_the_sample_has_the_channels_of_the_weights():
    (image,) = ZOO.sample("resnet50", Size(224, 320))
    assert image.shape == (1, 3, 224, 320)
    assert image.device.type == "meta"
    assert image.dtype == torch.float32


@pytest.mark.parametrize("name", ["resnet50", "vit_base_patch16_224", "swin_tiny_patch4_window7_224"])
def test_a_model_runs_on_a_size_that_is_not_square(name):
    result, _ = forward(ZOO, name, Size(224, 320))
    assert result.shape == (1, 1000)


def test_a_model_of_another_size_than_its_image_is_not_measured_by_mistake():
    model = ZOO.build("vit_base_patch16_224", Size(224, 224))
    with pytest.raises(AssertionError, match=r"Input height \(256\) doesn't match model \(224\)"):
        model(torch.empty(1, 3, 256, 256, device="meta"))


def test_an_unknown_name_is_refused_with_close_matches():
    with pytest.raises(UnknownArchitecture) as caught:
        ZOO.build("resnet50x", Size(224, 224))
    assert "resnet50" in caught.value.close
