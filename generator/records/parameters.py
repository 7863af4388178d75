"""What a model consists of: its parameters, buffers and BatchNorm."""

from __future__ import annotations

from dataclasses import dataclass

from generator.records.field import define


@dataclass(frozen=True, kw_only=True, slots=True)
class ParameterNumbers:
    """Elements of parameters and buffers, and how a forward uses them."""

    parameters: int = define(
        "parameters", "elements", "elements of distinct parameters; a tensor tied under two names counts once"
    )
    parameters_trainable: int = define(
        "parameters", "elements", "elements of distinct parameters with requires_grad"
    )
    parameters_tied: int = define(
        "parameters",
        "elements",
        "elements that a sum over names would count again: (per-name sum) - parameters",
    )
    parameters_reused: int = define(
        "parameters", "elements", "elements of parameters whose module runs more than once in one forward"
    )
    parameters_unused: int = define(
        "parameters", "elements", "elements of parameters that no operator of an eval forward reads"
    )
    parameters_unreachable: int | None = define(
        "parameters",
        "elements",
        "elements of trainable parameters that no output of a training forward depends on: what DistributedDataParallel calls unused",
    )
    parameters_convolution_weight: int = define(
        "parameters",
        "elements",
        "elements of weights of convolutions, transposed and deformable ones included",
    )
    parameters_convolution_bias: int = define("parameters", "elements", "elements of biases of convolutions")
    parameters_linear_weight: int = define(
        "parameters",
        "elements",
        "elements of weights of linear layers, bilinear layers, attention projections and recurrent cells",
    )
    parameters_linear_bias: int = define(
        "parameters",
        "elements",
        "elements of biases of linear layers, attention projections and recurrent cells",
    )
    parameters_normalisation_weight: int = define(
        "parameters", "elements", "elements of gamma, the scale of normalisation layers"
    )
    parameters_normalisation_bias: int = define(
        "parameters", "elements", "elements of beta, the shift of normalisation layers"
    )
    parameters_embedding: int = define(
        "parameters",
        "elements",
        "elements of embeddings: position embeddings, class and register tokens, relative position tables",
    )
    parameters_other_weight: int = define(
        "parameters",
        "elements",
        "elements of parameters of no other role that are not biases (layer scale, temperatures)",
    )
    parameters_other_bias: int = define("parameters", "elements", "elements of biases of no other role")
    deploy_parameters: int | None = define(
        "parameters",
        "elements",
        "parameters of the deploy form: re-parameterised, every foldable BatchNorm folded",
    )
    buffers: int = define("buffers", "elements", "elements of distinct buffers, persistent or not")
    buffers_persistent: int = define(
        "buffers", "elements", "elements of distinct buffers that the state_dict holds"
    )
    batch_norm_layers: int = define(
        "buffers", "modules", "modules with running statistics (1d, 2d, 3d, Sync, Frozen and subclasses)"
    )
    batch_norm_channels: int = define("buffers", "channels", "channels of those modules")
    batch_norm_parameters: int = define("buffers", "elements", "elements of gamma and beta of those modules")
    batch_norm_buffers: int = define(
        "buffers",
        "elements",
        "elements of running_mean, running_var and num_batches_tracked of those modules",
    )
    batch_norm_foldable: int = define(
        "buffers",
        "modules",
        "batch_norm_layers that can be folded away: the only producer is a convolution or linear layer, whose output nothing else reads",
    )
    deploy_buffers: int | None = define("buffers", "elements", "buffers of the deploy form")

    @property
    def parameters_frozen(self) -> int:
        """Elements of distinct parameters without requires_grad."""
        return self.parameters - self.parameters_trainable
