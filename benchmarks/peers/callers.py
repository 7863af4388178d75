"""Each counter called as its own documentation says, and which of its figures is taken for MACs.

A caller gets a case and returns what the counter answers; whatever the counter raises goes through. The model is
in eval mode, on the CPU with random weights, unless the counter is told otherwise below.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from benchmarks.peers.traps import Case


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """Parameters and MACs, None where the counter says nothing; ``partial`` where it says that it left some out."""

    parameters: int | None = None
    macs: int | None = None
    partial: bool = False


def _image(case: Case, device: str = "cpu") -> torch.Tensor:
    return torch.rand(1, *case.shape, device=device)


def _integer(value: Any) -> int:
    """An integer that a counter carries as a float or an array element.

    Raises:
        ValueError: it has a fraction, so that it is no count.
    """
    number = float(value)
    if number != int(number):
        raise ValueError(f"expected a whole number, found {number}")
    return int(value)


def torchinfo(model: nn.Module, case: Case) -> Answer:
    """https://github.com/TylerYep/torchinfo, README: ``summary(model, input_size=(batch_size, 1, 28, 28))``."""
    from torchinfo import summary

    found = summary(model, input_size=(1, *case.shape), verbose=0)
    return Answer(parameters=_integer(found.total_params), macs=_integer(found.total_mult_adds))


def torchsummary(model: nn.Module, case: Case) -> Answer:
    """https://github.com/sksq96/pytorch-summary, README: ``summary(your_model, input_size=(channels, H, W))``."""
    from torchsummary import summary

    with redirect_stdout(io.StringIO()) as printed:
        summary(model, case.shape)
    found = re.search(r"Total params: ([\d,]+)", printed.getvalue())
    return Answer(parameters=int(found[1].replace(",", "")) if found else None)


def torchstat(model: nn.Module, case: Case) -> Answer:
    """https://github.com/Swall0w/torchstat, README: ``stat(model, (3, 224, 224))``; it prints a report."""
    from torchstat import stat

    with redirect_stdout(io.StringIO()) as printed:
        stat(model, case.shape)
    found = re.search(r"Total params: ([\d,]+)", printed.getvalue())
    return Answer(parameters=int(found[1].replace(",", "")) if found else None)


def torchstat_figures(model: nn.Module, case: Case) -> Answer:
    """What ``stat`` collects before it fails to lay its report out; the report would sum these columns."""
    from torchstat.statistics import ModelStat

    nodes = ModelStat(model, case.shape)._analyze_model()
    return Answer(
        parameters=sum(_integer(node.parameter_quantity) for node in nodes),
        macs=sum(_integer(node.Flops) for node in nodes),
    )


def thop(model: nn.Module, case: Case) -> Answer:
    """https://github.com/Lyken17/pytorch-OpCounter, README: ``macs, params = profile(model, inputs=(input, ))``."""
    from thop import profile

    macs, parameters = profile(model, inputs=(_image(case),), verbose=False)
    return Answer(parameters=_integer(parameters), macs=_integer(macs))


def ptflops(backend: str) -> Callable[[nn.Module, Case], Answer]:
    """https://github.com/sovrasov/flops-counter.pytorch, README: ``get_model_complexity_info(net, (3, 224, 224), ...)``."""

    def run(model: nn.Module, case: Case) -> Answer:
        from ptflops import get_model_complexity_info

        macs, parameters = get_model_complexity_info(
            model, case.shape, as_strings=False, backend=backend, print_per_layer_stat=False
        )
        if macs is None or parameters is None:  # it prints what went wrong and returns nothing
            raise RuntimeError("get_model_complexity_info returned None")
        return Answer(parameters=_integer(parameters), macs=_integer(macs))

    return run


def fvcore(model: nn.Module, case: Case) -> Answer:
    """https://github.com/facebookresearch/fvcore, docs/flop_count.md: ``FlopCountAnalysis(model, inputs).total()``."""
    from fvcore.nn import FlopCountAnalysis, parameter_count

    macs = FlopCountAnalysis(model, _image(case)).total()
    return Answer(parameters=_integer(parameter_count(model)[""]), macs=_integer(macs))


def calflops(model: nn.Module, case: Case) -> Answer:
    """https://github.com/MrYxJ/calculate-flops.pytorch, README: ``calculate_flops(model=model, input_shape=...)``."""
    from calflops import calculate_flops

    _, macs, parameters = calculate_flops(
        model=model, input_shape=(1, *case.shape), output_as_string=False, print_results=False
    )
    return Answer(parameters=_integer(parameters), macs=_integer(macs))


def deepspeed(model: nn.Module, case: Case) -> Answer:
    """https://www.deepspeed.ai/tutorials/flops-profiler: ``flops, macs, params = get_model_profile(model, ...)``."""
    from deepspeed.profiling.flops_profiler import get_model_profile

    _, macs, parameters = get_model_profile(
        model, input_shape=(1, *case.shape), print_profile=False, as_string=False
    )
    return Answer(parameters=_integer(parameters), macs=_integer(macs))


def torchscan(model: nn.Module, case: Case) -> Answer:
    """https://github.com/frgfm/torch-scan, README: ``report = crawl_module(model, (3, 32, 32))``."""
    from torchscan import crawl_module

    totals = crawl_module(model, case.shape)["totals"]
    macs = totals["macs"]
    known = macs["known_value"] if macs["value"] is None else macs["value"]
    return Answer(
        parameters=totals["parameters"]["value"],
        macs=None if known is None else _integer(known),
        partial=macs["status"] != "complete",
    )


def flopth(model: nn.Module, case: Case) -> Answer:
    """https://github.com/vra/flopth, README, Python API: with ``bare_number=True`` for integers."""
    from flopth import flopth as count

    macs, parameters = count(model, in_size=(case.shape,), bare_number=True)
    return Answer(parameters=_integer(parameters), macs=_integer(macs))


def torchlens(model: nn.Module, case: Case) -> Answer:
    """https://github.com/johnmarktaylor91/torchlens, README: ``log = tl.trace(model, x)``, then its totals."""
    import torchlens as tl

    log = tl.trace(model, _image(case))
    unknown = bool(log.unknown_flop_ops) or bool(log.macs_unknown_split_ops)
    return Answer(parameters=_integer(log.num_params), macs=_integer(log.total_macs_forward), partial=unknown)


def flop_counter_mode(device: str) -> Callable[[nn.Module, Case], Answer]:
    """https://docs.pytorch.org/docs, torch.utils.flop_counter: ``with FlopCounterMode(display=False) as flop_counter``."""

    def run(model: nn.Module, case: Case) -> Answer:
        from torch.utils.flop_counter import FlopCounterMode

        with FlopCounterMode(display=False) as counter:
            model(_image(case, device))
        return Answer(macs=counter.get_total_flops() // 2)

    return run


def netweight(model: nn.Module, case: Case) -> Answer:
    """Netweight's own tape and accounts; for architectures the page takes its dataset instead."""
    from generator.account import count
    from generator.trace import record

    numbers = count(record(model, (_image(case, "meta"),)))
    return Answer(parameters=numbers.parameters, macs=numbers.macs)
