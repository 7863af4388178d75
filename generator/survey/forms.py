"""The closed form of one architecture: sizes to find it with, sizes to hold it against, and a reason if there is none."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.records import Architecture, Numbers, Size
from generator.records.forms import Domain, Form, Unformed
from generator.survey.form_check import HELD_SIZES, Unequal, compared, least
from generator.survey.refusing import TimeLimit, reason
from generator.survey.watching import Shortcuts, Watching

if TYPE_CHECKING:
    from generator.records import Tape
    from generator.zoo import Zoo

TIME_LIMIT_S = 300
"""Seconds that one architecture may take."""

_PROBES = ((225, 287), (193, 443), (256, 352), (131, 230), (398, 161))
"""Sizes that tell whole parts apart: odd and even, of many remainders, neither square nor of one aspect."""

_HELD = ((96, 131), (233, 366), (643, 501), (769, 1023))
"""Sizes to compare with. Those that a library refuses, or that run another way, are below the least or end the form."""

_FEWEST_PROBES = 3
"""Enough for most: more are recorded where these do not tell extents apart, or lead to a form that is wrong."""

_STEPS = (1, 16, 32, 14, 64)
"""Multiples that are tried where not every size will do, if the native size is one."""

_PROBE_STEPS = ((1, 2), (2, 3), (3, 1), (4, 3), (2, 5))
_HELD_STEPS = ((3, 2), (1, 4), (6, 5), (4, 7))
"""The same for large steps, in steps."""

_LARGE_STEP = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A domain that is tried, and the sizes to try it with."""

    domain: Domain
    probes: tuple[Size, ...]
    held: tuple[Size, ...]


def form_of(zoo: Zoo, name: str, measured: Mapping[Size, Numbers]) -> Form | Unformed:
    """The closed form of an architecture over the widest of the domains that are tried.

    Args:
        zoo: the zoo of the architecture.
        name: its name there.
        measured: what the dataset has, by size; the form must give it wherever it holds.
    """
    from generator.account.forms import NoForm

    architecture = zoo.describe(name)
    reasons: list[str] = []
    refused = True
    collecting = gc.isenabled()
    gc.disable()  # it would walk a million live objects of torch again and again
    try:
        with TimeLimit(TIME_LIMIT_S) as limit:
            for plan in plans(architecture.native):
                limit.check()
                if plan.domain.square and not refused:
                    break  # the forwards run, and their extents will not be simpler
                try:
                    return _Trial(zoo, architecture, plan).run(measured)
                except TimeoutError:
                    raise
                except Exception as error:
                    reasons.append(f"{_where(plan.domain)}: {reason(error)}")
                    refused = refused and not isinstance(error, NoForm | Unequal)
    except TimeoutError as error:
        reasons.append(reason(error))
    finally:
        if collecting:
            gc.enable()
    return Unformed(key=architecture.key, reason=reasons[0] if reasons else "no size is tried")


def plans(native: Size) -> Iterator[Plan]:
    """The domains to try: every size, multiples that the native size is one of, then squares alone."""
    for square in (False, True):
        for step in dict.fromkeys((*_STEPS, native.height_px)):
            if (step > 1 or not square) and native.height_px % step == native.width_px % step == 0:
                yield _plan(step, square=square)


def _plan(step: int, *, square: bool) -> Plan:
    probes, held = _in_steps(_PROBES, _PROBE_STEPS, step), _in_steps(_HELD, _HELD_STEPS, step)
    if square:
        probes, held = _squares(probes), tuple(one for one in _squares(held) if one not in _squares(probes))
    sides = [side for size in (*probes, *held) for side in (size.height_px, size.width_px)]
    domain = Domain(step=step, square=square, least_px=min(sides), most_px=max(sides))
    return Plan(domain=domain, probes=probes, held=held)


def _in_steps(
    pixels: tuple[tuple[int, int], ...], steps: tuple[tuple[int, int], ...], step: int
) -> tuple[Size, ...]:
    """Sizes that are multiples of a step: of a large one those in steps, of another one the pixels rounded up."""
    if step >= _LARGE_STEP:
        return tuple(Size(high * step, wide * step) for high, wide in steps)
    return tuple(Size(-(-high // step) * step, -(-wide // step) * step) for high, wide in pixels)


def _squares(sizes: tuple[Size, ...]) -> tuple[Size, ...]:
    sides = [side for size in sizes for side in (size.height_px, size.width_px)]
    return tuple(Size(side, side) for side in dict.fromkeys(sides))


def _where(domain: Domain) -> str:
    kind = "square sizes" if domain.square else "sizes"
    return f"over all {kind}" if domain.step == 1 else f"over {kind} of multiples of {domain.step} px"


class _Trial:
    """One plan on one architecture."""

    def __init__(self, zoo: Zoo, architecture: Architecture, plan: Plan) -> None:
        self._zoo = zoo
        self._architecture = architecture
        self._plan = plan
        self._watching: Watching | None = None
        self._tapes: dict[Size, Tape] = {}

    def run(self, measured: Mapping[Size, Numbers]) -> Form:
        """The form, compared with everything there is.

        Raises:
            NoForm: there is none.
            Unequal: it is wrong somewhere, or too few sizes are left to compare with.
            Exception: whatever refuses a size.
        """
        from generator.account.forms import NoForm

        few, first = self._plan.probes[:_FEWEST_PROBES], None
        self._probed(few)
        held, refused = self._held()
        for probes, products in (
            (few, False),
            (self._plan.probes, False),
            (few, True),
            (self._plan.probes, True),
        ):
            try:
                why = str(first) if products else ""
                form = self._found(self._probed(probes), least([*self._plan.probes, *held], refused), why)
                inside = {size: one for size, one in measured.items() if not form.domain.objection(size)}
                return compared(form, held, inside, refused)
            except (NoForm, Unequal) as error:
                first = first or error
        raise first or Unequal("nothing was tried")

    def _probed(self, sizes: Sequence[Size]) -> list[tuple[Size, Tape]]:
        """The tapes at some sizes, each recorded once, which have the same products."""
        from generator.account.forms import check_alike

        for size in sizes:
            if size not in self._tapes:
                self._tapes[size] = self._tape(size)
                check_alike(list(self._tapes.values()))
        return [(size, self._tapes[size]) for size in sizes]

    def _found(self, tapes: Sequence[tuple[Size, Tape]], least_px: int, why: str) -> Form:
        """The form that some tapes lead to; of products alone where there is a reason why not of all."""
        from generator.account.forms import find_form, find_product_form

        domain = replace(self._plan.domain, least_px=least_px)
        key = self._architecture.key
        return find_product_form(key, tapes, domain, why) if why else find_form(key, tapes, domain)

    def _held(self) -> tuple[dict[Size, Numbers], list[Size]]:
        """Numbers of the sizes to compare with, and the sizes that are refused."""
        from generator.account import count

        found, refused = {}, []
        for size in self._plan.held:
            try:
                found[size] = count(self._tape(size))
            except TimeoutError:
                raise
            except Exception:
                refused.append(size)
        return found, refused

    def _tape(self, size: Size) -> Tape:
        if self._watching is None or self._architecture.fixed_size:
            self._watching = Watching(self._zoo, self._architecture, size, Shortcuts())
        else:
            self._watching.refresh()
        return self._watching.forward(size)


__all__ = ["HELD_SIZES", "Plan", "Unequal", "form_of", "plans"]
