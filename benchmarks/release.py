"""A release, cut from a clean clone: what is committed is cloned, the newest release is taken out of it, and cut again.

``python -m benchmarks.release --out docs/benchmarks/release.md`` (``make rehearse``): some minutes. In the clone it runs ``make
release``, which keeps the data, renders, builds the site, gathers the files to attach, commits and tags. Then the site is served
and each permalink of each architecture of the release is asked for, and so is its record, whose SHA-256 has to be the one in the
release's listing; the checksums of the attached files are verified; and the kept files are compared with those that are committed.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.machine import machine
from generator.dataset import MANIFEST
from generator.dataset.keeping import DIGESTS
from generator.dataset.releases import RELEASES, kept_release, read_releases

ROOT = Path(__file__).resolve().parents[1]
DATA = Path("docs/data")


class Silent(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *words: object) -> None:
        """Nothing."""


def run(place: Path, *words: str) -> str:
    """What a command prints in the clone.

    Raises:
        subprocess.CalledProcessError: it failed; what it said stands on standard error.
    """
    return subprocess.run(words, cwd=place, check=True, stdout=subprocess.PIPE, text=True).stdout


def cloned(place: Path) -> str:
    """A clone whose newest release is taken out; that release's name.

    Raises:
        SystemExit: the dataset of today is no release, or the working tree has changes, so that a clone is another.
    """
    if run(ROOT, "git", "status", "--porcelain", "--untracked-files=no"):
        raise SystemExit("the working tree has changes: commit them first")
    # Without its tags: that of the release is there already, and is set again.
    run(ROOT, "git", "clone", "--quiet", "--no-tags", str(ROOT), str(place))
    for key, value in (("user.name", "rehearsal"), ("user.email", "rehearsal@example.org")):
        run(place, "git", "config", key, value)
    latest = read_releases(place / DATA).latest
    if latest is None:
        raise SystemExit(f"{DATA / RELEASES}: expected a release, found none")
    run(place, "git", "rm", "-r", "--quiet", str(kept_release(DATA, latest.name)))
    (place / DATA / "changes" / f"{latest.name}.json").unlink(missing_ok=True)
    listed = json.loads((place / DATA / RELEASES).read_text(encoding="utf-8"))
    listed["releases"].pop()
    (place / DATA / RELEASES).write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
    run(place, "git", "commit", "--quiet", "--all", "--message", "Before the release")
    return latest.name


@contextmanager
def served(site: Path) -> Iterator[http.client.HTTPConnection]:
    """A connection to a server of the site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield http.client.HTTPConnection("127.0.0.1", server.server_port)
    finally:
        server.shutdown()


def answer(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    """Status and body of an address."""
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, response.read()


def permalinks(place: Path, name: str) -> tuple[int, int, int]:
    """How many permalinks a release has, how many answer, and how many records have the digest of the listing."""
    listing = (kept_release(place / DATA, name) / DIGESTS).read_text(encoding="utf-8").splitlines()
    answering = equal = 0
    with served(place / "site") as connection:
        for digest, key in (line.split("  ") for line in listing):
            answering += answer(connection, f"/r/{name}/{key}/")[0] == 200
            status, record = answer(connection, f"/r/{name}/{key}/record.json")
            equal += status == 200 and hashlib.sha256(record).hexdigest() == digest
    return len(listing), answering, equal


def contents(directory: Path) -> dict[str, bytes]:
    """Every file of a directory."""
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


def rehearse(place: Path) -> list[tuple[str, str, str]]:
    """Cuts the release in a clone; what was looked at, what was expected and what was found."""
    name = cloned(place)
    # The clone's code in the environment of this process, which is of the same lock files: nothing is installed anew.
    stamp = place.parent / "installed"
    stamp.touch()
    words = ["make", "release", f"VERSION={name}", f"VENV={sys.prefix}", f"STAMP={stamp}"]
    subprocess.run(words, cwd=place, check=True, env=os.environ | {"PYTHONPATH": str(place)})
    total, answering, equal = permalinks(place, name)
    attached = place / "build" / "release"
    sums = (attached / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    wrong = [
        line for line in sums if hashlib.sha256((attached / line[66:]).read_bytes()).hexdigest() != line[:64]
    ]
    kept, committed = (contents(kept_release(one / DATA, name)) for one in (place, ROOT))
    differing = [path for path in kept.keys() | committed.keys() if kept.get(path) != committed.get(path)]
    tags = run(place, "git", "tag", "--points-at", "HEAD").split()
    return [
        ("commits with the tag of the release", "1", str(tags.count(name))),
        (
            "changes left in the working tree",
            "0",
            str(len(run(place, "git", "status", "--porcelain").splitlines())),
        ),
        ("permalinks that answer", str(total), str(answering)),
        ("records with the SHA-256 of the listing", str(total), str(equal)),
        ("attached files whose checksum is another", "0", str(len(wrong))),
        (
            "attached files beside the checksums",
            str(len(list(attached.iterdir())) - 1),
            str(len(sums)),
        ),
        (
            f"kept files, {MANIFEST} among them, that differ from the committed release",
            "0",
            str(len(differing)),
        ),
    ]


def main() -> None:
    """Rehearses, prints the table; the exit status is 1 where something else was found than expected."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, help="also write the table to this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        rows = rehearse(Path(scratch) / "clone")
    lines = ["| | expected | found |", "| --- | ---: | ---: |"]
    lines += [f"| {what} | {int(expected):,} | {int(found):,} |" for what, expected, found in rows]
    text = "\n".join([*lines, "", machine(["timm", "mkdocs"])])
    print(text)
    if options.out:
        options.out.write_text(f"{text}\n", encoding="utf-8")
    sys.exit(any(expected != found for _, expected, found in rows))


if __name__ == "__main__":
    main()
