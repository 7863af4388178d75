"""The build hook refuses a Material whose search worker is not the one that ours replaces."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType, SimpleNamespace

import material
import pytest
from mkdocs.exceptions import PluginError


@pytest.fixture
def hook(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("search_worker", root / "overrides/hooks/search_worker.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def config(directory: Path) -> SimpleNamespace:
    return SimpleNamespace(theme=SimpleNamespace(dirs=[str(directory)]))


def page() -> SimpleNamespace:
    return SimpleNamespace(file=SimpleNamespace(src_uri="index.md"))


def copied(hook: ModuleType, directory: Path) -> Path:
    for name in (hook.THEIRS, hook.THEIR_BUNDLE):
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((Path(material.__file__).parent / "templates" / name).read_bytes())
    return directory


def test_the_installed_material_is_the_one_ours_was_written_for(hook: ModuleType) -> None:
    templates = Path(material.__file__).parent / "templates"
    assert hook.on_env("env", config(templates), files=None) == "env"


def test_another_worker_under_the_same_name_is_refused(hook: ModuleType, tmp_path: Path) -> None:
    theirs = copied(hook, tmp_path) / hook.THEIRS
    theirs.write_text("postMessage(1)", encoding="utf-8")
    with pytest.raises(PluginError, match=f"expected the SHA-256 {hook.THEIR_SHA256}, found "):
        hook.on_env("env", config(tmp_path), files=None)


@pytest.mark.parametrize("name", ["THEIRS", "THEIR_BUNDLE"])
def test_a_material_without_one_of_the_files_is_refused_by_name(
    hook: ModuleType, tmp_path: Path, name: str
) -> None:
    missing = getattr(hook, name)
    (copied(hook, tmp_path) / missing).unlink()
    with pytest.raises(PluginError, match=missing.replace(".", r"\.")):
        hook.on_env("env", config(tmp_path), files=None)


def test_a_page_must_ask_for_our_worker_alone(hook: ModuleType) -> None:
    ours = f'{{"search": "{hook.OURS}"}}'
    assert hook.on_post_page(ours, page=page(), config=None) == ours
    for wrong in ("", f'{{"search": "{hook.THEIRS}"}}'):
        with pytest.raises(
            PluginError, match=r"index\.md: expected the page to ask for assets/search-worker\.js"
        ):
            hook.on_post_page(wrong, page=page(), config=None)
