"""How the result of a convolution lies in memory, which its kernel on the meta device leaves open.

That kernel makes every result contiguous. The kernels of a CPU (oneDNN) and of a GPU (cuDNN) leave channels last where
the input or the weight has them so, and whoever then reads the channels of a position copies nothing. Which it is says
PyTorch's own function of both tensors, the one that its FakeTensor asks (``torch/_subclasses/fake_impls.py``).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

_ATEN = torch.ops.aten
_BACKEND = torch._C._ConvBackend.Mkldnn  # type: ignore[attr-defined]
_LAST = (torch.channels_last, torch.channels_last_3d)


def ask_kernel(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What the kernel answers; a convolution on meta lies as one on a device would."""
    result = func(*args, **kwargs)
    if func is not _ATEN.convolution.default or not result.is_meta:
        return result
    wanted = torch._C._conv_determine_backend_memory_format(args[0], args[1], _BACKEND)
    return _laid(result, wanted) if wanted in _LAST else result


def _laid(result: Tensor, memory_format: torch.memory_format) -> Tensor:
    return torch.empty(result.shape, dtype=result.dtype, device="meta", memory_format=memory_format)


__all__ = ["ask_kernel"]
