"""One counting rule per ATen operator, over shapes alone.

``FORMULAS`` holds the operators that multiply and accumulate. Arithmetic that ``macs`` leaves out by
definition is in ``elementwise``; ``tables.FREE`` holds what does none. An operator in none of the three
is published as uncounted. A formula takes the call's signature and gives ``Product``.

Linear layers, ``matmul``, ``einsum``, ``tensordot`` and recurrent layers and cells reach the dispatcher as
products of this table. A nested tensor cannot be made on the meta device: a layer that is given a padding
mask runs on the padded tensor, and ``TransformerEncoder`` with one is refused with PyTorch's message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import NamedTuple

from generator.records import Signature


class Product(NamedTuple):
    """Multiply-accumulates of one call, elements of its products, and the form it takes.

    ``form`` is one of the four convolution kinds, ``attention``, or ``product`` where the kind
    depends on where the operands come from; ``operands`` are the places of those two among the
    tensors of the call.
    """

    macs: int
    activations: int
    form: str
    operands: tuple[int, int]


Formula = Callable[[Signature], Product]


def convolution(signature: Signature) -> Product:
    """Convolution of (N, Cin, *) with a weight (Cout, Cin/groups, *k).

    MACs are ``Cout * Hout*Wout * Cin/groups * kh*kw`` for each of N. A transposed convolution has a
    weight (Cin, Cout/groups, *k) and multiplies each input element with all of its channel:
    ``Cin * Hin*Win * Cout/groups * kh*kw``. The bias is not counted, zeros of the padding are.
    Source: torch.utils.flop_counter.conv_flop_count, halved.
    """
    image, weight, *_ = signature.arguments
    transposed, groups = signature.arguments[6], signature.arguments[8]
    output = signature.results[0].shape
    kernel = weight.shape[2:]
    positions = image.shape if transposed else output
    macs = prod(positions) * prod(weight.shape[1:])
    channels = weight.shape[0] if transposed else weight.shape[1] * groups
    return Product(macs, prod(output), _convolution_kind(channels, groups, kernel), (0, 1))


def deformable_convolution(signature: Signature) -> Product:
    """torchvision::deform_conv2d of (N, Cin, H, W) with (Cout, Cin/groups, kh, kw): as a convolution.

    The bilinear sampling at the offsets is elementwise arithmetic and not counted.
    Source: Dai et al., Deformable Convolutional Networks, 2017, equation 2.
    """
    image, weight, *_ = signature.arguments
    output = signature.results[0].shape
    groups = image.shape[1] // weight.shape[1]
    kind = _convolution_kind(image.shape[1], groups, weight.shape[2:])
    return Product(prod(output) * prod(weight.shape[1:]), prod(output), kind, (0, 1))


def _convolution_kind(channels: int, groups: int, kernel: tuple[int, ...]) -> str:
    if groups == 1:
        return "pointwise_convolution" if prod(kernel) == 1 else "dense_convolution"
    return "depthwise_convolution" if groups == channels else "grouped_convolution"


def _matrix_product(first: int) -> Formula:
    """Product of the arguments ``first`` and ``first + 1``: (*, n, k) with (*, k, m) or (k).

    MACs are n * m * k for each of the leading elements; an argument before them is added and not
    counted, and neither is the sum over the batch of addbmm.
    Source: torch.utils.flop_counter.mm_flop, bmm_flop, halved.
    """

    def formula(signature: Signature) -> Product:
        left = signature.arguments[first].shape
        right = signature.arguments[first + 1].shape
        elements = prod(left[:-1]) * (right[-1] if len(right) > 1 else 1)
        return Product(elements * left[-1], prod(signature.results[0].shape), "product", (first, first + 1))

    return formula


def bilinear(signature: Signature) -> Product:
    """_trilinear, as nn.Bilinear calls it: (N, D1), weight (Dout, D1, D2), (N, D2) -> (N, Dout).

    The first operand is contracted with the weight, ``N*Dout*D1*D2``, and the result with the second,
    ``N*Dout*D2``. The bias is not counted. Source: torch.nn.Bilinear, y = x1' A x2 + b.
    """
    shapes = []
    for operand, added in zip(signature.arguments[:3], signature.arguments[3:6], strict=True):
        shape = list(operand.shape)
        for axis in added:
            shape.insert(axis, 1)
        shapes.append(shape)
    sizes = [max(axis) for axis in zip(*shapes, strict=True)]
    first = prod(sizes)
    return Product(
        first + first // sizes[signature.arguments[6][0]], prod(signature.results[0].shape), "product", (0, 1)
    )


def attention(signature: Signature) -> Product:
    """Scaled dot-product attention: query (*, L, E), key (*, S, E), value (*, S, Ev).

    QK' takes ``L*S*E`` and AV ``L*S*Ev`` MACs for each of the leading elements of the result; scaling,
    mask and softmax are not counted and a mask does not lower the count. The outputs of both products
    are activations. Source: torch.utils.flop_counter.sdpa_flop_count, halved.
    """
    query, key, _ = (argument.shape for argument in signature.arguments[:3])
    result = signature.results[0].shape
    scores = prod(result[:-1]) * key[-2]
    return Product(scores * (query[-1] + result[-1]), scores + prod(result), "attention", (0, 1))


def convolution_backward(signature: Signature) -> Product:
    """Backward of a convolution: gradient (N, Cout, *), input (N, Cin, *), weight (Cout, Cin/groups, *k).

    The gradient of the input and that of the weight take as many MACs as the forward, each only where
    it is asked for; that of the bias is a sum and not counted. Source: torch.utils.flop_counter.conv_backward_flop.
    """
    gradient, image, weight = signature.arguments[:3]
    transposed, groups, wanted = signature.arguments[7], signature.arguments[9], signature.arguments[10]
    positions = image.shape if transposed else gradient.shape
    forward = prod(positions) * prod(weight.shape[1:])
    channels = weight.shape[0] if transposed else weight.shape[1] * groups
    kind = _convolution_kind(channels, groups, weight.shape[2:])
    return Product(forward * (wanted[0] + wanted[1]), 0, kind, (0, 1))


def deformable_convolution_backward(signature: Signature) -> Product:
    """Backward of torchvision::deform_conv2d: gradient, input and weight; as many MACs as two forwards."""
    gradient, _, weight = signature.arguments[:3]
    return Product(2 * prod(gradient.shape) * prod(weight.shape[1:]), 0, "dense_convolution", (0, 2))


def attention_backward(signature: Signature) -> Product:
    """Backward of fused attention: gradient (*, L, Ev), query (*, L, E), key (*, S, E), value (*, S, Ev).

    Gradients of value and scores take ``L*S*Ev`` each, of query and key ``L*S*E`` each: twice the forward.
    That fused kernels compute the scores a second time, to save memory, is not counted, so that the
    number does not depend on the kernel; torch.utils.flop_counter adds them, 2.5 times the forward.
    """
    gradient, query, key = (argument.shape for argument in signature.arguments[:3])
    scores = prod(gradient[:-1]) * key[-2]
    return Product(2 * scores * (query[-1] + gradient[-1]), 0, "attention", (1, 2))


FORMULAS: Mapping[str, Formula] = {
    "aten.convolution.default": convolution,
    "aten.mm.default": _matrix_product(0),
    "aten.mv.default": _matrix_product(0),
    "aten.dot.default": _matrix_product(0),
    "aten.bmm.default": _matrix_product(0),
    "aten.addmm.default": _matrix_product(1),
    "aten.addmv.default": _matrix_product(1),
    "aten.baddbmm.default": _matrix_product(1),
    "aten.addbmm.default": _matrix_product(1),
    "aten.scaled_dot_product_attention.default": attention,
    "aten._trilinear.default": bilinear,
    "torchvision.deform_conv2d.default": deformable_convolution,
    "aten.convolution_backward.default": convolution_backward,
    "aten.scaled_dot_product_attention_backward.default": attention_backward,
    "torchvision._deform_conv2d_backward.default": deformable_convolution_backward,
}
