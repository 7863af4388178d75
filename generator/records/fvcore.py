"""What fvcore itself says of real models, beside its rules applied to the record of a forward."""

from __future__ import annotations

from dataclasses import dataclass

from generator.records.entry import Size


@dataclass(frozen=True, kw_only=True, slots=True)
class Traced:
    """An architecture, ``zoo/name``, at a size: fvcore's number, or the error it ended with.

    ``theirs`` is what ``FlopCountAnalysis(model, sample).total()`` returns, None where there is an ``error``;
    ``ours`` is ``macs_fvcore`` of the same model on meta. Both are MACs.
    """

    key: str
    size: Size
    ours: int
    theirs: int | None = None
    error: str = ""

    @property
    def equal(self) -> bool:
        """Whether fvcore ran to the end and gave our integer."""
        return self.theirs == self.ours


@dataclass(frozen=True, kw_only=True, slots=True)
class Tracing:
    """Every model that fvcore was run on, in the order of the run. ``versions`` are sorted by name."""

    versions: tuple[tuple[str, str], ...]
    models: tuple[Traced, ...]
