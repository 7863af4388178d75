"""Why a published number differs from ours, in words for the page of the architecture.

torchvision took ``_ops`` of its detectors on an image of noise, in which a trained network finds
next to nothing. We count every region and detection up to the configured ceilings. The figures
in the sentences are products of layer shapes, which the tests repeat.
"""

from __future__ import annotations

_BOX_HEAD = (
    "torchvision counted an image in which no proposal reached the box head. "
    "We count {proposals:,} proposals at 14,359,552 MACs each; without them the two agree."
)

EXPLANATIONS: dict[tuple[str, str], str] = {
    ("fasterrcnn_mobilenet_v3_large_320_fpn", "macs"): _BOX_HEAD.format(proposals=150),
    ("fasterrcnn_mobilenet_v3_large_fpn", "macs"): _BOX_HEAD.format(proposals=1000),
    ("keypointrcnn_resnet50_fpn", "macs"): (
        "torchvision counted an image in which one detection reached the keypoint head. "
        "We count 100 detections at 3,495,460,864 MACs each; with one the two agree."
    ),
    ("maskrcnn_resnet50_fpn", "macs"): (
        "torchvision counted an image in which no detection reached the mask head. "
        "We count 100 detections at 532,066,304 MACs each; without them the two agree."
    ),
}
"""By (architecture, field)."""
