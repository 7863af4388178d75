"""What a counter with one hook a module type sees: ptflops, and mmcv, whose counter began as a copy of it."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

from generator.records import Layer

ATTENTION = ("attn", "self_attn", "attention")
"""Names under which models keep their attention modules."""

_FLOAT32_BYTES = 4

_ACTIVATIONS = ("ReLU", "ReLU6", "PReLU", "ELU", "LeakyReLU")
_NORMS = ("BatchNorm", "GroupNorm", "InstanceNorm", "LayerNorm")
_POOLS = ("MaxPool", "AvgPool", "FastAdaptiveAvgPool", "AdaptiveAvgPool", "AdaptiveMaxPool")


def module_hooks(layers: Iterable[Layer]) -> int:
    """MACs as those counters print them, from the layer rows of a model.

    A convolution: its MACs, and one for each output where it has a bias. A linear layer: its MACs. A
    normalisation with weights: two for each element of its input. ReLU, ReLU6, PReLU, ELU and LeakyReLU,
    and Upsample: one for each element they write, over all calls. Pooling: one for each element of its
    input. Not seen: functions that are no modules, products of attention among them, and all other modules.
    Subclasses count as what they derive from. Source: the hooks of ``mmcv/cnn/utils/flops_counter.py`` and ptflops 0.6.
    """
    return sum(_seen(layer) for layer in layers)


def _seen(layer: Layer) -> int:
    name, outputs = layer.class_name, prod(layer.output_shape) * layer.calls
    if not layer.calls:
        return 0
    if "Conv" in name and layer.macs:
        return layer.macs + (outputs if _has_bias(layer, outputs) else 0)
    if "Linear" in name:
        return layer.macs
    if name in _ACTIVATIONS or name == "Upsample":
        return layer.written_bytes // _FLOAT32_BYTES
    if name.startswith(_NORMS) and layer.parameters:
        return 2 * prod(layer.input_shape) * layer.calls
    if name.startswith(_POOLS):
        return prod(layer.input_shape) * layer.calls
    return 0


def _has_bias(layer: Layer, outputs: int) -> bool:
    """Whether a convolution holds more than its weights, of which each output reads ``macs / outputs``."""
    channels = layer.output_shape[0]
    return layer.parameters * outputs > layer.macs * channels
