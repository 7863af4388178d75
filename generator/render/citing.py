"""How to cite: the same texts on the page of an architecture, in ``netweight cite`` and in the JSON of the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.records import Architecture, Entry
from generator.render.bibtex import bibtex, escaped
from generator.render.links import model_path
from generator.render.references import Reference
from generator.render.units import NBSP, fixed, pixels, rounded


def latex(reference: Reference) -> str:
    """Name, size, parameters in M, MACs in G and activations in M as a row of a table; empty if refused."""
    measured = reference.entry.native
    if measured is None:
        return ""
    numbers = measured.numbers
    cells = (
        escaped(reference.architecture.name),
        str(measured.size).replace("x", r"$\times$"),
        fixed(numbers.parameters, 6),
        fixed(numbers.macs, 9),
        fixed(numbers.activations, 6),
    )
    return (
        "% architecture & px & parameters [M] & MACs [G] & activations [M]\n"
        + " & ".join(cells).replace(",", "")
        + r" \\"
    )


def markdown(reference: Reference) -> str:
    """One line with the headline numbers, linked to where they stay."""
    key = reference.architecture.key
    name = f"[{key}]({reference.address})" if reference.edition.site and reference.address else key
    source = f"Netweight {reference.edition.release or reference.provenance.netweight}"
    return f"{name}: {headline(reference.entry)} ({source})".replace(NBSP, " ")


def headline(entry: Entry) -> str:
    """``25.56 M parameters, 4.089 GMACs at 224 px``."""
    size = pixels(entry.architecture.native)
    if entry.native is None:
        return f"not measured at {size}"
    numbers = entry.native.numbers
    return f"{rounded(numbers.parameters)} parameters, {rounded(numbers.macs, 'MACs')} at {size}"


def badge(reference: Reference) -> str:
    """A badge in Markdown: this site's own where its address is known, else a static one of shields.io."""
    text = headline(reference.entry).replace(NBSP, " ")
    site, path = reference.edition.site, model_path(reference.architecture)
    if site:
        return f"[![{text}]({site}{badge_path(reference.architecture)})]({reference.address or f'{site}{path}/'})"
    label, message = (_shields(one) for one in (reference.architecture.name, text))
    return f"![{text}](https://img.shields.io/badge/{label}-{message}-informational)"


def badge_path(architecture: Architecture) -> str:
    """``api/v1/badge/timm/resnet50.svg``, below the site's root."""
    return f"api/v1/badge/{model_path(architecture)}.svg"


def _shields(text: str) -> str:
    """A text as a part of the address of a static badge: shields.io doubles what it would read as a separator."""
    doubled = text.replace("-", "--").replace("_", "__").replace(" ", "_")
    return doubled.replace(",", "%2C")


FORMATS: Mapping[str, Callable[[Reference], str]] = {
    "bibtex": bibtex,
    "latex": latex,
    "markdown": markdown,
    "badge": badge,
}
"""The formats of a citation by the name that the command line takes."""


def plain(reference: Reference) -> dict[str, object]:
    """A citation as JSON has it: what is cited, and every format."""
    return {
        "key": reference.architecture.key,
        "release": reference.edition.release,
        "permalink": reference.address,
        "sha256": reference.digest,
        **{name: write(reference) for name, write in FORMATS.items()},
    }
