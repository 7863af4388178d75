"""What is stored of an architecture: its description, its measurements, what was refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from generator.records.numbers import Numbers

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
    4,089,000,000 rounded to 1,000,000. ``size`` is the size the number was taken at;
    ``explanation`` says why it differs from ours, and is empty where it does not.
    """

    source: str
    field: str
    value: int
    rounded_to: int
    size: Size
    explanation: str = ""


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
class Stage:
    """The layers between two changes of spatial size, at the native size.

    ``name`` is ``stem``, ``stage 1`` and so on, ``head``, or ``not run``. ``path`` is the module
    path of its first block, empty where it has none. ``output_shape`` has no batch axis.
    The stages of a model sum to its totals.
    """

    name: str
    path: str
    output_shape: tuple[int, ...]
    blocks: int
    layers: int
    parameters: int
    buffers: int
    macs: int
    activations: int
    output_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OperatorShare:
    """The calls of one ATen operator in a forward at the native size, and their MACs."""

    operator: str
    calls: int
    macs: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Layer:
    """One row of the layer table, at the native size; the rows sum to the model's totals.

    Shapes have no batch axis; they are empty where the module does not run. A module that holds
    tensors of its own, or runs operators of its own, has a row; ``path`` is empty for the root.
    """

    path: str
    class_name: str
    stage: str
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    parameters: int
    buffers: int
    macs: int
    activations: int
    output_bytes: int
    calls: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """All that the dataset holds of one architecture; sizes ascend in both lists.

    ``stages`` and ``operators`` are taken at the native size and empty if that was refused.
    """

    architecture: Architecture
    measurements: tuple[Measurement, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    stages: tuple[Stage, ...] = ()
    operators: tuple[OperatorShare, ...] = ()

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
