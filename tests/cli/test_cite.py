"""``netweight cite``: the text of the page, word for word."""

from __future__ import annotations

import hashlib
import html
import json
from pathlib import Path

import pytest

from generator.dataset.weights import write_weights
from tests import factories
from tests.cli.conftest import Runner


@pytest.fixture
def cited(data: Path) -> Path:
    """The six synthetic entries with their weights."""
    write_weights(factories.library(factories.dataset()), data)
    return data


@pytest.mark.parametrize("format_", ["bibtex", "latex", "badge"])
def test_the_page_and_the_command_print_the_same_text(
    run: Runner, cited: Path, tmp_path: Path, format_: str
) -> None:
    assert run("render", "--data", cited, "--docs", tmp_path / "docs").exit_code == 0
    for entry in factories.dataset().entries:
        key = entry.architecture.key
        if entry.native is None:
            continue
        said = run("cite", key, "--format", format_, "--data", cited).stdout.removesuffix("\n")
        page = (tmp_path / "docs/.fragments" / f"{key}.html").read_text(encoding="utf-8")
        assert f">{said}</code></pre>" in html.unescape(page).replace("&#123;", "{"), key


def test_json_has_every_format_and_the_digest_of_the_line(run: Runner, cited: Path) -> None:
    found = json.loads(run("cite", "timm/resnet50", "--format", "json", "--data", cited).stdout)
    line = next(
        line
        for line in (cited / "timm.jsonl").read_bytes().splitlines(keepends=True)
        if json.loads(line)["name"] == "resnet50"
    )
    assert found["sha256"] == hashlib.sha256(line).hexdigest()
    assert found["sha256"][:16] in found["bibtex"]
    for format_ in ("bibtex", "latex", "markdown", "badge"):
        said = run("cite", "timm/resnet50", "--format", format_, "--data", cited).stdout
        assert said == f"{found[format_]}\n"


def test_a_name_of_both_zoos_is_cited_for_each(run: Runner, cited: Path) -> None:
    lines = run("cite", "resnet50", "--format", "json", "--data", cited).stdout.splitlines()
    assert [json.loads(line)["key"] for line in lines] == ["timm/resnet50", "torchvision/resnet50"]


def test_a_refused_architecture_has_no_row_and_says_so(run: Runner, cited: Path) -> None:
    refused = next(entry for entry in factories.dataset().entries if entry.native is None)
    key = refused.architecture.key
    result = run("cite", key, "--format", "latex", "--data", cited)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"Error: {key} is not measured at its native size, {refused.architecture.native} px: "
        "there is no row of a table\n"
    )


def test_without_weights_no_paper_is_named(run: Runner, data: Path) -> None:
    assert run("cite", "timm/resnet50", "--data", data).stdout.startswith(
        "% timm names no paper for resnet50.\n"
    )
