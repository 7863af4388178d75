"""The deploy form of a timm model: its branches merged by timm itself, on the meta device.

timm's ``reparameterize_model`` goes through the children of a model. One that has ``fuse`` is replaced by
what that returns; else ``reparameterize`` or ``switch_to_deploy`` is called, and the child merges its branches
into one layer itself.
"""

from __future__ import annotations

from typing import Any

from timm.models import reparameterize_model
from torch import nn

from generator.zoo.construct import construct, initial_values

_METHODS = ("fuse", "reparameterize", "switch_to_deploy")
"""What ``timm.models.reparameterize_model`` looks for, in its order."""


def reparameterised(model: nn.Module) -> nn.Module | None:
    """``reparameterize_model(model)`` on meta and in eval mode; None where that changes nothing.

    The given model, on meta and in eval mode, stays as it was: timm converts a copy. Most models have no
    module with one of the three methods; they are not even copied.

    Half of timm's blocks (those of RepVGG, MobileOne, FastViT, GhostNetV3, LeViT, TinyViT and EfficientViT)
    make the merged layer on PyTorch's default device, whatever the device of its branches, and then fail to
    assign meta tensors to it. The one thing done about that: meta is the default device during the call, as it is
    during a construction. No code of timm is replaced or left out. In-place operations are run, though
    a meta tensor has no values, since they fail where a merged weight does not have the shape of its layer.

    Raises:
        Exception: whatever timm raises.
    """
    if not any(hasattr(module, method) for module in _below(model) for method in _METHODS):
        return None
    with initial_values():
        merged = construct(lambda: reparameterize_model(model))
    return None if _make(merged) == _make(model) else merged


def _below(model: nn.Module) -> list[nn.Module]:
    """All modules but the root, which timm does not ask."""
    return [module for module in model.modules() if module is not model]


def _make(model: nn.Module) -> tuple[Any, ...]:
    """What a model is made of: classes of its modules, and shapes of its parameters and buffers, by path."""
    modules = [(path, type(module)) for path, module in model.named_modules()]
    parameters = [(name, tensor.shape) for name, tensor in model.named_parameters()]
    buffers = [(name, tensor.shape) for name, tensor in model.named_buffers()]
    return (modules, parameters, buffers)
