"""The page of one architecture as one HTML file: what leads elsewhere in the site, or needs its scripts, is left out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser

from generator.records import Architecture, Layer, Numbers, Provenance, Weighing
from generator.render.environment import FRAGMENTS, drawing
from generator.render.kin import Kin
from generator.render.links import model_path
from generator.render.model import model_page, sentence
from generator.render.units import count, exact, pixels, shape

_WITHOUT = frozenset({"button", "details", "form", "nav", "script"})
"""Elements that a page without the site's files cannot fill."""

_CLASSES = frozenset({"nw-kin", "nw-line"})
"""Classes of elements that name pages and commands of a zoo's architecture."""

_SECTIONS = frozenset({"layers", "cite", "weights", "neighbours"})
"""Headings whose sections are of the site, or are written here in another way."""

_VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})


def html_page(
    weighing: Weighing,
    near: Sequence[tuple[Architecture, Numbers]],
    provenance: Provenance,
    command: str,
) -> str:
    """A whole document with its style inside; no request leaves it.

    Args:
        weighing: the architecture with its layers.
        near: others to name beside it, with their numbers at their native sizes.
        provenance: the versions that it was measured with.
        command: what measures it again.
    """
    entry, architecture = weighing.entry, weighing.entry.architecture
    body = model_page(entry, Kin(members=1), provenance)[f"{FRAGMENTS}/{model_path(architecture)}.html"]
    rows = [
        (one.key, pixels(one.native), count(numbers.parameters), count(numbers.macs)) for one, numbers in near
    ]
    return drawing(
        "standalone.html",
        title=architecture.name,
        description=sentence(entry),
        body=alone(body),
        command=command,
        layers=[_layer_cells(layer) for layer in weighing.layers],
        near=rows,
        versions=f"torch {provenance.torch}, Netweight {provenance.netweight}",
    )


def _layer_cells(layer: Layer) -> tuple[str, ...]:
    """Path, class, output, parameters, MACs and activations."""
    output = shape(layer.output_shape)
    counts = (exact(layer.parameters), exact(layer.macs), exact(layer.activations))
    return (layer.path, layer.class_name, output, *counts)


def alone(fragment: str) -> str:
    """A fragment without links into the site, of which the words stay, and without ``_WITHOUT``."""
    kept = _Kept()
    kept.feed(fragment)
    kept.close()
    return "".join(kept.written)


class _Kept(HTMLParser):
    """Writes what it reads but for what cannot stand alone; the fragment closes every tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.written: list[str] = []
        self._depth = 0
        self._in_section = False
        self._links: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "h2" and not self._depth:
            self._in_section = told.get("id") in _SECTIONS
        if self._depth or self._in_section:
            self._depth += self._depth > 0 and tag not in _VOID
        elif tag in _WITHOUT or _CLASSES & set((told.get("class") or "").split()):
            self._depth = 1
        elif tag == "a" and not (told.get("href") or "").startswith(("https://", "http://", "#")):
            self._links.append(False)
        else:
            if tag == "a":
                self._links.append(True)
            self._open(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._is_kept():
            self._open(tag, attrs, "/")

    def handle_endtag(self, tag: str) -> None:
        if self._depth:
            self._depth -= tag not in _VOID
        elif self._is_kept() and (tag != "a" or self._links.pop()):
            self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def _is_kept(self) -> bool:
        return not (self._depth or self._in_section)

    def _write(self, text: str) -> None:
        if self._is_kept():
            self.written.append(text)

    def _open(self, tag: str, attrs: list[tuple[str, str | None]], end: str = "") -> None:
        told = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attrs)
        self.written.append(f"<{tag}{told}{end}>")
