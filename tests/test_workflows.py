"""The workflows call make targets that exist, pin every action by commit, and ask for no more than each job needs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.specifiers import Specifier

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
IDS = [path.stem for path in WORKFLOWS]
MAY_WRITE = {
    ("measure", "propose"): {"contents", "pull-requests"},
    ("publish", "pages"): {"pages", "id-token"},
    ("publish", "attach"): {"contents"},
}
"""What each job may write, by workflow and job; every other job reads alone."""


def workflow(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in workflow(path)["jobs"].values() for step in job["steps"]]


def targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE))


def test_there_are_three() -> None:
    assert IDS == ["ci", "measure", "publish"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=IDS)
def test_a_step_runs_a_make_target_that_exists(path: Path) -> None:
    commands = [
        step["run"] for step in steps(path) if "run" in step and "Chromium" not in step.get("name", "")
    ]
    assert commands
    for command in commands:
        match = re.fullmatch(r"make ([a-z][a-z-]*)", command.strip())
        assert match is not None, f"{path.name}: {command!r} is no make target"
        assert match[1] in targets(), f"{path.name}: {command!r}"


@pytest.mark.parametrize("path", WORKFLOWS, ids=IDS)
def test_every_action_is_pinned_by_commit_and_its_version_said(path: Path) -> None:
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert lines
    for line in lines:
        assert re.fullmatch(r"(- )?uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_an_action_has_one_commit_in_all_workflows() -> None:
    used = {step["uses"] for path in WORKFLOWS for step in steps(path) if "uses" in step}
    assert len({one.partition("@")[0] for one in used}) == len(used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=IDS)
def test_a_workflow_reads_and_a_job_writes_only_what_it_must(path: Path) -> None:
    found = workflow(path)
    assert found["permissions"] == {"contents": "read"}
    for name, job in found["jobs"].items():
        allowed = MAY_WRITE.get((path.stem, name), set())
        assert {key for key, value in job.get("permissions", {}).items() if value != "read"} == allowed, name
        assert job["timeout-minutes"] <= 120


@pytest.mark.parametrize("path", WORKFLOWS, ids=IDS)
def test_the_cache_is_keyed_on_the_lock_files(path: Path) -> None:
    setups = [step for step in steps(path) if step.get("uses", "").startswith("actions/setup-python@")]
    assert setups
    for step in setups:
        assert step["with"]["cache-dependency-path"] == "requirements*.lock"


def test_credentials_stay_only_where_something_is_pushed() -> None:
    for path in WORKFLOWS:
        for name, job in workflow(path)["jobs"].items():
            for step in job["steps"]:
                if step.get("uses", "").startswith("actions/checkout@"):
                    kept = step.get("with", {}).get("persist-credentials", True)
                    assert kept == ((path.stem, name) == ("measure", "propose")), (path.stem, name)


def test_the_shards_of_the_matrix_make_a_whole() -> None:
    matrix = workflow(ROOT / ".github/workflows/measure.yml")["jobs"]["shard"]["strategy"]["matrix"]["shard"]
    assert matrix == [f"{index}/{len(matrix)}" for index in range(1, len(matrix) + 1)]


def test_nothing_that_others_write_is_placed_into_a_command() -> None:
    for path in WORKFLOWS:
        for step in steps(path):
            assert "${{" not in step.get("run", ""), path.name


def upgrade(*arguments: str, root: Path = ROOT) -> str:
    command = [sys.executable, str(root / ".ci/upgrade.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_upgrade_asks_for_the_zoo_packages_in_the_ranges_of_the_project() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = upgrade("wanted").split()
    assert [re.split("[<>=]", one)[0] for one in asked] == ["torch", "torchvision", "timm"]
    for one in asked:
        assert f'"{one}"' in project


def test_upgrade_moves_the_lock_of_torch_to_what_pip_chose(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    for name in (".ci/upgrade.py", "requirements-torch.lock", "pyproject.toml"):
        (tmp_path / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    chosen = {"torch": "2.99.0+cpu", "torchvision": "0.99.1", "timm": "1.9.0"}
    report = tmp_path / "report.json"
    rows = ", ".join(
        f'{{"metadata": {{"name": "{name}", "version": "{version}"}}}}' for name, version in chosen.items()
    )
    report.write_text(f'{{"install": [{rows}]}}')
    upgrade("torch", str(report), root=tmp_path)
    before, after = (
        path.read_text() for path in (ROOT / "requirements-torch.lock", tmp_path / "requirements-torch.lock")
    )
    assert after.splitlines()[-2:] == ["torch==2.99.0", "torchvision==0.99.1"]
    assert after.splitlines()[:-2] == before.splitlines()[:-2]
    assert upgrade("timm", str(report), root=tmp_path) == "timm==1.9.0"


def test_the_stubs_require_what_the_real_wheels_do_but_what_the_lock_leaves_out(tmp_path: Path) -> None:
    requires = {
        "torch": [
            "filelock",
            'cuda-toolkit[cublas]==13.0.3; platform_system == "Linux"',
            "triton~=3.8.0",
            "sympy>=1.13",
        ],
        "torchvision": ["numpy", "torch (>=2.14.0)", "pillow (!=8.3.*,>=5.3.0)"],
    }
    rows = [
        {"metadata": {"name": name, "version": version, "requires_dist": requires[name]}}
        for name, version in (("torch", "2.99.0+cpu"), ("torchvision", "0.99.1"))
    ]
    (tmp_path / "report.json").write_text(json.dumps({"install": rows}))
    for _ in range(2):  # a second time in place of the first
        made = upgrade("stubs", str(tmp_path / "report.json"), str(tmp_path / "stubs")).split()
    assert made == ["torch-2.99.0+stub-py3-none-any.whl", "torchvision-0.99.1+stub-py3-none-any.whl"]
    assert sorted(path.name for path in (tmp_path / "stubs").iterdir()) == made
    found = {}
    for path in (tmp_path / "stubs").iterdir():
        with zipfile.ZipFile(path) as wheel:
            name = next(one for one in wheel.namelist() if one.endswith("/METADATA"))
            facts = BytesParser().parsebytes(wheel.read(name))
        found[facts["Name"]] = (facts["Version"], facts.get_all("Requires-Dist"))
    assert found == {
        "torch": ("2.99.0+stub", ["filelock", "sympy>=1.13"]),
        "torchvision": ("0.99.1+stub", requires["torchvision"]),
    }
    assert Specifier("==2.99.0").contains("2.99.0+stub")
