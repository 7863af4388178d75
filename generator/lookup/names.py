"""Which architecture a table means by a name: the spelling rules of the search, held to certainty.

The search offers what may be meant and a reader chooses; a table has no reader. So every atom of the name must be found, typos are
none, and what is not found is told with the nearest names. The best of each zoo are kept: their numbers decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise

from generator.lookup.spelling import atoms, query_atoms, readings, synonyms
from generator.records import Entry

SYNONYM, REORDERED, OTHER_READING, JOINED, HEAD = 1.0, 2.0, 0.1, 0.05, 3.0
FURTHEST = 6.0
"""A name that leaves out more than this is another name."""

_SKIP = {
    "patch": 0.1, "window": 0.1, "base": 0.8, "b": 0.8, "small": 0.85, "s": 0.85, "tiny": 0.9, "t": 0.9, "large": 0.95,
    "l": 0.95, "x": 0.5, "d": 1.0, "fpn": 1.0, "224": 0.15, "100": 0.1, "256": 0.25, "384": 0.4, "16": 0.5, "tf": 3.0,
    "legacy": 4.0, "naflexvit": 2.5, "quantized": 4.0, "test": 4.0, "to": 0.1,
}  # fmt: skip
_SKIP_PATCH = {"16": 0.1, "14": 0.25, "32": 0.3}
_SPANS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolution:
    """The architectures that a name means, the best of each zoo; where none is,  the ``nearest`` keys."""

    entries: tuple[Entry, ...]
    nearest: tuple[str, ...] = ()


class Names:
    """All names of a dataset, taken apart once."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._all = {entry.architecture.key: (entry, atoms(entry.architecture.name)) for entry in entries}
        self._zoos = frozenset(entry.architecture.zoo for entry, _ in self._all.values())
        self._compact = {"".join(parts): key for key, (_, parts) in self._all.items()}
        self._known: dict[str, Resolution] = {}

    def resolve(self, text: str) -> Resolution:
        """What a name means."""
        if text not in self._known:
            self._known[text] = self._resolve(text)
        return self._known[text]

    def _resolve(self, text: str) -> Resolution:
        costs: dict[str, float] = {}
        for place, reading in enumerate(readings(text)):
            said = query_atoms(reading)
            zoos = self._zoos.intersection(said) or self._zoos
            asked = tuple(atom for atom in said if atom not in self._zoos)
            for key, (entry, named) in self._all.items() if asked else ():
                if entry.architecture.zoo not in zoos:
                    continue
                cost = fit(asked, named) + (OTHER_READING if place else 0.0)
                if cost <= min(FURTHEST, costs.get(key, FURTHEST)):
                    costs[key] = cost
        least: dict[str, float] = {}
        for key, cost in costs.items():
            zoo = key.partition("/")[0]
            least[zoo] = min(cost, least.get(zoo, cost))
        best = [key for key, cost in costs.items() if cost <= least[key.partition("/")[0]] + 1e-9]
        if best:
            found = sorted(best, key=lambda key: (costs[key], key))
            return Resolution(entries=tuple(self._all[key][0] for key in found))
        close = get_close_matches("".join(query_atoms(text)), self._compact, n=3, cutoff=0.5)
        return Resolution(entries=(), nearest=tuple(self._compact[one] for one in close))


def fit(asked: Sequence[str], named: Sequence[str]) -> float:
    """The cheapest way to lay the atoms of a query along those of a name; infinite where one is left over."""
    compact = "".join(named)
    if not all(atom in compact or any(synonyms(atom, part) for part in named) for atom in asked):
        whole = "".join(asked)
        return JOINED if whole == compact else float("inf")
    moved = min((align(one, named) for one in _orders(asked)), default=float("inf"))
    return min(align(asked, named), REORDERED + moved)


def align(asked: Sequence[str], named: Sequence[str]) -> float:
    """The least cost with both in their order: atoms of the name may be left out at their price, those asked for may not."""
    skips = _skips(named)
    infinite = float("inf")
    cost = [[infinite] * (len(named) + 1) for _ in range(len(asked) + 1)]
    cost[0][0] = 0.0
    for i in range(len(asked) + 1):
        for k in range(len(named) + 1):
            here = cost[i][k]
            if here == infinite:
                continue
            if k < len(named):
                cost[i][k + 1] = min(cost[i][k + 1], here + skips[k])
            for a, b in _SPANS:
                if i + a <= len(asked) and k + b <= len(named):
                    price = here + _match("".join(asked[i : i + a]), "".join(named[k : k + b]), plain=a == b)
                    cost[i + a][k + b] = min(cost[i + a][k + b], price)
    return cost[-1][-1]


def _match(asked: str, named: str, *, plain: bool) -> float:
    """Price of taking one text for the other."""
    if asked == named:
        return 0.0 if plain else JOINED
    if synonyms(asked, named):
        return SYNONYM
    if plain and asked.isdigit() and named.isdigit() and asked.lstrip("0") == named.lstrip("0"):
        return 0.5
    if plain and not asked.isdigit() and len(asked) > 1 and named.startswith(asked):
        return 2.0 + 0.15 * (len(named) - len(asked))
    return float("inf")


def _skips(named: Sequence[str]) -> list[float]:
    """What it costs to leave out each atom of a name."""
    found = []
    for place, (before, atom) in enumerate(pairwise(("", *named))):
        after = named[place + 1] if place + 1 < len(named) else ""
        cost = _SKIP.get(atom, 1.0 if atom.isdigit() else 2.0)
        if atom.isdigit() and after in ("b", "m"):
            cost = 3.0
        if before == "patch":
            cost = _SKIP_PATCH.get(atom, 0.4)
        if before in ("window", "to") or after == "to":
            cost = 0.2
        found.append(cost + HEAD if place == 0 else cost)
    return found


def _orders(asked: Sequence[str]) -> list[tuple[str, ...]]:
    """The atoms with one of them, or a run from the front, moved elsewhere."""
    orders: set[tuple[str, ...]] = set()
    if not 1 < len(asked) < 9:
        return []
    for start in range(len(asked)):
        rest = (*asked[:start], *asked[start + 1 :])
        orders.update((*rest[:end], asked[start], *rest[end:]) for end in range(len(asked)))
        orders.add((*asked[start:], *asked[:start]))
    return sorted(orders - {tuple(asked)})
