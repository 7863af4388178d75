"""Every (architecture, size) ends in exactly one of a measurement and a refusal with stage and reason."""

from __future__ import annotations

import gc
import itertools

import pytest
import torch
from torch import nn

from generator import survey
from generator.records import FIELDS, Architecture, Size
from generator.survey import refusing
from generator.survey.measuring import Measuring

SIZES = (Size(8, 8), Size(16, 16), Size(32, 32))


class Fake:
    """A zoo of one architecture whose build and forward are given."""

    name = "fake"

    def __init__(self, build, forward=None):
        self._build = build
        self._forward = forward
        self.built = 0

    def build(self, name, size):
        self.built += 1
        with torch.device("meta"):
            return self._build(size)

    def sample(self, name, size):
        return (torch.empty(1, 3, size.height_px, size.width_px, device="meta"),)

    def ceilings(self, name):
        return {}


def architecture(**overrides):
    facts = {"zoo": "fake", "name": "one", "task": "classification", "family": "fake", "native": Size(16, 16)}
    return Architecture(**facts | overrides)


class OnlyLarge(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, x):
        if x.shape[-1] < 16:
            raise ValueError(f"input {x.shape[-1]} is below 16")
        return self.conv(x)


def ends(entry):
    return sorted([*(m.size for m in entry.measurements), *(r.size for r in entry.refusals)])


def test_a_size_that_forward_refuses_loses_no_other():
    zoo = Fake(lambda size: OnlyLarge())
    entry = Measuring(zoo, architecture()).run(SIZES).entry
    assert ends(entry) == list(SIZES)
    assert [(r.size, r.stage, r.message) for r in entry.refusals] == [
        (SIZES[0], "forward", "input 8 is below 16")
    ]
    assert [m.numbers.macs for m in entry.measurements] == [27 * 4 * 14 * 14, 27 * 4 * 30 * 30]


def test_a_model_is_built_once_unless_its_size_is_part_of_the_construction():
    flexible, fixed = Fake(lambda size: OnlyLarge()), Fake(lambda size: OnlyLarge())
    Measuring(flexible, architecture()).run(SIZES)
    Measuring(fixed, architecture(fixed_size=True)).run(SIZES)
    assert (flexible.built, fixed.built) == (1, 3)


def test_a_failed_construction_is_the_reason_at_every_size():
    def build(size):
        raise RuntimeError("needs a licence\nand a fee")

    entry = Measuring(Fake(build), architecture()).run(SIZES).entry
    assert entry.measurements == ()
    assert {(r.stage, r.message) for r in entry.refusals} == {("construction", "needs a licence and a fee")}
    assert ends(entry) == list(SIZES)


def test_a_failed_construction_at_one_size_is_no_reason_at_another():
    def build(size):
        if size.height_px == 8:
            raise AssertionError("window 16 does not fit")
        return OnlyLarge()

    entry = Measuring(Fake(build), architecture(fixed_size=True)).run(SIZES).entry
    assert [r.size for r in entry.refusals] == [SIZES[0]]


def test_a_loop_without_end_is_refused_in_time_and_loses_no_finished_size():
    class Loops(nn.Conv2d):
        def forward(self, x):
            if x.shape[-1] == 32:
                for _ in itertools.count():
                    pass
            return super().forward(x)

    entry = Measuring(Fake(lambda size: Loops(3, 4, 3)), architecture(), seconds=1).run(SIZES).entry
    assert [m.size for m in entry.measurements] == list(SIZES[:2])
    assert [(r.size, r.stage) for r in entry.refusals] == [(SIZES[2], "process")]
    assert entry.refusals[0].message == "no result after 1 s for all sizes together"


def test_a_failure_in_mixed_precision_is_a_gap_that_loses_nothing_else():
    class Refuses(nn.Conv2d):
        def forward(self, x):
            made = super().forward(x)
            if made.dtype == torch.bfloat16:
                raise ValueError("float32 only")
            return made

    native = SIZES[1]
    whole = Measuring(Fake(lambda size: nn.Conv2d(3, 4, 3)), architecture()).run(SIZES).entry
    lacking = Measuring(Fake(lambda size: Refuses(3, 4, 3)), architecture()).run(SIZES).entry
    assert whole.gaps == ()
    converted = [(size, "bfloat16", "float32 only") for size in SIZES]
    mixed = [(native, "mixed precision", "float32 only")]
    assert sorted((gap.size, gap.stage, gap.message) for gap in lacking.gaps) == sorted(converted + mixed)
    fields = [field.name for field in FIELDS]
    there = {name for name in fields if getattr(whole.native.numbers, name) is not None}
    assert there == set(fields)
    missing = {name for name in fields if getattr(lacking.native.numbers, name) is None}
    assert missing == {name for name in fields if name.startswith("mixed_") or name.endswith("_bfloat16")}
    for name in set(fields) - missing:
        assert getattr(lacking.native.numbers, name) == getattr(whole.native.numbers, name)


def test_mixed_precision_is_measured_at_the_native_size_alone():
    entry = Measuring(Fake(lambda size: nn.Conv2d(3, 4, 3)), architecture()).run(SIZES).entry
    known = {m.size: m.numbers.mixed_peak_activation_bytes is not None for m in entry.measurements}
    assert known == {size: size == SIZES[1] for size in SIZES}


def test_layer_rows_stages_and_operators_sum_to_the_totals_of_the_native_size():
    weighing = survey.measure("timm/resnet18", (Size(64, 64),))
    native = weighing.entry.native.numbers
    for field in ("parameters", "buffers", "macs", "activations"):
        assert sum(getattr(row, field) for row in weighing.layers) == getattr(native, field)
        assert sum(getattr(row, field) for row in weighing.entry.stages) == getattr(native, field)
    assert sum(row.output_bytes for row in weighing.layers) == native.feature_bytes
    assert sum(share.macs for share in weighing.entry.operators) == native.macs


def test_given_sizes_replace_the_grid_and_the_native_size_stays():
    measured = survey.measure("timm/resnet18", (Size(64, 96),)).entry
    assert [m.size for m in measured.measurements] == [Size(64, 96), Size(224, 224)]


def test_the_grid_is_ten_sizes_native_and_test():
    some = architecture(native=Size(236, 236), test=Size(248, 248))
    assert [size.height_px for size in survey.sizes_of(some)] == [
        128, 160, 192, 224, 236, 248, 256, 288, 320, 384, 448, 512,
    ]  # fmt: skip


def test_measuring_leaves_the_collector_as_it_was():
    assert gc.isenabled()
    survey.measure("torchvision/alexnet", (Size(224, 224),))
    assert gc.isenabled()


def test_two_runs_give_the_same_record():
    sizes = (Size(128, 128),)
    assert survey.measure("torchvision/mobilenet_v2", sizes) == survey.measure(
        "torchvision/mobilenet_v2", sizes
    )


def test_an_unknown_name_is_an_error_that_names_what_there_is():
    with pytest.raises(KeyError, match="no zoo is named 'keras'; there are timm, torchvision"):
        survey.measure("keras/resnet50")
    with pytest.raises(KeyError, match="resnet50"):
        survey.measure("timm/resnet5")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ValueError("a\nb\tc"), "a b c"),
        (RuntimeError("at 0x7f001122aabb"), "at 0x..."),
        (TypeError("no such argument"), "TypeError: no such argument"),
        (ValueError("x" * 500), "x" * 397 + "..."),
    ],
)
def test_a_reason_is_one_line_without_addresses(error, expected):
    assert refusing.reason(error) == expected


def test_a_bare_assertion_is_told_by_the_check_that_failed():
    def check(height):
        assert height % 7 == 0

    with pytest.raises(AssertionError) as caught:
        check(8)
    caught.value.args = ()
    assert refusing.reason(caught.value) == "AssertionError in test_measuring.py: assert height % 7 == 0"


def refusal(name, px):
    entry = survey.measure(f"timm/{name}", (Size(*px),)).entry
    return next(r for r in entry.refusals if r.size == Size(*px))


def test_the_message_of_a_size_that_the_library_rejects_is_the_librarys_own():
    assert refusal("nest_tiny_jx", (224, 320)).message == "Model only handles square inputs"


def test_an_assertion_of_the_library_without_a_message_is_told_by_its_condition():
    told = refusal("halonet_h1", (384, 384)).message
    assert told.startswith("AssertionError in timm/layers/halo_attn.py: ")
    assert "block_size" in told


def test_a_shape_that_torch_rejects_is_told_with_the_line_of_the_library():
    told = refusal("efficientformer_l1", (256, 256)).message
    assert told.startswith("RuntimeError: Attempting to broadcast")
    assert " in timm/models/efficientformer.py: " in told
    assert "attn" in told.rpartition(": ")[2]


def test_what_a_model_keeps_of_one_size_does_not_reach_the_next():
    """tiny_vit keeps attention biases that its first eval forward gathers; reading them is not reading parameters."""
    entry = survey.measure("timm/tiny_vit_5m_224", (Size(128, 128), Size(160, 160))).entry
    assert [m.numbers.parameters_unused for m in entry.measurements] == [0, 0, 0]
