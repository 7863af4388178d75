"""What training keeps at one size is told by another size, and one batch tells of all: both as if measured."""

from __future__ import annotations

from dataclasses import asdict

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from generator.account import PRIME, Tapes, agrees, count, foresight, growth_of, tells
from generator.account.course import same_course
from generator.trace import CUDA, record, record_training


class Attending(nn.Module):
    """Patches, attention with its heads split off, and a dropout."""

    def __init__(self):
        super().__init__()
        self.patches, self.norm = nn.Conv2d(3, 8, 4, 4), nn.LayerNorm(8)
        self.qkv, self.out, self.drop = nn.Linear(8, 24), nn.Linear(8, 8), nn.Dropout(0.1)

    def forward(self, x):
        x = self.norm(self.patches(x).flatten(2).transpose(1, 2))
        batch, length, width = x.shape
        q, k, v = self.qkv(x).reshape(batch, length, 3, 2, width // 2).permute(2, 0, 3, 1, 4)
        x = x + self.out(
            F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(batch, length, width)
        )
        return self.drop(x).mean(1)


class Multiplying(nn.Module):
    """A product of heads that only a batch of several has to copy."""

    def __init__(self):
        super().__init__()
        self.conv, self.out = nn.Conv2d(3, 8, 4, 4), nn.Linear(4, 4)

    def forward(self, x):
        x = self.conv(x).flatten(2)
        x = x.reshape(len(x), 2, 4, -1).transpose(2, 3)
        return self.out(x.softmax(-1) @ (x.transpose(-2, -1) @ x))


class DropsPaths(nn.Module):
    """Whole samples of a branch are left out in training."""

    def __init__(self):
        super().__init__()
        self.stem, self.branch = nn.Conv2d(3, 8, 3, 2, 1), nn.Conv2d(8, 8, 3, 1, 1, bias=False)

    def forward(self, x):
        x = self.stem(x)
        y = self.branch(x).sigmoid()
        if self.training:
            y = y * x.new_empty((len(x), 1, 1, 1)).bernoulli_(0.9).div_(0.9)
        return F.adaptive_avg_pool2d(x * y, 1).flatten(1)


def convolutional():
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(inplace=True), nn.MaxPool2d(2),
        nn.ConvTranspose2d(8, 4, 2, 2), nn.GroupNorm(2, 4), nn.GELU(), nn.Dropout(0.2), nn.Hardswish(),
        nn.Upsample(scale_factor=2), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Dropout(0.5), nn.Linear(16, 5),
    )  # fmt: skip


MODELS = (Attending, Multiplying, DropsPaths, convolutional)
SMALL, LARGE = 32, 48


def on_meta(build):
    with torch.device("meta"):
        return build().eval()


def image(batch, px):
    return torch.empty(batch, 3, px, px, device="meta")


def eval_forward(model, px, batch=1):
    return record(model, (image(batch, px),))


def trained(model, px, *batches, **options):
    return {
        batch: record_training(model, (image(batch, px),), **{"backward": True} | options)
        for batch in batches
    }


def numbers(forward, **tapes):
    return asdict(count(Tapes(forward=forward, deployed=forward, **tapes)))


@pytest.mark.parametrize("build", MODELS)
@pytest.mark.parametrize("batches", [(PRIME,), (2, 3)])
def test_what_is_foretold_is_what_training_keeps_at_another_size(build, batches):
    model = on_meta(build)
    here = trained(model, SMALL, *batches)
    known = foresight(eval_forward(model, SMALL), here[batches[0]], batches[0], growth_of(here))
    there = eval_forward(model, LARGE)
    foretold, measured = known.at(there), trained(model, LARGE, 2, 3, backward=False)
    assert agrees(foretold, measured[2])
    by_foresight = numbers(there, training={2: foretold}, growth=known.growth)
    assert by_foresight == numbers(there, training=measured)
    assert by_foresight["saved_bytes"] > numbers(eval_forward(model, SMALL), training=here)["saved_bytes"]


@pytest.mark.parametrize("build", MODELS)
def test_one_batch_of_a_prime_tells_what_two_and_three_samples_tell(build):
    model, px = on_meta(build), 32
    forward = eval_forward(model, px)
    many = {batch: eval_forward(model, px, batch) for batch in (2, 3, PRIME)}
    assert tells(forward, many[PRIME])

    def of(*batches):
        return numbers(
            forward,
            batches={batch: many[batch] for batch in batches},
            training=trained(model, px, *batches),
            mixed=trained(model, px, *batches, autocast=CUDA),
        )

    assert of(PRIME) == of(2, 3)
    assert growth_of(trained(model, px, PRIME)) == growth_of(trained(model, px, 2, 3))


def test_an_extent_that_is_a_multiple_of_the_prime_says_nothing_of_a_batch():
    model = nn.Sequential(nn.Flatten(), nn.Linear(48, 2 * PRIME)).to("meta")
    assert not tells(eval_forward(model, 4), eval_forward(model, 4, PRIME))


class ComparesSamples(nn.Module):
    """Every sample with every other: a matrix that grows with the square of the batch."""

    def forward(self, x):
        x = x.flatten(1)
        return (x @ x.T).softmax(-1) @ x


def test_what_grows_with_the_square_of_the_batch_is_no_line():
    model = ComparesSamples().eval()
    assert not tells(eval_forward(model, 4), eval_forward(model, 4, PRIME))


class Pads(nn.Module):
    """Makes the sides even, where they are not."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 2, 2)

    def forward(self, x):
        odd = x.shape[-1] % 2
        return self.conv(F.pad(x, (0, odd, 0, odd)) if odd else x)


def test_a_size_that_takes_another_course_is_not_foretold():
    model = on_meta(Pads)
    here = trained(model, 32, 2, 3)
    known = foresight(eval_forward(model, 32), here[2], 2, growth_of(here))
    assert known.at(eval_forward(model, 34)) is not None
    assert known.at(eval_forward(model, 33)) is None


def test_an_axis_of_one_element_at_one_size_alone_is_another_course():
    model = nn.Sequential(nn.Conv2d(3, 4, 8, 8), nn.ReLU()).to("meta")
    assert same_course(eval_forward(model, 16), eval_forward(model, 24))
    assert not same_course(eval_forward(model, 16), eval_forward(model, 8))


class HasAnotherHead(nn.Module):
    """In training a second head runs, which refuses maps below 5 x 5."""

    def __init__(self):
        super().__init__()
        self.stem, self.head, self.other = nn.Conv2d(3, 4, 4, 4), nn.Conv2d(4, 2, 1), nn.Conv2d(4, 2, 5)

    def forward(self, x):
        x = self.stem(x)
        return (self.head(x), self.other(x)) if self.training else self.head(x)


def test_nothing_is_foretold_of_layers_that_eval_does_not_run():
    model = on_meta(HasAnotherHead)
    here = trained(model, 32, 2, 3)
    assert foresight(eval_forward(model, 32), here[2], 2, growth_of(here)) is None


def test_nothing_is_foretold_of_what_training_alone_makes_in_a_shape_of_its_own():
    model = nn.Sequential(nn.Conv2d(3, 4, 4, 4), nn.Dropout2d(0.2)).to("meta").eval()  # (2, 4, 1, 1)
    here = trained(model, 32, 2, 3)
    assert foresight(eval_forward(model, 32), here[2], 2, growth_of(here)) is None


def test_a_wrong_foresight_is_noticed():
    model = on_meta(convolutional)
    here = trained(model, 32, 2, 3)
    known = foresight(eval_forward(model, 32), here[2], 2, growth_of(here))
    foretold = known.at(eval_forward(model, 48))
    assert not agrees(foretold, trained(model, 32, 2, backward=False)[2])
