"""What a line consists of, and how that came about."""

from __future__ import annotations

SCHEMA_VERSION = 4
"""Raised by one with every change that an earlier reader would refuse or misread."""

HISTORY: tuple[tuple[int, str], ...] = (
    (
        1,
        "One architecture a line. A field of `numbers` is an array over `sizes`, or one value where it "
        "is equal at all of them. `stages` and `operators` are columns. `dataset.json` counts the lines "
        "of each zoo.",
    ),
    (2, "`numbers` gained `macs_fvcore` and `elementwise_flops`."),
    (
        3,
        "`numbers` gained the deploy form, the backward, unreachable parameters, memory and traffic; some may be null. "
        "`gaps`, `uses`, `reconciled`, `peak` and `second_macs` are new. A published number has a `url` instead of an "
        "`explanation`.",
    ),
    (
        4,
        "`numbers` gained the lines of the peak in bfloat16, which is measured of the converted model and may be null; "
        "`bfloat16` is a stage of `gaps`.",
    ),
)
"""Every version and what changed with it; the last is :data:`SCHEMA_VERSION`."""

NAME = r"[A-Za-z0-9_-][A-Za-z0-9._-]*"
"""Names of zoos and architectures become file names: no separator, no leading dot."""

REFUSAL_STAGES = ("construction", "forward", "accounting", "process")
"""Where a measurement can fail, as :class:`generator.records.Refusal` documents."""

GAP_STAGES = ("batch", "bfloat16", "deploy form", "mixed precision", "second count", "training")
"""What can fail beside a measurement."""

ARCHITECTURE_KEYS = (
    "zoo",
    "name",
    "task",
    "family",
    "native",
    "test",
    "fixed_size",
    "channels",
    "frames",
    "images",
    "classes",
    "weights",
    "tags",
    "notes",
    "published",
)
"""The keys of a line that describe the architecture, in the order they are written."""

ENTRY_KEYS = (
    *ARCHITECTURE_KEYS,
    "reconciled",
    "sizes",
    "numbers",
    "refusals",
    "gaps",
    "stages",
    "operators",
    "uses",
    "peak",
    "second_macs",
)
"""All keys of a line, in the order they are written; every one is required."""
