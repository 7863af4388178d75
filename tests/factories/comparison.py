"""A small comparison of counters: two of them and Netweight, two traps and ResNet-50 at 224 px."""

from __future__ import annotations

from typing import Any

from generator.records import Size
from generator.records.counters import Comparison, Counter, Outcome, Residue, Specimen, Trap

KEY = "timm/resnet50"
MACS, PARAMETERS = 4_089_184_256, 25_557_032
"""ResNet-50's at 224 px, as in the other factories."""


def counter(name: str, package: str = "") -> Counter:
    return Counter(name=name, package=package or name, call=f"{name}(model)", reading="its MACs")


def comparison(**overrides: Any) -> Comparison:
    """``doubler`` has all MACs twice and no parameters; ``broken`` raises on a trap; Netweight is right."""
    traps = (
        Trap(name="plain", meaning="one layer", shape=(1, 4, 8), parameters=64, macs=4 * 64),
        Trap(name="twice", meaning="one layer called twice", shape=(1, 4, 8), parameters=64, macs=2 * 4 * 64),
    )
    own = [
        Outcome(counter="Netweight", case=trap.name, parameters=trap.parameters, macs=trap.macs)
        for trap in traps
    ]
    doubled = [
        Outcome(counter="doubler", case=case, macs=2 * macs)
        for case, macs in (("plain", 256), ("twice", 512), (KEY, MACS))
    ]
    broken = [
        Outcome(counter="broken", case="plain", parameters=64, macs=256),
        Outcome(counter="broken", case="twice", error="KeyError: 'Linear <1>'"),
        Outcome(counter="broken", case=KEY, parameters=PARAMETERS, macs=MACS, partial=True),
    ]
    values: dict[str, Any] = {
        "versions": (("broken", "0.1"), ("doubler", "2.0"), ("netweight", "0.1.0")),
        "counters": (counter("Netweight", "netweight"), counter("doubler"), counter("broken")),
        "traps": traps,
        "specimens": (Specimen(key=KEY, size=Size(224, 224)),),
        "outcomes": (*own, *doubled, *broken),
        "residues": (
            Residue(counter="Netweight"),
            Residue(counter="doubler", hooks=7),
            Residue(counter="broken", error="KeyError: 1"),
        ),
    }
    return Comparison(**(values | overrides))
