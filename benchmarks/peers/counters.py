"""The counters, and which of their figures is taken for MACs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from benchmarks.peers import callers
from benchmarks.peers.callers import Answer
from benchmarks.peers.traps import Case


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """A counter: the package it comes in, the call of its documentation, and how its figure becomes MACs."""

    name: str
    package: str
    call: str
    reading: str
    run: Callable[[nn.Module, Case], Answer]
    device: str = "cpu"


_GIVEN = "its MACs, as they are"
_INPUT_SIZE = "get_model_complexity_info(model, (3, 224, 224), backend={!r}, as_strings=False)"

CALLERS: tuple[Caller, ...] = (
    Caller(
        name="Netweight",
        package="netweight",
        call="count(record(model, (image,)))",
        reading="macs; for architectures, those of the dataset",
        run=callers.netweight,
        device="meta",
    ),
    Caller(
        name="torchinfo",
        package="torchinfo",
        call="summary(model, input_size=(1, 3, 224, 224), verbose=0)",
        reading="total_mult_adds, as they are",
        run=callers.torchinfo,
    ),
    Caller(
        name="torchsummary",
        package="torchsummary",
        call="summary(model, (3, 224, 224))",
        reading="counts no operations",
        run=callers.torchsummary,
    ),
    Caller(
        name="torchstat",
        package="torchstat",
        call="stat(model, (3, 224, 224))",
        reading="prints MACs rounded to three digits at best",
        run=callers.torchstat,
    ),
    Caller(
        name="torchstat, unprinted",
        package="torchstat",
        call="ModelStat(model, (3, 224, 224))._analyze_model()",
        reading="the column Flops, which counts a multiply-accumulate once; the report that fails would sum it",
        run=callers.torchstat_figures,
    ),
    Caller(
        name="thop",
        package="thop",
        call="macs, params = profile(model, inputs=(image,))",
        reading=_GIVEN,
        run=callers.thop,
    ),
    Caller(
        name="ptflops, pytorch",
        package="ptflops",
        call=_INPUT_SIZE.format("pytorch"),
        reading=_GIVEN,
        run=callers.ptflops("pytorch"),
    ),
    Caller(
        name="ptflops, aten",
        package="ptflops",
        call=_INPUT_SIZE.format("aten"),
        reading=_GIVEN,
        run=callers.ptflops("aten"),
    ),
    Caller(
        name="fvcore",
        package="fvcore",
        call="FlopCountAnalysis(model, image).total(), parameter_count(model)['']",
        reading="its flops, which count a multiply-accumulate once",
        run=callers.fvcore,
    ),
    Caller(
        name="calflops",
        package="calflops",
        call="flops, macs, params = calculate_flops(model=model, input_shape=(1, 3, 224, 224))",
        reading="its MACs, as they are; it needs transformers, which it does not declare, and which is installed here",
        run=callers.calflops,
    ),
    Caller(
        name="deepspeed",
        package="deepspeed",
        call="flops, macs, params = get_model_profile(model, input_shape=(1, 3, 224, 224), as_string=False)",
        reading=_GIVEN,
        run=callers.deepspeed,
    ),
    Caller(
        name="torchscan",
        package="torchscan",
        call="crawl_module(model, (3, 224, 224))['totals']",
        reading="its MACs, as they are; where it calls them partial, the value that it knows",
        run=callers.torchscan,
    ),
    Caller(
        name="flopth",
        package="flopth",
        call="flops, params = flopth(model, in_size=((3, 224, 224),), bare_number=True)",
        reading="its flops, which count a multiply-accumulate once",
        run=callers.flopth,
    ),
    Caller(
        name="torchlens",
        package="torchlens",
        call="log = trace(model, image)",
        reading="total_macs_forward, as they are; partial where it lists operators that it does not know",
        run=callers.torchlens,
    ),
    Caller(
        name="FlopCounterMode, CPU",
        package="torch",
        call="with FlopCounterMode(display=False) as counter: model(image)",
        reading="half of its FLOPs",
        run=callers.flop_counter_mode("cpu"),
    ),
    Caller(
        name="FlopCounterMode, meta",
        package="torch",
        call="the same, with model and image on the meta device",
        reading="half of its FLOPs",
        run=callers.flop_counter_mode("meta"),
        device="meta",
    ),
)
