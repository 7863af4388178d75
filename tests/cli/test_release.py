"""Releases: kept for good, verified to the byte, and every permalink of every one of them answers."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from generator.cli.rendering import history
from generator.dataset import read_dataset, write_dataset
from generator.dataset.changes import read_changes
from generator.dataset.keeping import read_kept
from generator.dataset.releases import read_edition, read_releases
from generator.render import releases as rendering
from generator.render.links import permalink
from tests import factories
from tests.cli.conftest import Runner
from tests.render.markup import read

SITE = "https://example.org/netweight/"


def contents(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }


@pytest.fixture
def two(run: Runner, data: Path) -> Path:
    """Six architectures released, then one removed, one added and one changed, and released again."""
    assert run("release", "2026.11.22", "--site", SITE, "--data", data).exit_code == 0
    entries = {entry.architecture.key: entry for entry in factories.dataset().entries}
    del entries["torchvision/raft_large"]
    entries["timm/new"] = factories.entry("new")
    entries["timm/resnet50"] = factories.entry(family="resnext")
    newer = factories.dataset(timm="1.0.32")
    write_dataset(
        type(newer)(provenance=newer.provenance, entries=tuple(entries[key] for key in sorted(entries))), data
    )
    assert run("release", "2026.12.01", "--data", data).exit_code == 0
    return data


def test_a_release_says_what_it_holds_and_what_moved(run: Runner, data: Path) -> None:
    first = run("release", "2026.11.22", "--data", data)
    digest = read_releases(data).releases[0].digest
    assert first.stdout == f"2026.11.22: 6 architectures, SHA-256 {digest}\n"
    write_dataset(factories.dataset(7, timm="1.0.32"), data)
    second = run("release", "2026.11.22.2", "--data", data).stdout.splitlines()
    assert second[1] == "since 2026.11.22: 0 removed, 1 added, 0 changed"


def test_a_later_release_leaves_an_earlier_one_as_it_is(run: Runner, data: Path) -> None:
    run("release", "2026.11.22", "--data", data)
    before = contents(data / "releases" / "2026.11.22")
    write_dataset(factories.dataset(7), data)
    run("release", "2026.12.01", "--data", data)
    assert contents(data / "releases" / "2026.11.22") == before
    assert [one.name for one in read_releases(data).releases] == ["2026.11.22", "2026.12.01"]


def test_the_same_dataset_gives_the_same_bytes(run: Runner, tmp_path: Path) -> None:
    for place in ("a", "b"):
        write_dataset(factories.dataset(), tmp_path / place)
        run("release", "2026.11.22", "--data", tmp_path / place)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_the_site_s_address_is_kept(two: Path) -> None:
    assert read_releases(two).site == SITE
    assert read_edition(two).release == "2026.12.01"


def test_what_moved_is_published_with_its_cause(two: Path) -> None:
    found = read_changes(two)["2026.12.01"]
    assert [(one.key, one.field, one.kind, one.causes) for one in found.changes] == [
        ("torchvision/raft_large", "architecture", "removed", ("timm",)),
        ("timm/new", "architecture", "added", ("timm",)),
        ("timm/resnet50", "family", "changed", ("timm",)),
    ]


def test_a_kept_release_is_a_dataset(run: Runner, two: Path) -> None:
    assert read_dataset(two / "releases" / "2026.11.22") == factories.dataset()
    assert run("diff", "2026.11.22", "2026.11.22", "--data", two).exit_code == 0
    assert run("diff", "2026.11.22", "2026.12.01", "--data", two, "--fail-on", "removed").exit_code == 1


def test_sha256sum_verifies_what_the_digests_say(two: Path) -> None:
    directory = two / "releases" / "2026.11.22"
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=directory, check=True)
    listing = (directory / "digests.txt").read_text()
    lines = [
        line
        for zoo in ("timm", "torchvision")
        for line in gzip.decompress((directory / f"{zoo}.jsonl.gz").read_bytes()).splitlines(keepends=True)
    ]
    assert [row.split("  ")[0] for row in listing.splitlines()] == [
        hashlib.sha256(line).hexdigest() for line in lines
    ]
    assert read_releases(two).releases[0].digest == hashlib.sha256(listing.encode()).hexdigest()


def test_check_verifies_one_release_or_all(run: Runner, two: Path) -> None:
    assert run("check", "--release", "2026.11.22", "--data", two).stdout == "intact: 1 release, 6 records\n"
    assert run("check", "--release", "all", "--data", two).stdout == "intact: 2 releases, 12 records\n"
    result = run("check", "--release", "2026.01.01", "--data", two)
    assert (result.exit_code, result.stderr) == (
        2, f"Error: no release is called '2026.01.01' in {two}; there are: 2026.11.22, 2026.12.01\n",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["dataset.json", "timm.jsonl.gz", "digests.txt", "SHA256SUMS"])
def test_a_byte_that_changed_is_found_and_the_file_named(run: Runner, two: Path, name: str) -> None:
    path = two / "releases" / "2026.11.22" / name
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)
    result = run("check", "--release", "all", "--data", two)
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(two / "releases" / "2026.11.22") in result.stderr


def test_a_record_that_was_edited_along_with_its_checksums_is_found(run: Runner, two: Path) -> None:
    directory = two / "releases" / "2026.11.22"
    packed = directory / "timm.jsonl.gz"
    old = hashlib.sha256(packed.read_bytes()).hexdigest()
    packed.write_bytes(gzip.compress(gzip.decompress(packed.read_bytes()).replace(b"25557032", b"25557033")))
    sums = directory / "SHA256SUMS"
    sums.write_text(sums.read_text().replace(old, hashlib.sha256(packed.read_bytes()).hexdigest()))
    result = run("check", "--release", "2026.11.22", "--data", two)
    assert result.exit_code == 2
    assert "timm/resnet50: expected the SHA-256 " in result.stderr


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("2026.11.31", "expected a release is named by its date"),
        ("v1", "expected a release is named by its date"),
        ("2026.12.01", "expected a release after 2026.12.01, found 2026.12.01"),
        ("2026.11.30", "expected a release after 2026.12.01, found 2026.11.30"),
        ("2026.12.02", "expected a dataset that is no release yet, found that of 2026.12.01"),
    ],
)
def test_what_is_no_later_release_is_refused_and_nothing_is_written(
    run: Runner, two: Path, name: str, message: str
) -> None:
    before = contents(two)
    result = run("release", name, "--data", two)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert contents(two) == before


def test_every_permalink_of_every_release_answers_with_its_numbers(
    run: Runner, two: Path, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    assert run("render", "--data", two, "--docs", docs).exit_code == 0
    for release in read_releases(two).releases:
        kept = read_dataset(two / "releases" / release.name)
        for entry in kept.entries:
            place = docs / permalink(release.name, entry.architecture)
            text = (place / "index.html").read_text()
            markup = read(text.partition("<body>")[2].partition("</body>")[0])
            digest = hashlib.sha256((place / "record.json").read_bytes()).hexdigest()
            assert digest in markup.text
            for one in entry.measurements:
                assert f"{one.numbers.macs:,}" in markup.text
            assert ("Superseded" in markup.text) == (release.name == "2026.11.22")
            assert len(text.encode()) < 8_000
    assert (docs / "r/2026.11.22.md").is_file()
    gone = (docs / "r/2026.11.22/torchvision/raft_large/index.html").read_text()
    assert "Today" not in gone
    assert "../../../../timm/resnet50/" in (docs / "r/2026.11.22/timm/resnet50/index.html").read_text()


def test_an_older_release_answers_with_the_native_size(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "RECENT", 1)
    past = history(two)
    files = rendering.files(past.kept, past.releases, frozenset())
    old, new = (files[f"r/{name}/timm/resnet50/index.html"] for name in ("2026.11.22", "2026.12.01"))
    assert (old.count("<tr>"), "record.json" in old) == (2, False)
    assert new.count("<tr>") > 10
    assert "r/2026.11.22/timm/resnet50/record.json" not in files
    assert "4,089,184,256" in old


def test_records_of_an_earlier_layout_are_read(two: Path) -> None:
    """Fields come and go; an architecture's name, sizes and columns have been the same in every schema."""
    release = read_releases(two).releases[0]
    path = two / "releases" / release.name / "timm.jsonl.gz"
    lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    for line in lines:
        for later in ("peak", "second_macs", "gaps", "uses"):
            del line[later]
        line["numbers"] = {"macs": line["numbers"]["macs"], "gone": {line["sizes"][0]: 7}}
    path.write_bytes(gzip.compress("".join(f"{json.dumps(line)}\n" for line in lines).encode()))
    kept = read_kept(two, release)
    record = next(one for one in kept.records if one.key == "timm/resnet50")
    assert record.numbers["macs"][record.sizes.index("224")] == 4_089_184_256
    assert record.numbers["gone"][:2] == (7, None)
    files = rendering.files([kept], read_releases(two), frozenset())
    assert "4,089,184,256" in files[f"r/{release.name}/timm/resnet50/index.html"]
