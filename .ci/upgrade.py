"""What `make upgrade` asks pip for, and what it does with pip's answer.

`wanted` prints the requirements of the zoo packages; `torch REPORT` writes the versions that pip chose into
requirements-torch.lock; `timm REPORT` prints the requirement for pip-compile. REPORT is that of `pip install --report`.

`stubs REPORT DIRECTORY` writes a wheel without content for torch and one for torchvision, which require what the real ones do but
for the packages that the lock leaves out. pip-compile fetches whatever it resolves: with the real wheels, three gigabytes
of CUDA of which not one line of the lock is made.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
UNHASHED = ("torch", "torchvision")
LOCAL = "stub"
"""The local part of a stub's version: it fits what is pinned, and goes before the real one."""


def settings() -> dict[str, Any]:
    """What is in pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def named(requirement: str) -> str:
    """The package that a requirement is of."""
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower()


def wanted() -> list[str]:
    """The requirements of torch, torchvision and timm, as pyproject.toml has them."""
    return [one for one in settings()["project"]["dependencies"] if named(one) in (*UNHASHED, "timm")]


def metadata(report: Path) -> dict[str, dict[str, Any]]:
    """What each package that pip would install says of itself, by name."""
    installed = json.loads(report.read_text(encoding="utf-8"))["install"]
    return {one["metadata"]["name"].lower(): one["metadata"] for one in installed}


def chosen(report: Path) -> dict[str, str]:
    """Version by package, without the build tag of torch's wheels."""
    return {name: one["version"].partition("+")[0] for name, one in metadata(report).items()}


def stub(name: str, version: str, requirements: list[str], directory: Path) -> Path:
    """A wheel of metadata alone, for every Python and platform."""
    full = f"{version}+{LOCAL}"
    facts = f"{name}-{full}.dist-info"
    said = [f"Name: {name}", f"Version: {full}", *(f"Requires-Dist: {one}" for one in requirements)]
    files = {
        f"{facts}/METADATA": "\n".join(["Metadata-Version: 2.1", *said, ""]),
        f"{facts}/WHEEL": "Wheel-Version: 1.0\nGenerator: netweight\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{facts}/RECORD"] = "".join(f"{path},,\n" for path in (*files, f"{facts}/RECORD"))
    path = directory / f"{name}-{full}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for inside, text in files.items():
            wheel.writestr(inside, text)
    return path


def stubs(report: Path, directory: Path) -> list[Path]:
    """A stub for each package whose wheels the lock has no hashes of, in place of what was in the directory."""
    directory.mkdir(parents=True, exist_ok=True)
    for old in directory.glob("*.whl"):
        old.unlink()
    left_out = set(settings()["tool"]["pip-tools"]["unsafe-package"]) - set(UNHASHED)
    found, versions = metadata(report), chosen(report)
    return [
        stub(
            name,
            versions[name],
            [one for one in found[name].get("requires_dist", []) if named(one) not in left_out],
            directory,
        )
        for name in UNHASHED
    ]


def locked(text: str, versions: dict[str, str]) -> str:
    """requirements-torch.lock with other versions.

    Raises:
        ValueError: a package has not exactly one line.
    """
    for name in UNHASHED:
        text, lines = re.subn(rf"(?m)^{name}==\S+$", f"{name}=={versions[name]}", text)
        if lines != 1:
            raise ValueError(f"requirements-torch.lock: expected one line of {name}, found {lines}")
    return text


def main(arguments: list[str]) -> str:
    """What is printed."""
    match arguments:
        case ["wanted"]:
            return " ".join(one.replace(" ", "") for one in wanted())
        case ["torch", report]:
            path = ROOT / "requirements-torch.lock"
            versions = chosen(Path(report))
            path.write_text(locked(path.read_text(encoding="utf-8"), versions), encoding="utf-8")
            return ", ".join(f"{name} {versions[name]}" for name in (*UNHASHED, "timm"))
        case ["timm", report]:
            return f"timm=={chosen(Path(report))['timm']}"
        case ["stubs", report, directory]:
            return " ".join(path.name for path in stubs(Path(report), Path(directory)))
        case _:
            raise SystemExit("usage: upgrade.py wanted | torch REPORT | timm REPORT | stubs REPORT DIRECTORY")


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1:]) + "\n")
