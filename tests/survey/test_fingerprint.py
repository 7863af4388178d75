"""An upgrade of a library changes the fingerprints of what it touched, and of nothing else."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import timm

from generator import survey
from generator.records import Size
from generator.survey.closure import Sources
from generator.survey.fingerprint import Fingerprints, decode_facts, encode_facts
from generator.zoo import zoos

SITE = Path(timm.__file__).parents[1]
ZOO = zoos()["timm"]
NAMES = ZOO.names()
SIZES = (Size(224, 224),)
FAMILY = {name: ZOO.describe(name).family for name in NAMES}


class Upgraded:
    """The zoo of timm, whose sources lie in a folder of the test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def sources(self, name: str) -> tuple[Path, ...]:
        return tuple(self._folder / path.relative_to(SITE) for path in ZOO.sources(name))


class Unsourced:
    """A zoo that does not say where its sources are."""


@pytest.fixture(scope="module")
def installed() -> Sources:
    sources = Sources()
    for name in NAMES:
        sources.closure(ZOO.sources(name))
    return sources


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(SITE / "timm", tmp_path / "timm", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def prints(folder: Path, known: Sources, **versions: str) -> dict[str, str]:
    """Fingerprints of all of timm as its sources are in ``folder``."""
    fingerprints = Fingerprints(replace(survey.provenance(), **versions), Sources(known.facts))
    zoo = Upgraded(folder)
    return {name: fingerprints.of(zoo, ZOO.describe(name), SIZES) for name in NAMES}


def families(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The families that changed; a family changes as one, since its members are in one file."""
    changed = {name for name in NAMES if before[name] != after[name]}
    found = {FAMILY[name] for name in changed}
    assert changed == {name for name in NAMES if FAMILY[name] in found}
    return found


def test_a_new_version_with_the_same_code_changes_nothing(copy: Path, installed: Sources) -> None:
    before = prints(SITE, installed)
    (copy / "timm/version.py").write_text("__version__ = '99.0.0'\n")
    assert prints(copy, installed, timm="99.0.0") == before


@pytest.mark.parametrize(
    ("file", "touched"),
    [
        ("models/coat.py", {"coat"}),
        ("layers/ml_decoder.py", set()),
        ("optim/adamw.py", set()),
        ("layers/space_to_depth.py", {"tresnet"}),
        (
            "models/_efficientnet_builder.py",  # grep -l "_efficientnet_builder import" timm/models/*.py
            {"efficientnet", "hardcorenas", "mobilenetv3", "mobilenetv5", "rexnet"},
        ),
        ("layers/halo_attn.py", None),
    ],
)
def test_a_changed_file_changes_the_families_whose_imports_lead_to_it(
    copy: Path, installed: Sources, file: str, touched: set[str] | None
) -> None:
    with (copy / "timm" / file).open("a") as stream:
        stream.write("\n_CHANGED = 1\n")
    found = families(prints(SITE, installed), prints(copy, installed))
    if touched is not None:
        assert found == touched
    else:  # timm's attention factory imports every attention, so that all who use the factory depend on it
        assert {"byoanet", "byobnet", "resnet"} <= found
        assert not {"vgg", "coat", "vision_transformer", "swin_transformer", "convnext"} & found


def test_what_every_construction_runs_touches_everything(copy: Path, installed: Sources) -> None:
    with (copy / "timm/models/_builder.py").open("a") as stream:
        stream.write("\n_CHANGED = 1\n")
    assert families(prints(SITE, installed), prints(copy, installed)) == set(FAMILY.values())


@pytest.mark.parametrize(
    ("versions", "changes"),
    [
        ({"torch": "99"}, True),
        ({"python": "3.99.0"}, True),
        ({"python": ".".join(survey.provenance().python.split(".")[:2]) + ".99"}, False),
        ({"netweight": "99"}, False),
    ],
)
def test_versions_count_where_numbers_can_depend_on_them(
    installed: Sources, versions: dict[str, str], changes: bool
) -> None:
    provenance = survey.provenance()
    architecture = ZOO.describe("coat_mini")
    old = Fingerprints(provenance, installed).of(ZOO, architecture, SIZES)
    new = Fingerprints(replace(provenance, **versions), installed).of(ZOO, architecture, SIZES)
    assert (old != new) is changes


def test_sizes_and_what_the_zoo_says_count(installed: Sources) -> None:
    fingerprints = Fingerprints(survey.provenance(), installed)
    architecture = ZOO.describe("coat_mini")
    before = fingerprints.of(ZOO, architecture, SIZES)
    assert fingerprints.of(ZOO, architecture, (Size(256, 256),)) != before
    assert fingerprints.of(ZOO, replace(architecture, native=Size(256, 256)), SIZES) != before
    assert fingerprints.of(ZOO, architecture, SIZES) == before


def test_the_counting_code_counts(installed: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    architecture = ZOO.describe("coat_mini")
    before = Fingerprints(survey.provenance(), installed).of(ZOO, architecture, SIZES)
    monkeypatch.setattr("generator.survey.fingerprint.counting_digest", lambda: "other code")
    assert Fingerprints(survey.provenance(), installed).of(ZOO, architecture, SIZES) != before


def test_a_zoo_without_sources_holds_for_one_state_of_its_module(tmp_path: Path) -> None:
    fingerprints = Fingerprints(survey.provenance())
    architecture = ZOO.describe("coat_mini")
    assert fingerprints.of(Unsourced(), architecture, SIZES) == fingerprints.of(
        Unsourced(), architecture, SIZES
    )
    assert fingerprints.of(Unsourced(), architecture, SIZES) != fingerprints.of(ZOO, architecture, SIZES)


def test_every_architecture_of_the_built_in_zoos_has_sources_of_its_family() -> None:
    for zoo in zoos().values():
        for name in zoo.names():
            first, *others = zoo.sources(name)
            assert first.is_file()
            assert all(path.is_file() for path in others)
            assert zoo.describe(name).family.endswith(first.stem)


def test_facts_survive_their_text(installed: Sources) -> None:
    assert decode_facts(encode_facts(installed)) == installed.facts
