"""MACs over the input size as a small drawing: how the cost grows, at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from generator.records import Entry
from generator.render.axes import Steps, Tick, round_step

WIDTH, HEIGHT = 340, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 12, 12, 36
_FEWEST = 3
"""With fewer points the table beside it says it all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Curve:
    """A drawing of square sizes: ``line`` and ``dots`` are path data, ``native`` one dot or empty."""

    across: tuple[Tick, ...]
    upwards: tuple[Tick, ...]
    grid: str
    line: str
    dots: str
    native: str
    width: int = WIDTH
    height: int = HEIGHT


def curve(entry: Entry) -> Curve | None:
    """The drawing of one entry; None where fewer than three square sizes are measured or nothing is multiplied."""
    square = {
        measured.size.height_px: measured.numbers.macs
        for measured in entry.measurements
        if measured.size.height_px == measured.size.width_px
    }
    sizes = sorted(square)
    if len(sizes) < _FEWEST or max(square.values()) == 0:
        return None
    across = Steps(low=sizes[0], high=sizes[-1], step=128, start=_LEFT, end=WIDTH - _RIGHT)
    if sizes[-1] - sizes[0] > 5 * across.step:
        across = Steps(low=sizes[0], high=sizes[-1], step=256, start=_LEFT, end=WIDTH - _RIGHT)
    step = round_step(max(square.values()), 3)
    top = -(-max(square.values()) // step) * step
    upwards = Steps(low=0, high=top, step=step, start=HEIGHT - _BOTTOM, end=_TOP)
    points = {size: f"{across.place(size)} {upwards.place(square[size])}" for size in sizes}
    native = entry.architecture.native
    marked = native.height_px if native.height_px == native.width_px else 0
    ticks = (tuple(across.ticks()), tuple(upwards.ticks()))
    return Curve(
        across=ticks[0],
        upwards=ticks[1],
        grid="".join(f"M{_LEFT} {mark.at}H{WIDTH - _RIGHT}" for mark in ticks[1]),
        line="M" + "L".join(points.values()),
        dots="".join(f"M{place}h0" for size, place in points.items() if size != marked),
        native=f"M{points[marked]}h0" if marked in points else "",
    )
