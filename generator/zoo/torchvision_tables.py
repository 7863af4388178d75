"""What torchvision says of its models in prose or in code, but not in the weights' metadata."""

from __future__ import annotations

from typing import NamedTuple

from generator.records import Size


class Detector(NamedTuple):
    """How a detector's builder shapes the model when it is given weights.

    ``frozen_norm``: the BatchNorm of the backbone becomes FrozenBatchNorm2d (all four vectors are
    buffers). ``trainable`` of ``stages`` backbone stages stay trainable, counted from the end.
    ``native_px`` is the size that the shorter side is brought to. Source: the builders in
    ``torchvision.models.detection``.
    """

    native_px: int
    frozen_norm: bool
    trainable: int
    stages: int
    proposals: int = 0
    """``rpn_post_nms_top_n_test``: the ceiling on regions a two-stage detector looks at."""
    detections: int = 100
    """``detections_per_img``: the ceiling on detections that are returned."""


DETECTORS: dict[str, Detector] = {
    "fasterrcnn_mobilenet_v3_large_320_fpn": Detector(320, True, 3, 6, 150),
    "fasterrcnn_mobilenet_v3_large_fpn": Detector(800, True, 3, 6, 1000),
    "fasterrcnn_resnet50_fpn": Detector(800, True, 3, 5, 1000),
    "fasterrcnn_resnet50_fpn_v2": Detector(800, False, 3, 5, 1000),
    "fcos_resnet50_fpn": Detector(800, True, 3, 5),
    "keypointrcnn_resnet50_fpn": Detector(800, True, 3, 5, 1000),
    "maskrcnn_resnet50_fpn": Detector(800, True, 3, 5, 1000),
    "maskrcnn_resnet50_fpn_v2": Detector(800, False, 3, 5, 1000),
    "retinanet_resnet50_fpn": Detector(800, True, 3, 5, detections=300),
    "retinanet_resnet50_fpn_v2": Detector(800, False, 3, 5, detections=300),
    "ssd300_vgg16": Detector(300, False, 4, 5, detections=200),
    "ssdlite320_mobilenet_v3_large": Detector(320, False, 6, 6, detections=300),
}

FRAMES: dict[str, int] = {
    "mc3_18": 16,
    "mvit_v1_b": 16,
    "mvit_v2_s": 16,
    "r2plus1d_18": 16,
    "r3d_18": 16,
    "s3d": 16,
    "swin3d_b": 16,
    "swin3d_s": 16,
    "swin3d_t": 16,
}

FLOW_SIZE = Size(512, 512)
"""RAFT's preprocessing keeps the size of its images; torchvision took ``_ops`` at this one."""
