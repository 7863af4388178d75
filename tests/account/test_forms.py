"""Closed forms: whole parts compose as integers do, what is shown holds, and hand-made nets have the form of the text book."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.account.forms import NoForm, differing, find_form
from generator.account.forms.polynomial import Poly, Undecided, letter, never_negative
from generator.account.forms.space import Space
from generator.records import Size, Spec
from generator.records.forms import Domain
from tests.account.tapes import call, dense, tape_of

SIZES = tuple(Size(*sides) for sides in ((225, 287), (193, 443), (256, 352), (131, 230), (398, 161)))
DOMAIN = Domain(step=1, square=False, least_px=64, most_px=1024)
STEPS = st.lists(
    st.tuples(st.integers(1, 9), st.integers(-9, 9), st.sampled_from([1, 2, 3, 4, 7, 32])), max_size=5
)
SIDES = st.integers(64, 2000)


def at(value, height, width):
    """A polynomial at a size that was no probe."""
    if isinstance(value, int):
        return value
    space = value.space

    def atom(number):
        if number < 2:
            return (height, width)[number]
        whole = space.wholes[number - 2]
        return evaluated(whole.terms) // whole.divisor

    def evaluated(terms):
        return sum(factor * prod(map(atom, monomial)) for monomial, factor in terms)

    return evaluated(value.terms)


def new_space():
    sides = tuple(zip(*((size.height_px, size.width_px) for size in SIZES), strict=True))
    return Space(sides, 64)


@given(first=STEPS, second=STEPS, height=SIDES, width=SIDES)
def test_polynomials_do_what_integers_do(first, second, height, width):
    space = new_space()
    one, other = letter(space, 0), letter(space, 1)
    high, wide = height, width
    for factor, shift, divisor in first:
        one, high = (one * factor + shift) // divisor, (high * factor + shift) // divisor
    for factor, shift, divisor in second:
        other, wide = (factor * other - shift) // divisor, (factor * wide - shift) // divisor
    assert at(one, height, width) == high
    assert at(one * other - one + 3, height, width) == high * wide - high + 3
    assert at((one * other + one) % 7, height, width) == (high * wide + high) % 7


@given(shift=st.integers(0, 40), first=st.integers(1, 9), added=st.integers(0, 9), second=st.integers(1, 9))
def test_a_whole_part_of_a_whole_part_is_one_whole_part(shift, first, added, second):
    side = letter(new_space(), 0)
    assert ((side + shift) // first + added) // second == (side + shift + added * first) // (first * second)


@given(first=STEPS, second=STEPS, height=SIDES, width=SIDES)
def test_what_is_shown_to_be_never_negative_is_not_negative(first, second, height, width):
    space = new_space()
    value = letter(space, 0) * 0
    for axis, steps in enumerate((first, second)):
        for factor, shift, divisor in steps:
            value = value + shift * ((letter(space, axis) * factor) // divisor) * letter(space, 1) + factor
    if never_negative(value):
        assert at(value, height, width) >= 0


def test_orders_that_hold_at_every_size_are_shown_and_others_are_not_decided():
    space = new_space()
    height, width = letter(space, 0), letter(space, 1)
    half = (height + 1) // 2
    assert half < height
    assert half * 4 > height
    assert not half >= height
    assert bool(half)
    with pytest.raises(Undecided):
        assert height > width
    with pytest.raises(Undecided):
        assert height > 100


def test_a_polynomial_has_no_value():
    side = letter(new_space(), 0)
    for use in (range, float, int, [0].__getitem__):
        with pytest.raises(TypeError):
            use(side)


def convolution(given, made, storage, *, kernel, stride, padding):
    weight = dense(made.shape[1], given.shape[1], kernel, kernel)
    arguments = (given, weight, None, (stride,) * 2, (padding,) * 2, (1, 1), False, (0, 0), 1)
    return call("aten.convolution.default", [storage, 100 + storage], [storage + 1], [made], given=arguments)


def two_convolutions(size):
    """3x3, 3 to 8 channels, stride 2, padding 1; then 5x5, 8 to 16, stride 3, no padding."""
    image = dense(1, 3, size.height_px, size.width_px)
    high, wide = ((side - 1) // 2 + 1 for side in (size.height_px, size.width_px))
    first = dense(1, 8, high, wide)
    second = dense(1, 16, (high - 5) // 3 + 1, (wide - 5) // 3 + 1)
    return tape_of(
        convolution(image, first, 0, kernel=3, stride=2, padding=1),
        convolution(first, second, 1, kernel=5, stride=3, padding=0),
        given=image,
        tensors={100: (), 101: ()},
    )


@given(height=SIDES, width=SIDES)
def test_a_chain_of_convolutions_has_the_form_of_the_text_book(height, width):
    form = find_form("zoo/two", [(size, two_convolutions(size)) for size in SIZES], DOMAIN)
    high, wide = -(-height // 2), -(-width // 2)
    further = ((high - 5) // 3 + 1) * ((wide - 5) // 3 + 1)
    found = (
        form.at(Size(min(height, 1024), min(width, 1024)))
        if max(height, width) > 1024
        else form.at(Size(height, width))
    )
    if max(height, width) <= 1024:
        assert found["macs"] == 27 * 8 * high * wide + 25 * 8 * 16 * further
        assert found["activations"] == 8 * high * wide + 16 * further
        first, second = 4 * (3 * height * width + 8 * high * wide), 4 * (8 * high * wide + 16 * further)
        assert found["peak_activation_bytes"] == max(first, second + 4 * 3 * height * width)


def tokens(size, patch=16, width=32):
    """Patches as tokens with one more, then their product with themselves."""
    high, wide = size.height_px // patch, size.width_px // patch
    image = dense(1, 3, size.height_px, size.width_px)
    count = high * wide
    patches, flat = dense(1, width, high, wide), dense(1, width, count)
    turned = Spec((1, count, width), (width * count, 1, count), "float32", 4)
    extra, joined = dense(1, 1, width), dense(1, count + 1, width)
    left, right = (
        dense(1, count + 1, width),
        Spec((1, width, count + 1), ((count + 1) * width, 1, width), "float32", 4),
    )
    return tape_of(
        convolution(image, patches, 0, kernel=patch, stride=patch, padding=0),
        call("aten.view.default", [1], [1], [flat], given=(patches, (1, width, count))),
        call("aten.transpose.int", [1], [1], [turned], given=(flat, 1, 2)),
        call("aten.cat.default", [101, 1], [2], [joined], given=((extra, turned), 1)),
        call("aten.transpose.int", [2], [2], [right], given=(joined, 1, 2)),
        call("aten.bmm.default", [2, 2], [3], [dense(1, count + 1, count + 1)], given=(left, right)),
        given=image,
        tensors={100: (), 101: ()},
    )


@given(height=st.integers(64, 1024), width=st.integers(64, 1024))
def test_tokens_of_a_vision_transformer_are_whole_patches_and_one(height, width):
    form = find_form("zoo/tokens", [(size, tokens(size)) for size in SIZES], DOMAIN)
    patches = (height // 16) * (width // 16)
    found = form.at(Size(height, width))
    assert found["macs"] == 3 * 256 * 32 * patches + 32 * (patches + 1) ** 2
    assert found["activations"] == 32 * patches + (patches + 1) ** 2


def test_a_tape_that_runs_another_way_at_some_size_has_no_form():
    tapes = [(size, two_convolutions(size)) for size in SIZES]
    size, tape = tapes[2]
    extra = call("aten.relu.default", [2], [9], [dense(1, 16)])
    tapes[2] = (size, tape_of(*tape.events[1:-1], extra, given=dense(1, 3, 1, 1), tensors=tape.tensors))
    with pytest.raises(NoForm, match="the forward has 4 or 5 events, depending on the size"):
        find_form("zoo/two", tapes, DOMAIN)


def test_an_extent_that_follows_no_rule_has_no_form():
    made = {size: dense(1, 5, extent) for size, extent in zip(SIZES, (3, 1, 4, 1, 5), strict=True)}
    tapes = [
        (size, tape_of(call("aten.odd.default", [0], [1], [spec], given=(dense(10),))))
        for size, spec in made.items()
    ]
    with pytest.raises(NoForm, match="3, 1, 4, 1, 5 at the probes follows no rule"):
        find_form("zoo/odd", tapes, DOMAIN)


def test_a_form_is_refused_outside_its_domain():
    form = find_form("zoo/two", [(size, two_convolutions(size)) for size in SIZES], DOMAIN)
    with pytest.raises(
        ValueError, match="no closed form of zoo/two at 32x64 px: the form holds from 64 to 1024 px"
    ):
        form.at(Size(32, 64))
    assert (
        Domain(step=16, square=True, least_px=16, most_px=64).objection(Size(16, 32)).endswith("square sizes")
    )
    assert (
        Domain(step=16, square=False, least_px=16, most_px=64)
        .objection(Size(17, 32))
        .endswith("multiples of 16 px")
    )


def test_a_form_differs_from_a_measurement_where_one_element_is_more():
    from generator.account import count

    form = find_form("zoo/two", [(size, two_convolutions(size)) for size in SIZES], DOMAIN)
    size = Size(97, 130)
    tape = two_convolutions(size)
    assert differing(form, size, count(tape)) == {}
    wider = tape_of(*tape.events[1:-1], given=dense(1, 3, 97, 131), tensors=tape.tensors)
    gives = form.at(size)["peak_activation_bytes"]
    assert differing(form, size, count(wider))["peak_activation_bytes"] == (gives, gives + 3 * 97 * 4)


def test_forms_are_made_of_what_they_use():
    form = find_form("zoo/two", [(size, two_convolutions(size)) for size in SIZES], DOMAIN)
    used = {atom for monomial in form.monomials for atom in monomial}
    inside = {atom for whole in form.wholes for _, *atoms in whole.terms for atom in atoms}
    assert used | inside | {0, 1} == set(range(2 + len(form.wholes)))
    assert isinstance(letter(new_space(), 0), Poly)
