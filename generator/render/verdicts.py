"""Sentences for the causes of published numbers."""

from __future__ import annotations

from generator.records import Reconciled, Size
from generator.render.units import exact, pixels

_CONVENTIONS = {
    "macs_fvcore": "as fvcore counts",
    "macs_fvcore+macs_attention": "as fvcore counts, fused attention off",
    "module_hooks": "as ptflops and mmcv count",
    "module_hooks+macs_attention": "as ptflops and mmcv count, attention added",
    "macs+elementwise_flops": "with all other arithmetic",
    "parameters_trainable": "trainable parameters alone",
    "parameters+parameters_tied": "tied parameters once for each name",
    "parameters+running_statistics": "with running statistics, as Keras counts",
}
_FORMS = {"deploy_macs_fvcore": "the deploy form, as fvcore counts"}
_WITHOUT = {
    "macs_attention": "without the products of attention",
    "attention modules": "without attention modules",
    "attention modules; module_hooks": "as ptflops and mmcv count, without attention modules",
    "batch_norm_parameters": "without BatchNorm",
}
_FACTORS = {
    "2": "twice ours",
    "1/2": "half of ours",
    "1000000000/1073741824": "G stands for 2^30",
    "1000000/1048576": "M stands for 2^20",
}
_PLAIN = {
    "equal": "agrees",
    "unexplained": "differs; not explained",
    "not measured": "not measured at this size",
}
_CUT_OFF = "cut off"


def verdict(reconciled: Reconciled) -> str:
    """What gives a published number, in a few words; ``cut off`` where its digits are not rounded."""
    detail, _, last = reconciled.detail.rpartition("; ")
    if last == _CUT_OFF:
        whole = Reconciled(cause=reconciled.cause, detail=detail)
        return f"{_sentence(whole)}, {_CUT_OFF}"
    return _sentence(reconciled)


def _sentence(reconciled: Reconciled) -> str:
    detail = reconciled.detail
    match reconciled.cause:
        case "convention":
            return _CONVENTIONS.get(detail, f"another field: {detail}")
        case "form":
            return _FORMS.get(detail, "the deploy form")
        case "size":
            return f"ours at {pixels(Size.parse(detail))}"
        case "without":
            return _WITHOUT.get(detail) or _without(detail)
        case "classes":
            return f"with {exact(int(detail))} classes"
        case "factor":
            return _FACTORS.get(detail, f"ours times {detail}")
        case cause:
            return _PLAIN[cause]


def _without(detail: str) -> str:
    """Modules that are left out; of a head that runs once a region, perhaps for all regions but one."""
    modules, _, regions = detail.partition("; ")
    return f"without {modules}" + (f" for {regions} regions" if regions else "")
