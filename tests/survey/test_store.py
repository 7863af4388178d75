"""The store: what holds is found, what is damaged or out of date is not, and a kill leaves whole files."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from generator.survey.closure import Sources
from generator.survey.store import Finished, Store
from tests import factories

FINISHED = Finished.of(factories.weighing(factories.entry()))


def test_what_is_kept_is_found_under_its_fingerprint_and_under_no_other(tmp_path):
    Store(tmp_path).keep(FINISHED, "one")
    assert Store(tmp_path).find(FINISHED.key, "one") == FINISHED
    assert Store(tmp_path).find(FINISHED.key, "two") is None
    assert Store(tmp_path).find("timm/resnet18", "one") is None


def test_the_text_of_a_result_is_the_result():
    weighing = factories.weighing(factories.entry())
    assert Finished.of(weighing).weighing == weighing
    assert Finished.of(replace(weighing, layers=())).weighing == replace(weighing, layers=())


def test_a_store_that_was_deleted_costs_measurements_and_nothing_else(tmp_path):
    store = Store(tmp_path / "deleted")
    assert store.find(FINISHED.key, "one") is None
    assert store.sources().facts == {}
    store.keep(FINISHED, "one")
    assert store.find(FINISHED.key, "one") == FINISHED


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"fingerprint": 3}', b"\xff\xfe", b"null\n\n"])
def test_another_files_content_is_no_result(tmp_path, content):
    file = tmp_path / "timm" / "resnet50.json"
    file.parent.mkdir()
    file.write_bytes(content)
    assert Store(tmp_path).find("timm/resnet50", "one") is None


def test_a_result_with_any_byte_changed_or_cut_off_is_no_result(tmp_path):
    Store(tmp_path).keep(FINISHED, "one")
    (file,) = tmp_path.rglob("*.json")
    content = file.read_bytes()
    chance = random.Random(1)
    for place in [*range(content.index(b"\n")), *chance.sample(range(len(content)), 60)]:
        file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert Store(tmp_path).find(FINISHED.key, "one") is None
        file.write_bytes(content[:place])
        assert Store(tmp_path).find(FINISHED.key, "one") is None


@pytest.mark.parametrize("text", ["", "[]", '{"reader": 0, "files": {}}', '{"reader": 1, "files": {"x": 3}}'])
def test_remembered_sources_that_cannot_be_read_are_parsed_again(tmp_path, text):
    (tmp_path / "sources.json").write_text(text)
    assert Store(tmp_path).sources().facts == {}


def test_remembered_sources_are_those_that_were_parsed(tmp_path):
    sources = Sources()
    sources.closure((Path(json.__file__),))
    Store(tmp_path).remember(sources)
    assert Store(tmp_path).sources().facts == sources.facts != {}


KEEPER = """
import sys
from pathlib import Path
from dataclasses import replace
from generator.survey.store import Finished, Store
store = Store(Path(sys.argv[1]))
base = Finished(key="timm/one", line="x" * 200_000, layers="y" * 200_000, measurements=1, refusals=0)
print("ready", flush=True)
for number in range(1_000_000):
    store.keep(replace(base, line=f"{number % 10}" * 200_000), "one")
"""


def test_a_kill_at_any_moment_leaves_a_whole_result(tmp_path):
    chance = random.Random(7)
    for _ in range(8):
        command = [sys.executable, "-c", KEEPER, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            wait_for(tmp_path / "timm" / "one.json")
            time.sleep(chance.uniform(0.0, 0.05))
            process.kill()
        found = Store(tmp_path).find("timm/one", "one")
        assert found is not None
        assert len(found.line) == len(found.layers) == 200_000
        assert len(set(found.line)) == 1


def wait_for(path: Path, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f"{path} was not written"
        time.sleep(0.002)
