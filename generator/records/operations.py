"""What a forward, and a backward, computes."""

from __future__ import annotations

from dataclasses import dataclass

from generator.records.field import Tally, define
from generator.records.parameters import ParameterNumbers


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationNumbers(ParameterNumbers):
    """Operations of one sample, in several conventions."""

    macs: int = define(
        "operations",
        "MACs",
        "multiply-accumulates of convolutions, linear layers, matrix products, attention and recurrent gates; no bias additions",
    )
    macs_dense_convolution: int = define(
        "operations", "MACs", "macs of convolutions with one group and a kernel larger than one"
    )
    macs_pointwise_convolution: int = define(
        "operations", "MACs", "macs of convolutions with one group and a kernel of one"
    )
    macs_depthwise_convolution: int = define(
        "operations", "MACs", "macs of convolutions with as many groups as input channels, and more than one"
    )
    macs_grouped_convolution: int = define("operations", "MACs", "macs of all other grouped convolutions")
    macs_linear: int = define(
        "operations",
        "MACs",
        "macs of matrix products with a weight, stored or computed: linear layers, projections, recurrent gates",
    )
    macs_attention: int = define(
        "operations",
        "MACs",
        "macs of products of two tensors that both depend on the input: QK' and AV in any form of attention, correlation volumes",
    )
    macs_other_product: int = define(
        "operations",
        "MACs",
        "macs of all other products: with a position table or another constant and no weight",
    )
    macs_fvcore: int = define(
        "operations",
        "MACs",
        "macs under fvcore's conventions: with normalisation, adaptive average pooling, resizing and grid sampling, without what fvcore cannot see, such as fused attention",
    )
    macs_backward: int | None = define(
        "operations",
        "MACs",
        "macs of one backward pass: gradients of every trainable parameter and of every activation on the way to them; measured at the native size",
    )
    macs_low_intensity: int = define(
        "operations",
        "MACs",
        "macs in operators that make under 10 FLOPs for each byte they read or write: they wait for memory",
    )
    elementwise_flops: int = define(
        "operations",
        "FLOPs",
        "arithmetic that macs leaves out: biases and residuals, normalisation, activation functions, softmax, pooling, resizing, FFT; one documented weight an operator",
    )
    activations: int = define(
        "operations", "elements", "elements of the outputs of convolutions, linear layers and matrix products"
    )
    deploy_macs: int | None = define("operations", "MACs", "macs of the deploy form")
    deploy_macs_fvcore: int | None = define("operations", "MACs", "macs_fvcore of the deploy form")
    deploy_activations: int | None = define("operations", "elements", "activations of the deploy form")
    uncounted: Tally = define(
        "operations",
        "calls by operator",
        "operators that run in the forward, have no rule and are not free by decision",
    )

    @property
    def flops(self) -> int:
        """Two operations, a multiplication and an addition, for each of ``macs``."""
        return 2 * self.macs
