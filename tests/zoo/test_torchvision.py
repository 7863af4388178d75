"""torchvision's zoo: in the shape of the weights, at the ceilings, with nothing left patched."""

import pytest
import torch
from torchvision.models import WeightsEnum, get_model, get_model_weights
from torchvision.ops import FrozenBatchNorm2d

from generator.records import Size
from generator.zoo import UnknownArchitecture
from generator.zoo.construct import construct
from generator.zoo.torchvision import TorchvisionZoo
from tests.zoo.answering import forward

ZOO = TorchvisionZoo()


def count(tensors):
    return sum(tensor.numel() for tensor in {id(tensor): tensor for tensor in tensors}.values())


def parameters(name, px):
    return count(ZOO.build(name, Size(px, px)).parameters())


def test_all_121_have_the_parameters_of_their_weights_on_meta_and_in_eval_mode():
    wrong = {}
    for name in ZOO.names():
        model = ZOO.build(name, ZOO.describe(name).native)
        published = get_model_weights(name).DEFAULT.meta["num_params"]
        if (found := count(model.parameters())) != published:
            wrong[name] = (found, published)
        assert {tensor.device.type for tensor in [*model.parameters(), *model.buffers()]} == {"meta"}, name
        assert not any(module.training for module in model.modules()), name
    assert len(ZOO.names()) == 121
    assert wrong == {}


def test_all_but_one_are_what_the_builder_makes_of_its_default_weights(monkeypatch):
    # The builder is given the weights entry, whose values are neither fetched nor loaded.
    monkeypatch.setattr(WeightsEnum, "get_state_dict", lambda self, *args, **kwargs: {})
    monkeypatch.setattr(torch.nn.Module, "load_state_dict", lambda self, *args, **kwargs: None)

    def structure(model):
        tensors = [*model.named_parameters(), *model.named_buffers()]
        modules = [(path, type(module)) for path, module in model.named_modules()]
        return modules, [(path, tensor.shape, tensor.dtype, tensor.requires_grad) for path, tensor in tensors]

    # Its builder drops the auxiliary head, which num_params of the same weights counts.
    for name in sorted({*ZOO.names()} - {"quantized_inception_v3"}):
        expected = structure(construct(lambda name=name: get_model(name, weights="DEFAULT")))
        assert structure(ZOO.build(name, ZOO.describe(name).native)) == expected, name


def test_quantized_inception_keeps_the_head_that_its_published_parameters_count_and_says_so():
    head = (768 * 128 + 2 * 128) + (5 * 5 * 128 * 768 + 2 * 768) + (768 * 1000 + 1000)
    assert f"{27_161_264 - head:,}" == "23,834,568"
    assert any("23,834,568" in note for note in ZOO.describe("quantized_inception_v3").notes)


def test_published_numbers_are_in_base_units_with_their_rounding():
    resnet = {entry.field: entry for entry in ZOO.describe("resnet50").published}
    assert (resnet["parameters"].value, resnet["parameters"].rounded_to) == (25_557_032, 1)
    assert (resnet["macs"].value, resnet["macs"].rounded_to) == (4_089_000_000, 1_000_000)
    assert resnet["macs"].size == Size(224, 224)


@pytest.mark.parametrize(
    ("name", "task", "family", "native"),
    [
        ("resnet50", "classification", "resnet", "224"),
        ("vit_h_14", "classification", "vision_transformer", "518"),
        ("inception_v3", "classification", "inception", "299"),
        ("regnet_y_128gf", "classification", "regnet", "384"),
        ("quantized_resnet50", "quantizable", "resnet", "224"),
        ("deeplabv3_resnet50", "segmentation", "deeplabv3", "520"),
        ("fasterrcnn_mobilenet_v3_large_320_fpn", "detection", "faster_rcnn", "320"),
        ("maskrcnn_resnet50_fpn", "detection", "mask_rcnn", "800"),
        ("r3d_18", "video", "video_resnet", "112"),
        ("swin3d_t", "video", "video_swin_transformer", "224"),
        ("raft_large", "optical flow", "raft", "512"),
    ],
)
def test_task_family_and_native_size(name, task, family, native):
    found = ZOO.describe(name)
    assert (found.task, found.family, str(found.native)) == (task, family, native)


def test_samples_are_images_clips_pairs_and_lists():
    size = Size(224, 320)
    assert [tensor.shape for tensor in ZOO.sample("resnet50", size)] == [(1, 3, 224, 320)]
    assert [tensor.shape for tensor in ZOO.sample("r3d_18", size)] == [(1, 3, 16, 224, 320)]
    assert [tensor.shape for tensor in ZOO.sample("raft_small", size)] == [(1, 3, 224, 320)] * 2
    (images,) = ZOO.sample("fcos_resnet50_fpn", size)
    assert [tensor.shape for tensor in images] == [(3, 224, 320)]
    assert images[0].device.type == "meta"


def test_a_size_that_is_part_of_the_construction_changes_the_parameters_of_a_vit_and_not_of_a_swin():
    assert ZOO.describe("vit_b_16").fixed_size
    assert not ZOO.describe("swin_t").fixed_size
    # 24 * 24 - 14 * 14 = 380 more positions of 768 channels
    assert parameters("vit_b_16", 384) - parameters("vit_b_16", 224) == 380 * 768 == 291_840
    assert parameters("swin_t", 384) == parameters("swin_t", 224)


def test_building_a_regnet_leaves_torch_as_it_was():
    before = (torch.arange, torch.tensor, torch.get_default_device(), torch.get_default_dtype())
    ZOO.build("regnet_y_400mf", Size(224, 224))
    assert (torch.arange, torch.tensor, torch.get_default_device(), torch.get_default_dtype()) == before
    assert torch.arange(3).tolist() == [0, 1, 2]
    assert torch.zeros(2).fill_(1.0).tolist() == [1.0, 1.0]


def test_a_model_that_cannot_be_built_leaves_torch_as_it_was():
    with pytest.raises(ValueError, match="not divisible by partition size"):
        ZOO.build("maxvit_t", Size(256, 256))
    assert torch.zeros(2).fill_(1.0).tolist() == [1.0, 1.0]
    assert torch.empty(1).device.type == "cpu"


@pytest.mark.parametrize(
    ("name", "size", "message"),
    [
        ("ssd300_vgg16", Size(512, 512), "ssd300_vgg16 takes 300 px alone"),
        ("mvit_v2_s", Size(256, 256), "mvit_v2_s takes 224 px alone"),
    ],
)
def test_a_builder_that_fixes_the_size_says_so(name, size, message):
    with pytest.raises(ValueError, match=message):
        ZOO.build(name, size)


def test_frozen_norm_of_a_detector_holds_no_parameter_and_early_stages_do_not_train():
    model = ZOO.build("fasterrcnn_resnet50_fpn", Size(320, 320))
    norms = [module for module in model.backbone.body.modules() if isinstance(module, FrozenBatchNorm2d)]
    assert len(norms) == 53
    assert all(not list(norm.parameters()) for norm in norms)
    trains = {
        name: {parameter.requires_grad for parameter in stage.parameters()}
        for name, stage in model.backbone.body.named_children()
        if any(True for _ in stage.parameters())
    }
    assert trains == {
        "conv1": {False},
        "layer1": {False},
        "layer2": {True},
        "layer3": {True},
        "layer4": {True},
    }


@pytest.mark.parametrize(
    ("name", "proposals"),
    [
        ("fasterrcnn_mobilenet_v3_large_320_fpn", 150),
        ("fasterrcnn_mobilenet_v3_large_fpn", 1000),
        ("fasterrcnn_resnet50_fpn", 1000),
        ("fasterrcnn_resnet50_fpn_v2", 1000),
        ("keypointrcnn_resnet50_fpn", 1000),
        ("maskrcnn_resnet50_fpn", 1000),
        ("maskrcnn_resnet50_fpn_v2", 1000),
    ],
)
def test_a_two_stage_detector_runs_at_its_ceiling_of_proposals_and_names_it(name, proposals):
    model = ZOO.build(name, Size(320, 320))
    assert model.rpn.post_nms_top_n() == proposals
    result, shapes = forward(ZOO, name, Size(320, 320), ["roi_heads.box_head", "backbone"])
    assert shapes["roi_heads.box_head"] == (proposals, 256, 7, 7)
    assert shapes["backbone"] == (1, 3, 320, 320)
    assert result[0]["boxes"].shape == (100, 4)
    assert any(f"{proposals} proposals" in note for note in ZOO.describe(name).notes)


@pytest.mark.parametrize("part", ["mask", "keypoint"])
def test_a_head_of_detections_runs_at_their_ceiling(part):
    name = f"{part}rcnn_resnet50_fpn"
    _, shapes = forward(ZOO, name, Size(320, 320), [f"roi_heads.{part}_head"])
    assert shapes[f"roi_heads.{part}_head"] == (100, 256, 14, 14)
    assert any("100 detections" in note for note in ZOO.describe(name).notes)


@pytest.mark.parametrize(
    ("name", "detections"),
    [
        ("fcos_resnet50_fpn", 100),
        ("retinanet_resnet50_fpn", 300),
        ("retinanet_resnet50_fpn_v2", 300),
        ("ssd300_vgg16", 200),
        ("ssdlite320_mobilenet_v3_large", 300),
    ],
)
def test_a_one_stage_detector_returns_its_ceiling_of_detections(name, detections):
    result, _ = forward(ZOO, name, ZOO.describe(name).native)
    assert result[0]["boxes"].shape == (detections, 4)
    assert any(f"{detections} detections" in note for note in ZOO.describe(name).notes)


def test_an_image_that_is_not_square_enters_the_backbone_as_it_is_and_padded_to_32():
    _, exact = forward(ZOO, "fasterrcnn_mobilenet_v3_large_320_fpn", Size(224, 320), ["backbone"])
    _, padded = forward(ZOO, "fasterrcnn_mobilenet_v3_large_320_fpn", Size(230, 330), ["backbone"])
    assert exact["backbone"] == (1, 3, 224, 320)
    assert padded["backbone"] == (1, 3, 256, 352)


def test_an_unknown_name_is_refused_with_close_matches():
    with pytest.raises(UnknownArchitecture) as caught:
        ZOO.describe("resnet_50")
    assert "resnet50" in caught.value.close
    assert str(caught.value).startswith("torchvision has no architecture 'resnet_50'; close to it: ")
