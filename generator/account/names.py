"""Small questions to a signature: the plain name of its operator, the elements of a tensor."""

from __future__ import annotations

from functools import cache
from math import prod

from generator.records import Spec


@cache
def base_name(operator: str) -> str:
    """``aten.add_.Tensor`` -> ``aten.add``: without the overload and the in-place underscore."""
    namespace, name, *_ = operator.split(".")
    return f"{namespace}.{name.rstrip('_')}"


@cache
def is_mutating(operator: str) -> bool:
    """Whether an operator writes into one of its arguments (by PyTorch's naming rule)."""
    name = operator.split(".")[1]
    return name.endswith("_") and not name.endswith("__") and name.rstrip("_") not in _IN_PLACE_VIEWS


_IN_PLACE_VIEWS = frozenset({"as_strided", "detach", "squeeze", "t", "transpose", "unsqueeze"})


def elements(tensor: Spec) -> int:
    """Elements of a tensor: the product of its shape."""
    return prod(tensor.shape)
