"""The site of the committed dataset, served on the loopback interface, and pages in a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from generator.cli.rendering import history
from generator.dataset import encode_layers, read_dataset
from generator.dataset.counters import COUNTERS, read_counters
from generator.dataset.examples import read_examples
from generator.dataset.forms import read_forms
from generator.dataset.fvcore import FVCORE, read_fvcore
from generator.dataset.releases import read_edition
from generator.dataset.weights import WEIGHTS, read_weights
from generator.records import Dataset, Layer
from generator.render import GENERATED_DIRECTORIES, pages
from generator.survey import explain

LAYERED = "timm/resnet50"
"""The architecture whose layers the tests open; layer tables are not committed, so it is measured."""


@pytest.fixture(scope="session")
def zoos(root: Path) -> Dataset:
    """The committed dataset: every architecture of timm and torchvision."""
    return read_dataset(root / "docs" / "data")


@pytest.fixture(scope="session")
def layers() -> tuple[Layer, ...]:
    """The layers of ``LAYERED`` at its native size."""
    return explain(LAYERED).layers


@pytest.fixture(scope="session")
def built(
    root: Path, zoos: Dataset, layers: tuple[Layer, ...], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The site's directory, built strictly in a directory of its own."""
    place = tmp_path_factory.mktemp("site")
    generated = shutil.ignore_patterns("layers", *(Path(name).name for name in GENERATED_DIRECTORIES))
    shutil.copytree(root / "docs", place / "docs", ignore=generated)
    shutil.copytree(root / "overrides", place / "overrides")
    for path in root.iterdir():
        if path.is_file() and path.suffix in {".yml", ".md", ".cff"}:
            shutil.copy(path, place)
    data = root / "docs" / "data"
    found = read_forms(data)
    forms = found[1] if found else None
    written = dict(
        pages(
            zoos,
            read_examples(data),
            read_counters(data / COUNTERS),
            read_fvcore(data / FVCORE),
            read_weights(data / WEIGHTS),
            read_edition(data),
            history(data),
            forms,
        )
    )
    written[f"data/layers/{LAYERED}.json"] = encode_layers(layers)
    for name, text in written.items():
        path = place / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(command, cwd=place, env=quiet, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return place / "site"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a request is no news."""


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """Where the site is served, ending in a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(built)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A fresh profile, in which nothing may be asked from elsewhere and nothing may be said on the console."""
    fresh = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    fresh.set_default_timeout(10_000)
    fresh.grant_permissions(["clipboard-read", "clipboard-write"])
    elsewhere: list[str] = []
    said: list[str] = []
    fresh.on("request", lambda request: request.url.startswith(address) or elsewhere.append(request.url))
    fresh.on("console", lambda message: message.type in {"error", "warning"} and said.append(message.text))
    fresh.on("weberror", lambda error: said.append(str(error.error)))
    yield fresh
    fresh.close()
    assert elsewhere == []
    assert said == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page in that profile."""
    return context.new_page()
