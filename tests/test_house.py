"""The root files agree with each other: locks, Makefile, workflow, citation, import contracts."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import generator
from generator.cli import main
from generator.render import GENERATED_DIRECTORIES, pages
from tests.factories import dataset

UNHASHED = {"torch", "torchvision"}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\]+)", re.MULTILINE)
WORKFLOWS = ("ci", "measure", "publish")
COMMANDS = (
    "README.md",
    "CONTRIBUTING.md",
    ".ci/run",
    *(f".github/workflows/{name}.yml" for name in WORKFLOWS),
)


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def workflow(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / ".github/workflows/ci.yml").read_text(encoding="utf-8"))


def pins(root: Path, name: str) -> dict[str, str]:
    return dict(PIN.findall((root / name).read_text(encoding="utf-8")))


def targets(root: Path) -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def modules(root: Path) -> set[str]:
    """The modules and packages right under generator/."""
    children = (root / "generator").iterdir()
    return {
        child.stem
        for child in children
        if child.name != "__init__.py" and (child.suffix == ".py" or (child / "__init__.py").is_file())
    }


def contracts(project: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {contract["id"]: contract for contract in project["tool"]["importlinter"]["contracts"]}


def test_every_dependency_is_pinned_inside_its_range(root: Path, project: dict[str, Any]) -> None:
    locked = pins(root, "requirements.lock") | pins(root, "requirements-torch.lock")
    extras = project["project"]["optional-dependencies"].values()
    wanted = [*project["build-system"]["requires"], *project["project"]["dependencies"], *chain(*extras)]
    for requirement in map(Requirement, wanted):
        pinned = locked.get(canonicalize_name(requirement.name))
        assert pinned is not None, f"{requirement.name} is in no lock file"
        assert requirement.specifier.contains(pinned), f"{requirement.name} is locked at {pinned}"


def test_every_dependency_has_a_range_or_an_exact_version(project: dict[str, Any]) -> None:
    for requirement in map(Requirement, project["project"]["dependencies"]):
        assert requirement.specifier, f"{requirement.name} accepts any version"


def test_every_pin_but_those_of_torch_has_a_hash(root: Path) -> None:
    text = (root / "requirements.lock").read_text(encoding="utf-8")
    starts = [match.start() for match in PIN.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", text[start:end]), text[start:end].splitlines()[0]
    assert set(pins(root, "requirements-torch.lock")) == UNHASHED
    assert not UNHASHED & set(pins(root, "requirements.lock"))


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-torch.lock"])
def test_a_lock_names_no_index_host_or_path(root: Path, name: str) -> None:
    allowed = re.compile(r"(#.*|[a-z0-9._-]+==[\w.+]+( \\)?| +--hash=sha256:[0-9a-f]{64}( \\)?|)")
    for line in (root / name).read_text(encoding="utf-8").splitlines():
        assert allowed.fullmatch(line), line
        assert "/" not in line


def test_every_make_target_that_is_named_exists(root: Path) -> None:
    for name in COMMANDS:
        text = (root / name).read_text(encoding="utf-8")
        named = set(re.findall(r"(?:`|run: |^)make ([a-z][a-z-]*)", text, re.MULTILINE))
        assert named, f"{name} names no make target"
        assert named <= targets(root), f"{name} names {sorted(named - targets(root))}"


def test_every_make_target_is_phony_and_explained(root: Path) -> None:
    text = (root / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == targets(root)
    assert set(re.findall(r"^([a-z][a-z-]*):.*## ", text, re.MULTILINE)) == targets(root) - {"browser"}


def test_every_netweight_command_of_the_readme_parses(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^netweight (.*)$", readme, re.MULTILINE)
    assert lines
    for line in lines:
        words = shlex.split(line.partition(">")[0], comments=True)
        context = main.commands[words[0]].make_context(words[0], words[1:])
        assert context.command.name == words[0]


def test_the_two_commands_come_first_in_the_readme_and_run_in_the_workflow(
    root: Path, workflow: dict[str, Any]
) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^make (\w+)", readme, re.MULTILINE)[:2] == ["site", "test"]
    steps = [step.get("run") for job in workflow["jobs"].values() for step in job["steps"]]
    assert {"make site", "make test"} <= set(steps)


def test_citation_changelog_and_package_have_one_version(root: Path) -> None:
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    releases = re.findall(
        r"^## \[(\d[^]]*)\]", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert citation["version"] == generator.__version__
    assert releases[0] == generator.__version__
    assert sorted(releases, key=Version, reverse=True) == releases
    assert f"version = {{{generator.__version__}}}" in (root / "README.md").read_text(encoding="utf-8")


def test_the_citation_file_is_valid(root: Path) -> None:
    """The schema is that of the Citation File Format 1.2.0, https://github.com/citation-file-format, CC BY 4.0."""
    schema = json.loads(
        (root / "tests/published/citation-file-format-1.2.0.json").read_text(encoding="utf-8")
    )
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    validate = fastjsonschema.compile(schema)
    validate(citation)
    with pytest.raises(fastjsonschema.JsonSchemaException):
        validate(citation | {"license": "no such licence"})


def test_citation_and_package_have_one_licence(root: Path, project: dict[str, Any]) -> None:
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["license"] == project["project"]["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in (root / "LICENSE").read_text(encoding="utf-8")


def test_makefile_and_package_ask_for_the_same_python(root: Path, project: dict[str, Any]) -> None:
    asked = re.search(r"v >= \((\d+), (\d+)\)", (root / "Makefile").read_text(encoding="utf-8"))
    assert asked is not None
    assert project["project"]["requires-python"] == f">={asked[1]}.{asked[2]}"
    assert f"Python {asked[1]}.{asked[2]} or newer" in (root / "README.md").read_text(encoding="utf-8")


def test_every_module_has_its_place_among_the_layers(root: Path, project: dict[str, Any]) -> None:
    layers = contracts(project)["layers"]
    placed = {name for layer in layers["layers"] for name in layer.split(" | ")}
    assert placed == modules(root)
    assert layers["exhaustive"] is True


@pytest.mark.parametrize(
    ("ids", "allowed"),
    [
        (("no-torch", "torch-in-two"), {"zoo", "trace"}),
        (("jinja-in-one",), {"render"}),
        (("cli-alone-talks",), {"__main__", "cli"}),
    ],
)
def test_what_one_package_may_import_is_forbidden_to_all_others(
    root: Path, project: dict[str, Any], ids: tuple[str, ...], allowed: set[str]
) -> None:
    sources = {name for key in ids for name in contracts(project)[key]["source_modules"]}
    assert sources == {f"generator.{name}" for name in modules(root) - allowed}


def test_what_render_generates_is_ignored_by_git_and_removed_by_clean(root: Path) -> None:
    makefile = re.search(
        r"^GENERATED := (.*)$", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert makefile is not None
    removed = makefile[1].split()
    ignored = {line.rstrip("/") for line in (root / ".gitignore").read_text(encoding="utf-8").splitlines()}
    assert set(removed) <= ignored
    assert {f"docs/{name}" for name in GENERATED_DIRECTORIES} <= set(removed)
    for path in pages(dataset(20)):
        assert any(f"docs/{path}" == name or f"docs/{path}".startswith(f"{name}/") for name in removed), path


def test_every_marker_of_an_included_file_is_whole(root: Path) -> None:
    lines = [
        line for path in (root / "docs").rglob("*.md") for line in path.read_text("utf-8").splitlines()
        if re.match(r"-+ *8", line)
    ]  # fmt: skip
    assert len(lines) > 20
    assert [line for line in lines if not re.fullmatch(r'--8<-- "docs/[\w./-]+(:\d+:\d+)?"', line)] == []
