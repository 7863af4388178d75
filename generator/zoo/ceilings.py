"""Answers to the operators of a detector whose result depends on pixels.

Every candidate is taken to pass every threshold and every suppression, so that the detector's own
``topk`` and slices cut the rows down to its configured ceilings. Three choices go with it:

- all regions are pooled from the finest level of the pyramid, none from the others, so that the
  pooled rows are as many as the regions;
- all candidates are of one class, so that a loop over the classes found runs once over all rows;
- a number read back is 1 and a comparison false, so that a mask is pasted, and a heat map resized,
  at one pixel a side. No multiply-accumulate depends on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from generator.zoo.protocol import Answer

Arguments = tuple[Any, ...]
Keywords = Mapping[str, Any]

_LEVEL_ROWS = "_netweight_rows"


def _nonzero(operator: Any, args: Arguments, kwargs: Keywords) -> torch.Tensor:
    """(rows, axes) int64: every element is nonzero, except in a mask of a coarser pyramid level."""
    mask = args[0]
    rows = getattr(mask, _LEVEL_ROWS, mask.numel())
    return torch.empty((rows, mask.dim()), dtype=torch.int64, device=mask.device)


def _level(operator: Any, args: Arguments, kwargs: Keywords) -> Any:
    """``levels == k`` over int64: all rows for the finest level, 0, and none for the others."""
    mask = operator(*args, **kwargs)
    if args[0].dtype == torch.int64 and args[0].dim() == 1:
        setattr(mask, _LEVEL_ROWS, mask.numel() if args[1] == 0 else 0)
    return mask


def _nms(operator: Any, args: Arguments, kwargs: Keywords) -> torch.Tensor:
    """(boxes,) int64: no box is suppressed."""
    boxes = args[0]
    return torch.empty((boxes.shape[0],), dtype=torch.int64, device=boxes.device)


def _unique(operator: Any, args: Arguments, kwargs: Keywords) -> tuple[torch.Tensor, ...]:
    """One distinct value; inverse and counts are empty, as where they are not asked for."""
    values = args[0]
    nothing = torch.empty((0,), dtype=torch.int64, device=values.device)
    return values.new_empty((1,)), nothing, nothing.clone()


def _index(operator: Any, args: Arguments, kwargs: Keywords) -> Any:
    """``tensor[mask]``: a boolean mask selects all of its elements."""
    tensor, indices = args[0], args[1]
    if not any(index is not None and index.dtype in (torch.bool, torch.uint8) for index in indices):
        return operator(*args, **kwargs)
    expanded: list[torch.Tensor | None] = []
    for index in indices:
        if index is not None and index.dtype in (torch.bool, torch.uint8):
            expanded.extend(_nonzero(operator, (index,), {}).unbind(1))
        else:
            expanded.append(index)
    return operator(tensor, expanded)


def _scalar(operator: Any, args: Arguments, kwargs: Keywords) -> bool | int | float:
    """The value of a tensor that has one; else False, 1 or 1.0 by data type."""
    tensor = args[0]
    if tensor.device.type != "meta":
        answer: bool | int | float = operator(*args, **kwargs)
        return answer
    if tensor.dtype == torch.bool:
        return False
    return 1.0 if tensor.dtype.is_floating_point else 1


DETECTION: Mapping[str, Answer] = {
    "aten._local_scalar_dense.default": _scalar,
    "aten._unique2.default": _unique,
    "aten.eq.Scalar": _level,
    "aten.index.Tensor": _index,
    "aten.nonzero.default": _nonzero,
    "torchvision.nms.default": _nms,
}
"""By ``str(operator)``; the answers for every detector of torchvision."""
