"""What tells the members of a family apart, read from their stages and numbers.

A trait is a short text about one member: how many blocks its stages have, how wide they are, how many tokens it works
on, its input, its classes, and which kinds of operations it has that others of the family lack. Traits on which all
agree are one sentence; the others are columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.records import Architecture, Entry, Stage
from generator.render.units import DASH, exact, pixels

SAID: Mapping[str, str] = {
    "Input": "{} input",
    "Tested at": "tested at {}",
    "Classes": "{} classes",
    "Blocks": "blocks {}",
    "Layers": "{} layers",
    "Width": "width {}",
    "Tokens": "{} tokens",
}
"""The traits in the order of their columns, and how a sentence says the text of each."""

IN_WORDS: Mapping[str, str] = {
    "Input": "input size",
    "Tested at": "test size",
    "Classes": "classes",
    "Blocks": "blocks",
    "Layers": "layers",
    "Width": "width",
    "Tokens": "tokens",
}

WITH = "With"
"""The column of what not all members have."""

KINDS: Mapping[str, str] = {
    "macs_dense_convolution": "dense convolution",
    "macs_depthwise_convolution": "depthwise convolution",
    "macs_grouped_convolution": "grouped convolution",
    "macs_attention": "attention",
    "batch_norm_layers": "BatchNorm",
}
"""What a member can have and another can lack, by the field that is above zero where it has it."""


def width(shape: Sequence[int], architecture: Architecture) -> int:
    """Channels of a stage's output of one sample.

    Args:
        shape: (C, H, W) or (H, W, C), (C, T, H, W) or (T, H, W, C) of a clip, (2, C, H, W) of a pair of
            images, (N, C) of N tokens, (windows, tokens, C).
        architecture: whose native size says which axes are spatial: those in its ratio of height to width.
    """
    native = architecture.native
    spatial = len(shape) > 2 and shape[-2] * native.width_px == shape[-1] * native.height_px
    if not spatial:
        return shape[-1]
    paired = len(shape) == 4 and not architecture.frames
    return shape[1] if paired else shape[0]


def body(entry: Entry) -> list[Stage]:
    """The stages that consist of blocks: without stem and head."""
    return [stage for stage in entry.stages if stage.blocks and stage.name != "stem"]


def traits(entry: Entry) -> dict[str, str]:
    """The traits of one member; what it does not have is absent."""
    one, stages = entry.architecture, body(entry)
    found = {"Input": pixels(one.native)}
    if one.test:
        found["Tested at"] = pixels(one.test)
    if one.classes:
        found["Classes"] = exact(one.classes)
    if not stages:
        if entry.stages:
            found["Layers"] = exact(sum(stage.layers for stage in entry.stages))
        return found
    found["Blocks"] = "-".join(str(stage.blocks) for stage in stages)
    widths = [str(width(stage.output_shape, one)) for stage in stages]
    found["Width"] = widths[0] if len(set(widths)) == 1 else "-".join(widths)
    if len(stages[0].output_shape) == 2:
        found["Tokens"] = exact(stages[0].output_shape[0])
    return found


def kinds(entry: Entry) -> frozenset[str]:
    """Which of ``KINDS`` a member has at its native size."""
    if entry.native is None:
        return frozenset()
    numbers = entry.native.numbers
    return frozenset(name for field, name in KINDS.items() if getattr(numbers, field))


def columns(entries: Sequence[Entry]) -> dict[str, list[str]]:
    """Traits on which the members differ, in the order of ``SAID``: a text for each member, a dash for none."""
    held = [traits(entry) for entry in entries]
    by_name = {name: [one.get(name, DASH) for one in held] for name in SAID}
    measured = [kinds(entry) for entry in entries if entry.native is not None]
    shared = frozenset.intersection(*measured) if measured else frozenset()
    by_name[WITH] = [
        ", ".join(name for name in KINDS.values() if name in kinds(entry) - shared) or DASH
        for entry in entries
    ]
    return {name: texts for name, texts in by_name.items() if len(set(texts)) > 1}


def sentence(entries: Sequence[Entry]) -> str:
    """What all members have in common, and in what they differ; a single member is described."""
    held, differing = traits(entries[0]), columns(entries)
    common = ", ".join(SAID[name].format(text) for name, text in held.items() if name not in differing)
    if len(entries) == 1:
        return f"{common[:1].upper()}{common[1:]}."
    parts = [f"Alike in all: {common}."] if common else []
    names = [IN_WORDS[name] for name in differing if name != WITH]
    if WITH in differing:
        names.append(_listed(_sometimes(entries)))
    parts.append(
        f"They differ in {_listed(names)}." if names else "What is compared here is the same in all."
    )
    return " ".join(parts)


def _sometimes(entries: Sequence[Entry]) -> list[str]:
    """What some members have and others lack, in the order of ``KINDS``."""
    held = [kinds(entry) for entry in entries if entry.native is not None]
    return [name for name in KINDS.values() if 0 < sum(name in one for one in held) < len(held)]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
