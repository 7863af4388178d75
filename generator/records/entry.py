"""What is stored of an architecture: its description, its measurements, what was refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from generator.records.numbers import Numbers
from generator.records.rows import Layer, OperatorShare, Peak, Stage, Use

_SIZE = re.compile(r"([1-9][0-9]{0,4})(?:x([1-9][0-9]{0,4}))?")


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """Height and width of an input in pixels; sorts by height, then width."""

    height_px: int
    width_px: int

    @classmethod
    def parse(cls, text: str) -> Size:
        """``"224"`` is 224x224, ``"224x320"`` is 224 high and 320 wide.

        Raises:
            ValueError: the text is neither, or a side is zero or above 99,999.
        """
        match = _SIZE.fullmatch(text.strip())
        if match is None:
            raise ValueError(
                f"a size is HEIGHT or HEIGHTxWIDTH in pixels, such as 224 or 224x320; found {text!r}"
            )
        height = int(match[1])
        return cls(height, int(match[2]) if match[2] else height)

    @property
    def pixels(self) -> int:
        """Pixels of one channel."""
        return self.height_px * self.width_px

    def __str__(self) -> str:
        """The shortest text that :meth:`parse` reads back."""
        square = self.height_px == self.width_px
        return str(self.height_px) if square else f"{self.height_px}x{self.width_px}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """A number that somebody else publishes for an architecture, to hold ours against.

    ``value`` and ``rounded_to`` are in base units: torchvision's ``_ops`` of 4.089 is a value of
    4,089,000,000 rounded to 1,000,000. ``field`` is ours of the same meaning; ``size`` is the size the
    number was taken at; ``url`` is where it stands, empty for what a library carries itself.
    """

    source: str
    field: str
    value: int
    rounded_to: int
    size: Size
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reconciled:
    """What gives a published number, computed from the tape: ``value`` is ours under that rule.

    ``cause`` is one of ``CAUSES`` and ``detail`` its parameter. Where no rule gives the number, the cause
    is ``unexplained`` and ``value`` is ours under the definition; where the size is not measured it is
    ``not measured``, and ``value`` None.
    """

    cause: str
    detail: str = ""
    value: int | None = None


CAUSES: tuple[str, ...] = (
    "equal",
    "convention",
    "size",
    "form",
    "without",
    "classes",
    "factor",
    "unexplained",
    "not measured",
)
"""Why a published number is what it is.

``equal``: it is ours, to the digits they print. ``convention``: it is another field, the detail. ``size``: it is
ours at another size, the detail. ``form``: it is the deploy form, the detail a field. ``without``: it leaves out the
modules of a path or the products of a kind, the detail. ``classes``: the detail is the number of classes of the head.
``factor``: multiplications and additions apart, or MACs under the name of FLOPs; the detail is the factor.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Architecture:
    """What a zoo says of one of its architectures before anything is built.

    ``native`` is the input size of the default weights' training configuration; ``test`` the one
    they are evaluated at, where it is another. ``fixed_size`` says that the size is part of the
    construction, so that the model is built anew for each size. One sample is ``images`` tensors
    of ``channels`` x ``frames`` x H x W; ``frames`` is 0 where there is no time axis.
    ``weights`` is the tag of the weights whose shape is followed, ``tags`` all published ones.
    ``notes`` are sentences a reader needs beside the numbers, such as a ceiling on proposals.
    """

    zoo: str
    name: str
    task: str
    family: str
    native: Size
    test: Size | None = None
    fixed_size: bool = False
    channels: int = 3
    frames: int = 0
    images: int = 1
    classes: int = 0
    weights: str = ""
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    published: tuple[Published, ...] = ()

    @property
    def key(self) -> str:
        """``zoo/name``, unique over all zoos."""
        return f"{self.zoo}/{self.name}"

    def sample_shape(self, size: Size) -> tuple[int, ...]:
        """Shape of one tensor of one sample, without the batch axis."""
        spatial = (size.height_px, size.width_px)
        return (self.channels, self.frames, *spatial) if self.frames else (self.channels, *spatial)


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurement:
    """One of the two ends of every (architecture, size): the numbers."""

    size: Size
    numbers: Numbers


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """The other end: the stage that failed and a reason that a reader can act on.

    ``stage`` is ``construction``, ``forward``, ``accounting`` or ``process`` (the worker process
    was lost or ran out of time).
    """

    size: Size
    stage: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """All that the dataset holds of one architecture; sizes ascend in each list.

    ``stages``, ``operators``, ``uses`` and ``peak`` are taken at the native size and empty if that was refused.
    ``gaps`` holds what failed beside a measurement, which then lacks the fields that need it: the ``training``
    forward or backward, the same in ``mixed precision``, the ``deploy form``, the ``second count``, a larger ``batch``. ``second_macs`` is what another counter finds for ``macs`` at
    the native size, None where it was not run. ``reconciled`` follows ``architecture.published``.
    """

    architecture: Architecture
    measurements: tuple[Measurement, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    gaps: tuple[Refusal, ...] = ()
    stages: tuple[Stage, ...] = ()
    operators: tuple[OperatorShare, ...] = ()
    uses: tuple[Use, ...] = ()
    peak: Peak | None = None
    reconciled: tuple[Reconciled, ...] = ()
    second_macs: int | None = None

    @property
    def verified(self) -> bool:
        """Whether two counters that are built differently agree on ``macs`` at the native size."""
        native = self.native
        return native is not None and self.second_macs == native.numbers.macs

    @property
    def native(self) -> Measurement | None:
        """The measurement at the native size, or None where that was refused."""
        return self.at(self.architecture.native)

    def at(self, size: Size) -> Measurement | None:
        """The measurement at a size, or None."""
        return next((m for m in self.measurements if m.size == size), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighing:
    """What one run over an architecture gives: the entry, and its layer rows at the native size."""

    entry: Entry
    layers: tuple[Layer, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """The versions that the numbers depend on. No clock and no host."""

    python: str
    torch: str
    torchvision: str
    timm: str
    netweight: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Dataset:
    """Every entry, sorted by (zoo, name), and the versions that made them."""

    provenance: Provenance
    entries: tuple[Entry, ...] = field(default=())
