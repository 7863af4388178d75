"""The deploy form changes no output, and its fields are those of a model that is really merged and folded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import timm
import torch
from timm.models import reparameterize_model
from torch import Tensor, nn
from torchvision.models import get_model

from generator.records import Tape
from generator.trace import record
from generator.zoo import zoos
from generator.zoo.construct import construct
from tests.trace.folding import deploy_fields, fold, foldable_paths, on_meta, own_fields, randomise, run

MERGED = (
    ("mobileone_s0", 64),
    ("repvgg_a0", 64),
    ("efficientvim_m1", 64),
    ("efficientvit_m0", 128),
    ("fastvit_t8", 64),
    ("ghostnetv3_050", 64),
    ("iformer_t", 64),
    ("lcnetv2_small", 64),
    ("levit_128s", 128),
    ("nextvit_small", 64),
    ("repghostnet_050", 64),
    ("repvit_m1", 64),
    ("shvit_s1", 128),
    ("tiny_vit_5m_224", 64),
)
"""One of each family of timm whose models timm re-parameterises; of byobnet one of each kind of block."""

FOLDED = (
    ("botnet26t_256", 128),
    ("test_byobnet", 64),
    ("cpubone_nano", 64),
    ("cs3darknet_focus_s", 64),
    ("cspnext_tiny", 64),
    ("densenet121", 64),
    ("dla46x_c", 64),
    ("dpn48b", 64),
    ("efficientformer_l1", 224),
    ("efficientformerv2_s0", 64),
    ("test_efficientnet", 64),
    ("efficientvit_b0", 64),
    ("fasternet_t0", 64),
    ("ghostnet_050", 64),
    ("hardcorenas_b", 64),
    ("hgnetv2_b0", 64),
    ("hrnet_w18_small", 64),
    ("inception_next_atto", 64),
    ("inception_resnet_v2", 75),
    ("inception_v3", 75),
    ("inception_v4", 75),
    ("lowformer_b0", 64),
    ("test_coatnet", 64),
    ("mobilenetv3_small_050", 64),
    ("mobilevit_xxs", 64),
    ("nasnetalarge", 64),
    ("pnasnet5large", 64),
    ("regnetx_002", 64),
    ("res2next50", 64),
    ("resnest14d", 64),
    ("test_resnet", 64),
    ("resnetv2_18", 64),
    ("rexnet_100", 64),
    ("selecsls42", 64),
    ("legacy_seresnet18", 64),
    ("skresnet18", 64),
    ("starnet_s050", 64),
    ("swiftformer_xs", 64),
    ("tresnet_m", 64),
    ("vgg11_bn", 32),
    ("visformer_tiny", 64),
    ("vit_small_resnet50d_s16_224", 64),
    ("volo_d1_224", 64),
    ("ese_vovnet19b_slim_dw", 64),
    ("legacy_xception", 64),
    ("xception41p", 64),
    ("xcit_nano_12_p8_224", 64),
)
"""One of each other family of timm that has a BatchNorm behind a convolution or linear layer."""

BARE = {"weights_backbone": None}
SMALL = BARE | {"min_size": 64, "max_size": 64}
TWO_STAGES = SMALL | {"box_score_thresh": 0.0, "rpn_post_nms_top_n_test": 10, "box_detections_per_img": 5}
ONE_STAGE = SMALL | {"score_thresh": 0.0, "detections_per_img": 5}

TORCHVISION: tuple[tuple[str, tuple[int, ...], dict[str, Any]], ...] = (
    ("deeplabv3_mobilenet_v3_large", (3, 64, 64), BARE),
    ("densenet121", (3, 64, 64), {}),
    ("efficientnet_b0", (3, 64, 64), {}),
    ("fasterrcnn_mobilenet_v3_large_320_fpn", (3, 64, 64), TWO_STAGES),
    ("fcn_resnet50", (3, 32, 32), BARE),
    ("fcos_resnet50_fpn", (3, 64, 64), ONE_STAGE),
    ("googlenet", (3, 64, 64), {"aux_logits": False, "init_weights": False}),
    ("inception_v3", (3, 75, 75), {"aux_logits": True, "init_weights": False}),
    ("keypointrcnn_resnet50_fpn", (3, 64, 64), TWO_STAGES),
    ("lraspp_mobilenet_v3_large", (3, 64, 64), BARE),
    ("maskrcnn_resnet50_fpn", (3, 64, 64), TWO_STAGES),
    ("maxvit_t", (3, 224, 224), {}),
    ("mnasnet0_5", (3, 64, 64), {}),
    ("mobilenet_v2", (3, 64, 64), {}),
    ("mobilenet_v3_small", (3, 64, 64), {}),
    ("raft_large.context_encoder", (3, 64, 64), {}),
    ("regnet_y_400mf", (3, 64, 64), {}),
    ("quantized_resnet18", (3, 64, 64), {}),
    ("retinanet_resnet50_fpn", (3, 64, 64), ONE_STAGE),
    ("s3d.features", (3, 9, 64, 64), {}),
    ("quantized_shufflenet_v2_x0_5", (3, 64, 64), {}),
    ("ssdlite320_mobilenet_v3_large", (3, 64, 64), BARE | {"detections_per_img": 5}),
    ("vgg11_bn", (3, 32, 32), {"init_weights": False}),
    ("mc3_18", (3, 4, 64, 64), {}),
)
"""One of each family of torchvision that has one.

RAFT computes with float32 in between, its encoder does not; the pooling of S3D takes large images alone.
"""


NARROW: dict[str, dict[str, Any]] = {
    "nasnetalarge": {"stem_size": 12, "num_features": 288},
    "vgg11_bn": {"mlp_ratio": 1 / 64},
}
"""Narrower ones of the two largest, so that they fit the time of a test."""


@pytest.mark.parametrize(("name", "px"), [*MERGED, *FOLDED])
def test_the_deploy_form_of_a_timm_model_gives_the_same_output(name: str, px: int) -> None:
    zoo = zoos()["timm"]
    keywords = NARROW.get(name, {}) | ({"img_size": px} if zoo.describe(name).fixed_size else {})
    model = seeded(lambda: timm.create_model(name, **keywords))
    meta = construct(lambda: timm.create_model(name, **keywords))
    merged = zoo.deploy(meta)
    assert (merged is not None) == (name in dict(MERGED))
    first, second = images(3, px, px)
    shown = Shown(model, (first,), (second,))
    if merged is not None:
        with float64():
            model = reparameterize_model(model)
        assert shapes(merged) == shapes(model)
    shown.stays(model, record(merged or meta, (on_meta(second.float()),)))


@pytest.mark.parametrize(("name", "shape", "keywords"), TORCHVISION)
def test_the_deploy_form_of_a_torchvision_model_gives_the_same_output(
    name: str, shape: tuple[int, ...], keywords: dict[str, Any]
) -> None:
    zoo = zoos()["torchvision"]
    name, _, part = name.partition(".")
    model, meta = (
        make(lambda: get_model(name, weights=None, **keywords).get_submodule(part))
        for make in (seeded, construct)
    )
    detects = zoo.describe(name).task == "detection"
    first, second = (([image[0]],) if detects else (image,) for image in images(*shape))
    args = ([second[0][0].float()],) if detects else (second[0].float(),)
    ceilings = {"ceilings": zoo.ceilings(name)}
    Shown(model, first, second).stays(model, record(meta, on_meta(args), **ceilings), **ceilings)


class Shown:
    """A real model with random statistics, and what it makes of two inputs."""

    def __init__(self, model: nn.Module, first: tuple[Any, ...], second: tuple[Any, ...]) -> None:
        self._args = second
        elsewhere = randomise(model, first)
        self._before = run(model, second)
        alike = (
            elsewhere.shape == self._before.shape
        )  # a detector may find more in one image than in the other
        self._scale = float((self._before - elsewhere if alike else self._before).abs().max())
        assert self._scale > 1e-5 * float(self._before.abs().max()), "the input is hardly felt at the end"

    def stays(self, model: nn.Module, tape: Tape, **ceilings: Any) -> None:
        """Folding what a tape on meta shows to be foldable changes no output, and gives its deploy fields."""
        fold(model, self._args, foldable_paths(tape))
        assert float((run(model, self._args) - self._before).abs().max()) < 1e-8 * self._scale
        assert own_fields(model, self._args, **ceilings) == deploy_fields(tape)


def seeded(make: Callable[[], nn.Module]) -> nn.Module:
    """A real model with the same random weights at every run."""
    torch.manual_seed(0)
    return make()


def images(*shape: int) -> Tensor:
    """Two of them, with an axis of batch 1."""
    return torch.rand(2, 1, *shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@contextmanager
def float64() -> Iterator[None]:
    """New layers have float64 weights inside the block, so that merging keeps the precision."""
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(torch.float32)


def shapes(model: nn.Module) -> list[tuple[str, tuple[int, ...]]]:
    """Shapes of all parameters and buffers, by name."""
    tensors = [*model.named_parameters(), *model.named_buffers()]
    return [(name, tuple(tensor.shape)) for name, tensor in tensors]
