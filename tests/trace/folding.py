"""Real folding on real tensors: weights are multiplied, BatchNorm modules are taken out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.conv import _ConvTransposeNd
from torch.nn.utils.fusion import fuse_conv_bn_weights

from generator.account.deploy import deploy_numbers
from generator.account.flow import follow
from generator.account.fvcore import macs_fvcore
from generator.account.tensors import foldable
from generator.records import Tape
from generator.trace import record


def moved_to_meta(model: nn.Module) -> nn.Module:
    """The model with its tensors on meta; what was one tensor stays one, which ``Module.to`` would not keep."""
    moved: dict[Tensor, Tensor] = {}
    for module in model.modules():
        for held in (module._parameters, module._buffers):
            for name, tensor in held.items():
                if tensor is not None:
                    if tensor not in moved:
                        empty = tensor.detach().to("meta")
                        moved[tensor] = nn.Parameter(empty) if isinstance(tensor, nn.Parameter) else empty
                    held[name] = moved[tensor]
    return model


def on_meta(value: Any) -> Any:
    """The same arguments of a forward, on the meta device."""
    if isinstance(value, list | tuple):
        return type(value)(on_meta(item) for item in value)
    return value.to("meta")


def deploy_fields(tape: Tape) -> dict[str, int]:
    """The ``deploy_`` fields of a tape of a model that has nothing left to re-parameterise, without the prefix."""
    found = deploy_numbers(tape, follow(tape))
    return {name.removeprefix("deploy_"): value for name, value in found.items()}


def own_fields(model: nn.Module, args: tuple[Any, ...], **ceilings: Any) -> dict[str, int]:
    """The same fields of a model as it stands, summed without any deploy form; the model is moved to meta."""
    tape = record(moved_to_meta(model), on_meta(args), **ceilings)
    works = follow(tape).works
    return {
        "parameters": sum(tensor.numel() for tensor in model.parameters()),
        "buffers": sum(tensor.numel() for tensor in model.buffers()),
        "macs": sum(work.macs for work in works),
        "macs_fvcore": macs_fvcore(tape),
        "activations": sum(work.activations for work in works),
    }


def foldable_paths(tape: Tape) -> list[str]:
    """Paths of the BatchNorms that a tape shows to be foldable."""
    return sorted(tape.inventory.modules[index].path for index in foldable(tape, follow(tape)))


def randomise(model: nn.Module, args: tuple[Any, ...]) -> Any:
    """Random vectors and statistics, seeded, in eval mode and float64; what the model then makes of ``args``.

    Matrices and kernels keep the random values of their constructor. No branch is scaled to nothing. Running
    statistics are near those of what the BatchNorm is given for ``args``, so that the input is felt at the end.
    """
    generator = torch.Generator().manual_seed(0)

    def between(low: float, high: float, shape: torch.Size) -> Tensor:
        return low + (high - low) * torch.rand(shape, generator=generator, dtype=torch.float64)

    def vary(norm: nn.Module, given: tuple[Tensor, ...]) -> None:
        variance, mean = torch.var_mean(given[0])
        norm.running_mean = mean + between(-0.5, 0.5, norm.running_mean.shape) * variance.sqrt()
        norm.running_var = between(0.5, 1.5, norm.running_var.shape) * variance

    hooks = []
    for module in model.double().eval().modules():
        norm = module._buffers.get("running_mean") is not None
        for name, tensor in [*module._parameters.items(), *(module._buffers.items() if norm else ())]:
            if (
                tensor is not None
                and tensor.is_floating_point()
                and tensor.numel() == max(tensor.shape, default=1)
            ):
                low = -0.5 if name == "bias" else 0.5
                tensor.data = between(low, low + 1, tensor.shape)
        if norm:
            hooks.append(module.register_forward_pre_hook(vary))
    output = run(model, args)
    for hook in hooks:
        hook.remove()
    return output


def run(model: nn.Module, args: tuple[Any, ...]) -> Tensor:
    """All outputs of one forward in a row."""
    with torch.no_grad():
        return torch.cat([tensor.flatten().double() for tensor in _tensors(model(*args))])


def _tensors(value: Any) -> Iterable[Tensor]:
    if isinstance(value, Tensor):
        yield value
    else:
        for item in value.values() if isinstance(value, dict) else value:
            yield from _tensors(item)


def fold(model: nn.Module, args: tuple[Any, ...], paths: Iterable[str]) -> None:
    """Folds the BatchNorms at these paths into the layers that make their inputs, in place.

    What else is inside a BatchNorm, its activation, stays.
    """
    norms = {path: model.get_submodule(path) for path in paths}
    layers = _layers_before(model, args, norms.values())
    for norm in norms.values():
        layer = layers[norm]
        layer.weight, layer.bias = fuse_conv_bn_weights(
            layer.weight,
            layer.bias,
            norm.running_mean,
            norm.running_var,
            norm.eps,
            norm.weight,
            norm.bias,
            transpose=isinstance(layer, _ConvTransposeNd),
        )
    for path, module in [*model.named_modules(remove_duplicate=False)]:
        if module in layers:
            owner, _, name = path.rpartition(".")
            model.get_submodule(owner)._modules[name] = nn.Sequential(*module.children())


def _layers_before(
    model: nn.Module, args: tuple[Any, ...], norms: Iterable[nn.Module]
) -> dict[nn.Module, nn.Module]:
    """BatchNorm -> the layer whose output it is given, found by the memory that both look at."""
    wanted = set(norms)
    made: dict[int, nn.Module] = {}
    alive: list[Tensor] = []
    found: dict[nn.Module, nn.Module] = {}

    def left(module: nn.Module, _: Any, output: Any) -> None:
        alive.append(output)
        made[output.untyped_storage().data_ptr()] = module

    def entered(module: nn.Module, given: tuple[Tensor, ...]) -> None:
        found[module] = made[given[0].untyped_storage().data_ptr()]

    hooks = [
        module.register_forward_pre_hook(entered) if module in wanted else module.register_forward_hook(left)
        for module in model.modules()
        if module in wanted or "weight" in module._parameters
    ]
    run(model, args)
    for hook in hooks:
        hook.remove()
    return found
