"""What the modules of a model hold, kept so that it can be put back."""

from __future__ import annotations

from operator import is_
from typing import Any

from torch import nn

_KINDS = (dict, list, set)


class State:
    """The attributes of every module, as they are when this is made.

    A model may keep a table that a forward computed, for the next one of the same size: an attribute, an entry of a
    dictionary, a buffer. What dictionaries, lists and sets hold is kept as well; what those hold in turn is not.
    """

    def __init__(self, model: nn.Module) -> None:
        """Keeps the state of a model as it is now."""
        self._held: list[tuple[Any, Any]] = []
        for module in model.modules():
            attributes = vars(module)
            self._held.append((attributes, dict(attributes)))
            self._held += [(value, value.copy()) for value in attributes.values() if type(value) in _KINDS]

    def restore(self) -> None:
        """Puts back whatever is another object now."""
        for live, kept in self._held:
            if not _is_same(live, kept):
                live.clear()
                (live.extend if isinstance(live, list) else live.update)(kept)


def _is_same(live: Any, kept: Any) -> bool:
    """Whether two containers of one kind hold the same objects in the same order."""
    if len(live) != len(kept) or not all(map(is_, live, kept)):
        return False
    return not isinstance(live, dict) or all(map(is_, live.values(), kept.values()))


__all__ = ["State"]
