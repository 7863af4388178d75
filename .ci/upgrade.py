"""What `make upgrade` asks pip for, and what it does with pip's answer.

`wanted` prints the requirements of the zoo packages; `torch REPORT` writes the versions that pip chose into
requirements-torch.lock; `timm REPORT` prints the requirement for pip-compile. REPORT is that of `pip install --report`.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UNHASHED = ("torch", "torchvision")


def wanted() -> list[str]:
    """The requirements of torch, torchvision and timm, as pyproject.toml has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = (*UNHASHED, "timm")
    return [one for one in project["dependencies"] if re.split(r"[<>=!~ ]", one)[0] in names]


def chosen(report: Path) -> dict[str, str]:
    """Version by package, without the build tag of torch's wheels."""
    installed = json.loads(report.read_text(encoding="utf-8"))["install"]
    metadata = [one["metadata"] for one in installed]
    return {one["name"].lower(): one["version"].partition("+")[0] for one in metadata}


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
        case _:
            raise SystemExit("usage: upgrade.py wanted | torch REPORT | timm REPORT")


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1:]) + "\n")
