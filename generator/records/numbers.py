"""What one measurement consists of: every field with its unit and its meaning.

The definitions are those of the published methodology page, which is generated from ``FIELDS``.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

Tally: TypeAlias = tuple[tuple[str, int], ...]
"""Counts by name, sorted by name, without zeros: ``(("float32", 1024), ("int64", 8))``."""


class Field(NamedTuple):
    """One field of :class:`Numbers` as the data dictionary prints it."""

    name: str
    unit: str
    group: str
    meaning: str
    is_tally: bool


def _field(group: str, unit: str, meaning: str) -> Any:
    return dataclasses.field(metadata={"group": group, "unit": unit, "meaning": meaning})


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """The numbers of one architecture at one size: integers in base units.

    Batch 1, eval mode, float32. Raises nothing; the laws between fields are held by the tests.
    """

    parameters: int = _field(
        "parameters",
        "elements",
        "elements of distinct parameters; a tensor tied under two names counts once",
    )
    parameters_trainable: int = _field(
        "parameters",
        "elements",
        "elements of distinct parameters with requires_grad",
    )
    parameters_tied: int = _field(
        "parameters",
        "elements",
        "elements that a sum over names would count again: (per-name sum) - parameters",
    )
    parameters_reused: int = _field(
        "parameters",
        "elements",
        "elements of parameters whose module runs more than once in one forward",
    )
    parameters_unused: int = _field(
        "parameters",
        "elements",
        "elements of parameters that no operator of an eval forward reads",
    )
    parameters_convolution_weight: int = _field(
        "parameters",
        "elements",
        "elements of weights of convolutions, transposed and deformable ones included",
    )
    parameters_convolution_bias: int = _field(
        "parameters",
        "elements",
        "elements of biases of convolutions",
    )
    parameters_linear_weight: int = _field(
        "parameters",
        "elements",
        "elements of weights of linear layers, bilinear layers, attention projections and recurrent cells",
    )
    parameters_linear_bias: int = _field(
        "parameters",
        "elements",
        "elements of biases of linear layers, attention projections and recurrent cells",
    )
    parameters_normalisation_weight: int = _field(
        "parameters",
        "elements",
        "elements of gamma, the scale of normalisation layers",
    )
    parameters_normalisation_bias: int = _field(
        "parameters",
        "elements",
        "elements of beta, the shift of normalisation layers",
    )
    parameters_embedding: int = _field(
        "parameters",
        "elements",
        "elements of embeddings: position embeddings, class and register tokens, relative position tables",
    )
    parameters_other_weight: int = _field(
        "parameters",
        "elements",
        "elements of parameters of no other role that are not biases (layer scale, temperatures)",
    )
    parameters_other_bias: int = _field(
        "parameters",
        "elements",
        "elements of biases of no other role",
    )
    buffers: int = _field("buffers", "elements", "elements of distinct buffers, persistent or not")
    buffers_persistent: int = _field(
        "buffers",
        "elements",
        "elements of distinct buffers that the state_dict holds",
    )
    batch_norm_layers: int = _field(
        "buffers",
        "modules",
        "modules with running statistics (1d, 2d, 3d, Sync, Frozen and subclasses)",
    )
    batch_norm_channels: int = _field("buffers", "channels", "channels of those modules")
    batch_norm_parameters: int = _field(
        "buffers",
        "elements",
        "elements of gamma and beta of those modules",
    )
    batch_norm_buffers: int = _field(
        "buffers",
        "elements",
        "elements of running_mean, running_var and num_batches_tracked of those modules",
    )
    batch_norm_foldable: int = _field(
        "buffers",
        "modules",
        "batch_norm_layers that can be folded away: the only producer is a convolution or "
        "linear layer, whose output nothing else reads",
    )
    macs: int = _field(
        "operations",
        "MACs",
        "multiply-accumulates of convolutions, linear layers, matrix products, attention and "
        "recurrent gates; no bias additions",
    )
    macs_dense_convolution: int = _field(
        "operations",
        "MACs",
        "macs of convolutions with one group and a kernel larger than one",
    )
    macs_pointwise_convolution: int = _field(
        "operations",
        "MACs",
        "macs of convolutions with one group and a kernel of one",
    )
    macs_depthwise_convolution: int = _field(
        "operations",
        "MACs",
        "macs of convolutions with as many groups as input channels, and more than one",
    )
    macs_grouped_convolution: int = _field(
        "operations",
        "MACs",
        "macs of all other grouped convolutions",
    )
    macs_linear: int = _field(
        "operations",
        "MACs",
        "macs of matrix products with a weight, stored or computed: linear layers, projections, recurrent gates",
    )
    macs_attention: int = _field(
        "operations",
        "MACs",
        "macs of products of two tensors that both depend on the input: QK' and AV in any "
        "form of attention, correlation volumes",
    )
    macs_other_product: int = _field(
        "operations",
        "MACs",
        "macs of all other products: with a position table or another constant and no weight",
    )
    macs_fvcore: int = _field(
        "operations",
        "MACs",
        "macs under fvcore's conventions: with normalisation, adaptive average pooling, resizing and "
        "grid sampling, without what fvcore cannot see, such as fused attention",
    )
    elementwise_flops: int = _field(
        "operations",
        "FLOPs",
        "arithmetic that macs leaves out: biases and residuals, normalisation, activation functions, "
        "softmax, pooling, resizing, FFT; one documented weight an operator",
    )
    activations: int = _field(
        "operations",
        "elements",
        "elements of the outputs of convolutions, linear layers and matrix products",
    )
    parameter_bytes: int = _field(
        "memory",
        "bytes",
        "bytes of distinct parameters in the data type they are constructed in",
    )
    buffer_bytes: int = _field(
        "memory",
        "bytes",
        "bytes of distinct buffers in the data type they are constructed in",
    )
    batch_norm_buffer_bytes: int = _field("memory", "bytes", "bytes of batch_norm_buffers")
    checkpoint_bytes: int = _field(
        "memory",
        "bytes",
        "bytes of all tensors in the state_dict, tied storage once",
    )
    feature_bytes: int = _field(
        "memory",
        "bytes",
        "bytes of every tensor that depends on the input and that an operator of an eval "
        "forward writes to new memory; nothing reused, views and in-place results free, fused "
        "attention one operator, of a recurrent layer only what it returns",
    )
    parameter_bytes_by_dtype: Tally = _field(
        "memory",
        "bytes by dtype",
        "parameter_bytes by data type",
    )
    buffer_bytes_by_dtype: Tally = _field("memory", "bytes by dtype", "buffer_bytes by data type")
    uncounted: Tally = _field(
        "operations",
        "calls by operator",
        "operators that run in the forward, have no rule and are not free by decision",
    )

    @property
    def flops(self) -> int:
        """Two operations, a multiplication and an addition, for each of ``macs``."""
        return 2 * self.macs

    @property
    def parameter_bytes_bfloat16(self) -> int:
        """Bytes of the parameters stored in bfloat16 or float16: two an element."""
        return 2 * self.parameters

    @property
    def parameter_bytes_int8(self) -> int:
        """Bytes of the parameters stored in int8: one an element, scales not counted."""
        return self.parameters


FIELDS: tuple[Field, ...] = tuple(
    Field(
        name=field.name,
        unit=field.metadata["unit"],
        group=field.metadata["group"],
        meaning=field.metadata["meaning"],
        is_tally=field.type == "Tally",
    )
    for field in dataclasses.fields(Numbers)
)

MAC_KINDS: tuple[str, ...] = tuple(
    f"macs_{kind}"
    for kind in (
        "dense_convolution",
        "pointwise_convolution",
        "depthwise_convolution",
        "grouped_convolution",
        "linear",
        "attention",
        "other_product",
    )
)
"""The fields that sum to ``macs``."""
