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


def documents(directory: Path, settings: str) -> SimpleNamespace:
    (directory / "assets").mkdir()
    (directory / "assets" / "early.js").write_text(settings, encoding="utf-8")
    return SimpleNamespace(docs_dir=str(directory))


def test_a_page_must_run_the_settings_that_name_our_worker_alone(hook: ModuleType, tmp_path: Path) -> None:
    ours = f'<script src="{hook.SETTINGS}"></script>'
    right = documents(tmp_path, f'new URL("{hook.OURS}")')
    assert hook.on_post_page(ours, page=page(), config=right) == ours
    for wrong in ("", f'{ours}{{"search": "{hook.THEIRS}"}}'):
        with pytest.raises(PluginError, match=r"index\.md: expected the page to run assets/early\.js"):
            hook.on_post_page(wrong, page=page(), config=right)


def test_settings_that_name_another_worker_are_refused(hook: ModuleType, tmp_path: Path) -> None:
    wrong = documents(tmp_path, f'new URL("{hook.THEIRS}")')
    with pytest.raises(PluginError, match=r"expected the settings to name assets/search-worker\.js"):
        hook.on_post_page(f'<script src="{hook.SETTINGS}"></script>', page=page(), config=wrong)
