"""``netweight whence``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from generator.cli import options
from generator.cli.failures import Failure, nonempty
from generator.cli.text import counted, grouped, indented, table
from generator.dataset import read_dataset
from generator.lookup.claims import parse
from generator.lookup.whence import NEAR, Answer, Candidate
from generator.lookup.whence import whence as search

OTHERS = 4
"""How many architectures with the same numbers are named beside the first."""


@click.command()
@click.argument("claims", nargs=-1, required=True)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=8,
    show_default=True,
    metavar="N",
    help="How many answers are printed.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answers as one JSON document.")
@options.data
def whence(claims: tuple[str, ...], limit: int, as_json: bool, data: Path) -> None:
    """Find the architecture, size and convention that give numbers from a paper.

    CLAIMS are numbers as they are printed, such as "4.1 GFLOPs, 25.6 M, 224" or "86.6M 17.6 @384". A number without a unit
    is tried as each of FLOPs, parameters, activations and bytes. Memory in use is said: "peak 11 MB", "inference 113.5 MB",
    "training 3.18 GB batch 32". The best answer is the first: a value counts as right if it
    has the digits that are printed, and up to 5 % away it is told how far it is off.
    """
    try:
        asked = parse(" ".join(claims))
    except ValueError as error:
        raise Failure(str(error)) from error
    found = search(asked, nonempty(read_dataset(data), data).entries)
    if as_json:
        click.echo(json.dumps([document(one) for one in found[:limit]], ensure_ascii=False, indent=2))
        return
    if not found:
        raise Failure(
            f"no measurement is within {NEAR:.0%} of {', '.join(claim.text for claim in asked)} under any convention"
        )
    click.echo("\n\n".join("\n".join(_told(place, one)) for place, one in enumerate(found[:limit], 1)))
    if len(found) > limit:
        click.echo(f"\n{counted(len(found) - limit, 'further answer')}; --limit {len(found)} prints them all")


def document(candidate: Candidate) -> dict[str, object]:
    """One answer as plain values: what ``--json`` prints."""
    return {
        "architectures": [one.key for one in candidate.architectures],
        "size": str(candidate.size),
        "exact": candidate.exact,
        "cost": round(candidate.cost, 6),
        "answers": [_answer(one) for one in candidate.answers],
    }


def _answer(answer: Answer) -> dict[str, object]:
    convention = answer.convention
    return {
        "claim": answer.claim.text,
        "convention": "size" if convention is None else convention.key,
        "batch": answer.batch,
        "value": answer.value,
        "difference": round(answer.difference, 6),
        "right": answer.inside,
    }


def _told(place: int, candidate: Candidate) -> list[str]:
    first, *others = [one.key for one in candidate.architectures]
    heading = f"{place}. {first} at {candidate.size} px"
    rows = [
        [answer.claim.text, *_meaning(answer), difference(answer), _verdict(answer)]
        for answer in candidate.answers
    ]
    lines = table(["claim", "convention", "value", "difference", ""], rows, left=2)[1:]
    return [heading, *indented(lines), *indented(_others(others))]


def _others(keys: Sequence[str]) -> list[str]:
    if not keys:
        return []
    rest = len(keys) - OTHERS
    more = f" and {rest} more" if rest > 0 else ""
    return [f"the same numbers: {', '.join(keys[:OTHERS])}{more}"]


def _meaning(answer: Answer) -> tuple[str, str]:
    if answer.convention is None or answer.value is None:
        return ("size", "")
    return (answer.convention.label, grouped(answer.value))


def _verdict(answer: Answer) -> str:
    if answer.convention is None:
        return ""
    return "as printed" if answer.inside else "off"


def difference(answer: Answer) -> str:
    """``-0.3 %``: ours against the claim, from the exact integers; nothing for a size."""
    if answer.convention is None:
        return ""
    if answer.permille == 0:
        return "0 %" if answer.difference == 0 else "<0.1 %"
    sign = "-" if answer.difference < 0 else "+"
    return f"{sign}{answer.permille // 10}.{answer.permille % 10} %"
