"""Which axes of an output run over positions: shapes alone, read against the shape of the input."""

from __future__ import annotations

from math import prod

Shape = tuple[int, ...]


def positions(shape: Shape, image: Shape) -> int:
    """Positions of an output: H * W, N tokens, T * H * W; 0 where it gives up space."""
    size = spatial_size(shape, image)
    return prod(size) if size else 0


def spatial_size(shape: Shape, image: Shape) -> Shape:
    """The axes of an output that run over positions; () where there is none but one position.

    (C, H, W) or (H, W, C), whichever has the aspect of the input; (N, C) is N tokens; with one axis more,
    time comes first. Shapes are without a batch axis.
    """
    if len(shape) == 2:
        return shape[:1] if shape[0] > 1 else ()
    if len(shape) < 3:
        return ()
    space = _space(shape, image)
    time = () if len(shape) < 4 else shape[1:2] if space == shape[-2:] else shape[:1]
    return (*time, *space) if any(extent > 1 for extent in space) else ()


def keeps_aspect(shape: Shape, image: Shape) -> bool:
    """Whether an output without space, or with the aspect of the input to within a factor of two."""
    if len(shape) < 3:
        return True
    high, wide = (extent * side for extent, side in zip(_space(shape, image), image[:-3:-1], strict=True))
    return high <= 2 * wide and wide <= 2 * high


def _space(shape: Shape, image: Shape) -> Shape:
    """Height and width among three axes or more: the last two, or the two before the last."""
    height, width = image[-2:]
    last, middle = shape[-2:], shape[-3:-1]
    return min(last, middle, key=lambda space: abs(space[0] * width - space[1] * height))


def of_sample(shapes: tuple[Shape, ...], images: int) -> Shape:
    """The first of several returned shapes that holds whole samples, without its batch axis."""
    whole = [shape for shape in shapes if shape[:1] and shape[0] in (1, images)]
    return without_batch(tuple(whole) or shapes)


def without_batch(shapes: tuple[Shape, ...]) -> Shape:
    """The first shape, without a batch axis of one; () where there is none."""
    first = shapes[0] if shapes else ()
    return first[1:] if len(first) > 1 and first[0] == 1 else first
