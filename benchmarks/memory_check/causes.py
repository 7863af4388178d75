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

_TABLE = (
    "its first forward makes a table of positions, kept for the backward, that is a buffer from then on; the record is of a "
    "first forward, what was observed is a later one."
)
_FOLD = "PyTorch's `fold` gives its result the memory of its operand, more than twice as much, and the next layer keeps it."

_TRAINING, _SAVED, _BOTH = ("training",), ("saved",), ("training", "saved")

CAUSES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (_TRAINING, "torchvision/raft_*", _GRADIENT),
    (_TRAINING, "torchvision/deeplabv3_*", _GRADIENT),
    (_TRAINING, "torchvision/lraspp_*", _GRADIENT),
    (_BOTH, "timm/beit_*", _MASK),
    (_BOTH, "timm/samvit_*", _MASK),
    (_BOTH, "timm/vit_*relpos_*", _MASK),
    (_BOTH, "timm/maxvit_*", _MASK),
    (_BOTH, "timm/tiny_vit_*", _MASK),
    (_BOTH, "timm/hiera_*", _AXES),
    (_BOTH, "timm/nest_*", _AXES),
    (_BOTH, "timm/twins_svt_*", _AXES),
    (_BOTH, "timm/qwen3_vit_*", _LAYOUT),
    (_BOTH, "timm/eva02_*", _LAYOUT),
    (_BOTH, "timm/cpubone_*", _STRIDE),
    (_BOTH, "timm/iformer_*", _STRIDE),
    (_BOTH, "timm/lowformer_*", _STRIDE),
    (_BOTH, "timm/sequencer2d_*", _LSTM),
    (_SAVED, "timm/convit_*", _TABLE),
    (_SAVED, "timm/volo_*", _FOLD),
)
"""(runs, pattern of keys, sentence); the first that fits counts."""


def cause_of(key: str, what: str, compared: Compared | None = None) -> str:
    """The sentence for a model, or what one side has and the other has not, of a peak."""
    for runs, pattern, sentence in CAUSES:
        if what in runs and fnmatchcase(key, pattern):
            return sentence
    parts = [
        f"{size:,} bytes: {computed} computed, {observed} observed"
        for size, computed, observed in (compared.apart[:3] if compared else ())
    ]
    return "not explained; " + "; ".join(parts) if parts else "not explained"
