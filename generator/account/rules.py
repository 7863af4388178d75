"""The rules that are held against a published number, from the plainest to the farthest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from generator.account.left_out import extra_heads, summed
from generator.account.module_hooks import ATTENTION, module_hooks
from generator.records import Layer, Numbers, Published, Size

CLASSES = (1000, 21_841, 21_843)
"""Heads that ImageNet's weights have: 1,000 classes, 21,841 synsets, and ViT's 21,843."""

TUNED = (Size(224, 224), Size(384, 384))
"""The sizes at which weights are most often trained and fine-tuned, beside the native one."""

_POSITION = "cpb_mlp"
"""The module of a Swin V2 block that computes its position bias; the authors' own ``flops()`` leaves it out."""

_BINARY = ((1_000_000_000, 2**30), (1_000_000, 2**20))
"""Powers of ten, and the powers of two that some print under the same prefix."""


class Trust(Enum):
    """How much a rule has to show before it is taken for the cause."""

    FIELD = "field"
    """A field of the dataset: any digits, rounded or cut off."""
    KNOWN = "known"
    """The documented rule of a counter, or a head that is an extra: any digits, rounded."""
    FAR = "far"
    """Anything else: at least three digits, and three steps of the last one away from ours."""


class Rule(NamedTuple):
    """What a cause would make of ours."""

    cause: str
    detail: str
    value: int
    trust: Trust = Trust.FIELD


class Case(NamedTuple):
    """A published number and what is known of the model."""

    published: Published
    numbers: Numbers
    """At the size of the published number."""
    measured: Mapping[Size, Numbers]
    layers: Sequence[Layer]
    """At the native size; empty where the published number was taken at another."""
    native: Size

    @property
    def field(self) -> str:
        """The field of ours that is compared."""
        return self.published.field

    @property
    def ours(self) -> int:
        """That field, at the size of the published number."""
        value: int = getattr(self.numbers, self.field)
        return value


def rules(case: Case) -> Iterator[Rule]:
    """Every rule that bears on the field of a case, the plainest first."""
    yield Rule("equal", "", case.ours)
    yield from _conventions(case)
    yield from _forms(case)
    yield from _sizes(case)
    yield from _without(case)
    yield from _classes(case)
    yield from _factors(case)


def _conventions(case: Case) -> Iterator[Rule]:
    """Other fields of the same forward, and what known counters make of it.

    fvcore with fused attention turned off is what timm's benchmark runs; module hooks with a formula for
    attention added is what the authors of PVT ran; Keras counts the running statistics of BatchNorm.
    """
    numbers = case.numbers
    if case.field == "macs":
        yield Rule("convention", "macs_fvcore", numbers.macs_fvcore)
        unfused = numbers.macs_fvcore + numbers.macs_attention
        yield Rule("convention", "macs_fvcore+macs_attention", unfused, Trust.KNOWN)
        if case.layers:
            hooks = module_hooks(case.layers)
            yield Rule("convention", "module_hooks", hooks, Trust.KNOWN)
            attended = hooks + numbers.macs_attention
            yield Rule("convention", "module_hooks+macs_attention", attended, Trust.KNOWN)
        everything = numbers.macs + numbers.elementwise_flops
        yield Rule("convention", "macs+elementwise_flops", everything, Trust.FAR)
    if case.field == "parameters":
        yield Rule("convention", "parameters_trainable", numbers.parameters_trainable)
        by_name = numbers.parameters + numbers.parameters_tied
        yield Rule("convention", "parameters+parameters_tied", by_name)
        statistics = numbers.batch_norm_buffers - numbers.batch_norm_layers
        keras = numbers.parameters + statistics
        yield Rule("convention", "parameters+running_statistics", keras, Trust.FAR)


def _forms(case: Case) -> Iterator[Rule]:
    """The same field of the deploy form, where there is one; for MACs also as fvcore counts them."""
    names = {
        "parameters": ("deploy_parameters",),
        "macs": ("deploy_macs", "deploy_macs_fvcore"),
        "activations": ("deploy_activations",),
    }
    for name in names.get(case.field, ()):
        value: int | None = getattr(case.numbers, name)
        if value is not None:
            yield Rule("form", name, value)


def _sizes(case: Case) -> Iterator[Rule]:
    """The field at the native size and at those of ``TUNED``."""
    for size in dict.fromkeys((case.native, *TUNED)):
        if size != case.published.size and size in case.measured:
            yield Rule("size", str(size), getattr(case.measured[size], case.field), Trust.FAR)


def _without(case: Case) -> Iterator[Rule]:
    """Less the heads that are extras, then less what hooks on modules or authors' formulas leave out."""
    for detail, amount in extra_heads(case.layers, case.field):
        yield Rule("without", detail, case.ours - amount, Trust.KNOWN)
    if case.field == "macs":
        yield from _without_attention(case)
        position = [layer for layer in case.layers if _POSITION in layer.path.split(".")]
        yield Rule("without", _POSITION, case.ours - summed(position, "macs"), Trust.KNOWN)
    if case.field == "parameters":
        folded = case.numbers.batch_norm_parameters
        yield Rule("without", "batch_norm_parameters", case.ours - folded, Trust.FAR)
    classifier = _classifier(case.layers)
    if classifier is not None:
        headless = case.ours - summed((classifier,), case.field)
        yield Rule("without", classifier.path, headless, Trust.FAR)


def _without_attention(case: Case) -> Iterator[Rule]:
    """Less the products of attention alone; less attention modules with their linear layers, as MACs and as hooks."""
    yield Rule("without", "macs_attention", case.ours - case.numbers.macs_attention, Trust.FAR)
    others = [layer for layer in case.layers if not set(ATTENTION) & set(layer.path.split("."))]
    if len(others) < len(case.layers):
        yield Rule("without", "attention modules", summed(others, "macs"), Trust.FAR)
        yield Rule("without", "attention modules; module_hooks", module_hooks(others), Trust.FAR)


def _classes(case: Case) -> Iterator[Rule]:
    """With another number of outputs of the classifier, each of which has as many parameters.

    For parameters alone: the MACs of a classifier are too few to tell one number of classes from another.
    """
    classifier = _classifier(case.layers)
    if classifier is None or case.field != "parameters":
        return
    outputs = classifier.output_shape[-1]
    for count in CLASSES:
        value = case.ours + (count - outputs) * (classifier.parameters // outputs)
        yield Rule("classes", str(count), value, Trust.FAR)


def _classifier(layers: Sequence[Layer]) -> Layer | None:
    """The last linear layer that runs once and returns one vector."""
    found = [
        layer
        for layer in layers
        if layer.class_name == "Linear" and layer.calls == 1 and len(layer.output_shape) == 1
    ]
    return found[-1] if found else None


def _factors(case: Case) -> Iterator[Rule]:
    """Twice or half of ours, and ours in powers of two under the prefixes of powers of ten."""
    yield Rule("factor", "2", 2 * case.ours, Trust.KNOWN)
    yield Rule("factor", "1/2", case.ours // 2, Trust.KNOWN)
    for decimal, binary in _BINARY:
        if case.published.value >= decimal:
            detail = f"{decimal}/{binary}"
            yield Rule("factor", detail, case.ours * decimal // binary, Trust.FAR)
            return
