"""What each field of a stored record is: its unit and its meaning, for the data dictionary and the JSON Schema.

The fields of :class:`~generator.records.Numbers` carry theirs themselves. A unit is empty for what is no quantity.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from generator.records.entry import Architecture, Provenance, Published, Reconciled, Refusal
from generator.records.rows import Alive, OperatorShare, Peak, Stage, Use
from generator.records.weights import Metric, Paper, Weights

Words: TypeAlias = Mapping[str, tuple[str, str]]
"""Unit and meaning by field, in the order of the record."""

_SIZED = ("px", "input size, 224 or 224x320 for height and width")

KEYS: Words = {
    "zoo": ("", "library that the architecture is taken from"),
    "name": ("", "name of the architecture in its zoo"),
    "task": ("", "what the model is for, such as classification or detection"),
    "family": ("", "module of the library that defines it"),
    "height_px": ("px", "height of the input"),
    "width_px": ("px", "width of the input"),
    "native": ("", "whether this is the native size of the architecture"),
    "verified": ("", "whether a second counter finds the same macs; null at other sizes than the native one"),
}
"""The columns of a flat row before the fields of a measurement."""

DERIVED: Words = {
    "parameters_frozen": ("elements", "parameters - parameters_trainable"),
    "flops": ("FLOPs", "2 * macs"),
    "parameter_bytes_bfloat16": ("bytes", "2 bytes for each parameter"),
    "parameter_bytes_int8": ("bytes", "1 byte for each parameter"),
}
"""The columns of a flat row that follow from others."""

DOCUMENT: Words = {
    "key": ("", "zoo/name, unique over all zoos"),
    "provenance": ("", "the versions that the numbers depend on"),
    "release": ("", "name of the release that this state of the dataset is, empty between releases"),
    "permalink": ("", "where this record stays, empty between releases"),
    "sha256": ("", "digest of the line of the dataset, its newline included; empty where it is not known"),
    "verified": ("", "whether two counters that are built differently agree on macs at the native size"),
    "second_macs": ("MACs", "what the second counter finds at the native size, null where it was not run"),
    "measurements": ("", "the numbers at each size, sizes ascending"),
    "refusals": ("", "sizes that could not be measured, ascending"),
    "form": ("", "closed form in height and width, or why there is none; null where none was looked for"),
    "gaps": ("", "what failed beside a measurement, which lacks the fields that need it"),
    "stages": ("", "parts between two changes of spatial size, at the native size; they sum to the totals"),
    "operators": ("", "ATen operators of a forward at the native size"),
    "uses": ("", "parameters that are not simply read once in every forward"),
    "peak": ("", "the moment at which most bytes are alive, null where the native size is refused"),
    "published": ("", "numbers that others publish, each with what gives it"),
    "papers": ("", "papers that the library names"),
    "papers_of": ("", "architecture, or family where the library does not say which paper is whose"),
    "pretrained": ("", "the weights of each tag; what the library does not say has no key"),
}
"""The keys of an architecture's JSON file besides those of its description."""

FORM: Words = {
    "key": ("", "zoo/name"),
    "step": ("px", "both sides are multiples of this"),
    "square": ("", "whether height and width are equal"),
    "least_px": ("px", "the least side that the form holds for"),
    "most_px": ("px", "the most side that the form holds for"),
    "wholes": (
        "",
        "[terms, divisor]: the sum of the terms, each [factor, atom, ...], divided, rounded down; the next atom",
    ),
    "monomials": (
        "",
        "products of atoms: 0 is height / step, 1 width / step (0 both in squares), then wholes; [] is 1",
    ),
    "fields": ("", "a number, or rows of factors of the monomials, of which the largest sum holds"),
    "held": ("px", "sizes that were recorded for comparison alone"),
    "grid": ("", "how many measured sizes the form was compared with besides"),
    "missing": ("", "why a field has no form"),
}
"""The keys of a closed form."""

UNFORMED: Words = {"key": ("", "zoo/name"), "reason": ("", "why there is no closed form")}
"""The keys in the place of a closed form that there is not."""

RECORDS: Mapping[type, Words] = {
    Architecture: {
        **{name: KEYS[name] for name in ("zoo", "name", "task", "family")},
        "native": ("px", "size that the default weights were trained at, or are evaluated at in torchvision"),
        "test": ("px", "size that the default weights are evaluated at, null where it is the native one"),
        "fixed_size": (
            "",
            "whether the size is part of the construction, so that a model is made for each size",
        ),
        "channels": ("", "channels of the input"),
        "frames": ("", "frames of a clip, 0 where the input has no time axis"),
        "images": ("", "tensors of one sample: 2 for optical flow, else 1"),
        "classes": ("", "classes of the head, 0 where there is none"),
        "weights": ("", "tag of the weights whose shape is followed, empty where there are none"),
        "tags": ("", "tags of all published weights"),
        "notes": ("", "sentences that a reader of the numbers needs"),
    },
    Provenance: {
        name: ("", f"version of {name}") for name in ("python", "torch", "torchvision", "timm", "netweight")
    },
    Refusal: {
        "size": _SIZED,
        "stage": ("", "what failed, such as construction or forward"),
        "message": ("", "why"),
    },
    Stage: {
        "name": ("", "stem, stage 1 and so on, head, or not run"),
        "path": ("", "module path of its first block, empty where it has none"),
        "output_shape": ("elements", "shape of its output without the batch axis"),
        "blocks": ("", "blocks in it"),
        "layers": ("", "rows of the layer table in it"),
        "parameters": ("elements", "parameters of its layers"),
        "buffers": ("elements", "buffers of its layers"),
        "macs": ("MACs", "multiply-accumulates of its layers"),
        "activations": ("elements", "outputs of its convolutions, linear layers and matrix products"),
        "output_bytes": ("bytes", "bytes that its layers write"),
    },
    OperatorShare: {
        "operator": ("", "name of the ATen operator"),
        "calls": ("", "how often a forward calls it"),
        "macs": ("MACs", "multiply-accumulates of these calls"),
    },
    Use: {
        "kind": ("", "tied, reused, unused or unreachable"),
        "names": ("", "all paths that hold the tensor"),
        "elements": ("elements", "elements of the tensor"),
    },
    Alive: {
        "bytes": ("bytes", "bytes of the tensor"),
        "shape": ("elements", "shape of the tensor"),
        "path": ("", "module whose forward made it, empty for the model itself"),
        "operator": ("", "operator that made it, or input"),
    },
    Peak: {
        "path": ("", "module that runs then"),
        "operator": ("", "operator that runs then"),
        "call": ("", "number of that call in the forward"),
        "calls": ("", "calls of the forward"),
        "alive": ("", "the largest tensors alive, the largest first"),
        "timeline": ("bytes", "bytes alive over the forward: the most of each of at most 64 equal stretches"),
    },
    Published: {
        "source": ("", "who publishes the number"),
        "field": ("", "field of the same meaning"),
        "value": ("", "the number in base units"),
        "rounded_to": ("", "the unit that it is rounded to"),
        "size": _SIZED,
        "url": ("", "where it stands, empty for what a library carries itself"),
    },
    Reconciled: {
        "cause": ("", "why the number is what it is, such as equal, convention or size"),
        "detail": ("", "parameter of the cause"),
        "value": ("", "ours under that rule, null where the size is not measured"),
    },
    Paper: {
        "title": ("", "title, absent where the library gives the address alone"),
        "url": ("", "address, that of the abstract for papers on arXiv"),
    },
    Metric: {
        "dataset": ("", "what it was measured on, such as ImageNet-1K"),
        "name": ("", "acc@1, acc@5, box_map and so on, as torchvision has it"),
        "value": ("", "percent for accuracies, pixels for epe"),
        "size": ("px", "size that it was measured at, absent for that of the weights"),
        "source": ("", "file that says so, absent for the library itself"),
    },
    Weights: {
        "tag": ("", "name of the weights behind that of the architecture"),
        "size": ("px", "what the preprocessing makes of an image"),
        "test_size": ("px", "size that timm evaluates at besides"),
        "least_size": ("px", "smallest that the model takes"),
        "resize": ("px", "size before the crop: the shorter side, or height and width"),
        "crop": ("of a side", "part that the crop leaves"),
        "test_crop": ("of a side", "part that the crop leaves at test_size"),
        "crop_mode": ("", "which part the crop leaves"),
        "interpolation": ("", "how an image is resized"),
        "classes": ("", "classes of the head"),
        "license": ("", "SPDX identifier, name or address, as the library has it"),
        "papers": ("", "papers that the library names for these weights"),
        "url": ("", "address of the file"),
        "hub": ("", "repository on the Hugging Face hub"),
        "origin": ("", "where the weights came from"),
        "recipe": ("", "how they were trained"),
        "backend": ("", "backend of quantized weights, whose accuracy is that of the int8 model"),
        "file_mib": ("MiB", "size of the file in units of 1,048,576 bytes"),
        "parameters": ("elements", "parameters as the library gives them"),
        "macs": ("MACs", "multiply-accumulates as the library gives them"),
        "metrics": ("", "figures that are published for the weights"),
        "notes": ("", "what the library says of them"),
    },
}
"""Every record in an architecture's JSON file; ``published`` of an architecture is a key of the document."""
