"""Elementwise cost of what moves over an image: pooling, resizing, sampling, transforms.

A weighted sum of n taps takes ``2 n - 1``; the computation of weights and coordinates is left out, since
it is shared by the channels. A reduction of n elements takes n.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil, log2, prod

from generator.account.names import elements
from generator.records import Signature, Spec

Formula = Callable[[Signature], int]
_TAPS = {0: 2, 1: 1, 2: 4}
"""Taps along one axis by ``interpolation_mode`` of grid_sampler: bilinear, nearest, bicubic."""


def pooling(signature: Signature) -> int:
    """Kernel elements for each element of the result: sums and a division, or comparisons.

    A kernel of one number holds for all axes. Source: kh*kw an output, torchvision and PyTorch docs of AvgPool2d.
    """
    kernel = signature.arguments[1]
    axes = 3 if "pool3d" in signature.operator else 1 if "pool1d" in signature.operator else 2
    sides = kernel if isinstance(kernel, tuple) else (kernel,)
    return elements(signature.results[0]) * prod(sides * axes if len(sides) == 1 else sides)


def adaptive_pooling(signature: Signature) -> int:
    """Elements of all windows; window i of an axis reaches from floor(i*in/out) to ceil((i+1)*in/out).

    Source: torch.nn.AdaptiveAvgPool2d, ATen/native/AdaptivePooling.h.
    """
    axes = 3 if "pool3d" in signature.operator else 2
    given, made = signature.arguments[0].shape, signature.results[0].shape
    windows: list[int] = [
        sum(-(-(i + 1) * size // out) - i * size // out for i in range(out))
        for size, out in zip(given[-axes:], made[-axes:], strict=True)
    ]
    maps: int = prod(made[:-axes])
    return maps * prod(windows)


def resizing(taps: int) -> Formula:
    """``2 * taps - 1`` for each element of the result: linear 2 taps, bilinear 4, trilinear 8, bicubic 16.

    Source: torch.nn.functional.interpolate; nearest copies and is free.
    """
    return lambda signature: elements(signature.results[0]) * (2 * taps - 1)


def antialiased(reach: int) -> Formula:
    """Two passes, along the width and then along the height, with taps that grow with the reduction.

    Taps along an axis: ``ceil(reach * max(in / out, 1)) * 2 + 1``, reach 1 for bilinear and 2 for
    bicubic. Source: ATen/native/cpu/UpSampleKernel.cpp, separable_upsample_generic_Nd_kernel_impl.
    """

    def formula(signature: Signature) -> int:
        (*lead, high, wide), (*_, to_high, to_wide) = signature.arguments[0].shape, signature.results[0].shape
        along_width: int = high * to_wide * (2 * _taps(wide, to_wide) - 1)
        along_height: int = to_high * to_wide * (2 * _taps(high, to_high) - 1)
        maps: int = prod(lead)
        return maps * (along_width + along_height)

    def _taps(size: int, out: int) -> int:
        return ceil(reach * max(size / out, 1.0)) * 2 + 1

    return formula


def grid_sampling(signature: Signature) -> int:
    """As resizing, with the taps of the interpolation mode along two or three axes.

    Source: torch.nn.functional.grid_sample.
    """
    axes = len(signature.results[0].shape) - 2
    taps = _TAPS[signature.arguments[2]] ** axes
    return elements(signature.results[0]) * (2 * taps - 1 if taps > 1 else 0)


def region_pooling(signature: Signature) -> int:
    """roi_align: s*s bilinear samples for each element of the result, each 7, and their mean of s*s.

    ``s`` is sampling_ratio; where it is not positive the samples depend on the regions and one is
    counted. Source: He et al., Mask R-CNN, 2017; torchvision.ops.roi_align.
    """
    samples: int = max(signature.arguments[5], 1) ** 2
    return elements(signature.results[0]) * samples * (7 + 1)


def deformable_sampling(signature: Signature) -> int:
    """deform_conv2d: each of Cin*kh*kw*Hout*Wout samples is bilinear, 7, and 1 with a mask; and the bias.

    Source: Dai et al., Deformable Convolutional Networks, 2017, equations 2 and 3; Zhu et al. 2019 for the mask.
    """
    image, weight, _, mask, bias = signature.arguments[:5]
    batch, _, high, wide = signature.results[0].shape
    samples: int = batch * image.shape[1] * prod(weight.shape[2:]) * high * wide
    masked = isinstance(mask, Spec) and bool(prod(mask.shape)) and signature.arguments[-1] is True
    given = isinstance(bias, Spec)
    return samples * (7 + masked) + elements(signature.results[0]) * given


def fourier(signature: Signature) -> int:
    """``5 N log2 N`` for each complex transform of N points, half of that where one side is real.

    Rounded to an integer. N is the product of the transformed axes, of the longer side where one is real.
    Source: FFTW, benchFFT methodology (http://www.fftw.org/speed/method.html).
    """
    given, made, axes = signature.arguments[0], signature.results[0], signature.arguments[1]
    longer = max(given.shape, made.shape, key=prod)
    points = prod(longer[axis] for axis in axes)
    half = 2 if "_c2c" not in signature.operator else 1
    return round(5 * points * log2(points) * (prod(longer) // points) / half) if points else 0


RESAMPLING: Mapping[str, Formula] = {
    **dict.fromkeys(
        (
            "aten.avg_pool1d",
            "aten.avg_pool2d",
            "aten.avg_pool3d",
            "aten.max_pool2d_with_indices",
            "aten.max_pool3d_with_indices",
        ),
        pooling,
    ),
    **dict.fromkeys(
        (
            "aten._adaptive_avg_pool2d",
            "aten._adaptive_avg_pool3d",
            "aten.adaptive_max_pool2d",
            "aten.adaptive_max_pool3d",
        ),
        adaptive_pooling,
    ),
    "aten.upsample_linear1d": resizing(2),
    "aten.upsample_bilinear2d": resizing(4),
    "aten.upsample_trilinear3d": resizing(8),
    "aten.upsample_bicubic2d": resizing(16),
    "aten._upsample_bilinear2d_aa": antialiased(1),
    "aten._upsample_bicubic2d_aa": antialiased(2),
    "aten.grid_sampler_2d": grid_sampling,
    "aten.grid_sampler_3d": grid_sampling,
    "torchvision.roi_align": region_pooling,
    "torchvision.deform_conv2d": deformable_sampling,
    "aten._fft_c2c": fourier,
    "aten._fft_c2r": fourier,
    "aten._fft_r2c": fourier,
}
"""Formulas by base name."""
