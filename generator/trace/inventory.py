"""A model at rest: its modules, and its distinct tensors with their roles, names and owners."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from generator.records import Inventory, Module, Tensor

_NORMALISATION = re.compile(r"norm(?!free)|frn|evo", re.IGNORECASE)
_EMBEDDING = re.compile(
    r"pos_|pos$|position|rel_|_rel$|relative|token|embed|latent|query|probe|attention_bias|rope|freqs",
    re.IGNORECASE,
)
_LINEAR_BIAS = re.compile(r"(q|k|v|qkv|mlp)_bias")
_STATISTICS = frozenset({"running_mean", "running_var", "num_batches_tracked"})


def take_inventory(model: nn.Module) -> Inventory:
    """Lists the modules of a model in the order of ``named_modules`` and its distinct tensors.

    Two names hold one tensor if they hold the same object, or two objects of the same shape and
    strides at the same place of one storage. Reads the model and changes nothing.
    """
    index: dict[int, int] = {}
    modules: list[Module] = []
    for path, module in model.named_modules():
        index[id(module)] = len(modules)
        parent = _parent(model, path)
        modules.append(
            Module(
                path=path,
                class_name=type(module).__name__,
                parent=-1 if parent is None else index.get(id(parent), 0),
                role=_module_role(module),
                container=isinstance(module, nn.Sequential | nn.ModuleList | nn.ModuleDict),
                batch_norm_channels=_batch_norm_channels(module),
            )
        )
    return Inventory(modules=tuple(modules), tensors=tuple(_tensors(model, index)))


def _parent(model: nn.Module, path: str) -> nn.Module | None:
    return model.get_submodule(path.rpartition(".")[0]) if path else None


def _tensors(model: nn.Module, index: dict[int, int]) -> Iterator[Tensor]:
    found: dict[tuple[Any, ...], list[tuple[str, nn.Module, str, torch.Tensor]]] = {}
    for prefix, module in model.named_modules(remove_duplicate=False):
        held = [*module._parameters.items(), *module._buffers.items()]
        for name, tensor in held:
            if tensor is not None:
                full = f"{prefix}.{name}" if prefix else name
                found.setdefault(_identity(tensor), []).append((full, module, name, tensor))
    storages: dict[int, int] = {}
    for holders in found.values():
        _, module, name, tensor = holders[0]
        is_parameter = isinstance(tensor, nn.Parameter)
        storage = tensor.untyped_storage()._cdata
        yield Tensor(
            names=tuple(full for full, *_ in holders),
            owner=index[id(module)],
            kind="parameter" if is_parameter else "buffer",
            role=_tensor_role(module, name),
            bias=name.endswith("bias") or name.startswith("bias") or "_bias_" in name,
            shape=tuple(tensor.shape),
            elements=tensor.numel(),
            dtype=str(tensor.dtype).removeprefix("torch."),
            itemsize=tensor.itemsize,
            trainable=tensor.requires_grad,
            persistent=any(
                n in m._parameters or n not in m._non_persistent_buffers_set for _, m, n, _ in holders
            ),
            storage=storages.setdefault(storage, len(storages)),
            statistic=name in _STATISTICS and _batch_norm_channels(module) > 0,
        )


def _identity(tensor: torch.Tensor) -> tuple[Any, ...]:
    storage = tensor.untyped_storage()._cdata
    return (storage, tensor.storage_offset(), tuple(tensor.shape), tensor.stride(), tensor.dtype)


def _batch_norm_channels(module: nn.Module) -> int:
    """Channels of a module that keeps running statistics over the batch; else 0.

    Recognised by its tensors, so that Sync, Frozen and third-party ones count; an InstanceNorm
    keeps statistics over single samples and is none.
    """
    mean = module._buffers.get("running_mean")
    variance = module._buffers.get("running_var")
    if mean is None or variance is None or "InstanceNorm" in type(module).__name__:
        return 0
    return mean.numel()


def _tensor_role(module: nn.Module, name: str) -> str:
    """The role of a tensor: that of the module that holds it, or, where that has none, by its name."""
    role = _module_role(module)
    if role == "recurrent":
        return "linear"
    if role == "other" and _LINEAR_BIAS.fullmatch(name):
        return "linear"
    return "embedding" if role == "other" and _EMBEDDING.search(name) else role


def _module_role(module: nn.Module) -> str:
    """The role of the tensors that a module holds itself, by its class or by what it declares."""
    if isinstance(module, nn.modules.conv._ConvNd) or (
        hasattr(module, "kernel_size") and hasattr(module, "out_channels")
    ):
        return "convolution"
    if isinstance(module, nn.RNNBase):
        return "recurrent"
    if isinstance(module, nn.Linear | nn.Bilinear | nn.RNNCellBase | nn.MultiheadAttention):
        return "linear"
    if isinstance(module, nn.Embedding | nn.EmbeddingBag):
        return "embedding"
    if _NORMALISATION.search(type(module).__name__):
        return "normalisation"
    if hasattr(module, "in_features") and hasattr(module, "out_features") and "weight" in module._parameters:
        return "linear"
    return "other"
