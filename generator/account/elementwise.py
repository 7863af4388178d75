"""``elementwise_flops``: the arithmetic that ``macs`` leaves out, one weight per operator.

The convention: one for each addition, subtraction, multiplication, division, comparison (minimum and
maximum included) and call of a function of C's ``<math.h>``, in the formula that PyTorch documents for
the operator. It gives the figures of ELECTRA's ``flops_computation.py`` (Clark et al. 2020): softmax 5,
layer normalisation 5, gelu by tanh 8. A reduction of n elements takes n, as in DeepSpeed's profiler.

Only floating-point tensors count; a complex multiplication is 6, any other complex operation 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import NamedTuple

from generator.account.names import base_name, elements
from generator.account.resampling import RESAMPLING
from generator.records import Call, Signature, Spec, Tape

Formula = Callable[[Signature], int]


class Weight(NamedTuple):
    """FLOPs for each element of the first result and of the first tensor argument, and the formula."""

    outputs: int
    inputs: int
    source: str


_ONE = Weight(1, 0, "one operation an element")
_REDUCTION = Weight(0, 1, "n for a reduction of n elements; DeepSpeed: _pool_flops_compute, numel(input)")
_ELECTRA = "; ELECTRA, flops_computation.py"

WEIGHTS: Mapping[str, Weight] = {
    **dict.fromkeys(
        (
            "abs add atan2 ceil clamp_max clamp_min cos div eq erf exp expm1 floor fmod ge gt isfinite le log "
            "log1p log2 lt maximum minimum mul ne neg pow reciprocal relu remainder round rsub sign sin sqrt square "
            "sub tanh threshold"
        ).split(),
        _ONE,
    ),
    "addcdiv": Weight(2, 0, "a + b / c"),
    "addcmul": Weight(2, 0, "a + b * c"),
    "floor_divide": Weight(2, 0, "floor(a / b)"),
    "lerp": Weight(3, 0, "a + w * (b - a)"),
    "rsqrt": Weight(2, 0, "1 / sqrt(x)"),
    "elu": Weight(4, 0, "x > 0 ? x : a * (exp(x) - 1)"),
    "glu": Weight(5, 0, "a * 1 / (1 + exp(-b))"),
    "hardsigmoid": Weight(4, 0, "min(max(x + 3, 0), 6) / 6"),
    "hardswish": Weight(5, 0, "x * min(max(x + 3, 0), 6) / 6"),
    "hardtanh": Weight(2, 0, "min(max(x, a), b)"),
    "leaky_relu": Weight(2, 0, "x > 0 ? x : a * x"),
    "log_sigmoid_forward": Weight(5, 0, "log(1 / (1 + exp(-x)))"),
    "mish": Weight(5, 0, "x * tanh(log(1 + exp(x)))"),
    "_prelu_kernel": Weight(2, 0, "x > 0 ? x : a * x"),
    "relu6": Weight(2, 0, "min(max(x, 0), 6)"),
    "selu": Weight(5, 0, "s * (x > 0 ? x : a * (exp(x) - 1))"),
    "sigmoid": Weight(4, 0, "1 / (1 + exp(-x))"),
    "silu": Weight(5, 0, "x * 1 / (1 + exp(-x))"),
    "softplus": Weight(3, 0, "log(1 + exp(x))"),
    "_softmax": Weight(5, 0, "maximum, subtract, exp, sum, divide" + _ELECTRA),
    "_safe_softmax": Weight(5, 0, "maximum, subtract, exp, sum, divide" + _ELECTRA),
    "_log_softmax": Weight(5, 0, "maximum, subtract, exp, sum, subtract; the logarithm of a sum left out"),
    "logsumexp": Weight(2, 4, "maximum, subtract, exp, sum; then log, add"),
    **dict.fromkeys(
        "all amax amin any argmax argmin cummax cumprod cumsum max mean min prod sum".split(), _REDUCTION
    ),
    "linalg_vector_norm": Weight(0, 2, "n squares, n - 1 additions, a root"),
    "norm": Weight(0, 2, "n squares, n - 1 additions, a root"),
    "var": Weight(0, 4, "mean, subtract, square, mean"),
    "var_mean": Weight(0, 4, "mean, subtract, square, mean"),
    "std": Weight(1, 4, "mean, subtract, square, mean; then a root"),
}
"""Operators of ATen (base names, without ``aten.``) whose cost is a multiple of their elements."""


def _tensors(signature: Signature) -> list[Spec]:
    return [argument for argument in signature.arguments if isinstance(argument, Spec)]


def _outputs(signature: Signature) -> int:
    return elements(signature.results[0])


def gelu(signature: Signature) -> int:
    """``x * 0.5 * (1 + erf(x / sqrt(2)))`` is 5; the form with tanh is 8. Source: ELECTRA for the latter."""
    by_tanh = "tanh" in (*signature.arguments[1:], *dict(signature.keywords).values())
    return _outputs(signature) * (8 if by_tanh else 5)


def clamp(signature: Signature) -> int:
    """A comparison for each bound that is given."""
    given = (*signature.arguments[1:3], *dict(signature.keywords).values())
    return _outputs(signature) * sum(bound is not None for bound in given)


def bias(place: int, name: str = "") -> Formula:
    """An addition for each element of the result where the tensor at ``place`` is given."""

    def formula(signature: Signature) -> int:
        arguments = signature.arguments
        found = arguments[place] if place < len(arguments) else dict(signature.keywords).get(name)
        return _outputs(signature) if isinstance(found, Spec) else 0

    return formula


def attention(signature: Signature) -> int:
    """Scores L*S for each leading element of the result: scaling 1, softmax 5, and 1 for a mask.

    Source: Vaswani et al. 2017, equation 1; softmax as above.
    """
    scores: int = prod(signature.results[0].shape[:-1]) * signature.arguments[1].shape[-2]
    return scores * (6 + (len(signature.arguments) > 3))


def normalisation(signature: Signature) -> int:
    """5 an element with a weight, 4 without: mean, variance by square and sum, shift, scale.

    Source: ELECTRA; fvcore, norm_flop_counter; DeepSpeed, _layer_norm_flops_compute.
    """
    return _outputs(signature) * (5 if len(_tensors(signature)) > 1 else 4)


def batch_norm(signature: Signature) -> int:
    """In eval 2 an element with a weight, 1 without, since the statistics are constants; else as above.

    Source: fvcore, batchnorm_flop_jit; DeepSpeed, _batch_norm_flops_compute.
    """
    has_weight = isinstance(signature.arguments[1], Spec)
    if signature.arguments[5]:
        return _outputs(signature) * (5 if has_weight else 4)
    return _outputs(signature) * (2 if has_weight else 1)


def distances(signature: Signature) -> int:
    """Distances of (*, n, d) and (*, m, d): d differences, d powers, d - 1 additions and a root a pair.

    Also where PyTorch takes the way over a matrix product (``_euclidean_dist``). Source: torch.cdist.
    """
    width: int = signature.arguments[0].shape[-1]
    return _outputs(signature) * 3 * width


FORMULAS: Mapping[str, Formula] = {
    "aten.gelu": gelu,
    "aten.clamp": clamp,
    "aten.native_layer_norm": normalisation,
    "aten.native_group_norm": normalisation,
    "aten.native_batch_norm": batch_norm,
    "aten._cdist_forward": distances,
    "aten._euclidean_dist": distances,
    **RESAMPLING,
}
"""Operators whose cost depends on more than the number of elements."""

BESIDE: Mapping[str, Formula] = {
    "aten.convolution": bias(2),
    "aten.addmm": bias(0),
    "aten.addmv": bias(0),
    "aten.baddbmm": bias(0),
    "aten.addbmm": bias(0),
    "aten.scaled_dot_product_attention": attention,
    "torchvision.deform_conv2d": RESAMPLING["torchvision.deform_conv2d"],
}
"""Elementwise arithmetic of operators that multiply and accumulate."""

ELEMENTWISE = (frozenset(f"aten.{name}" for name in WEIGHTS) | frozenset(FORMULAS)) - frozenset(BESIDE)
"""Base names of all operators that do arithmetic and none of ``macs``."""

_ALL = {**FORMULAS, **BESIDE}


def elementwise_flops(signature: Signature) -> int:
    """FLOPs of one call that are not in ``macs``; 0 for operators without arithmetic and for integers."""
    name = base_name(signature.operator)
    formula, weight = _ALL.get(name), WEIGHTS.get(name.removeprefix("aten."))
    if formula is None and weight is None:
        return 0
    tensors = [*_tensors(signature), *signature.results]
    if not any(tensor.dtype.startswith(("float", "bfloat", "complex")) for tensor in tensors):
        return 0
    if formula is not None:
        return formula(signature)
    if weight is None or not signature.results:
        return 0
    total = weight.outputs * _outputs(signature) + weight.inputs * elements(tensors[0])
    if signature.results[0].dtype.startswith("complex"):
        return total * (6 if name == "aten.mul" else 2)
    return total


def elementwise_total(tape: Tape) -> int:
    """The sum over all calls of a tape, a signature looked at once."""
    total = 0
    known: dict[int, int] = {}
    for event in tape.events:
        if isinstance(event, Call):
            key = id(event.signature)  # the tape keeps every signature alive
            cost = known.get(key)
            if cost is None:
                cost = known[key] = elementwise_flops(event.signature)
            total += cost
    return total
