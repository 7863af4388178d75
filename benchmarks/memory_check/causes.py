"""Why single models lie in the tail: found by reading the operators around what one side has and the other not."""

from __future__ import annotations

from fnmatch import fnmatchcase

from benchmarks.memory_check.rows import Compared

_MASK = (
    "its attention has a learned mask, and the CPU's fused kernel gives no gradient for one: PyTorch takes "
    "attention apart and keeps the matrix of scores. The memory-efficient CUDA kernel differentiates the mask."
)
_AXES = (
    "its attention is over five axes, and fused kernels take four, on a GPU as well: PyTorch takes attention "
    "apart and keeps the matrix of scores."
)
_LAYOUT = (
    "query and key lie head by head after their rotation, and the CPU's fused kernel writes its result in the "
    "layout of the query, so that joining the heads copies it, and both are kept."
)
_STRIDE = (
    "its attention is given channels that do not lie side by side, which no fused kernel takes: PyTorch takes "
    "attention apart and keeps the matrix of scores."
)
_LSTM = (
    "oneDNN keeps a workspace of its own for the backward of each LSTM, fifteen times its output; cuDNN has "
    "a reserve space in its place."
)
_GRADIENT = (
    "what is returned is large, and its gradient is computed as a tensor of its own, as most losses make one; that of "
    "a sum, which is what was run, is one number expanded."
)

CAUSES: tuple[tuple[str, str, str], ...] = (
    ("training", "torchvision/raft_*", _GRADIENT),
    ("training", "torchvision/deeplabv3_*", _GRADIENT),
    ("training", "torchvision/lraspp_*", _GRADIENT),
    ("training", "timm/beit_*", _MASK),
    ("training", "timm/samvit_*", _MASK),
    ("training", "timm/vit_*relpos_*", _MASK),
    ("training", "timm/maxvit_*", _MASK),
    ("training", "timm/hiera_*", _AXES),
    ("training", "timm/nest_*", _AXES),
    ("training", "timm/qwen3_vit_*", _LAYOUT),
    ("training", "timm/eva02_*", _LAYOUT),
    ("training", "timm/cpubone_*", _STRIDE),
    ("training", "timm/sequencer2d_*", _LSTM),
)
"""(run, pattern of keys, sentence); the first that fits counts."""


def cause_of(key: str, what: str, compared: Compared) -> str:
    """The sentence for a model, or what one side has and the other has not."""
    for run, pattern, sentence in CAUSES:
        if run == what and fnmatchcase(key, pattern):
            return sentence
    parts = [
        f"{size:,} bytes: {computed} computed, {observed} observed"
        for size, computed, observed in compared.apart[:3]
    ]
    return "not explained; " + "; ".join(parts) if parts else "not explained"
