"""What a call leaves behind in the model and in torch: a snapshot before, a snapshot after, the difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_HOOKS = (
    "_forward_hooks",
    "_forward_pre_hooks",
    "_backward_hooks",
    "_backward_pre_hooks",
    "_state_dict_hooks",
    "_load_state_dict_pre_hooks",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """A model as it is: keys, hooks, mode, replaced methods, statistics; and torch's functions."""

    keys: frozenset[str]
    hooks: int
    training: tuple[bool, ...]
    attributes: frozenset[tuple[int, str]]
    methods: dict[str, Any]
    functions: dict[str, Any]
    statistics: dict[str, Tensor]
    """Copies of the buffers; on meta, where there are no values, how often each was written."""


def snapshot(model: nn.Module) -> Snapshot:
    """Reads, and holds the very objects, so that an identity is not given out twice."""
    modules = list(model.modules())
    return Snapshot(
        keys=frozenset(model.state_dict()),
        hooks=sum(len(getattr(module, name, ())) for module in modules for name in _HOOKS),
        training=tuple(module.training for module in modules),
        attributes=frozenset((place, name) for place, module in enumerate(modules) for name in vars(module)),
        methods=_methods(modules),
        functions=_functions(),
        statistics={
            name: torch.tensor(value._version) if value.is_meta else value.clone()
            for name, value in model.named_buffers()
        },
    )


def _methods(modules: list[nn.Module]) -> dict[str, Any]:
    """``__call__`` and ``forward`` as every class of the model resolves them."""
    classes = {type(module) for module in modules} | {nn.Module}
    return {
        f"{one.__name__}.{name}": getattr(one, name) for one in classes for name in ("__call__", "forward")
    }


def _functions() -> dict[str, Any]:
    """Public functions of torch, of torch.nn.functional, and methods of Tensor."""
    owners = {"torch": torch, "torch.nn.functional": F, "torch.Tensor": torch.Tensor}
    return {
        f"{where}.{name}": value
        for where, owner in owners.items()
        for name, value in vars(owner).items()
        if callable(value) and not isinstance(value, type) and not name.startswith("_")
    }


def differences(before: Snapshot, after: Snapshot) -> dict[str, int]:
    """How much of each kind is no longer what it was; zero where nothing is."""
    return {
        "state_dict_keys": len(before.keys ^ after.keys),
        "hooks": abs(after.hooks - before.hooks),
        "training_flags": sum(a != b for a, b in zip(before.training, after.training, strict=True)),
        "attributes": len(before.attributes ^ after.attributes),
        "class_methods": sum(after.methods.get(name) is not value for name, value in before.methods.items()),
        "torch_functions": sum(
            after.functions.get(name) is not value for name, value in before.functions.items()
        ),
        "statistics": sum(
            name not in after.statistics or not torch.equal(after.statistics[name], value)
            for name, value in before.statistics.items()
        ),
    }
