"""Sentences that belong beside the numbers of a torchvision architecture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.zoo.torchvision_tables import DETECTORS, FRAMES

_INCEPTION = (
    "The auxiliary head is kept, since num_params of the weights counts it; torchvision's builder drops it "
    "after loading, which leaves 23,834,568 parameters."
)


def notes(name: str, task: str, meta: Mapping[str, Any]) -> tuple[str, ...]:
    """What a reader needs to know of the model that was measured."""
    if name in DETECTORS:
        return _detector(name)
    if task == "video":
        return (f"A clip has {FRAMES[name]} frames.",)
    if task == "optical flow":
        return ("The flow is updated 12 times, torchvision's default; the input is a pair of images.",)
    if task == "quantizable":
        before = (
            "The model before quantization: float32, with the modules that quantization observes "
            f"({meta['backend']} weights)."
        )
        return (before, _INCEPTION) if name == "quantized_inception_v3" else (before,)
    if task == "segmentation" and not name.startswith("lraspp"):
        return ("The auxiliary head is part of the weights and runs in an eval forward too.",)
    return ()


def _detector(name: str) -> tuple[str, ...]:
    detector = DETECTORS[name]
    if name.startswith("ssd"):
        sentences = [f"The size is fixed at {detector.native_px}x{detector.native_px} by the builder."]
    else:
        sentences = [
            "min_size and max_size are set so that an image is not resized; it is padded at the right "
            "and bottom to a multiple of 32 px before it enters the backbone.",
        ]
    if detector.proposals:
        sentences.append(
            f"Counted at the ceiling of {detector.proposals} proposals an image, or of all its anchors where "
            "they are fewer."
        )
    head = next((part for part in ("mask", "keypoint") if name.startswith(part)), None)
    if head:
        sentences.append(
            f"Counted at the ceiling of {detector.detections} detections an image, each of which passes "
            f"the {head} head; pasting masks and resizing heat maps is counted at one pixel a detection."
        )
    else:
        sentences.append(f"At most {detector.detections} detections an image are returned.")
    return tuple(sentences)
